"""What reports say, in English and Chinese, by the keys of ``strongroom.reports``."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from flows.stages.reporting.codes import CODES
from strongroom.kind import Kind
from strongroom.messages import Language
from strongroom.reports.table import Cell, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """How a report is said: the language, the titles of kinds, and the zone of the house for moments."""

    language: Language
    kinds: Mapping[str, Kind]
    zone: ZoneInfo

    def say(self, key: str) -> str:
        """The words of a key; ``spend:EUR`` is those of ``spend`` with what stands behind the colon.

        A key without words is said as it stands: that beats silence.
        """
        stem, _, rest = key.partition(":")
        words = WORDS.get(stem) or CODES.get(stem)
        return (words[self.language != "en"] if words else stem).format(rest)

    def note(self, key: str) -> str:
        """What is to be known to understand a table or plot; empty where it says all itself."""
        return self.say(f"note_{key}") if f"note_{key}" in WORDS else ""

    def cell(self, form: Form, value: Cell) -> str:
        """A value as people read it."""
        if value is None or value == "":
            return "–"
        match form:
            case Form.WORD:
                return self.say(str(value))
            case Form.KIND:
                return self.kind(str(value))
            case Form.MONEY:
                return f"{value:,.2f}"
            case Form.COUNT:
                return f"{value:,}"
            case Form.SHARE:
                return f"{100 * float(str(value)):.1f} %"
            case Form.SECONDS:
                return f"{float(str(value)):,.0f} s"
            case Form.HOURS:
                return f"{float(str(value)):,.1f} h"
            case Form.MOMENT if isinstance(value, dt.datetime):
                return value.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")
            case _:
                return str(value)

    def kind(self, kind: str) -> str:
        """The title of a kind; what is none here any more is named by its id."""
        known = self.kinds.get(kind)
        if known is None:
            return kind
        return known.title if self.language == "en" else known.title_zh


WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # Reports.
    "management": ("Management report", "管理报告"),
    "finance": ("Finance report", "财务报告"),
    "compliance": ("Compliance report", "合规报告"),
    "made_at": ("made {0}", "生成于 {0}"),
    "page": ("page {0}", "第 {0} 页"),
    "more_rows": ("… and {0} more rows, in the attached workbook", "……另有 {0} 行,见附带的工作簿"),
    "nothing": ("Nothing in this period.", "本期无记录。"),
    "figures": ("Figures", "概览"),
    "plots": ("Plots", "图表"),
    "figure": ("Figure", "项目"),
    "value": ("Value", "数值"),
    # Figures.
    "documents": ("Documents", "文件"),
    "straight_through": ("Straight through", "直通率"),
    "decisions": ("Decisions by people", "人工决定"),
    "review_median": ("Review, median", "审核用时中位数"),
    "review_p90": ("Review, 90 % within", "审核用时 90 % 以内"),
    "waited_median": ("Waited for review, median", "待审时长中位数"),
    "waited_p90": ("Waited, 90 % within", "待审时长 90 % 以内"),
    "sampled": ("Sampled", "抽检"),
    "sampled_wrong": ("Sampled and wrong", "抽检有误"),
    "error_rate": ("Error rate of the sample", "抽检错误率"),
    "error_low": ("Error rate, at least (95 %)", "错误率下限(95 %)"),
    "error_high": ("Error rate, at most (95 %)", "错误率上限(95 %)"),
    "open": ("Open work", "未完成"),
    "bills": ("Bills", "票据"),
    "counted": ("In the sums", "计入合计"),
    "without_currency": ("Currency not known", "币种不明"),
    "sellers": ("Sellers", "销售方"),
    "doubles": ("Likely doubles", "疑似重复"),
    "kept": ("Papers kept", "保存中"),
    "kept_undated": ("Kept for want of a date", "缺日期而保存"),
    "kept_no_rule": ("Kept without a rule", "无规则而保存"),
    "expired": ("Expired", "已到期"),
    "expiring": ("Expiring within 90 days", "90 天内到期"),
    "due": ("Destructions under way", "待销毁"),
    "destroyed": ("Destroyed", "已销毁"),
    "revealed": ("Shown unmasked", "查看明文"),
    "exported": ("Taken out", "导出"),
    "looked": ("Looked at", "浏览"),
    "denied": ("Refused", "被拒绝"),
    # Plots.
    "by_day": ("Documents by day", "每日文件数"),
    "by_kind": ("Documents by kind", "各类文件数"),
    "ages": ("Ages of open work", "未完成工作的时长"),
    "spend": ("Spend by seller, {0}", "按销售方支出({0})"),
    "held_by_kind": ("Papers kept, by kind", "各类保存数量"),
    "seen_by": ("Acts on sensitive papers, by person", "各人对敏感文件的操作"),
    # Tables.
    "kinds": ("By kind", "按类型"),
    "days": ("By day and kind", "按日期与类型"),
    "set_aside": ("Set aside", "隔离"),
    "courses": ("Bills by state", "票据状态"),
    "standings": ("Bills by due date", "票据付款期限"),
    "currencies": ("By currency, with tax", "按币种及税额"),
    "changes": ("Largest changes against the month before", "较上月变化最大"),
    "held": ("What is held, and on what basis", "保存内容及依据"),
    "register": ("Register of destructions", "销毁登记"),
    "people": ("Who saw sensitive papers", "谁查看过敏感文件"),
    "acts": ("Each time", "逐次记录"),
    "restraints": ("Holds and restrictions", "保全与限制"),
    "access": ("Access review", "权限复核"),
    # What one person is told of themselves.
    "subject": ("What is held on {0}", "关于 {0} 的全部记录"),
    "caution": (
        "Caution: these papers may name other people. Before anything is handed out, look through each paper and take "
        "out or black out what is about others and is not the person's to have.",
        "注意:这些文件可能含有他人信息。交付前请逐份检查,删除或遮盖不应向本人提供的他人信息。",
    ),
    "complete": (
        "Everything that is kept under this name when it was made, but for {0} papers that are restricted or out of "
        "reach of who asked.",
        "生成时以此名称保存的全部文件,但不含受限或申请人无权取得的 {0} 份。",
    ),
    "staff": (
        "People of the house are numbered and not named: who they are is about them.",
        "内部人员仅编号、不具名,因其身份属于其本人信息。",
    ),
    "papers": ("Papers", "文件"),
    "read_values": ("What was read from them", "识别内容"),
    "seen": ("What was done with them, and by whom", "对其所做的操作及操作人"),
    "name": ("Name", "名称"),
    "received_at": ("Received", "收到时间"),
    "kept_until": ("Kept until", "保存至"),
    "field": ("Field", "字段"),
    "read_value": ("Value", "内容"),
    "filed": ("filed", "已归档"),
    "archived": ("archived", "已归档(冷存储)"),
    # What is to be known of them.
    "note_ages": ("As of the moment at which the report was made.", "以报告生成时为准。"),
    "note_open": ("As of the moment at which the report was made.", "以报告生成时为准。"),
    "note_set_aside": (
        "New in the period, and lying there still when the report was made.",
        "本期新增,以及生成报告时仍在隔离的数量。",
    ),
    "note_standings": (
        "Bills that arrived in the period. Payments are not known here: overdue says that the due date on the paper "
        "has passed, and not that nobody paid.",
        "本期收到的票据。系统不掌握付款情况:“已过期限”仅表示票面付款期限已过,不表示未付款。",
    ),
    "note_currencies": (
        "As printed; bills that were set aside are left out, and credit notes subtracted. Tax is summed where it was "
        "read; the column beside it counts the bills without one.",
        "以票面为准;不含被隔离的票据,贷记单作减项。税额仅汇总已识别的,旁列为无税额的票据数。",
    ),
    "note_doubles": (
        "The same seller, number and total on two papers, or the same file received again.",
        "销售方、号码与金额均相同的两份文件,或同一文件再次收到。",
    ),
    "note_held": (
        "As of the moment at which the report was made. Of several rules that apply, the one that keeps longest.",
        "以报告生成时为准。多条规则同时适用时,以保存最久者为准。",
    ),
    "note_acts": (
        "Sensitive values shown unmasked, identity papers taken out, and refusals.",
        "查看敏感值明文、导出身份文件,以及被拒绝的请求。",
    ),
    # Columns.
    "kind": ("Kind", "类型"),
    "through": ("Went through", "直通"),
    "day": ("Day", "日期"),
    "state": ("State", "状态"),
    "age": ("Age", "时长"),
    "code": ("Code", "代码"),
    "new": ("New", "新增"),
    "still_there": ("There still", "仍在隔离"),
    "standing": ("State", "状态"),
    "currency": ("Currency", "币种"),
    "total": ("Total", "合计"),
    "net": ("Net", "不含税"),
    "tax": ("Tax", "税额"),
    "without_tax": ("Without tax", "无税额"),
    "seller": ("Seller", "销售方"),
    "before": ("Month before", "上月"),
    "change": ("Change", "变化"),
    "document": ("Document", "文件编号"),
    "why": ("Why", "原因"),
    "other": ("The other", "另一份"),
    "keeping": ("Ends", "终止"),
    "basis": ("Basis", "依据"),
    "first_end": ("First free", "最早可销毁"),
    "last_end": ("Last free", "最晚可销毁"),
    "on_hold": ("On hold", "保全中"),
    "restricted": ("Restricted", "受限"),
    "expires": ("Expires", "到期日"),
    "stage": ("Stage", "阶段"),
    "since": ("Free since", "可销毁起"),
    "at": ("When", "时间"),
    "asked_by": ("Asked by", "申请人"),
    "approved_by": ("Approved by", "批准人"),
    "certificate": ("Certificate", "证明编号"),
    "persons": ("People", "人数"),
    "who": ("Who", "人员"),
    "deed": ("What", "操作"),
    "what": ("What", "项目"),
    # States, ages, stages.
    "received": ("waits to be read", "待识别"),
    "reading": ("being read", "识别中"),
    "in_review": ("waits for review", "待审核"),
    "quarantined": ("set aside", "已隔离"),
    "age_day": ("under a day", "不足 1 天"),
    "age_3_days": ("1 to 3 days", "1–3 天"),
    "age_week": ("3 to 7 days", "3–7 天"),
    "age_month": ("7 to 30 days", "7–30 天"),
    "age_longer": ("longer", "30 天以上"),
    "unchecked": ("not yet checked", "尚未核对"),
    "bill_approved": ("approved by a person", "人工核准"),
    "bill_filed": ("filed straight through", "直通归档"),
    "bill_duplicate": ("duplicate", "重复"),
    "bill_rejected": ("rejected", "已退回"),
    "not_due": ("due later", "未到期限"),
    "overdue": ("due date has passed", "已过期限"),
    "credited": ("credit note", "贷记单"),
    "same_file": ("same file again", "同一文件"),
    "same_bill": ("same number and total", "号码金额相同"),
    "undated": ("no date known", "缺日期"),
    "no_rule": ("no rule", "无规则"),
    "for_ever": ("never", "永久"),
    "ends": ("by rule", "按规则"),
    "eligible": ("proposed", "已提议"),
    "requested": ("asked for", "已申请"),
    "approved": ("approved", "已批准"),
    "destroying": ("being destroyed", "销毁中"),
    "holds_in_force": ("holds in force", "生效中的保全"),
    "holds_placed": ("holds placed in the period", "本期新增保全"),
    "holds_lifted": ("holds lifted in the period", "本期解除保全"),
    "restricted_now": ("restricted", "受限中"),
    "restrictions_ordered": ("restricted in the period", "本期新增限制"),
    "restrictions_lifted": ("freed in the period", "本期解除限制"),
    "people_let_in": ("people with access", "有权限人员"),
    "people_confirmed": ("confirmed in the period", "本期已确认"),
    "people_overdue": ("confirmation overdue", "逾期未确认"),
    "people_lapsed": ("lapsed in the period", "本期失效"),
}

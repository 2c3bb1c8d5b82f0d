"""A contract of two pages in Chinese, born digital."""

from pathlib import PurePosixPath

import numpy as np

from cli.samples.canvas import GREY
from cli.samples.invented import CLOUD_BOAT, STARDUST
from cli.samples.paper import SamplePaper
from cli.samples.pdf import Sheet, pdf_file

_NUMBER = "XCHT-2026-018"
_FIRST = (
    f"甲方：{STARDUST.name}",
    f"统一社会信用代码：{STARDUST.tax_id}",
    f"乙方：{CLOUD_BOAT.name}",
    f"统一社会信用代码：{CLOUD_BOAT.tax_id}",
    "",
    "甲乙双方经友好协商，就办公系统维护服务达成如下协议：",
    "",
    "第一条 服务内容",
    "乙方为甲方的办公系统提供日常巡检、故障排除和版本升级服务。",
    "",
    "第二条 服务期限",
    "本合同自签订之日起生效，有效期至2027年1月31日。",
    "",
    "第三条 合同金额",
    "合同总金额：人民币33600.00元（大写：叁万叁仟陆佰元整），按季度支付。",
    "",
    "第四条 双方责任",
    "甲方应为乙方提供必要的工作条件；乙方应对服务中知悉的资料保密。",
)
_SECOND = (
    "第五条 违约责任",
    "任何一方违反本合同约定，应向守约方支付合同总金额百分之五的违约金。",
    "",
    "第六条 争议解决",
    "因本合同引起的争议，由双方协商解决；协商不成的，提交虚构市仲裁委员会仲裁。",
    "",
    "第七条 其他",
    "本合同一式两份，双方各执一份，自双方盖章之日起生效。",
)


def contract(_rng: np.random.Generator) -> SamplePaper:
    """A contract for services, with its parties, dates and amount."""
    first, second = Sheet(), Sheet()
    first.text(105, 24, "系统维护服务合同", size=20, align="middle")
    first.text(190, 40, f"合同编号：{_NUMBER}", size=10.5, align="right")
    _paragraphs(first, 54, _FIRST)
    _paragraphs(second, 24, _SECOND)
    for x, party, company in ((22, "甲方", STARDUST), (112, "乙方", CLOUD_BOAT)):
        second.text(x, 110, f"{party}（盖章）：", size=11)
        second.text(x, 119, company.name, size=11)
        second.text(x, 132, "签订日期：2026年2月1日", size=11)
    for place, sheet in enumerate((first, second), start=1):
        sheet.text(105, 284, f"第 {place} 页 共 2 页", size=8.5, ink=GREY, align="middle")
    return SamplePaper(
        path=PurePosixPath("星尘样例贸易/合同/系统维护服务合同.pdf"),
        content=pdf_file(first, second),
        kind="contract",
        fields={
            "title": "系统维护服务合同",
            "contract_number": _NUMBER,
            "party_a": STARDUST.name,
            "party_b": CLOUD_BOAT.name,
            "date": "2026-02-01",
            "expiry": "2027-01-31",
            "total": "33600.00",
        },
    )


def _paragraphs(sheet: Sheet, y: float, rows: tuple[str, ...]) -> None:
    for place, row in enumerate(rows):
        sheet.text(22, y + place * 9, row, size=11)

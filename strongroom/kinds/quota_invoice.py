"""Chinese quota invoice (定额发票): torn from a pad, its amount printed on it beforehand."""

from strongroom.checks.chinese import capital_agrees
from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type

KIND = Kind(
    id="quota_invoice",
    title="Chinese quota invoice",
    title_zh="定额发票",
    sensitivity=Sensitivity.BUSINESS,
    cues=(
        Cue(text="定额发票", weight=5.0),
        Cue(text="通用定额发票", weight=2.0),
        Cue(text="手撕发票", weight=2.0),
        Cue(text="兑奖联", weight=2.0),
        Cue(text="刮奖区", weight=2.0),
        Cue(text="密码", weight=0.5),
        Cue(text="发票代码", weight=0.5),
        Cue(text="发票号码", weight=0.5),
        Cue(text="收款单位", weight=0.5),
        Cue(text="价税合计", weight=-5.0),
        Cue(text="出租汽车", weight=-4.0),
        Cue(text="纳税人识别号", weight=-1.0),
    ),
    fields=(
        Field(name="invoice_code", type=Type.CODE, labels=("发票代码",), required=True, exact=True),
        Field(name="invoice_number", type=Type.CODE, labels=("发票号码",), required=True, exact=True),
        Field(name="total", type=Type.AMOUNT, labels=("金额",), required=True, threshold=0.98),
        Field(name="capital", threshold=0.0),
        # Written or stamped by hand, if at all.
        Field(name="date", type=Type.DATE, labels=("开票日期", "日期"), threshold=0.9),
        Field(name="seller", labels=("收款单位", "开票单位"), threshold=0.0),
    ),
    name="{date}_quota-invoice_{invoice_number}_{total}",
    tags=("invoice", "fapiao", "expense"),
    # 会计档案管理办法 (order 79 of 2015), annex: vouchers 30 years, from the first day after the fiscal year.
    retention=Retention(years=30, starts="date", basis="CN accounting archives, order 79, annex 1", next_year=True),
    reader="cn_ticket",
    checks=(capital_agrees,),
    past=("date",),
    unique_by=("invoice_code", "invoice_number"),
)

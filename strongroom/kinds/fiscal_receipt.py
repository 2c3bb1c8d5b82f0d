"""Chinese fiscal receipt (财政票据): fees, fines, donations and hospitals, electronic or on paper."""

import datetime as dt

from strongroom.checks.chinese import capital_agrees, not_earlier_than
from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type

KIND = Kind(
    id="fiscal_receipt",
    title="Chinese fiscal receipt",
    title_zh="财政票据",
    sensitivity=Sensitivity.PERSONAL,
    cues=(
        Cue(text="财政电子票据", weight=4.0),
        Cue(text="非税收入", weight=3.0),
        Cue(text="财政票据", weight=2.0),
        Cue(text="财政部监制", weight=1.5),
        Cue(text="票据代码", weight=2.0),
        Cue(text="票据号码", weight=2.0),
        Cue(text="交款人", weight=2.0),
        Cue(text="执收单位", weight=2.0),
        Cue(text="收款单位", weight=1.0),
        Cue(text="项目编码", weight=1.0),
        Cue(text="医疗门诊收费票据", weight=4.0),
        Cue(text="医疗住院收费票据", weight=4.0),
        Cue(text="公益事业捐赠", weight=4.0),
        Cue(text="价税合计", weight=-5.0),
        Cue(text="购买方", weight=-3.0),
        Cue(text="通行费", weight=-2.0),
        Cue(text="定额发票", weight=-4.0),
    ),
    fields=(
        Field(name="bill_code", type=Type.CODE, labels=("票据代码",), required=True, exact=True),
        Field(name="bill_number", type=Type.CODE, labels=("票据号码",), required=True, exact=True),
        Field(name="check_code", type=Type.CODE, labels=("校验码",), threshold=0.9),
        Field(name="payer", labels=("交款人", "缴款人"), required=True, threshold=0.95),
        Field(name="payer_tax_id", type=Type.CODE, labels=("交款人统一社会信用代码",), threshold=0.9, exact=True),
        Field(name="date", type=Type.DATE, labels=("开票日期", "日期"), required=True),
        Field(name="total", type=Type.AMOUNT, labels=("金额合计(小写)", "(小写)"), required=True, threshold=0.99),
        Field(name="capital", labels=("金额合计(大写)", "(大写)"), threshold=0.0),
        Field(name="seller", labels=("收款单位(章)", "收款单位", "执收单位"), required=True, threshold=0.9),
        Field(name="reviewer", labels=("复核人",), threshold=0.0),
        Field(name="drawer", labels=("收款人",), threshold=0.0),
    ),
    name="{date}_{seller:16}_{bill_number}_{total}",
    tags=("fiscal-receipt", "expense"),
    # 会计档案管理办法 (order 79 of 2015), annex: vouchers 30 years, from the first day after the fiscal year.
    retention=Retention(years=30, starts="date", basis="CN accounting archives, order 79, annex 1", next_year=True),
    reader="cn_labels",
    checks=(capital_agrees, not_earlier_than("date", dt.date(2000, 1, 1))),
    subkinds=("non_tax", "medical", "donation"),
    told_by={
        "medical": (Cue(text="医疗门诊"), Cue(text="医疗住院"), Cue(text="医疗收费")),
        "donation": (Cue(text="公益事业捐赠"),),
        "non_tax": (Cue(text="非税收入", weight=0.5),),
    },
    past=("date",),
    unique_by=("bill_code", "bill_number"),
)

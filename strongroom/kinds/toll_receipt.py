"""Chinese road toll receipt (车辆通行费票据): a slip of the booth. Toll e-invoices are VAT invoices."""

import datetime as dt

from strongroom.checks.chinese import not_earlier_than
from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type

KIND = Kind(
    id="toll_receipt",
    title="Chinese road toll receipt",
    title_zh="车辆通行费票据",
    sensitivity=Sensitivity.BUSINESS,
    cues=(
        Cue(text="车辆通行费", weight=3.5),
        Cue(text="通行费", weight=2.5),
        Cue(text="收费公路", weight=2.0),
        Cue(text="高速公路", weight=1.5),
        Cue(text="入口站", weight=2.0),
        Cue(text="出口站", weight=2.0),
        Cue(text="收费员", weight=1.5),
        Cue(text="收费站", weight=1.5),
        Cue(text="车型", weight=1.0),
        Cue(text="轴重", weight=1.0),
        Cue(text="出租汽车", weight=-4.0),
        Cue(text="价税合计", weight=-5.0),
        Cue(text="纳税人识别号", weight=-3.0),
        Cue(text="合同", weight=-3.0),
    ),
    fields=(
        Field(name="invoice_code", type=Type.CODE, labels=("发票代码", "票据代码"), exact=True),
        Field(name="invoice_number", type=Type.CODE, labels=("发票号码", "票据号码"), exact=True),
        Field(name="date", type=Type.DATE, labels=("日期", "时间"), required=True),
        Field(name="total", type=Type.AMOUNT, labels=("金额", "通行费", "实收"), required=True, threshold=0.98),
        Field(name="entry", labels=("入口站", "入口"), threshold=0.0),
        Field(name="exit", labels=("出口站", "出口"), threshold=0.0),
        Field(name="plate", labels=("车牌号", "车牌"), threshold=0.0),
    ),
    name="{date}_toll_{total}",
    tags=("travel", "expense"),
    # 会计档案管理办法 (order 79 of 2015), annex: vouchers 30 years, from the first day after the fiscal year.
    retention=Retention(years=30, starts="date", basis="CN accounting archives, order 79, annex 1", next_year=True),
    reader="cn_ticket",
    checks=(not_earlier_than("date", dt.date(2000, 1, 1)),),
    past=("date",),
    unique_by=("invoice_code", "invoice_number"),
)

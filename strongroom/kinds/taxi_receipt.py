"""Chinese taxi receipt (出租汽车专用发票)."""

import datetime as dt

from strongroom.checks.chinese import not_earlier_than
from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type

KIND = Kind(
    id="taxi_receipt",
    title="Chinese taxi receipt",
    title_zh="出租车发票",
    sensitivity=Sensitivity.BUSINESS,
    cues=(
        Cue(text="出租汽车", weight=2.5),
        Cue(text="出租汽车专用发票", weight=3.0),
        Cue(text="出租车发票", weight=3.0),
        Cue(text="里程", weight=1.5),
        Cue(text="等候", weight=2.0),
        Cue(text="上车", weight=1.5),
        Cue(text="下车", weight=1.5),
        Cue(text="车号", weight=1.5),
        Cue(text="证号", weight=0.7),
        Cue(text="单价", weight=0.3),
        Cue(text="taxi no", weight=2.0),
        Cue(text="waiting time", weight=1.5),
        Cue(text="price per km", weight=1.5),
        Cue(text="fuel oil surcharge", weight=1.5),
        Cue(text="机打发票手写无效", weight=0.7),
        Cue(text="卡余额", weight=0.7),
        Cue(text="价税合计", weight=-3.0),
        Cue(text="纳税人识别号", weight=-2.0),
    ),
    fields=(
        Field(name="invoice_code", type=Type.CODE, labels=("发票代码",), required=True, exact=True),
        Field(name="invoice_number", type=Type.CODE, labels=("发票号码",), required=True, exact=True),
        Field(name="date", type=Type.DATE, labels=("日期",), required=True),
        Field(name="total", type=Type.AMOUNT, labels=("实收金额", "金额"), required=True),
        Field(name="plate", labels=("车号",), threshold=0.0),
        Field(name="time_on", labels=("上车", "时间"), threshold=0.0),
        Field(name="time_off", labels=("下车",), threshold=0.0),
        Field(name="distance", type=Type.AMOUNT, labels=("里程",), threshold=0.0),
    ),
    name="{date}_taxi_{total}",
    tags=("travel", "expense"),
    # 会计档案管理办法 (order 79 of 2015), annex: vouchers 30 years, from the first day after the fiscal year.
    retention=Retention(years=30, starts="date", basis="CN accounting archives, order 79, annex 1", next_year=True),
    reader="cn_taxi",
    checks=(not_earlier_than("date", dt.date(2000, 1, 1)),),
    past=("date",),
    unique_by=("invoice_code", "invoice_number"),
)

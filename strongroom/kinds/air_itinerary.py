"""Itinerary of an air journey (航空运输电子客票行程单), the paper strip and the electronic invoice."""

import datetime as dt

from strongroom.checks.arithmetic import less_than_total, parts_make_total
from strongroom.checks.chinese import digital_number_agrees, not_earlier_than, tax_number_fits
from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type

KIND = Kind(
    id="air_itinerary",
    title="Chinese air itinerary",
    title_zh="航空运输电子客票行程单",
    sensitivity=Sensitivity.PERSONAL,
    cues=(
        Cue(text="航空运输电子客票行程单", weight=6.0),
        Cue(text="行程单", weight=1.5),
        Cue(text="电子客票号码", weight=2.0),
        Cue(text="民航发展基金", weight=3.0),
        Cue(text="caac development fund", weight=3.0),
        Cue(text="燃油附加费", weight=0.7),
        Cue(text="承运人", weight=1.5),
        Cue(text="客票级别", weight=2.0),
        Cue(text="客票生效日期", weight=2.0),
        Cue(text="免费行李", weight=2.0),
        Cue(text="航班号", weight=1.0),
        Cue(text="填开单位", weight=1.5),
        Cue(text="销售单位代号", weight=2.0),
        Cue(text="印刷序号", weight=2.0),
        Cue(text="itinerary/receipt of e-ticket", weight=3.0),
        Cue(text="出租汽车", weight=-4.0),
        Cue(text="里程", weight=-2.0),
        Cue(text="铁路电子客票", weight=-5.0),
        Cue(text="打车", weight=-4.0),
        Cue(text="价税合计", weight=-3.0),
    ),
    fields=(
        Field(name="date", type=Type.DATE, labels=("日期",), required=True),
        Field(name="passenger", labels=("旅客姓名", "NAME OF PASSENGER"), required=True, threshold=0.95),
        Field(
            name="id_number",
            type=Type.CODE,
            labels=("有效身份证件号码", "ID.NO."),
            threshold=0.9,
            sensitive=True,
            exact=True,
        ),
        Field(name="origin", labels=("自",), required=True, threshold=0.9),
        Field(name="destination", labels=("至",), required=True, threshold=0.9),
        Field(name="flight", labels=("航班号",), threshold=0.9),
        Field(name="ticket_number", type=Type.CODE, labels=("电子客票号码",), required=True, exact=True),
        Field(name="invoice_number", type=Type.CODE, labels=("发票号码",), exact=True),
        Field(name="check_code", type=Type.CODE, labels=("验证码",), threshold=0.0),
        Field(name="fare", type=Type.AMOUNT, labels=("票价",), threshold=0.9),
        Field(name="fuel_surcharge", type=Type.AMOUNT, labels=("燃油附加费",), threshold=0.9),
        Field(name="tax", type=Type.AMOUNT, labels=("增值税税额",), threshold=0.9),
        Field(name="fund", type=Type.AMOUNT, labels=("民航发展基金",), threshold=0.9),
        Field(name="other_taxes", type=Type.AMOUNT, labels=("其他税费",), threshold=0.9),
        Field(name="total", type=Type.AMOUNT, labels=("合计",), required=True, threshold=0.99),
        Field(name="issue_date", type=Type.DATE, labels=("填开日期",), threshold=0.9),
        Field(name="seller", labels=("填开单位",), threshold=0.0),
        Field(name="buyer", labels=("购买方名称",), threshold=0.9),
        Field(name="buyer_tax_id", type=Type.CODE, labels=("统一社会信用代码",), exact=True),
    ),
    name="{date}_{origin}-{destination}_{passenger}",
    tags=("travel", "expense"),
    # 会计档案管理办法 (order 79 of 2015), annex: vouchers 30 years, from the first day after the fiscal year.
    retention=Retention(years=30, starts="date", basis="CN accounting archives, order 79, annex 1", next_year=True),
    reader="cn_air",
    checks=(
        parts_make_total("fare", "fuel_surcharge", "tax", "fund", "other_taxes"),
        less_than_total("fare"),
        tax_number_fits("buyer_tax_id"),
        digital_number_agrees,
        not_earlier_than("date", dt.date(1990, 1, 1)),
    ),
    subkinds=("paper", "electronic"),
    told_by={
        "paper": (Cue(text="印刷序号", weight=1.5), Cue(text="保险费", weight=0.5)),
        # "发票号码" is one letter from "客票号码", which both have.
        "electronic": (Cue(text="电子发票(航空运输电子客票行程单)", weight=2.0), Cue(text="购买方名称")),
    },
    past=("issue_date",),
    unique_by=("invoice_number", "ticket_number"),
)

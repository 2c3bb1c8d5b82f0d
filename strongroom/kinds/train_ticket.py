"""Chinese railway ticket: paper card, or electronic ticket invoice (铁路电子客票)."""

import datetime as dt

from strongroom.checks.arithmetic import net_and_tax_make_total
from strongroom.checks.chinese import not_earlier_than, tax_number_fits
from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type

KIND = Kind(
    id="train_ticket",
    title="Chinese railway ticket",
    title_zh="火车票",
    sensitivity=Sensitivity.PERSONAL,
    cues=(
        Cue(text="铁路电子客票", weight=5.0),
        Cue(text="仅供报销使用", weight=2.5),
        Cue(text="限乘当日当次车", weight=3.0),
        Cue(text="检票", weight=1.0),
        Cue(text="候车", weight=0.7),
        Cue(text="二等座", weight=1.5),
        Cue(text="一等座", weight=1.5),
        Cue(text="商务座", weight=1.5),
        Cue(text="硬座", weight=1.5),
        Cue(text="硬卧", weight=1.5),
        Cue(text="软卧", weight=1.5),
        Cue(text="无座", weight=0.7),
        Cue(text="买票请到12306", weight=2.0),
        Cue(text="中国铁路祝您旅途愉快", weight=2.0),
        Cue(text="电子客票号", weight=1.5),
        Cue(text="车次", weight=0.7),
        Cue(text="行程单", weight=-3.0),
        Cue(text="价税合计", weight=-2.0),
    ),
    fields=(
        Field(name="date", type=Type.DATE, labels=("乘车日期",), required=True),
        Field(name="departure", labels=("开车时间",), threshold=0.0),
        Field(name="origin", labels=("始发站",), required=True, threshold=0.9),
        Field(name="destination", labels=("到达站",), required=True, threshold=0.9),
        Field(name="train", labels=("车次",), threshold=0.9),
        Field(name="seat", labels=("座位",), threshold=0.0),
        Field(name="seat_class", threshold=0.0),
        Field(name="passenger", labels=("乘客",), threshold=0.9),
        Field(name="total", type=Type.AMOUNT, labels=("票价",), required=True),
        # Printed nowhere: what the voucher inside an electronic ticket says of its value-added tax.
        Field(name="net", type=Type.AMOUNT, threshold=0.9),
        Field(name="tax", type=Type.AMOUNT, threshold=0.9),
        Field(name="serial", type=Type.CODE, threshold=0.0, exact=True),
        Field(name="ticket_number", type=Type.CODE, labels=("电子客票号",), threshold=0.9, exact=True),
        Field(name="invoice_number", type=Type.CODE, labels=("发票号码",), exact=True),
        Field(name="issue_date", type=Type.DATE, labels=("开票日期",), threshold=0.9),
        Field(name="buyer", labels=("购买方名称",), threshold=0.9),
        Field(name="buyer_tax_id", type=Type.CODE, labels=("统一社会信用代码",), exact=True),
    ),
    name="{date}_{origin}-{destination}_{passenger}",
    tags=("travel", "expense"),
    # 会计档案管理办法 (order 79 of 2015), annex: vouchers 30 years, from the first day after the fiscal year.
    retention=Retention(years=30, starts="date", basis="CN accounting archives, order 79, annex 1", next_year=True),
    reader="cn_train",
    checks=(
        net_and_tax_make_total,
        tax_number_fits("buyer_tax_id"),
        not_earlier_than("date", dt.date(1990, 1, 1)),
    ),
    subkinds=("paper", "electronic"),
    told_by={
        "paper": (Cue(text="限乘当日当次车"), Cue(text="仅供报销使用"), Cue(text="检票", weight=0.5)),
        "electronic": (Cue(text="铁路电子客票", weight=2.0), Cue(text="电子发票"), Cue(text="发票号码")),
    },
    past=("issue_date",),
    unique_by=("invoice_number",),
)

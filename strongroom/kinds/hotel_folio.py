"""Hotel folio (宾客账单): what a guest's stay came to, night by night. A receipt for it is a receipt."""

from strongroom.checks.arithmetic import nights_make_total, not_before
from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type

KIND = Kind(
    id="hotel_folio",
    title="Hotel folio",
    title_zh="宾客账单",
    sensitivity=Sensitivity.PERSONAL,
    cues=(
        Cue(text="宾客账单", weight=5.0),
        Cue(text="客人账单", weight=4.0),
        Cue(text="住宿明细", weight=4.0),
        Cue(text="入住日期", weight=2.0),
        Cue(text="离店日期", weight=2.5),
        Cue(text="离开日期", weight=2.0),
        Cue(text="房费", weight=1.5),
        Cue(text="房号", weight=1.5),
        Cue(text="guest folio", weight=4.5),
        Cue(text="information invoice", weight=2.0),
        Cue(text="folio no", weight=2.0),
        Cue(text="arrival", weight=0.8),
        Cue(text="departure", weight=0.8),
        Cue(text="room no", weight=1.0),
        Cue(text="room charge", weight=1.5),
        Cue(text="guest name", weight=0.5),
        Cue(text="价税合计", weight=-5.0),
        Cue(text="行程单", weight=-4.0),
        Cue(text="航班", weight=-3.0),
        Cue(text="flight", weight=-3.0),
        Cue(text="cashier", weight=-0.5),
        Cue(text="table", weight=-2.0),
        Cue(text="payment receipt", weight=-3.0, title=True),
        Cue(text="receipt", weight=-1.0, title=True),
        Cue(text="合同", weight=-2.0),
    ),
    fields=(
        Field(
            name="guest", labels=("guest name", "guest", "客人姓名", "宾客姓名", "姓名"), required=True, threshold=0.95
        ),
        Field(name="room", labels=("room no", "room number", "房号"), pattern=r"([A-Z]?\d{2,5})", threshold=0.0),
        Field(
            name="arrival",
            type=Type.DATE,
            labels=("arrival date", "arrival", "check-in", "入住日期", "到店日期", "抵店日期"),
            required=True,
        ),
        Field(
            name="date",
            type=Type.DATE,
            labels=("departure date", "departure", "check-out", "离店日期", "离开日期"),
            required=True,
        ),
        Field(
            name="rate",
            type=Type.AMOUNT,
            labels=("room rate", "rate per night", "daily rate", "每晚房价", "房价"),
            threshold=0.0,
        ),
        Field(name="folio_number", type=Type.CODE, labels=("folio no", "folio number", "账单号"), threshold=0.0),
        Field(
            name="total",
            type=Type.AMOUNT,
            labels=("grand total", "total charges", "total", "消费合计", "合计"),
            required=True,
            threshold=0.98,
        ),
    ),
    name="{date}_hotel_{guest:20}_{total}",
    tags=("travel", "expense"),
    # 会计档案管理办法 (order 79 of 2015), annex: vouchers 30 years, from the first day after the fiscal year.
    retention=Retention(years=30, starts="date", basis="CN accounting archives, order 79, annex 1", next_year=True),
    reader="bilingual",
    checks=(not_before("date", "arrival"), nights_make_total),
)

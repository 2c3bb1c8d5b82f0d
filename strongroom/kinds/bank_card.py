"""Payment card, debit or credit."""

from strongroom.checks.chinese import number_fits
from strongroom.checks.luhn import luhn_fits
from strongroom.kind import Cue, Field, Kind, Sensitivity, Type

KIND = Kind(
    id="bank_card",
    title="Bank card",
    title_zh="银行卡",
    sensitivity=Sensitivity.IDENTITY,
    cues=(
        Cue(text="银联", weight=1.5),
        Cue(text="unionpay", weight=2.0),
        Cue(text="mastercard", weight=2.0),
        Cue(text="visa", weight=0.7),
        Cue(text="valid thru", weight=2.5),
        Cue(text="valid", weight=0.5),
        Cue(text="thru", weight=1.5),
        Cue(text="month year", weight=0.7),
        Cue(text="有效期限", weight=0.3),
        Cue(text="月/年", weight=2.0),
        Cue(text="not valid unless signed", weight=2.0),
        Cue(text="authorized signature", weight=1.5),
        Cue(text="customer service", weight=0.5),
        Cue(text="debit", weight=1.0),
        Cue(text="credit", weight=0.7),
        Cue(text="platinum", weight=0.7),
        Cue(text="gold", weight=0.5),
        Cue(text="储蓄卡", weight=2.0),
        Cue(text="信用卡", weight=2.0),
        Cue(text="借记卡", weight=2.0),
        Cue(text="invoice", weight=-2.0),
        Cue(text="receipt", weight=-2.0),
        Cue(text="total", weight=-2.0),
        Cue(text="subtotal", weight=-2.0),
        Cue(text="回单", weight=-3.0),
        Cue(text="付款人", weight=-3.0),
        Cue(text="居民身份证", weight=-3.0),
    ),
    fields=(
        Field(name="card_number", type=Type.CODE, required=True, threshold=0.99, sensitive=True, exact=True),
        Field(name="expiry_month", labels=("有效期", "valid thru"), threshold=0.9),
        Field(name="holder", threshold=0.9),
        Field(name="bank", threshold=0.0),
    ),
    name="bank-card_{bank}_{card_number:last4}",
    tags=("bank",),
    # A month is no date: without a start nothing is due by schedule, a person has to say when the purpose ended.
    retention=None,
    reader="bank_card",
    checks=(number_fits("card_number_fits", "card_number", luhn_fits),),
)

"""Purchase order: what a buyer asks a seller to deliver. It is not owed yet, so it is never filed as an invoice."""

from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type

KIND = Kind(
    id="purchase_order",
    title="Purchase order",
    title_zh="采购订单",
    sensitivity=Sensitivity.BUSINESS,
    cues=(
        Cue(text="purchase order", weight=4.5, title=True),
        Cue(text="bestellung", weight=4.0, title=True),
        Cue(text="bon de commande", weight=4.5, title=True),
        Cue(text="采购订单", weight=5.0, title=True),
        Cue(text="ship to", weight=0.7),
        Cue(text="vendor", weight=1.0),
        Cue(text="delivery date", weight=0.7),
        Cue(text="invoice", weight=-2.0, title=True),
        Cue(text="rechnung", weight=-2.0, title=True),
    ),
    fields=(
        Field(
            name="order_number",
            type=Type.CODE,
            required=True,
            exact=True,
            labels=(
                "purchase order number",
                "purchase order no",
                "po number",
                "po no",
                "order number",
                "bestellnummer",
                "订单编号",
            ),
        ),
        Field(
            name="date",
            type=Type.DATE,
            required=True,
            labels=("order date", "date", "bestelldatum", "datum", "订单日期"),
        ),
        Field(
            name="total",
            type=Type.AMOUNT,
            threshold=0.95,
            labels=("grand total", "order total", "total", "gesamtbetrag"),
        ),
    ),
    name="{date}_purchase-order_{order_number}",
    tags=("purchase-order",),
    retention=Retention(years=6, starts="date", basis="business letters: 6 years DE (AO 147), UK", next_year=True),
)

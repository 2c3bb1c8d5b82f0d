"""Delivery note: what came with the goods. It carries no demand for payment."""

from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type

KIND = Kind(
    id="delivery_note",
    title="Delivery note",
    title_zh="送货单",
    sensitivity=Sensitivity.BUSINESS,
    cues=(
        Cue(text="delivery note", weight=4.5, title=True),
        Cue(text="delivery order", weight=3.5, title=True),
        Cue(text="packing slip", weight=4.5, title=True),
        Cue(text="lieferschein", weight=4.5, title=True),
        Cue(text="bon de livraison", weight=4.5, title=True),
        Cue(text="送货单", weight=5.0, title=True),
        Cue(text="invoice", weight=-2.5, title=True),
        Cue(text="rechnung", weight=-2.5, title=True),
        Cue(text="total", weight=-0.8),
        Cue(text="cash", weight=-1.0),
    ),
    fields=(
        Field(
            name="delivery_number",
            type=Type.CODE,
            required=True,
            labels=(
                "delivery note no",
                "delivery note number",
                "delivery no",
                "lieferschein-nr",
                "lieferscheinnummer",
                "单号",
            ),
        ),
        Field(
            name="date", type=Type.DATE, required=True, labels=("delivery date", "date", "lieferdatum", "datum", "日期")
        ),
    ),
    name="{date}_delivery-note_{delivery_number}",
    tags=("delivery-note",),
    retention=Retention(years=6, starts="date", basis="business letters: 6 years DE (AO 147), UK", next_year=True),
)

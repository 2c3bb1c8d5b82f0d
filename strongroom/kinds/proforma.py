"""Pro forma invoice: an offer in the form of an invoice (UNTDID 325). Nothing is owed, so it is never filed as one."""

from dataclasses import replace

from strongroom.kind import Cue, Kind, Retention
from strongroom.kinds import invoice

KIND: Kind = replace(
    invoice.KIND,
    id="proforma",
    title="Pro forma invoice",
    title_zh="形式发票",
    cues=(
        Cue(text="proforma", weight=9.0, title=True),
        Cue(text="pro forma", weight=9.0, title=True),
        Cue(text="形式发票", weight=9.0, title=True),
        Cue(text="not a tax invoice", weight=3.0),
        Cue(text="this is not an invoice", weight=3.0),
        Cue(text="valid until", weight=0.7),
        Cue(text="invoice", weight=0.5),
        Cue(text="rechnung", weight=0.5),
        Cue(text="iban", weight=0.5),
    ),
    name="{date}_{seller:24}_proforma_{invoice_number}_{total}",
    tags=("proforma",),
    retention=Retention(years=6, starts="date", basis="business letters: 6 years DE (AO 147), UK", next_year=True),
)

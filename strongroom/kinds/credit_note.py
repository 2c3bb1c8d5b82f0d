"""Credit note: an invoice taken back in whole or in part (UNTDID 381)."""

from dataclasses import replace

from strongroom.kind import Cue, Kind
from strongroom.kinds import invoice

KIND: Kind = replace(
    invoice.KIND,
    id="credit_note",
    title="Credit note",
    title_zh="贷项通知单",
    cues=(
        Cue(text="credit note", weight=6.0, title=True),
        Cue(text="credit memo", weight=8.0, title=True),
        Cue(text="credit note", weight=1.5),
        Cue(text="rechnungskorrektur", weight=8.0, title=True),
        Cue(text="korrekturrechnung", weight=8.0, title=True),
        Cue(text="stornorechnung", weight=8.0, title=True),
        Cue(text="gutschrift", weight=6.0, title=True),
        # A self-billed invoice is called a Gutschrift too (UNTDID 389).
        Cue(text="selbst ausgestellte rechnung", weight=-6.0),
        Cue(text="note de credit", weight=8.0, title=True),
        Cue(text="facture d'avoir", weight=8.0, title=True),
        Cue(text="nota di credito", weight=8.0, title=True),
        Cue(text="nota de credito", weight=8.0, title=True),
        Cue(text="factura rectificativa", weight=8.0, title=True),
        Cue(text="creditnota", weight=8.0, title=True),
        Cue(text="iban", weight=0.5),
        Cue(text="rechnung", weight=0.5),
        Cue(text="invoice", weight=0.5),
    ),
    name="{date}_{seller:24}_credit-note_{invoice_number}_{total}",
    tags=("credit-note",),
)

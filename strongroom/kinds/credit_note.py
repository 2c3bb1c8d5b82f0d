"""Credit note: an invoice taken back in whole or in part (UNTDID 381)."""

from dataclasses import replace

from strongroom.kind import Cue, Field, Kind, Type
from strongroom.kinds import invoice

_NUMBER = (
    "credit note number",
    "credit note no",
    "credit memo no",
    "gutschriftsnummer",
    "gutschrift nr",
    "numero d'avoir",
    "avoir n",
    "nota di credito n",
    "nota de credito n",
    "creditnotanummer",
)
_ORIGINAL = (
    "original invoice",
    "invoice reference",
    "corrects invoice",
    "related invoice",
    "ursprungsrechnung",
    "ursprungliche rechnung",
    "zu rechnung",
    "zur rechnung",
    "facture d'origine",
    "facture rectifiee",
    "factura rectificada",
    "fattura di riferimento",
    "oorspronkelijke factuur",
)

KIND: Kind = replace(
    invoice.KIND,
    id="credit_note",
    title="Credit note",
    title_zh="贷项通知单",
    cues=(
        Cue(text="credit note", weight=6.0, title=True),
        Cue(text="credit memo", weight=8.0, title=True),
        Cue(text="credit note", weight=1.5),
        Cue(text="credit note number", weight=3.0),
        Cue(text="gutschriftsnummer", weight=3.0),
        Cue(text="total credit", weight=1.5),
        Cue(text="original invoice", weight=1.0),
        Cue(text="ursprungsrechnung", weight=1.5),
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
    fields=(
        *(
            replace(field, labels=(*_NUMBER, *field.labels)) if field.name == "invoice_number" else field
            for field in invoice.KIND.fields
        ),
        Field(name="original_number", type=Type.CODE, labels=_ORIGINAL, threshold=0.9, exact=True),
    ),
    name="{date}_{seller:24}_credit-note_{invoice_number}_{total}",
    tags=("credit-note",),
)

"""Payment reminder: it asks again for what an invoice asked before, so it is never filed as an invoice."""

from dataclasses import replace

from strongroom.kind import Cue, Kind, Retention
from strongroom.kinds import invoice

KIND: Kind = replace(
    invoice.KIND,
    id="reminder",
    title="Payment reminder",
    title_zh="催款函",
    cues=(
        Cue(text="payment reminder", weight=8.0, title=True),
        Cue(text="reminder", weight=4.0, title=True),
        Cue(text="final notice", weight=6.0, title=True),
        Cue(text="overdue notice", weight=7.0, title=True),
        Cue(text="overdue invoice", weight=4.0),
        Cue(text="is now overdue", weight=3.0),
        Cue(text="outstanding amount", weight=1.5),
        Cue(text="mahnung", weight=9.0, title=True),
        Cue(text="zahlungserinnerung", weight=9.0, title=True),
        Cue(text="mahngebühr", weight=4.0),
        Cue(text="mahngebühren", weight=1.0),
        Cue(text="zahlungsverzug", weight=1.5),
        Cue(text="mise en demeure", weight=8.0, title=True),
        Cue(text="lettre de relance", weight=8.0, title=True),
        Cue(text="sollecito di pagamento", weight=9.0, title=True),
        Cue(text="recordatorio de pago", weight=9.0, title=True),
        Cue(text="催款函", weight=9.0, title=True),
        Cue(text="催款通知", weight=9.0, title=True),
        Cue(text="逾期未付", weight=3.0),
        Cue(text="invoice", weight=0.3),
        Cue(text="rechnung", weight=0.3),
    ),
    name="{date}_{seller:24}_reminder_{invoice_number}_{total}",
    tags=("reminder",),
    retention=Retention(years=6, starts="date", basis="business letters: 6 years DE (AO 147), UK", next_year=True),
    # Asked once more for the same invoice.
    unique_by=(),
)

"""Letter: correspondence that is none of the more telling kinds."""

from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type

KIND = Kind(
    id="letter",
    title="Letter",
    title_zh="信函",
    sensitivity=Sensitivity.PERSONAL,
    cues=(
        Cue(text="dear sir", weight=2.5),
        Cue(text="dear madam", weight=2.0),
        Cue(text="dear mr", weight=2.0),
        Cue(text="dear ms", weight=2.0),
        Cue(text="sincerely", weight=2.0),
        Cue(text="yours faithfully", weight=3.0),
        Cue(text="kind regards", weight=1.5),
        Cue(text="sehr geehrte", weight=2.0),
        Cue(text="mit freundlichen grüßen", weight=2.0),
        Cue(text="memorandum", weight=3.0, title=True),
        Cue(text="invoice", weight=-2.0),
        Cue(text="rechnung", weight=-3.0),
        Cue(text="facture", weight=-3.0),
    ),
    fields=(Field(name="date", type=Type.DATE, required=True, labels=("date", "datum")),),
    name="{date}_letter",
    tags=("letter",),
    retention=Retention(years=6, starts="date", basis="business letters: 6 years DE (AO 147), UK", next_year=True),
)

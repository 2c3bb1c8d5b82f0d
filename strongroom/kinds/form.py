"""Form: a printed paper to be filled in. What it asks decides who reads it, so a person always looks."""

from strongroom.kind import Cue, Field, Kind, Sensitivity, Type

KIND = Kind(
    id="form",
    title="Form",
    title_zh="表格",
    sensitivity=Sensitivity.PERSONAL,
    cues=(
        Cue(text="form", weight=1.5, title=True),
        Cue(text="questionnaire", weight=3.0, title=True),
        Cue(text="application for", weight=2.0, title=True),
        Cue(text="request for", weight=1.5, title=True),
        Cue(text="report", weight=1.2, title=True),
        Cue(text="please complete", weight=1.5),
        Cue(text="please print", weight=1.2),
        Cue(text="fill in", weight=1.0),
        Cue(text="check one", weight=1.5),
        Cue(text="signature", weight=0.8),
        Cue(text="comments", weight=0.8),
        Cue(text="department of the treasury", weight=3.0),
        Cue(text="internal revenue service", weight=3.0),
        Cue(text="omb no", weight=3.0),
        Cue(text="approved by", weight=0.8),
        Cue(text="submitted by", weight=1.0),
        Cue(text="employer identification number", weight=1.5),
        Cue(text="social security number", weight=1.5),
    ),
    # No paper says "this form was understood": with a required field that nothing can find, a person looks.
    fields=(Field(name="purpose", type=Type.TEXT, required=True),),
    name="{received}_form",
    tags=("form",),
    retention=None,
)

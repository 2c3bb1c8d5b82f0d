"""Visa sticker or sheet (MRV-A, MRV-B)."""

from strongroom.checks.arithmetic import not_before
from strongroom.checks.identity import age_is_plausible
from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type
from strongroom.zone_fields import BIRTH_DATE, EXPIRY, GIVEN_NAMES, ISSUER, NATIONALITY, NUMBER, SEX, SURNAME

KIND = Kind(
    id="visa",
    title="Visa",
    title_zh="签证",
    sensitivity=Sensitivity.IDENTITY,
    cues=(
        Cue(text="visa", weight=2.5, title=True),
        Cue(text="签证", weight=3.0),
        Cue(text="visum", weight=2.0),
        Cue(text="number of entries", weight=1.5),
        Cue(text="duration of stay", weight=1.5),
        Cue(text="entries", weight=0.7),
        Cue(text="issuing post name", weight=1.5),
        Cue(text="入境次数", weight=1.5),
        Cue(text="停留期", weight=1.5),
        Cue(text="mastercard", weight=-2.0),
        Cue(text="valid thru", weight=-2.5),
    ),
    fields=(
        NUMBER,
        SURNAME,
        GIVEN_NAMES,
        BIRTH_DATE,
        SEX,
        NATIONALITY,
        ISSUER,
        EXPIRY,
        Field(name="issue_date", type=Type.DATE, labels=("date of issue", "date de delivrance"), threshold=0.0),
    ),
    name="visa_{surname:20}_{given_names:20}_{issuer}_{document_number:last4}_{expiry}",
    tags=("identity",),
    # No law sets a period for a copy: PIPL art. 19 and 47 and GDPR art. 5(1)(e) say as long as the purpose needs.
    retention=Retention(
        years=2, starts="expiry", basis="PIPL art. 19, 47; GDPR 5(1)(e); policy: two years after it expires"
    ),
    reader="mrz",
    checks=(not_before("expiry", "birth_date"), age_is_plausible),
    subkinds=(
        "mrv_a",
        "mrv_b",
    ),
)

"""Passport (TD3), any country."""

from strongroom.checks.arithmetic import not_before
from strongroom.checks.identity import age_is_plausible
from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type
from strongroom.zone_fields import BIRTH_DATE, EXPIRY, GIVEN_NAMES, ISSUER, NATIONALITY, NUMBER, SEX, SURNAME

KIND = Kind(
    id="passport",
    title="Passport",
    title_zh="护照",
    sensitivity=Sensitivity.IDENTITY,
    cues=(
        Cue(text="passport", weight=3.0),
        Cue(text="passport no", weight=1.5),
        Cue(text="passeport", weight=1.5),
        Cue(text="reisepass", weight=1.5),
        Cue(text="护照", weight=3.0),
        Cue(text="護照", weight=3.0),
        Cue(text="p<", weight=1.0),
        Cue(text="date of expiry", weight=1.0),
        Cue(text="nationality", weight=0.7),
        Cue(text="place of birth", weight=0.7),
        Cue(text="visa", weight=-1.0, title=True),
        Cue(text="invoice", weight=-2.0),
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
    name="passport_{surname:20}_{given_names:20}_{issuer}_{document_number:last4}_{expiry}",
    tags=("identity",),
    # No law sets a period for a copy: PIPL art. 19 and 47 and GDPR art. 5(1)(e) say as long as the purpose needs.
    retention=Retention(
        years=2, starts="expiry", basis="PIPL art. 19, 47; GDPR 5(1)(e); policy: two years after it expires"
    ),
    reader="mrz",
    checks=(not_before("expiry", "birth_date"), age_is_plausible),
    subkinds=("td3",),
)

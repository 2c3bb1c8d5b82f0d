"""Identity card of any country but China (TD1, TD2, and cards without a zone)."""

from dataclasses import replace

from strongroom.checks.arithmetic import not_before
from strongroom.checks.identity import age_is_plausible, hong_kong_number_fits
from strongroom.checks.regions import taiwan_number_fits
from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type
from strongroom.zone_fields import BIRTH_DATE, EXPIRY, GIVEN_NAMES, ISSUER, NATIONALITY, NUMBER, SEX, SURNAME

KIND = Kind(
    id="id_card",
    title="Identity card",
    title_zh="身份证（境外）",
    sensitivity=Sensitivity.IDENTITY,
    cues=(
        Cue(text="identity card", weight=3.0),
        Cue(text="carte nationale d'identite", weight=3.0),
        Cue(text="carta d'identita", weight=3.0),
        Cue(text="personalausweis", weight=3.0),
        Cue(text="documento nacional de identidad", weight=3.0),
        Cue(text="cartao de cidadao", weight=3.0),
        Cue(text="dowod osobisty", weight=3.0),
        Cue(text="official travel document", weight=1.5),
        Cue(text="香港永久性居民身份證", weight=4.0),
        Cue(text="香港居民身份證", weight=3.0),
        Cue(text="hong kong permanent identity card", weight=3.0),
        Cue(text="澳門居民身份證", weight=4.0),
        Cue(text="永久性居民身份證", weight=2.0),
        Cue(text="bilhete de identidade", weight=3.0),
        Cue(text="中華民國國民身分證", weight=5.0),
        Cue(text="統一編號", weight=1.0),
        Cue(text="出生年月日", weight=0.7),
        Cue(text="統一發票", weight=-4.0),
        Cue(text="surname", weight=0.5),
        Cue(text="nationality", weight=0.5),
        Cue(text="date of birth", weight=0.5),
        Cue(text="driver", weight=-2.0),
        Cue(text="invoice", weight=-2.0),
    ),
    fields=(
        NUMBER,
        replace(SURNAME, absent_from=("tw_id",)),
        replace(GIVEN_NAMES, absent_from=("tw_id",)),
        Field(name="name", labels=("姓名",), threshold=0.97),
        BIRTH_DATE,
        SEX,
        NATIONALITY,
        ISSUER,
        replace(EXPIRY, absent_from=("hkid", "tw_id")),
        Field(name="issue_date", type=Type.DATE, labels=("date of issue", "date de delivrance"), threshold=0.0),
    ),
    name="id-card_{name:12}_{surname:20}_{given_names:20}_{issuer}_{document_number:last4}_{expiry}",
    tags=("identity",),
    # No law sets a period for a copy: PIPL art. 19 and 47 and GDPR art. 5(1)(e) say as long as the purpose needs.
    retention=Retention(
        years=2, starts="expiry", basis="PIPL art. 19, 47; GDPR 5(1)(e); policy: two years after it expires"
    ),
    reader="id_card",
    checks=(not_before("expiry", "birth_date"), age_is_plausible, hong_kong_number_fits, taiwan_number_fits),
    subkinds=("td1", "td2", "hkid", "macau_id", "tw_id"),
    told_by={
        "hkid": (
            Cue(text="香港永久性居民身份證"),
            Cue(text="香港居民身份證"),
            Cue(text="hong kong permanent identity card"),
            Cue(text="hong kong identity card"),
        ),
        "macau_id": (Cue(text="bilhete de identidade de residente"), Cue(text="澳門")),
        "tw_id": (Cue(text="中華民國國民身分證"), Cue(text="國民身分證")),
    },
)

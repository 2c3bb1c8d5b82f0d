"""Residence permit of any country."""

from dataclasses import replace

from strongroom.checks.arithmetic import not_before
from strongroom.checks.chinese import resident_number_fits
from strongroom.checks.identity import age_is_plausible
from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type
from strongroom.zone_fields import BIRTH_DATE, EXPIRY, GIVEN_NAMES, ISSUER, NATIONALITY, NUMBER, SEX, SURNAME

KIND = Kind(
    id="residence_permit",
    title="Residence permit",
    title_zh="居留许可",
    sensitivity=Sensitivity.IDENTITY,
    cues=(
        Cue(text="residence permit", weight=3.5),
        Cue(text="permanent resident card", weight=3.5),
        Cue(text="aufenthaltstitel", weight=3.5),
        Cue(text="titre de sejour", weight=3.5),
        Cue(text="permesso di soggiorno", weight=3.5),
        Cue(text="permiso de residencia", weight=3.5),
        Cue(text="外国人永久居留身份证", weight=7.0),
        Cue(text="外国人居留许可", weight=4.0),
        Cue(text="港澳居民居住证", weight=7.0),
        Cue(text="台湾居民居住证", weight=7.0),
        Cue(text="签发次数", weight=1.5),
        Cue(text="通行证号码", weight=1.5),
        Cue(text="type of permit", weight=1.5),
        Cue(text="remarks", weight=0.3),
        Cue(text="invoice", weight=-2.0),
    ),
    fields=(
        NUMBER,
        replace(SURNAME, absent_from=("cn_hmt",)),
        replace(GIVEN_NAMES, absent_from=("cn_hmt",)),
        Field(name="name", labels=("姓名",), threshold=0.97),
        BIRTH_DATE,
        SEX,
        NATIONALITY,
        ISSUER,
        EXPIRY,
        Field(name="permit_number", type=Type.CODE, threshold=0.95, sensitive=True, exact=True),
        Field(name="address", threshold=0.9, sensitive=True),
        Field(name="authority", threshold=0.0),
        Field(name="valid_from", type=Type.DATE, threshold=0.95),
        Field(name="issue_date", type=Type.DATE, labels=("date of issue", "date de delivrance"), threshold=0.0),
    ),
    name="residence-permit_{name:12}_{surname:20}_{given_names:20}_{issuer}_{document_number:last4}_{expiry}",
    tags=("identity",),
    # No law sets a period for a copy: PIPL art. 19 and 47 and GDPR art. 5(1)(e) say as long as the purpose needs.
    retention=Retention(
        years=2, starts="expiry", basis="PIPL art. 19, 47; GDPR 5(1)(e); policy: two years after it expires"
    ),
    reader="residence",
    checks=(
        not_before("expiry", "birth_date"),
        not_before("expiry", "valid_from"),
        age_is_plausible,
        resident_number_fits("document_number"),
    ),
    subkinds=("td1", "td2", "cn_hmt", "cn_foreign_pr"),
    told_by={
        "cn_hmt": (Cue(text="港澳居民居住证"), Cue(text="台湾居民居住证")),
        "cn_foreign_pr": (Cue(text="外国人永久居留身份证"),),
    },
)

"""Permit to travel between the mainland and Hong Kong, Macau or Taiwan: a card of one's own form, not a passport."""

from strongroom.checks.arithmetic import not_before
from strongroom.checks.identity import age_is_plausible
from strongroom.checks.regions import permit_number_is_possible
from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type

KIND = Kind(
    id="travel_permit",
    title="Travel permit (mainland, Hong Kong, Macau, Taiwan)",
    title_zh="来往通行证",
    sensitivity=Sensitivity.IDENTITY,
    cues=(
        Cue(text="来往内地通行证", weight=6.0),
        Cue(text="来往大陆通行证", weight=6.0),
        Cue(text="往来港澳通行证", weight=6.0),
        Cue(text="往来台湾通行证", weight=6.0),
        Cue(text="mainland travel permit", weight=4.0),
        Cue(text="exit-entry permit", weight=4.0),
        Cue(text="换证次数", weight=1.5),
        Cue(text="签发地点", weight=1.0),
        Cue(text="签发机关", weight=0.5),
        Cue(text="有效期限", weight=0.5),
        Cue(text="港澳居民居住证", weight=-5.0),
        Cue(text="台湾居民居住证", weight=-5.0),
        Cue(text="公民身份号码", weight=-3.0),
        Cue(text="价税合计", weight=-4.0),
        Cue(text="合同", weight=-2.0),
    ),
    fields=(
        Field(
            name="document_number",
            type=Type.CODE,
            labels=("证件号码", "通行证号码", "card no"),
            required=True,
            threshold=0.99,
            sensitive=True,
            exact=True,
        ),
        Field(name="name", labels=("姓名",), required=True, threshold=0.95),
        Field(name="surname", labels=("surname",), threshold=0.9),
        Field(name="given_names", labels=("given names",), threshold=0.9),
        Field(
            name="birth_date",
            type=Type.DATE,
            labels=("出生日期", "date of birth"),
            required=True,
            threshold=0.99,
            sensitive=True,
        ),
        Field(name="sex", labels=("性别", "sex"), threshold=0.9),
        Field(name="nationality", type=Type.CODE, threshold=0.0),
        Field(name="issuer", type=Type.CODE, threshold=0.0),
        Field(name="authority", labels=("签发机关", "authority"), threshold=0.0),
        Field(name="valid_from", type=Type.DATE, labels=("签发日期",), threshold=0.95),
        Field(
            name="expiry",
            type=Type.DATE,
            labels=("有效期至", "date of expiry"),
            required=True,
            threshold=0.99,
        ),
    ),
    name="travel-permit_{name:20}_{document_number:last4}_{expiry}",
    tags=("identity",),
    # PIPL art. 19 and 47: no longer than the purpose needs.
    retention=Retention(years=2, starts="expiry", basis="PIPL art. 19, 47; policy: two years after it expires"),
    reader="cn_permit",
    checks=(
        permit_number_is_possible,
        not_before("expiry", "valid_from"),
        not_before("expiry", "birth_date"),
        age_is_plausible,
    ),
    subkinds=("hk_macau_permit", "tw_permit", "cn_hk_permit", "cn_tw_permit"),
    told_by={
        "hk_macau_permit": (Cue(text="来往内地通行证"),),
        "tw_permit": (Cue(text="来往大陆通行证"),),
        "cn_hk_permit": (Cue(text="往来港澳通行证"),),
        "cn_tw_permit": (Cue(text="往来台湾通行证"),),
    },
)

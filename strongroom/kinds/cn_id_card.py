"""Chinese resident identity card (居民身份证), front, back or both."""

import datetime as dt

from strongroom.checks.arithmetic import not_before
from strongroom.checks.chinese import (
    birth_date_agrees,
    both_sides_are_here,
    is_no_residence_permit,
    not_earlier_than,
    number_fits,
    sex_agrees,
)
from strongroom.checks.identity import term_fits_age
from strongroom.checks.resident_id import resident_id_fits
from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type

KIND = Kind(
    id="cn_id_card",
    title="Chinese identity card",
    title_zh="居民身份证",
    sensitivity=Sensitivity.IDENTITY,
    cues=(
        Cue(text="公民身份号码", weight=5.0),
        Cue(text="居民身份证", weight=3.5),
        Cue(text="中华人民共和国居民身份证", weight=2.0),
        Cue(text="签发机关", weight=1.5),
        Cue(text="有效期限", weight=1.0),
        Cue(text="姓名", weight=0.7),
        Cue(text="民族", weight=1.0),
        Cue(text="出生", weight=0.7),
        Cue(text="住址", weight=1.0),
        Cue(text="驾驶证", weight=-4.0),
        Cue(text="准驾车型", weight=-4.0),
        Cue(text="常住人口登记卡", weight=-5.0),
        Cue(text="来往内地通行证", weight=-5.0),
        Cue(text="来往大陆通行证", weight=-5.0),
        Cue(text="居民居住证", weight=-5.0),
        Cue(text="永久居留身份证", weight=-6.0),
        Cue(text="与户主关系", weight=-4.0),
        Cue(text="税额", weight=-3.0),
        Cue(text="账号", weight=-2.5),
        Cue(text="合同", weight=-2.0),
    ),
    fields=(
        Field(name="name", labels=("姓名",), required=True, threshold=0.97),
        Field(name="sex", labels=("性别",), threshold=0.95),
        Field(name="ethnicity", labels=("民族",), threshold=0.95),
        Field(name="birth_date", type=Type.DATE, labels=("出生",), sensitive=True),
        Field(name="address", labels=("住址",), threshold=0.9, sensitive=True),
        Field(
            name="id_number",
            type=Type.CODE,
            labels=("公民身份号码",),
            required=True,
            threshold=0.99,
            sensitive=True,
            exact=True,
        ),
        Field(name="issuer", labels=("签发机关",), threshold=0.9),
        Field(name="valid_from", type=Type.DATE, labels=("有效期限",), threshold=0.95),
        Field(name="expiry", type=Type.DATE, labels=("有效期限",), threshold=0.97),
    ),
    name="id-card_{name}_{id_number:last4}",
    tags=("identity",),
    # PIPL art. 19 and 47: no longer than the purpose needs. A card without an end (长期) is never due by schedule.
    retention=Retention(years=2, starts="expiry", basis="PIPL art. 19, 47; policy: two years after it expires"),
    reader="cn_id",
    checks=(
        number_fits("id_number_fits", "id_number", resident_id_fits),
        birth_date_agrees,
        sex_agrees,
        not_before("expiry", "valid_from"),
        not_earlier_than("birth_date", dt.date(1900, 1, 1)),
        is_no_residence_permit,
        term_fits_age,
        both_sides_are_here,
    ),
    subkinds=("front", "back", "both"),
    told_by={
        "front": (
            Cue(text="公民身份号码", weight=2.0),
            Cue(text="住址"),
            Cue(text="民族"),
            Cue(text="签发机关", weight=-2.0),
            Cue(text="有效期限", weight=-2.0),
        ),
        "back": (
            Cue(text="签发机关", weight=2.0),
            Cue(text="有效期限", weight=2.0),
            Cue(text="公民身份号码", weight=-2.0),
            Cue(text="住址", weight=-1.0),
            Cue(text="民族", weight=-1.0),
        ),
        "both": (
            Cue(text="公民身份号码", weight=0.9),
            Cue(text="民族", weight=0.6),
            Cue(text="签发机关", weight=0.9),
            Cue(text="有效期限", weight=0.6),
        ),
    },
)

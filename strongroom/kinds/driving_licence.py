"""Driving licence, Chinese (机动车驾驶证) or of any other country."""

from strongroom.checks.arithmetic import not_before
from strongroom.checks.chinese import resident_number_fits
from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type

KIND = Kind(
    id="driving_licence",
    title="Driving licence",
    title_zh="驾驶证",
    sensitivity=Sensitivity.IDENTITY,
    cues=(
        Cue(text="机动车驾驶证", weight=5.0),
        Cue(text="准驾车型", weight=3.0),
        Cue(text="初次领证日期", weight=3.0),
        Cue(text="driver's license", weight=3.5),
        Cue(text="driver license", weight=3.5),
        Cue(text="driving licence", weight=3.5),
        Cue(text="driving license", weight=3.5),
        Cue(text="drivers license", weight=3.0),
        Cue(text="fuhrerschein", weight=3.5),
        Cue(text="permis de conduire", weight=3.5),
        Cue(text="patente di guida", weight=3.5),
        Cue(text="permiso de conduccion", weight=3.5),
        Cue(text="dob", weight=0.7),
        Cue(text="class", weight=0.3),
        Cue(text="organ donor", weight=1.0),
        Cue(text="endorsements", weight=0.7),
        Cue(text="restr", weight=0.7),
        Cue(text="hgt", weight=0.7),
        Cue(text="eyes", weight=0.7),
        Cue(text="行驶证", weight=-3.0),
        Cue(text="invoice", weight=-2.0),
    ),
    fields=(
        Field(
            name="document_number",
            type=Type.CODE,
            labels=("证号", "lic #", "dln", "dl", "licence no", "license no", "4d", "5."),
            required=True,
            threshold=0.99,
            sensitive=True,
            exact=True,
        ),
        Field(name="name", labels=("姓名", "name"), threshold=0.95),
        Field(name="surname", labels=("surname", "last name", "ln"), threshold=0.9),
        Field(name="given_names", labels=("given names", "first name", "fn"), threshold=0.9),
        Field(name="sex", labels=("性别", "sex"), pattern=r"([男女]|(?<![A-Z])[MFX](?![A-Z]))", threshold=0.9),
        Field(name="nationality", labels=("国籍",), threshold=0.0),
        Field(
            name="birth_date",
            type=Type.DATE,
            labels=("出生日期", "dob", "date of birth", "birth date"),
            required=True,
            sensitive=True,
        ),
        Field(name="address", labels=("住址", "address"), threshold=0.0, sensitive=True),
        Field(
            name="issue_date", type=Type.DATE, labels=("初次领证日期", "iss", "date of issue", "issued"), threshold=0.9
        ),
        Field(name="vehicle_class", labels=("准驾车型", "class"), threshold=0.0),
        Field(name="valid_from", type=Type.DATE, labels=("有效期限", "有效起始日期"), threshold=0.9),
        Field(
            name="expiry",
            type=Type.DATE,
            labels=("有效期至", "至", "exp", "expires", "expiry", "date of expiry"),
            required=True,
        ),
    ),
    name="driving-licence_{name:20}_{document_number:last4}_{expiry}",
    tags=("identity",),
    # PIPL art. 19 and 47, GDPR art. 5(1)(e): as long as the purpose needs.
    retention=Retention(
        years=2, starts="expiry", basis="PIPL art. 19, 47; GDPR 5(1)(e); policy: two years after it expires"
    ),
    reader="driving_licence",
    checks=(resident_number_fits("document_number"), not_before("expiry", "birth_date")),
)

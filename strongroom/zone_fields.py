"""The fields of papers with a machine-readable zone, as ICAO 9303 prints them: passports, visas, cards and permits."""

from typing import Final

from strongroom.kind import Field, Type

NUMBER: Final = Field(
    name="document_number",
    type=Type.CODE,
    labels=("passport no", "document no", "card no", "identity card no", "visa no", "护照号", "证件号码"),
    pattern=r"(?<![A-Z0-9])([A-Z0-9]{6,12})(?![A-Z0-9])",
    required=True,
    threshold=0.99,
    sensitive=True,
    exact=True,
)
SURNAME: Final = Field(name="surname", labels=("surname", "nom", "nachname", "cognome"), required=True)
GIVEN_NAMES: Final = Field(
    name="given_names", labels=("given names", "given name", "prenoms", "vornamen", "nome"), required=True
)
BIRTH_DATE: Final = Field(
    name="birth_date",
    type=Type.DATE,
    labels=("date of birth", "birth date", "geburtstag", "date de naissance"),
    required=True,
    threshold=0.99,
    sensitive=True,
)
SEX: Final = Field(name="sex", labels=("sex", "sexe"), pattern=r"(?<![A-Z])([MFX])(?![A-Z])")
NATIONALITY: Final = Field(
    name="nationality", labels=("nationality", "nationalite"), pattern=r"(?<![A-Z])([A-Z]{3})(?![A-Z])"
)
ISSUER: Final = Field(
    name="issuer", labels=("country code", "issuing country"), pattern=r"(?<![A-Z])([A-Z]{3})(?![A-Z])"
)
EXPIRY: Final = Field(
    name="expiry",
    type=Type.DATE,
    labels=("date of expiry", "expiry", "valid until", "gultig bis", "date d'expiration", "scadenza"),
    required=True,
    threshold=0.99,
)

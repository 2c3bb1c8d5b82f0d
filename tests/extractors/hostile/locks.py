"""Files under a password, whole and broken: they wait for it or are refused, and are never read as empty."""

from collections.abc import Iterator
from functools import cache
from io import BytesIO

import msoffcrypto

from tests.extractors.archives import LOCKED_SEVEN_ZIP, LOCKED_ZIP, PASSWORD
from tests.extractors.hostile.case import Case, case, cut_off
from tests.extractors.outlook import compound
from tests.extractors.papers import excel, word


@cache
def locked_office(sort: str) -> bytes:
    out = BytesIO()
    msoffcrypto.OfficeFile(BytesIO(word() if sort == "Word" else excel())).encrypt(PASSWORD, out)
    return out.getvalue()


def cases() -> Iterator[Case]:
    for name, data in LOCKED_ZIP.items():
        yield case(f"ZIP under {name}", data, "password_needed")
        yield from cut_off(f"ZIP under {name}", lambda data=data: data, "damaged")
    for name, data in LOCKED_SEVEN_ZIP.items():
        yield case(f"7z whose {name} are locked", data, "password_needed")
        yield from cut_off(f"7z whose {name} are locked", lambda data=data: data, "damaged", "truncated")
    for sort in ("Word", "Excel"):
        yield case(f"{sort} file under a password", lambda sort=sort: locked_office(sort), "password_needed")
        yield from cut_off(
            f"{sort} file under a password",
            lambda sort=sort: locked_office(sort),
            "damaged",
            "password_needed",
            "unknown_type",
            "unpacks_too_large",
        )
    yield case(
        "an Office lock without a file",
        lambda: compound({"EncryptionInfo": bytes(99), "EncryptedPackage": b""}),
        "password_needed",
    )
    yield case(
        "an Office lock that laughs",
        lambda: compound({"EncryptionInfo": b"<!DOCTYPE a>", "EncryptedPackage": bytes(9999)}),
        "password_needed",
    )

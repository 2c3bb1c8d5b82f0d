"""Files under a password: opened with it as they would be without, never read as empty, never taken for damaged."""

from io import BytesIO

import msoffcrypto
import pikepdf
import pytest

from extractors.children import children
from extractors.intake import inspect
from extractors.locks import unlocked
from strongroom.errors import Damaged, PasswordNeeded, Refused, TooManyParts, UnpacksTooLarge
from strongroom.settings import Limits
from tests.extractors.archives import FILES, LOCKED_SEVEN_ZIP, LOCKED_ZIP, PASSWORD
from tests.extractors.drawn import pdf, pdf_bytes
from tests.extractors.outlook import compound
from tests.extractors.papers import excel, word

LIMITS = Limits()


def office(data: bytes) -> bytes:
    """An Office file under the password."""
    out = BytesIO()
    msoffcrypto.OfficeFile(BytesIO(data)).encrypt(PASSWORD, out)
    return out.getvalue()


def locked_pdf() -> bytes:
    with pikepdf.open(BytesIO(pdf())) as document:
        return pdf_bytes(document, encryption=pikepdf.Encryption(user=PASSWORD, owner="keeper", R=6))


LOCKED = {
    "PDF": locked_pdf(),
    "Word": office(word()),
    "Excel": office(excel()),
    **{f"ZIP {name}": data for name, data in LOCKED_ZIP.items()},
    **{f"7z, {name}": data for name, data in LOCKED_SEVEN_ZIP.items()},
}


@pytest.mark.parametrize("data", LOCKED.values(), ids=LOCKED)
def test_a_locked_file_asks_for_its_password(data: bytes) -> None:
    with pytest.raises(PasswordNeeded):
        inspect(data, LIMITS)


@pytest.mark.parametrize("data", LOCKED.values(), ids=LOCKED)
@pytest.mark.parametrize("password", ["wrong", "芝麻"])
def test_a_wrong_password_is_told_as_one(data: bytes, password: str) -> None:
    with pytest.raises(PasswordNeeded):
        unlocked(data, password, LIMITS)


@pytest.mark.parametrize("data", LOCKED.values(), ids=LOCKED)
def test_with_its_password_it_is_what_it_would_be_without_and_the_same_each_time(data: bytes) -> None:
    opened = unlocked(data, PASSWORD, LIMITS)
    assert inspect(opened, LIMITS).media != "application/octet-stream"
    assert opened == unlocked(data, PASSWORD, LIMITS)


@pytest.mark.parametrize("name", [name for name in LOCKED if name.startswith(("ZIP", "7z"))])
def test_the_files_of_a_locked_archive_come_out_as_they_went_in(name: str) -> None:
    found = list(children(unlocked(LOCKED[name], PASSWORD, LIMITS), LIMITS))
    assert list(FILES.values()) == [child.data for child in found]
    assert [name.rpartition("/")[2] for name in FILES] == [child.name.rpartition("/")[2] for child in found]


@pytest.mark.parametrize("name", [name for name in LOCKED if name.startswith(("ZIP", "7z"))])
@pytest.mark.parametrize(
    ("limits", "error"),
    [(Limits(max_parts=2), TooManyParts), (Limits(max_bytes=150), UnpacksTooLarge)],
)
def test_a_locked_archive_keeps_the_limits_of_open_ones(name: str, limits: Limits, error: type[Refused]) -> None:
    with pytest.raises(error):
        unlocked(LOCKED[name], PASSWORD, limits)


@pytest.mark.parametrize("name", [name for name in LOCKED if name.startswith("ZIP AES")])
def test_a_changed_byte_of_an_aes_entry_is_noticed(name: str) -> None:
    data = bytearray(LOCKED[name])
    data[70] ^= 1  # in the ciphertext of the first file
    with pytest.raises(Refused):
        unlocked(bytes(data), PASSWORD, LIMITS)


@pytest.mark.parametrize(
    "about", [b"", b"<!DOCTYPE x><encryption/>", b'\4\0\4\0\x40\0\0\0<encryption spinCount="9999999"/>', bytes(99)]
)
def test_a_lock_that_keeps_its_reader_busy_is_damage(about: bytes) -> None:
    data = compound({"EncryptionInfo": about, "EncryptedPackage": bytes(5000)})
    with pytest.raises(Damaged):
        unlocked(data, PASSWORD, LIMITS)


@pytest.mark.parametrize("data", [b"", b"no lock at all", b"PK\3\4 nothing", b"7z\xbc\xaf\x27\x1c"])
def test_what_is_no_locked_file_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        unlocked(data, PASSWORD, LIMITS)

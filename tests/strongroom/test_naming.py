"""Names and tags: legal everywhere, unique on demand, silent about sensitive values."""

import datetime as dt
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from strongroom.errors import BadKind
from strongroom.fold import squeeze
from strongroom.kind import Cue, Field, Kind, Sensitivity, Type
from strongroom.naming import MAX_BYTES, MAX_CHARACTERS, clean_tag, file_name, name_key, tags
from strongroom.reading import Origin, Reading, Readings, Source, Value

RECEIVED = dt.date(2026, 3, 9)
FIELDS = (
    Field(name="birth", type=Type.DATE, sensitive=True),
    Field(name="date", type=Type.DATE),
    Field(name="seller"),
    Field(name="number"),
    Field(name="total", type=Type.AMOUNT),
    Field(name="account", sensitive=True),
)


def a_kind(
    name: str = "{date}_{seller}_{number:12}_{account:last4}_{total}", fields: tuple[Field, ...] = FIELDS
) -> Kind:
    return Kind(
        id="bill",
        title="Bill",
        title_zh="账单",
        sensitivity=Sensitivity.BUSINESS,
        cues=(Cue(text="bill"),),
        fields=fields,
        name=name,
        tags=("bill",),
        retention=None,
    )


def readings(**values: Value) -> Readings:
    source = Source(origin=Origin.OCR, page=1)
    return {name: Reading(field=name, value=value, confidence=0.99, source=source) for name, value in values.items()}


def name_of(kind: Kind, read: Readings, number: int = 1) -> str:
    return file_name(kind, read, received=RECEIVED, media="application/pdf", number=number)


DAY = dt.date(2026, 2, 28)


@pytest.mark.parametrize(
    ("read", "name"),
    [
        (
            readings(
                date=DAY,
                seller="Acme Trading",
                number="INV-2026-000117",
                account="6222021234567890",
                total=Decimal("9.50"),
            ),
            "2026-02-28_Acme-Trading_INV-2026-000_7890_9.50.pdf",
        ),
        (readings(seller="北京 百味楼", total=Decimal(-3)), "北京-百味楼_-3.pdf"),
        (readings(date=DAY), "2026-02-28.pdf"),
        (readings(), "2026-03-09_bill.pdf"),
        (readings(seller="..."), "2026-03-09_bill.pdf"),
        (readings(seller="CON"), "_CON.pdf"),
        (readings(seller="aux.tar"), "_aux.tar.pdf"),
        (readings(seller="LPT¹"), "_LPT¹.pdf"),
        (readings(seller='a/b\\c:d*e?f"g<h>i|j\x00k'), "a-b-c-d-e-f-g-h-i-j-k.pdf"),
        (readings(seller="invoice\u202efdp.exe"), "invoicefdp.exe.pdf"),
        (readings(seller="Cafe\u0301 . "), "Caf\u00e9.pdf"),
        (readings(seller="../../etc/passwd"), "etc-passwd.pdf"),
        (readings(number="1234567", account="1234567"), "2026-03-09_bill.pdf"),
        (readings(seller="account 6222 0212 3456 7890", account="6222-0212-3456-7890"), "2026-03-09_bill.pdf"),
    ],
)
def test_a_name_follows_its_rule_and_drops_what_was_not_read(read: Readings, name: str) -> None:
    assert name_of(a_kind(), read) == name


def test_text_before_a_missing_part_goes_with_it() -> None:
    kind = a_kind("{kind}_no.{number}_{seller}")
    assert name_of(kind, readings(seller="Acme")) == "bill_Acme.pdf"
    assert name_of(a_kind("{seller}_{received}_bill"), readings()) == "2026-03-09_bill.pdf"


def test_a_taken_name_gets_a_number() -> None:
    assert name_of(a_kind(), readings(date=DAY), number=2) == "2026-02-28-2.pdf"


@pytest.mark.parametrize(
    ("media", "extension"),
    [
        ("image/jpeg", ".jpg"),
        ("image/tiff", ".tif"),
        ("application/pdf", ".pdf"),
        ("application/vnd.ms-outlook", ".msg"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
        ("application/x-strange", ".bin"),
    ],
)
def test_the_extension_tells_what_the_bytes_are(media: str, extension: str) -> None:
    assert file_name(a_kind(), readings(), received=RECEIVED, media=media).endswith(extension)


def test_names_that_differ_in_case_alone_have_one_key() -> None:
    assert name_key("Straße.pdf") == name_key("STRASSE.PDF")


@pytest.mark.parametrize("spec", ["first4", "0", "200", ">10"])
def test_a_rule_with_another_cut_cannot_be_a_kind(spec: str) -> None:
    with pytest.raises(BadKind):
        a_kind(f"{{seller:{spec}}}")


TEXTS = st.text(max_size=300)


@given(
    seller=TEXTS,
    number=TEXTS,
    account=TEXTS,
    total=st.decimals(allow_nan=False, allow_infinity=False),
    suffix=st.integers(1, 10_000),
)
@example(seller="CON." + "é" * 300, number="", account="", total=Decimal(0), suffix=12)
def test_a_name_is_legal_everywhere(seller: str, number: str, account: str, total: Decimal, suffix: int) -> None:
    read = readings(seller=seller, number=number, account=account, total=total)
    name = name_of(a_kind("{seller}{number:99}{account:last4}_{total}"), read, suffix)
    assert 0 < len(name) <= MAX_CHARACTERS
    assert len(name.encode()) <= MAX_BYTES
    assert name == unicodedata.normalize("NFC", name)
    assert not set(name) & set('<>:"/\\|?*')
    assert not any(unicodedata.category(character)[0] in "CZ" for character in name)
    assert not name.startswith((".", "-", " "))
    stem = name.removesuffix(".pdf")
    assert stem.rstrip(". ") == stem != ""
    assert stem.split(".")[0].casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}


@given(secret=st.from_regex(r"\w{5}.*", fullmatch=True), around=TEXTS)
@example(secret="ｘ１２３４５６７８", around="x1234567")
@example(secret="Ünal Öztürk", around="unal ozturk")
def test_no_name_and_no_tag_shows_a_sensitive_value(secret: str, around: str) -> None:
    bare = squeeze(secret)
    assume(len(bare) >= 5 and bare not in "20260309bill")
    read = readings(seller=f"{around}{secret}", number=secret, account=secret)
    kind = a_kind("{seller:99}_{number}_{account:last4}")
    for shown in (name_of(kind, read), *tags(kind, read, (secret, around + secret))):
        assert bare not in squeeze(shown)


def test_tags_are_of_the_kind_the_date_and_the_folders() -> None:
    read = readings(birth=dt.date(1974, 8, 12), date=DAY)
    folders = ("Acme Trading", "2026-旅行", "..", "Ｑ１", "bill")
    assert tags(a_kind(), read, folders) == ("bill", "2026", "2026-02", "acme-trading", "2026-旅行", "q1")


def test_a_document_without_a_date_has_no_tag_of_a_year() -> None:
    assert tags(a_kind(), readings(birth=dt.date(1974, 8, 12)), ()) == ("bill",)


@given(TEXTS)
def test_a_clean_tag_stays_as_it_is(text: str) -> None:
    tag = clean_tag(text)
    assert clean_tag(tag) == tag

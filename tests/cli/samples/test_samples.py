"""The sample papers: drawn alike for a seed, true to their data, of nobody."""

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from cli.samples.bad import bad_files
from cli.samples.draw import draw_samples, sample_papers
from cli.samples.fonts import Face, font
from cli.samples.invented import german_vat_id, iban, passport_zone
from cli.samples.paper import SamplePaper
from cli.samples.receipts import draw_receipts
from strongroom.checks.mrz import digit_fits
from strongroom.checks.resident_id import resident_id_fits
from strongroom.checks.tax_id import organisation_code_fits, uscc_fits
from strongroom.errors import FontsMissing
from strongroom.kind import catalogue
from strongroom.messages import codes


@pytest.fixture(scope="module")
def papers() -> tuple[SamplePaper, ...]:
    return sample_papers(seed=1)


def test_the_papers_are_drawn_into_folders(tmp_path: Path, papers: tuple[SamplePaper, ...]) -> None:
    files = draw_samples(tmp_path, seed=1)
    assert len(files) == len(set(files)) == len(papers) >= 14
    assert {file.relative_to(tmp_path).as_posix() for file in files} == {str(paper.path) for paper in papers}
    assert [file.read_bytes() for file in files] == [paper.content for paper in papers]


def test_one_seed_gives_one_picture_and_another_seed_another(papers: tuple[SamplePaper, ...]) -> None:
    others = sample_papers(seed=2)
    assert [paper.fields for paper in others] == [paper.fields for paper in papers]
    scans = [paper.path.suffix in {".jpg", ".tif"} for paper in papers]
    assert [ours.content != theirs.content for ours, theirs in zip(papers, others, strict=True)] == scans


def test_every_paper_is_of_a_kind_in_the_catalogue_or_is_refused(papers: tuple[SamplePaper, ...]) -> None:
    for paper in papers:
        if paper.error:
            assert paper.error in codes()
        else:
            assert paper.kind in catalogue()
            assert set(paper.fields) <= set(catalogue()[paper.kind].by_name), paper.kind


def test_dates_and_amounts_are_written_as_results_are(papers: tuple[SamplePaper, ...]) -> None:
    for paper in papers:
        for name, value in paper.fields.items():
            if name in {"date", "due_date", "birth_date", "expiry", "valid_from"}:
                dt.date.fromisoformat(value)
            if name in {"net", "tax", "total", "amount"}:
                assert Decimal(value).as_tuple().exponent == -2
        if {"net", "tax", "total"} <= set(paper.fields):
            assert Decimal(paper.fields["net"]) + Decimal(paper.fields["tax"]) == Decimal(paper.fields["total"])


def test_identity_and_tax_numbers_have_their_check_digits_and_a_region_that_does_not_exist(
    papers: tuple[SamplePaper, ...],
) -> None:
    numbers = [value for paper in papers for name, value in paper.fields.items() if name == "id_number"]
    taxes = [
        value
        for paper in papers
        for name, value in paper.fields.items()
        if name.endswith("tax_id") and paper.kind == "cn_vat_invoice"
    ]
    assert numbers
    assert taxes
    assert all(resident_id_fits(number) and number.startswith("990101") for number in numbers)
    assert all(uscc_fits(tax) and organisation_code_fits(tax[8:17]) and tax[2:8] == "990101" for tax in taxes)


def test_the_passports_zone_has_its_check_digits() -> None:
    first, second = passport_zone(
        surname="SPECIMEN", given="ANNA LENA", number="S99012345", birth="880814", sex="F", expiry="330502"
    )
    assert (len(first), len(second)) == (44, 44)
    for start, end in ((0, 9), (13, 19), (21, 27), (28, 42)):
        assert digit_fits(second[start:end], second[end])
    assert digit_fits(second[:10] + second[13:20] + second[21:43], second[43])


def test_bank_accounts_and_vat_ids_are_made_by_their_rules() -> None:
    # The examples of ISO 13616 and of the German tax office.
    assert iban("DE", "370400440532013000") == "DE89370400440532013000"
    assert german_vat_id("13669597") == "DE136695976"


@pytest.mark.parametrize(("suffix", "kind"), [(".pdf", "cn_vat_invoice"), (".jpg", "cn_vat_invoice")])
def test_the_code_on_an_invoice_says_what_the_invoice_says(
    papers: tuple[SamplePaper, ...], suffix: str, kind: str
) -> None:
    paper = next(paper for paper in papers if paper.kind == kind and paper.path.suffix == suffix)
    (code,) = zxingcpp.read_barcodes(_picture(paper))
    _, _, invoice_code, number, amount, day, *_ = code.text.split(",")
    assert invoice_code == paper.fields.get("invoice_code", "")
    assert number == paper.fields["invoice_number"]
    assert amount in {paper.fields["net"], paper.fields["total"]}
    assert day == paper.fields["date"].replace("-", "")


def test_born_digital_papers_carry_their_texts(papers: tuple[SamplePaper, ...]) -> None:
    for paper in papers:
        if paper.path.suffix == ".pdf" and not paper.error:
            with pypdfium2.PdfDocument(paper.content) as pdf:
                text = "".join(page.get_textpage().get_text_range() for page in pdf)
            for name in ("invoice_number", "seller", "buyer", "party_a", "party_b", "contract_number"):
                assert paper.fields.get(name, "") in text


def test_every_paper_has_texts_to_look_for_and_none_that_any_file_has(papers: tuple[SamplePaper, ...]) -> None:
    common = {*catalogue(), *(field.name for kind in catalogue().values() for field in kind.fields)}
    for paper in papers:
        assert paper.texts
        assert not paper.texts & common
        assert not any("." in text and text.replace(".", "").isdigit() for text in paper.texts)


def test_load_receipts_are_distinct_and_the_same_for_a_seed() -> None:
    receipts = draw_receipts(24, seed=5)
    assert receipts == draw_receipts(24, seed=5)
    assert len({receipt.content for receipt in receipts}) == len({receipt.path for receipt in receipts}) == 24


def test_bad_files_come_in_every_sort_with_a_code_that_is_explained() -> None:
    files = bad_files(14, seed=5)
    assert len({file.path for file in files}) == 14
    assert {file.error for file in files} == {
        "empty_file",
        "unknown_type",
        "truncated",
        "damaged",
        "password_needed",
        "too_many_pixels",
    }
    assert len({file.content for file in files}) == 13  # two are empty
    assert {file.error for file in files} <= codes()


def test_missing_fonts_are_named_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.samples.fonts._FOLDERS", ("/nowhere",))
    with pytest.raises(FontsMissing, match="NotoSansCJK"):
        font.__wrapped__(Face.SANS, 10)


def _picture(paper: SamplePaper) -> Image.Image:
    if paper.path.suffix == ".pdf":
        with pypdfium2.PdfDocument(paper.content) as pdf:
            return pdf[0].render(scale=3).to_pil()
    return Image.open(io.BytesIO(paper.content))

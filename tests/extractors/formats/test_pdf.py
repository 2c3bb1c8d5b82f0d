"""PDF pages: when the text layer is trusted, where its words stand, and what is inside."""

import zlib
from io import BytesIO

import pikepdf
import pytest

from extractors.formats.pdf import PdfPage, open_pdf
from extractors.formats.pdf_structure import embedded_xml
from strongroom.errors import Damaged, PasswordNeeded, TooManyPages, TooManyPixels
from strongroom.page import Page, Word
from strongroom.settings import Limits
from tests.extractors.drawn import LINES, cii, pdf, pdf_bytes, picture, saved, with_attachment

LIMITS = Limits()


def words(data: bytes) -> tuple[Word, ...]:
    with open_pdf(data, LIMITS) as pages:
        (layer,) = [page.layer for page in pages]
        assert layer is not None
        return layer.words


def is_trusted(data: bytes) -> bool:
    with open_pdf(data, LIMITS) as pages:
        return all(page.layer is not None for page in pages)


def text(found: tuple[Word, ...]) -> list[str]:
    return Page(number=1, width=1, height=1, words=found, source="text").text.splitlines()


def test_the_text_layer_gives_words_with_places() -> None:
    """The first line's baseline stands at 780 of 842 points, its left edge at 60 of 595."""
    found = words(pdf())
    assert list(LINES) == text(found)
    assert found[0].text == "NORTHWIND"
    assert found[0].box.left == pytest.approx(60 / 595, abs=0.003)
    assert found[0].box.top < (842 - 780) / 842 < found[0].box.bottom + 0.005


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_with_a_rotation_is_read_upright(turn: int) -> None:
    """Text that lies on the page as shown is turned back, and the page says by how much."""
    data = pdf(turn=turn)
    assert list(LINES) == text(words(data))
    with open_pdf(data, LIMITS) as pages:
        (turned,) = [page.layer.turned for page in pages if page.layer]
    assert turned == (360 - turn) % 360


def test_text_drawn_sideways_is_read_upright() -> None:
    assert list(LINES) == text(words(pdf(matrix="0 1 -1 0 60 60")))


def test_words_far_apart_on_a_line_stay_apart() -> None:
    found = words(pdf(["Total) Tj 200 0 Td (119.00"]))
    assert ["Total", "119.00"] == [word.text for word in found]


def test_a_scan_has_no_layer_and_shows_its_picture() -> None:
    scan = saved(picture(size=(1240, 1754)), "PDF", resolution=150)
    with open_pdf(scan, LIMITS) as pages:
        for page in pages:
            assert page.layer is None
            assert page.picture().shape == (2339, 1654, 3)  # 200 dpi


def test_a_small_page_is_shown_larger_than_200_dpi() -> None:
    card = saved(picture(size=(856, 540)), "PDF", resolution=254)
    with open_pdf(card, LIMITS) as pages:
        assert [page.picture().shape[1] for page in pages] == [1600]


def layered_scan(visible: bool) -> bytes:
    """A scan with text over it: as recognition software leaves it, invisible, or as a form prints it, visible."""
    with pikepdf.open(BytesIO(saved(picture(size=(1240, 1754)), "PDF", resolution=150))) as document:
        page = document.pages[0]
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.obj.Resources.Font = pikepdf.Dictionary(F1=font)
        lines = "(somebody else's guess at what the page says) Tj 0 -20 Td ".replace("'", "") * 10
        mode = 0 if visible else 3
        page.contents_add(f"BT {mode} Tr /F1 12 Tf 1 0 0 1 60 700 Tm {lines} ET".encode())
        return pdf_bytes(document)


def test_an_invisible_layer_under_a_scan_is_not_trusted() -> None:
    assert not is_trusted(layered_scan(visible=False))
    assert is_trusted(layered_scan(visible=True))


def test_a_layer_without_meaning_is_not_trusted() -> None:
    """The font maps its letters to a private area, as fonts do that only the printer was meant to understand."""
    with pikepdf.open(BytesIO(pdf())) as document:
        cmap = b"""/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange
            1 beginbfrange <20> <7E> <E020> endbfrange endcmap end"""
        document.pages[0].obj.Resources.Font.F1.ToUnicode = document.make_stream(cmap)
        assert not is_trusted(pdf_bytes(document))


def test_an_empty_page_is_looked_at() -> None:
    assert not is_trusted(pdf([]))


def test_what_was_typed_into_a_form_is_read() -> None:
    with pikepdf.open(BytesIO(pdf())) as document:
        page = document.pages[0]
        shown = document.make_stream(b"BT /F1 12 Tf 2 4 Td (typed by hand) Tj ET")
        shown.Type, shown.Subtype, shown.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 200, 20]
        shown.Resources = page.obj.Resources
        field = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="name",
            V="typed by hand",
            F=4,
            Rect=[60, 500, 260, 520],
            AP=pikepdf.Dictionary(N=shown),
        )
        page.obj.Annots = pikepdf.Array([document.make_indirect(field)])
        document.Root.AcroForm = pikepdf.Dictionary(Fields=page.obj.Annots)
        assert "typed by hand" in text(words(pdf_bytes(document)))


def test_a_page_with_a_picture_may_hold_codes() -> None:
    def asked(data: bytes) -> list[bool]:
        with open_pdf(data, LIMITS) as pages:
            return [page.may_hold_codes for page in pages]

    assert [False] == asked(pdf())
    assert [True] == asked(saved(picture(), "PDF"))


def test_an_embedded_picture_beyond_the_limit_is_refused_before_it_is_drawn() -> None:
    def seen(page: PdfPage) -> None:
        page.picture()

    with open_pdf(saved(picture(), "PDF"), Limits(max_pixels=1000)) as pages, pytest.raises(TooManyPixels):
        seen(next(pages))


def test_passwords_limits_and_nonsense_are_refused() -> None:
    with pikepdf.open(BytesIO(pdf())) as document:
        locked = pdf_bytes(document, encryption=pikepdf.Encryption(user="secret", owner="owner", R=6))
    for data, limits, error in (
        (locked, LIMITS, PasswordNeeded),
        (b"%PDF-1.7 nothing", LIMITS, Damaged),
        (pdf(pages=2), Limits(max_pages=1), TooManyPages),
    ):
        with pytest.raises(error), open_pdf(data, limits):
            pass


def test_embedded_xml_is_found_and_other_attachments_are_not_touched() -> None:
    data = with_attachment(with_attachment(pdf(), "factur-x.xml", cii()), "terms.pdf", pdf())
    assert [cii()] == list(embedded_xml(data))


def test_an_attachment_that_unpacks_to_gigabytes_is_left_out() -> None:
    data = with_attachment(pdf(), "bomb.xml", b"small")
    with pikepdf.open(BytesIO(data)) as document:
        stream = document.attachments["bomb.xml"].get_file().obj
        stream.write(zlib.compress(b" " * 40_000_000), filter=pikepdf.Name.FlateDecode)
        data = pdf_bytes(document)
    assert [] == list(embedded_xml(data))

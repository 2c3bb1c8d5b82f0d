"""The whole read stage, with an engine that reads what it was told to."""

import pickle
import weakref
from io import BytesIO

import numpy as np
import numpy.typing as npt
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from extractors.children import children
from extractors.engines.scripted import ScriptedEngine, script
from extractors.intake import inspect
from extractors.open import open_content
from strongroom.content import Content
from strongroom.errors import Refused, UnknownType
from strongroom.page import Word
from strongroom.reading import Origin
from strongroom.settings import Limits
from tests.extractors.drawn import LINES, cii, ofd_parts, package, pdf, pdf_bytes, picture, saved, with_attachment
from tests.extractors.outlook import message
from tests.extractors.papers import excel, mail, word
from tests.extractors.test_codes import OLD, page_with

LIMITS = Limits(max_pixels=4_000_000, max_unpacked_bytes=4_000_000)


def read(data: bytes, engine: ScriptedEngine | None = None) -> Content:
    return open_content(data, engine or ScriptedEngine([script("read by the engine")]), LIMITS)


def test_a_picture_is_recognised() -> None:
    content = read(saved(picture(), "JPEG"))
    assert ("image/jpeg", "read by the engine") == (content.media, content.text)
    assert content.pages[0].source == "scripted 1"


def test_a_lying_picture_is_turned_and_says_so() -> None:
    content = read(saved(picture(), "PNG"), ScriptedEngine([script("x")], turn=90))
    (page,) = content.pages
    assert (90, 700, 1000) == (page.turned, page.width, page.height)


def test_a_text_layer_spares_recognition() -> None:
    content = read(pdf())
    assert list(LINES) == content.text.splitlines()
    assert content.pages[0].source == "text"


def test_a_pdf_of_text_and_scans_is_mixed_page_by_page() -> None:
    scan = saved(picture(), "PDF")
    with pikepdf.open(BytesIO(pdf())) as document, pikepdf.open(BytesIO(scan)) as scanned:
        document.pages.extend(scanned.pages)
        content = read(pdf_bytes(document))
    assert ["text", "scripted 1"] == [page.source for page in content.pages]
    assert [1, 2] == [page.number for page in content.pages]


def test_an_embedded_invoice_is_stated_beside_the_page() -> None:
    content = read(with_attachment(pdf(), "factur-x.xml", cii()))
    assert ["cii"] == [fact.syntax for fact in content.structured]
    assert content.pages[0].words


def test_a_broken_attachment_does_not_make_the_page_unreadable() -> None:
    content = read(with_attachment(pdf(), "factur-x.xml", b"<!DOCTYPE a []><Invoice/>"))
    assert (1, ()) == (len(content.pages), content.structured)


def test_xml_alone_has_no_pages() -> None:
    content = read(cii())
    assert ("application/xml", (), "") == (content.media, content.pages, content.text)
    assert content.structured[0].kind == "invoice"


def test_an_ofd_package_is_read_without_recognition() -> None:
    content = read(package(ofd_parts()))
    (fact,) = content.structured
    assert ("ofd", "cn_vat_invoice", Origin.XML) == (fact.syntax, fact.kind, fact.origin)
    assert fact.values["seller"] == "北山纸业"
    assert content.pages[0].source == "text"


def test_a_code_on_the_page_is_stated() -> None:
    content = read(saved(Image.fromarray(page_with(OLD)), "PNG"))
    assert (OLD,) == content.pages[0].codes
    assert ["cn_vat_qr"] == [fact.syntax for fact in content.structured]


def test_progress_is_told_after_every_page() -> None:
    told: list[tuple[int, int]] = []
    open_content(pdf(pages=3), ScriptedEngine([()]), LIMITS, progress=lambda done, of: told.append((done, of)))
    assert [(1, 3), (2, 3), (3, 3)] == told


def test_of_five_hundred_pages_no_more_than_two_pictures_are_alive_at_a_time() -> None:
    """A real PDF of text pages, every twentieth of them a scan that the engine has to see."""
    with pikepdf.open(BytesIO(pdf(pages=475))) as document, pikepdf.open(BytesIO(saved(picture(), "PDF"))) as scanned:
        for place in range(0, 500, 20):
            document.pages.insert(place, scanned.pages[0])
        data = pdf_bytes(document)
    engine = _Watching()
    told: list[int] = []
    content = open_content(data, engine, LIMITS, progress=lambda done, _all: told.append(done))
    assert (500, 25) == (len(content.pages), engine.seen)
    assert list(range(1, 501)) == told
    assert engine.most <= 2


class _Watching(ScriptedEngine):
    """Counts the pages whose pictures are alive whenever it is shown one."""

    def __init__(self) -> None:
        super().__init__([script("read by the engine")])
        self.seen, self.most = 0, 0
        self._alive: list[weakref.ref[npt.NDArray[np.uint8]]] = []

    def read(self, picture: npt.NDArray[np.uint8]) -> tuple[Word, ...]:
        self.seen += 1
        self._alive = [*(known for known in self._alive if known() is not None), weakref.ref(picture)]
        self.most = max(self.most, len(self._alive))
        return super().read(picture)


def test_content_survives_the_way_between_processes() -> None:
    content = read(with_attachment(pdf(), "factur-x.xml", cii()))
    assert pickle.loads(pickle.dumps(content)) == content


def test_what_the_door_refuses_is_not_read() -> None:
    with pytest.raises(UnknownType):
        read(b"MZ\x90\0" + bytes(200))


SEEDS = {
    "pdf": pdf(),
    "pdf with xml": with_attachment(pdf(), "factur-x.xml", cii()),
    "scan": saved(picture(size=(120, 90)), "PDF"),
    "jpeg": saved(picture(size=(120, 90)), "JPEG"),
    "png": saved(picture(size=(120, 90)), "PNG"),
    "tiff": saved(picture(size=(120, 90)), "TIFF", compression="tiff_lzw"),
    "webp": saved(picture(size=(120, 90)), "WEBP"),
    "gif": saved(picture(size=(120, 90)), "GIF"),
    "bmp": saved(picture(size=(60, 40)), "BMP"),
    "ofd": package(ofd_parts()),
    "xml": cii(),
    "mail": mail({"a.pdf": pdf()}, html="<p>hello</p>"),
    "outlook": message(subject="s", body="b", attached={"a.pdf": pdf()}),
    "zip": package({"a.pdf": pdf(), "b.txt": "x"}),
    "word": word(["a", "b"], [("c", "d")]),
    "excel": excel(),
    "text": "付款通知 Dear Sir or Madam\n".encode("gb18030") * 9,
}


@pytest.mark.parametrize("name", SEEDS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data())
def test_mangled_files_are_read_or_refused_and_nothing_else(name: str, data: st.DataObject) -> None:
    """Bytes overwritten, cut out, doubled or cut off: the only errors are those that tell a person what to do."""
    mangled = bytearray(SEEDS[name])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, max(len(mangled) - 1, 0)))
        length = data.draw(st.integers(0, 40))
        match data.draw(st.sampled_from(["overwrite", "cut", "double", "end"])):
            case "overwrite":
                mangled[place : place + length] = data.draw(st.binary(min_size=length, max_size=length))
            case "cut":
                del mangled[place : place + length]
            case "double":
                mangled[place:place] = mangled[place : place + length]
            case _:
                del mangled[max(place, len(mangled) // 2) :]
    try:
        inspect(bytes(mangled), LIMITS)
        read(bytes(mangled))
        list(children(bytes(mangled), LIMITS))
    except Refused:
        pass


def test_a_page_that_was_turned_wrongly_is_read_as_it_came() -> None:
    wrong, right = script("gibberish", confidence=0.6), script("upright", confidence=0.99)
    (page,) = read(saved(picture(), "PNG"), ScriptedEngine([wrong, right], turn=180)).pages
    assert (0, "upright") == (page.turned, page.text)


def test_a_page_whose_fall_was_not_seen_is_turned_when_it_hardly_reads() -> None:
    wrong, right = script("gibberish", confidence=0.6), script("upright", confidence=0.99)
    (page,) = read(saved(picture(), "PNG"), ScriptedEngine([wrong, right])).pages
    assert (180, "upright") == (page.turned, page.text)


def test_a_page_that_reads_badly_both_ways_stays_as_it_was_thought_to_be() -> None:
    wrong = script("gibberish", confidence=0.6)
    (page,) = read(saved(picture(), "PNG"), ScriptedEngine([wrong, wrong], turn=180)).pages
    assert 180 == page.turned

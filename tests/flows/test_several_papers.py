"""A file whose pages may be several papers: what is certain is cut, and what is not is asked about, with the page."""

from extractors.engines.scripted import ScriptedEngine, script
from flows.stages.paper import Paper, Reader
from strongroom.kind import catalogue
from strongroom.settings import Filing, Limits
from tests.extractors.drawn import picture, saved

INVOICE = "Harrow Lamps Ltd\nINVOICE\nInvoice No. {}\nInvoice date 2 May 2026\nTotal due 118.40 EUR\n{}"


def read(*texts: str) -> Paper:
    scan = saved(picture(), "TIFF", save_all=True, append_images=[picture() for _ in texts[1:]])
    engine = ScriptedEngine([script(text) for text in texts])
    return Reader(engine=engine, kinds=catalogue(), limits=Limits(), filing=Filing()).read(scan)


def test_a_doubtful_cut_is_proposed_with_the_page_on_which_another_paper_may_begin() -> None:
    paper = read(INVOICE.format("A-1", ""), "more of the first", INVOICE.format("A-2", ""))

    assert paper.parts == ()
    assert [reason.facts["fields"] for reason in paper.decision.reasons if reason.code == "several_papers"] == ["3"]


def test_a_certain_cut_is_made() -> None:
    paper = read(INVOICE.format("A-1", "Page 1 of 1"), INVOICE.format("A-2", "Page 1 of 1"))

    assert [part.pages for part in paper.parts] == [(1,), (2,)]


def test_pages_of_one_paper_raise_no_question() -> None:
    paper = read(INVOICE.format("A-1", "Page 1 of 2"), INVOICE.format("A-1", "Page 2 of 2"))

    assert (paper.parts, [reason.code for reason in paper.decision.reasons].count("several_papers")) == ((), 0)

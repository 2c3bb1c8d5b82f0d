"""What every engine promises, whatever is behind it."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from extractors.engines.engine import OcrEngine, open_engine
from extractors.engines.scratch import MEMORY, is_in_memory
from extractors.engines.scripted import ScriptedEngine, script
from strongroom.errors import EngineUnavailable
from strongroom.page import Page
from strongroom.settings import Reading
from tests.extractors.drawn import LINES, picture, pixels


def scripted() -> OcrEngine:
    return ScriptedEngine([script("\n".join(LINES))])


def paddle_on(runtime: str) -> Callable[[], OcrEngine]:
    return lambda: open_engine(Reading.model_validate({"engine": "paddle", "runtime": runtime}))


def tesseract() -> OcrEngine:
    try:
        return open_engine(Reading(engine="tesseract"))
    except EngineUnavailable:
        pytest.skip("Tesseract is not installed")


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(scripted, id="scripted"),
        pytest.param(paddle_on("openvino"), id="openvino", marks=pytest.mark.models),
        pytest.param(paddle_on("onnxruntime"), id="onnxruntime", marks=pytest.mark.models),
        pytest.param(tesseract, id="tesseract", marks=pytest.mark.models),
    ],
)
def engine(request: pytest.FixtureRequest) -> Iterator[OcrEngine]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", folder)
        made: OcrEngine = request.param()
        yield made
        assert [] == list(Path(folder).iterdir())


def text_of(engine: OcrEngine, page: np.ndarray) -> str:
    return Page(number=1, width=1, height=1, words=engine.read(page), source=engine.name).text


def test_printed_lines_are_read_back_in_order(engine: OcrEngine) -> None:
    assert list(LINES) == text_of(engine, pixels(picture())).splitlines()


def test_a_grey_picture_reads_like_a_coloured_one(engine: OcrEngine) -> None:
    assert list(LINES) == text_of(engine, pixels(picture())[..., 0].copy()).splitlines()


def test_words_have_boxes_inside_the_page_and_confidences_that_are_shares(engine: OcrEngine) -> None:
    words = engine.read(pixels(picture()))
    assert words
    for word in words:
        assert word.text == word.text.strip() != ""
        assert 0 <= word.box.left < word.box.right <= 1
        assert 0 <= word.box.top < word.box.bottom <= 1
        assert 0 <= word.confidence <= 1


def test_a_page_without_ink_has_no_words(engine: OcrEngine) -> None:
    assert engine.read(np.full((700, 1000, 3), 255, np.uint8)) == ()


def test_a_picture_of_one_pixel_has_no_words(engine: OcrEngine) -> None:
    assert engine.read(np.full((1, 1, 3), 255, np.uint8)) == ()


def test_an_upright_page_needs_no_turn(engine: OcrEngine) -> None:
    assert engine.turn(pixels(picture())) == 0


def test_the_name_says_which_engine_and_version(engine: OcrEngine) -> None:
    assert any(char.isdigit() for char in engine.name)


@pytest.mark.models
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_page_is_turned_back(degrees: int) -> None:
    engine = open_engine(Reading())
    lying = np.rot90(pixels(picture(LINES * 2)), k=degrees // 90).copy()  # counter-clockwise
    assert engine.turn(lying) == degrees


@pytest.mark.models
def test_words_are_marked_where_they_stand() -> None:
    """The page is 1000 pixels wide and 'Date 31.03.2026' starts at 60: the date itself stands about 130 to 300."""
    words = open_engine(Reading()).read(pixels(picture()))
    date = next(word for word in words if word.text == "31.03.2026")
    assert 0.10 < date.box.left < 0.15
    assert 0.26 < date.box.right < 0.34
    assert 0.22 < date.box.top < date.box.bottom < 0.32


@pytest.mark.models
@pytest.mark.parametrize("degrees", [90, 270])
def test_a_line_that_runs_up_or_down_is_read(degrees: int) -> None:
    page = picture(LINES[:3])
    page.paste(picture((LINES[4],), size=(500, 120)).rotate(degrees, expand=True), (700, 150))
    assert LINES[4] in text_of(open_engine(Reading()), pixels(page))


def test_an_engine_that_is_not_there_is_said_to_be_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(tempfile, "tempdir", str(MEMORY))
    with pytest.raises(EngineUnavailable):
        open_engine(Reading(engine="tesseract"))


def test_tesseract_is_not_opened_where_pages_would_be_written_to_a_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/proc")
    assert not is_in_memory(Path("/proc"))
    with pytest.raises(EngineUnavailable) as caught:
        open_engine(Reading(engine="tesseract"))
    assert "memory" in str(caught.value.facts["missing"])


def test_an_engine_that_rested_reads_as_before(engine: OcrEngine) -> None:
    before = engine.read(pixels(picture()))
    engine.rest()
    assert before == engine.read(pixels(picture()))

"""What each step on a picture is worth: ``python -m tests.bench.pictures [SEED ...]``.

Scanned papers drawn by code are spoilt in one way at a time and read twice, without the step and with it. What counts
is the share of the printed values, of those that are found on the clean scans, that is found in the text. Steps that
the product takes are taken from it; the others were tried for this table and are kept nowhere else.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import cv2
import numpy as np

from cli.samples.draw import sample_papers
from extractors.engines.engine import OcrEngine, open_engine
from extractors.picture import Picture, evened, turned
from strongroom.page import Page, Word
from strongroom.settings import Reading

SEEDS = (2, 3)
Change = Callable[[Picture], Picture]
Answer = Callable[[Picture], Sequence[Word]]


@dataclass(frozen=True, slots=True)
class Scan:
    """A picture, and the values that are printed on it, without blanks."""

    picture: Picture
    values: tuple[str, ...]

    def found(self, words: Sequence[Word]) -> tuple[bool, ...]:
        """Which of the values are among the words."""
        page = Page(number=1, width=1, height=1, words=tuple(words), source="")
        text = _bare(page.text)
        return tuple(value in text for value in self.values)


@dataclass(frozen=True, slots=True)
class Trial:
    """One way to spoil a page, and one answer to it."""

    spoilt: str
    spoil: Change
    step: str
    answer: Answer


def main(seeds: Sequence[int]) -> None:
    """Print the table."""
    engine = open_engine(Reading())
    scans = tuple(_legible(engine, scan) for scan in _scans(seeds or SEEDS))
    _say(f"{len(scans)} scans with {sum(len(scan.values) for scan in scans)} values: found without and with the step")
    for trial in _trials(engine):
        spoilt = [Scan(trial.spoil(scan.picture), scan.values) for scan in scans]
        without = _share(scan.found(engine.read(scan.picture)) for scan in spoilt)
        with_it = _share(scan.found(trial.answer(scan.picture)) for scan in spoilt)
        _say(f"  {trial.spoilt:34} {without:.3f}   {trial.step:34} {with_it:.3f}")


def _trials(engine: OcrEngine) -> Iterator[Trial]:
    def first(change: Change) -> Answer:
        return lambda picture: engine.read(change(picture))

    upright = first(lambda picture: turned(picture, engine.turn(picture)))
    for degrees in (90, 180, 270):
        yield Trial(f"turned by {degrees}", partial(turned, degrees=degrees), "upright", upright)
    yield Trial("as it is", _same, "upright", upright)
    yield Trial("dark (a seventh of the light)", _dark, "evened", first(evened))
    yield Trial("a deep shadow from the left", _shadow, "evened", first(evened))
    yield Trial("as it is", _same, "evened", first(evened))
    yield Trial("red seals over the text", sealed, "read without anything red", first(_unsealed))
    yield Trial("as it is", _same, "read without anything red", first(_unsealed))
    yield Trial("skewed by 4 degrees", _skewed, "deskewed (told the angle)", first(_straight))
    yield Trial("half the resolution", coarse, "enlarged twice", first(_enlarged))
    yield Trial("a quarter of the resolution", coarser, "enlarged twice", first(_enlarged))
    yield Trial("noise of a poor sensor", noisy, "median of 3", first(_median))
    yield Trial("moiré of a screen", _moire, "Gaussian of 5", first(_smooth))
    yield Trial("photographed at a slant on a desk", _slanted, "found and cropped", first(_cropped))


def _same(picture: Picture) -> Picture:
    return picture


def _dark(picture: Picture) -> Picture:
    return _noise(picture * 0.15, 9)


def _shadow(picture: Picture) -> Picture:
    across = np.linspace(0.07, 1.0, picture.shape[1])[None, :, None]
    return _noise(picture * across, 4)


def _skewed(picture: Picture) -> Picture:
    return _rotated(picture, 4)


def _straight(picture: Picture) -> Picture:
    return _rotated(picture, -4)


def _rotated(picture: Picture, degrees: float) -> Picture:
    height, width = picture.shape[:2]
    about = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(picture, about, (width, height), borderMode=cv2.BORDER_REPLICATE), dtype=np.uint8)


def sealed(picture: Picture) -> Picture:
    """Three seals, multiplied onto the page as ink is: what is black below stays black."""
    height, width = picture.shape[:2]
    ink = np.full_like(picture, 255)
    for at in (0.3, 0.5, 0.7):
        middle, radius = (round(width * at), round(height * at)), round(0.13 * min(width, height))
        cv2.circle(ink, middle, radius, (60, 50, 215), max(3, radius // 10))
        star = [
            (middle[0] + radius * 0.6 * np.sin(turn), middle[1] - radius * 0.6 * np.cos(turn))
            for turn in np.arange(5) * 4 * np.pi / 5
        ]
        cv2.fillPoly(ink, [np.array(star, np.int32)], (60, 50, 215))
    return np.asarray(picture.astype(np.uint16) * ink // 255, dtype=np.uint8)


def _unsealed(picture: Picture) -> Picture:
    """Red ink is as bright as paper in the red channel; black ink is dark in all three."""
    blue, green, red = cv2.split(picture)
    is_red = cv2.subtract(red, cv2.max(blue, green)) > 40
    cleared = picture.copy()
    cleared[is_red] = red[is_red][:, None]
    return cleared


def coarse(picture: Picture) -> Picture:
    return _scaled(picture, 0.5)


def coarser(picture: Picture) -> Picture:
    return _scaled(picture, 0.25)


def _enlarged(picture: Picture) -> Picture:
    return _scaled(picture, 2.0)


def _scaled(picture: Picture, by: float) -> Picture:
    how = cv2.INTER_AREA if by < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, None, fx=by, fy=by, interpolation=how), dtype=np.uint8)


def noisy(picture: Picture) -> Picture:
    return _noise(picture.astype(float), 60)


def _noise(picture: np.ndarray, strength: float) -> Picture:
    spread = np.random.default_rng(7).normal(0, strength, picture.shape)
    return np.asarray(np.clip(picture + spread, 0, 255), dtype=np.uint8)


def _median(picture: Picture) -> Picture:
    return np.asarray(cv2.medianBlur(picture, 3), dtype=np.uint8)


def _moire(picture: Picture) -> Picture:
    rows, columns = np.indices(picture.shape[:2])
    waves = 30 * np.sin(columns * 2 * np.pi / 5.3 + rows * 0.35) * np.sin(rows * 2 * np.pi / 4.7)
    return np.asarray(np.clip(picture - 45 + 2 * waves[..., None], 0, 255), dtype=np.uint8)


def _smooth(picture: Picture) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (5, 5), 0), dtype=np.uint8)


def _slanted(picture: Picture) -> Picture:
    """The page as a third of the width of a brown desk, seen from a side."""
    height, width = picture.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = corners * 0.72 + (0.14 * width, 0.14 * height)
    seen[1] += (-0.08 * width, 0.07 * height)
    seen[2] += (0.05 * width, -0.04 * height)
    how = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
    return np.asarray(cv2.warpPerspective(picture, how, (width, height), borderValue=(52, 66, 84)), dtype=np.uint8)


def _cropped(picture: Picture) -> Picture:
    """The largest bright figure of four corners, pulled straight; the picture itself where there is none."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    _, bright = cv2.threshold(cv2.GaussianBlur(grey, (9, 9), 0), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return picture
    outline = max(outlines, key=cv2.contourArea)
    corners = cv2.approxPolyDP(outline, 0.02 * cv2.arcLength(outline, True), True).reshape(-1, 2).astype(np.float32)
    if len(corners) != 4 or cv2.contourArea(outline) < 0.2 * grey.size:
        return picture
    sums, across = corners.sum(axis=1), corners[:, 0] - corners[:, 1]
    ordered = corners[[sums.argmin(), across.argmax(), sums.argmax(), across.argmin()]]
    width = round(max(np.linalg.norm(ordered[1] - ordered[0]), np.linalg.norm(ordered[2] - ordered[3])))
    height = round(max(np.linalg.norm(ordered[3] - ordered[0]), np.linalg.norm(ordered[2] - ordered[1])))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    how = cv2.getPerspectiveTransform(ordered, target)
    return np.asarray(cv2.warpPerspective(picture, how, (width, height)), dtype=np.uint8)


def _legible(engine: OcrEngine, scan: Scan) -> Scan:
    found = scan.found(engine.read(scan.picture))
    return Scan(scan.picture, tuple(value for value, seen in zip(scan.values, found, strict=True) if seen))


def _share(answers: Iterable[tuple[bool, ...]]) -> float:
    flat = [one for answer in answers for one in answer]
    return sum(flat) / len(flat)


def _scans(seeds: Sequence[int]) -> Iterator[Scan]:
    for seed in seeds:
        for paper in sample_papers(seed=seed):
            if not paper.error and paper.path.suffix in {".jpg", ".png"}:
                picture = cv2.imdecode(np.frombuffer(paper.content, np.uint8), cv2.IMREAD_COLOR)
                values = (*paper.fields.values(), *paper.says)
                yield Scan(np.asarray(picture, np.uint8), tuple(_bare(value) for value in values if value.strip()))


_BLANKS: Final = str.maketrans("", "", " \n\t")


def _bare(text: str) -> str:
    return text.translate(_BLANKS).casefold()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]])

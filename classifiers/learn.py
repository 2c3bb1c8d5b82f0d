"""Learning kinds from papers: train a challenger, compare it with the champion on a frozen part, keep the better.

Softmax regression over TF-IDF of character pieces, solved over the papers rather than the pieces: there are far fewer
papers, and the weights of the pieces follow from those of the papers. Deterministic; some seconds for 2,000 papers.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from classifiers.model import Floats, Model, pieces_of
from strongroom.errors import BadModel

_MOST_PIECES = 20_000
_IN_PAPERS = 2
_STEPS = 300
# Of ten papers two are frozen: no model ever learns from them, so every model can be judged by them.
_FROZEN = 0.2
LEAST_EXAM = 8
"""Fewer frozen papers judge nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A paper whose kind is known: its id, its text, its kind, and whether a person confirmed the kind."""

    id: str
    text: str
    kind: str
    reviewed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How a model did on papers it never learned from.

    ``right`` is the mean over the kinds of the share of their papers that were called right, so that rare kinds count;
    ``surprise`` is the mean log loss, which rises when it is sure and wrong.
    """

    right: float
    surprise: float
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A new model, and how it and the champion did on the frozen part; ``champion`` is None where there is none."""

    model: Model
    score: Score
    champion: Score | None

    @property
    def is_no_worse(self) -> bool:
        """Whether the new model may take over."""
        return wins(self.champion, self.score)


def frozen(example_id: str) -> bool:
    """Whether a paper belongs to the frozen part: by its id alone, so it stays there for ever."""
    return hashlib.sha256(example_id.encode()).digest()[0] < 256 * _FROZEN


def train(examples: Sequence[Example], *, strength: float = 20.0) -> Model:
    """Learn from papers. ``strength`` is how far the weights may go from nothing (the C of other libraries).

    Raises:
        BadModel: there are not two kinds to tell apart.
    """
    kinds = tuple(sorted({example.kind for example in examples}))
    if len(kinds) < 2:
        raise BadModel(problem="there are not two kinds to tell apart")
    counts = [pieces_of(example.text) for example in examples]
    pieces, rarity = _vocabulary(counts)
    papers = _rows(counts, {piece: place for place, piece in enumerate(pieces)}, rarity)
    labels = np.array([kinds.index(example.kind) for example in examples])
    shares, bias = _solve(papers @ papers.T, labels, len(kinds), strength=strength)
    return Model(
        kinds=kinds,
        pieces=pieces,
        rarity=rarity,
        weights=(papers.T @ shares).astype(np.float32),
        bias=bias.astype(np.float32),
        reviewed=Counter(example.kind for example in examples if example.reviewed),
    )


def judge(model: Model, examples: Iterable[Example]) -> Score:
    """How well a model calls papers."""
    hits: dict[str, list[bool]] = {}
    surprises = []
    for example in examples:
        odds = model.predict(example.text)
        hits.setdefault(example.kind, []).append(max(odds, key=lambda kind: odds[kind]) == example.kind)
        surprises.append(-math.log(max(odds.get(example.kind, 0.0), 1e-6)))
    if not surprises:
        return Score(right=0.0, surprise=math.inf, papers=0)
    right = sum(sum(kind) / len(kind) for kind in hits.values()) / len(hits)
    return Score(right=right, surprise=sum(surprises) / len(surprises), papers=len(surprises))


def wins(champion: Score | None, challenger: Score) -> bool:
    """Whether the challenger takes over: there is something to judge by, and it is no worse in either respect."""
    if challenger.papers < LEAST_EXAM:
        return False
    return champion is None or (challenger.right >= champion.right and challenger.surprise <= champion.surprise)


def challenge(champion: Model | None, examples: Sequence[Example], invented: Sequence[Example] = ()) -> Trial:
    """Train on what is not frozen, and on ``invented`` papers, and try the new model on what is frozen.

    Raises:
        BadModel: there are not two kinds to tell apart.
    """
    challenger = train([*invented, *(example for example in examples if not frozen(example.id))])
    exam = [example for example in examples if frozen(example.id)]
    return Trial(
        model=challenger,
        score=judge(challenger, exam),
        champion=judge(champion, exam) if champion is not None else None,
    )


def _vocabulary(counts: Sequence[Counter[str]]) -> tuple[tuple[str, ...], Floats]:
    papers = Counter(piece for count in counts for piece in count)
    common = sorted(
        (piece for piece, n in papers.items() if n >= _IN_PAPERS), key=lambda piece: (-papers[piece], piece)
    )
    pieces = tuple(common[:_MOST_PIECES])
    rarity = [math.log((1 + len(counts)) / (1 + papers[piece])) + 1 for piece in pieces]
    return pieces, np.array(rarity, dtype=np.float32)


def _rows(counts: Sequence[Counter[str]], places: Mapping[str, int], rarity: Floats) -> Floats:
    rows = np.zeros((len(counts), len(places)), dtype=np.float32)
    for row, count in zip(rows, counts, strict=True):
        for piece, n in count.items():
            if piece in places:
                row[places[piece]] = 1 + math.log(n)
    rows *= rarity
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _solve(alike: Floats, labels: np.ndarray, kinds: int, *, strength: float) -> tuple[np.ndarray, np.ndarray]:
    """Each paper's share in each kind's weights, by Nesterov's descent; papers of rare kinds weigh more."""
    wanted = np.eye(kinds)[labels]
    weight = (len(labels) / (kinds * wanted.sum(axis=0)))[labels][:, None]
    shares, bias = np.zeros_like(wanted), np.zeros(kinds)
    before = shares
    # The steepest the loss can bend, so that no step overshoots: rows have length 1, weights are at most this heavy.
    step = 1 / (0.5 * strength * float(weight.max()) * float(np.linalg.eigvalsh(alike)[-1]) + 1)
    for turn in range(_STEPS):
        ahead = shares + turn / (turn + 3) * (shares - before)
        scores = alike @ ahead + bias
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = (odds / odds.sum(axis=1, keepdims=True) - wanted) * weight
        before, shares = shares, ahead - step * (strength * error + ahead)
        bias = bias - step * strength * error.sum(axis=0) / len(labels)
    return shares, bias

"""The vote: hard evidence first, then cues and hints, weighed against each other and against not knowing."""

import math
from collections.abc import Iterable, Mapping

from classifiers import calibrate
from classifiers.calibrate import Shape
from classifiers.combine import combined
from classifiers.cues import Haystack, Tally, found, haystack_of, tally
from classifiers.evidence import SHAPED, Hint, hints, stated
from classifiers.model import Model
from strongroom.content import Content
from strongroom.kind import UNKNOWN, Kind
from strongroom.reading import Classification

# What a paper has to show before any kind is likelier than none: about two plain cues and a title.
_UNKNOWN_SCORE = 3.6
# Below this share of the vote the answer is unknown: a wrong answer is worse than a question.
_LEAST = 0.5
_RUNNERS_UP = 3
LIKE_REVIEWED = "like papers that people reviewed"
"""The reason where no rule speaks for the kind."""


def classify(content: Content, kinds: Mapping[str, Kind], *, model: Model | None = None) -> Classification:
    """Say which kind a paper is, how sure that is, and why; ``unknown`` when no kind is sure enough.

    ``model`` is what was learned from reviewed papers (:mod:`classifiers.learn`); until there is one, the rules decide.
    """
    haystack = haystack_of(content)
    statement = stated(content, kinds.keys())
    if statement:
        return Classification(
            kind=statement.kind,
            confidence=statement.confidence,
            subkind=statement.subkind or _told(kinds[statement.kind], haystack),
            reasons=(statement.reason,),
        )
    shapes = hints(content)
    tallies = _tallies(shapes, kinds, haystack)
    scores = {kind: tally.score for kind, tally in tallies.items()}
    shares = _shares(combined(scores, model, content.text) if model else scores)
    ranked = sorted(shares.items(), key=lambda share: -share[1])
    best, share = next(((kind, share) for kind, share in ranked if kind != UNKNOWN), (UNKNOWN, 0.0))
    others = tuple((kind, round(share, 4)) for kind, share in ranked if kind not in (best, UNKNOWN))[:_RUNNERS_UP]
    if share < _LEAST:
        confidence = calibrate.confidence(1 - share)
        return Classification(kind=UNKNOWN, confidence=confidence, runners_up=((best, round(share, 4)), *others))
    sure = calibrate.confidence(share, _shape(best, shapes))
    return Classification(
        kind=best,
        confidence=model.calibration.confidence(sure) if model else sure,
        subkind=_subkind(kinds[best], content, haystack),
        reasons=tallies[best].found or (LIKE_REVIEWED,),
        runners_up=others,
    )


def _shape(kind: str, shapes: Iterable[Hint]) -> Shape:
    if kind not in SHAPED:
        return Shape.SILENT
    return Shape.AGREES if any(hint.kind == kind for hint in shapes) else Shape.MISSING


def _tallies(shapes: Iterable[Hint], kinds: Mapping[str, Kind], haystack: Haystack) -> dict[str, Tally]:
    tallies = {kind.id: tally(kind, haystack) for kind in kinds.values() if kind.id != UNKNOWN}
    for hint in shapes:
        before = tallies.get(hint.kind)
        if before:
            tallies[hint.kind] = Tally(score=before.score + hint.weight, found=(*before.found, hint.reason))
    return tallies


def _shares(scores: Mapping[str, float]) -> dict[str, float]:
    """Softmax over the scores, with not knowing as one more candidate.

    A kind that nothing speaks for is none: otherwise every kind that the catalogue gains would make all others unsure.
    """
    candidates = {kind: score for kind, score in scores.items() if score > 0} | {UNKNOWN: _UNKNOWN_SCORE}
    top = max(candidates.values())
    weights = {kind: math.exp(score - top) for kind, score in candidates.items()}
    total = sum(weights.values())
    return {kind: weight / total for kind, weight in weights.items()}


def _subkind(kind: Kind, content: Content, haystack: Haystack) -> str | None:
    """A kind's subkind is what its structured data states, else what the cues of its subkinds say."""
    states = (part.subkind for part in content.structured if part.subkind in kind.subkinds)
    return next(states, None) or _told(kind, haystack)


def _told(kind: Kind, haystack: Haystack) -> str | None:
    """The subkind whose cues weigh most; None where none of them stands on the paper, or two weigh the same."""
    scores = {subkind: sum(cue.weight * found(cue, haystack) for cue in cues) for subkind, cues in kind.told_by.items()}
    best = max(scores, key=lambda subkind: scores[subkind], default=None)
    if best is None or scores[best] <= 0 or list(scores.values()).count(scores[best]) > 1:
        return None
    return best

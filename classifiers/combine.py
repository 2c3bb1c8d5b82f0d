"""The rules' scores and the learned opinion made one: the rules lead at first, and step back as people review."""

import math
from collections.abc import Mapping

from classifiers.model import Model

# DOMAIN.md 5.3: four times the model's say before the first paper of a kind was reviewed, as much as it after thirty.
_LEAD = 4.0
_EVEN = 1.0
_REVIEWED = 30
_LEAST_SHARE = 1e-4
# A kind that no rule speaks for at all, but that people confirmed this often, may be called by the model alone. Then
# its say counts double, for it stands for both: with thirty papers it can outvote not knowing, with twenty hardly.
_TAUGHT = 20
_SURE = 0.5
_ALONE = 2.0


def combined(scores: Mapping[str, float], model: Model, text: str) -> dict[str, float]:
    """The rules' scores of the kinds, on their own scale, with the model's opinion in them.

    The model cannot say that it does not know: a paper of a kind that it never saw is called something by it. So its
    say is counted against an even chance, which adds nothing, and only where a rule speaks for the kind as well; or
    where people taught it a kind that the rules do not know, and it is surer of that than of all others together. Not
    knowing keeps the score that the rules give it.
    """
    shares = model.predict(text)
    even = math.log(1 / len(model.kinds))
    found = dict(scores)
    for kind, score in scores.items():
        if kind not in shares:
            continue
        reviewed = model.reviewed.get(kind, 0)
        say = (math.log(max(shares[kind], _LEAST_SHARE)) - even) / _lead(reviewed)
        if score > 0:
            found[kind] = score + say
        elif score == 0 and reviewed >= _TAUGHT and shares[kind] >= _SURE:
            found[kind] = _ALONE * say
    return found


def _lead(reviewed: int) -> float:
    return _LEAD + (_EVEN - _LEAD) * min(reviewed, _REVIEWED) / _REVIEWED

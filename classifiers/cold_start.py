"""Papers to learn from before anybody has reviewed any: texts made of what the catalogue says of its kinds.

The people, firms and figures are invented, and letters are lost as recognisers lose them.
"""

from collections.abc import Iterable
from random import Random

from classifiers.learn import Example
from strongroom.kind import UNSEEN, Kind

_FILLERS = (
    "Harbour Lane 12", "4410 Northfield", "Mira Okonkwo", "Ostrava Tools Ltd", "Tel 555 0142", "page 1 of 1",
    "北岭路十二号", "青禾贸易有限公司", "李岚", "电话 010-5550142", "第1页 共1页", "备注",
)  # fmt: skip
_LOST = 0.06
_LEAST_CUES = 2


def cold_start(kinds: Iterable[Kind], random: Random, *, each: int = 20) -> list[Example]:
    """Invented papers of every kind, ``each`` of a kind. The same ``random`` makes the same papers."""
    return [
        Example(id=f"cold-start/{kind.id}/{number}", text=_paper(kind, random), kind=kind.id, reviewed=False)
        for kind in kinds
        if kind.id not in UNSEEN
        for number in range(each)
    ]


def _paper(kind: Kind, random: Random) -> str:
    cues = [cue for cue in kind.cues if cue.weight > 0]
    heaviest = max(cue.weight for cue in cues)
    shown = [cue.text for cue in cues if random.random() < 0.2 + 0.6 * cue.weight / heaviest]
    shown += [random.choice(cues).text for _ in range(_LEAST_CUES - len(shown))]
    labels = [random.choice(field.labels) for field in kind.fields if field.labels and random.random() < 0.6]
    lines = [*shown, *(f"{label} {_figure(random)}" for label in labels), *random.sample(_FILLERS, 4)]
    random.shuffle(lines)
    return "\n".join("".join(char for char in line if random.random() > _LOST) for line in lines)


def _figure(random: Random) -> str:
    return random.choice((f"{random.random() * 900:.2f}", f"{random.randrange(10**7, 10**8)}", "2024-03-05"))

"""The learned opinion on a paper's kind: pieces of words, weighed. Numbers only; nothing that is loaded can run.

Character pieces rather than words, because Chinese has no spaces and recognisers lose letters (DOMAIN.md 5: with 15 %
of the letters wrong, 0.97 of papers against 0.80 for whole words).
"""

import io
import json
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from classifiers.recalibrate import AS_STATED, Calibration
from strongroom.errors import BadModel
from strongroom.fold import fold

Floats = NDArray[np.float32]

_SIZES = (2, 3, 4)
_LETTERS = 5_000
_DIGIT = re.compile(r"\d")
_FORMAT = 1
# What NumPy, zipfile, zlib and json raise on bytes that are no model (unknown compression and encryption among them).
_DAMAGED = (
    ValueError, KeyError, TypeError, OSError, EOFError, NotImplementedError, RuntimeError, zipfile.BadZipFile,
    zlib.error, struct.error,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Model:
    """Weights for each piece and kind, ``weights[piece, kind]``; ``rarity`` is how telling a piece is (idf).

    ``reviewed`` counts, for each kind, the papers that people confirmed among those it learned from: the more there
    are, the less the rules have to say (:mod:`classifiers.combine`). ``calibration`` is
    of votes in which it takes part.
    """

    kinds: tuple[str, ...]
    pieces: tuple[str, ...]
    rarity: Floats
    weights: Floats
    bias: Floats
    reviewed: Mapping[str, int]
    calibration: Calibration = AS_STATED

    def __post_init__(self) -> None:
        shape = (len(self.pieces), len(self.kinds))
        if len(self.calibration.stated) != len(self.calibration.right):
            raise BadModel(problem="its calibration does not fit itself")
        if self.weights.shape != shape or self.rarity.shape != shape[:1] or self.bias.shape != shape[1:]:
            raise BadModel(problem="its tables do not fit each other")

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {piece: place for place, piece in enumerate(self.pieces)}

    def predict(self, text: str) -> Mapping[str, float]:
        """The probability of each kind that it knows; they add up to 1."""
        found = [(self._places[piece], count) for piece, count in pieces_of(text).items() if piece in self._places]
        if not found:
            return dict.fromkeys(self.kinds, 1 / len(self.kinds))
        places = np.array([place for place, _ in found])
        values = (1 + np.log(np.array([count for _, count in found], dtype=np.float32))) * self.rarity[places]
        scores = (values / np.linalg.norm(values)) @ self.weights[places] + self.bias
        odds = np.exp(scores - scores.max())
        return {kind: float(odd) for kind, odd in zip(self.kinds, odds / odds.sum(), strict=True)}


def pieces_of(text: str) -> Counter[str]:
    """The pieces of two to four letters in the first pages of a text, folded; all digits look alike."""
    folded = _DIGIT.sub("0", fold(text[:_LETTERS]))
    return Counter(folded[at : at + size] for size in _SIZES for at in range(len(folded) - size + 1))


def model_to_bytes(model: Model) -> bytes:
    """Write a model: a ZIP of NumPy arrays (no pickles) and one JSON text."""
    facts = {
        "format": _FORMAT,
        "kinds": model.kinds,
        "pieces": model.pieces,
        "reviewed": dict(model.reviewed),
        "stated": model.calibration.stated,
        "right": model.calibration.right,
    }
    head = np.frombuffer(json.dumps(facts, ensure_ascii=False).encode(), dtype=np.uint8)
    out = io.BytesIO()
    np.savez_compressed(out, head=head, rarity=model.rarity, weights=model.weights, bias=model.bias)
    return out.getvalue()


def model_from_bytes(data: bytes) -> Model:
    """Read what :func:`model_to_bytes` wrote.

    Raises:
        BadModel: it is damaged, of another format, or holds anything but numbers and texts.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            facts = json.loads(arrays["head"].tobytes())
            if facts["format"] != _FORMAT:
                raise BadModel(problem="it is of another format")
            return Model(
                kinds=tuple(facts["kinds"]),
                pieces=tuple(facts["pieces"]),
                reviewed=facts["reviewed"],
                calibration=Calibration(stated=tuple(facts["stated"]), right=tuple(facts["right"])),
                **{name: np.asarray(arrays[name], dtype=np.float32) for name in ("rarity", "weights", "bias")},
            )
    except _DAMAGED:
        raise BadModel(problem="it is damaged") from None

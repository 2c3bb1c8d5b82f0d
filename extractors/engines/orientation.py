"""How far a page is turned: a small classifier that sees the middle of the page."""

import cv2
import numpy as np

from extractors.engines.detection import Picture
from extractors.engines.runtime import Network

_SHORT, _SEEN = 256, 224
_MEAN = np.array([0.485, 0.456, 0.406], np.float32).reshape(3, 1, 1)
_SPREAD = np.array([0.229, 0.224, 0.225], np.float32).reshape(3, 1, 1)
"""ImageNet's statistics, which the classifier was trained with."""
_SURE = 0.6

UPRIGHT_AFTER = (0, 270, 180, 90)
"""Clockwise degrees that undo what the classes 0, 90, 180, 270 say."""


class Orientation:
    """Says how far clockwise a page must be turned to stand upright."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def turn(self, picture: Picture) -> int:
        """0, 90, 180 or 270 for a BGR page; 0 where the classifier is not sure."""
        height, width = picture.shape[:2]
        scale = _SHORT / min(height, width)
        size = max(_SEEN, round(width * scale)), max(_SEEN, round(height * scale))
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        top, left = (small.shape[0] - _SEEN) // 2, (small.shape[1] - _SEEN) // 2
        seen = small[top : top + _SEEN, left : left + _SEEN].transpose(2, 0, 1).astype(np.float32) / 255
        (scores,) = self._network.run(((seen - _MEAN) / _SPREAD)[None])
        chances = _softmax(scores[0])
        best = int(chances.argmax())
        return UPRIGHT_AFTER[best] if chances[best] >= _SURE else 0


def _softmax(scores: np.ndarray) -> np.ndarray:
    if scores.min() >= 0 and abs(float(scores.sum()) - 1) < 1e-3:
        return scores
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum())

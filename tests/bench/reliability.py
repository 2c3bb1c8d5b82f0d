"""How often what is stated turns out right: a table of stated confidence against measured share, for kinds and fields.

    strongroom read --jsonl FOLDER > predictions.jsonl
    python -m tests.bench.reliability truth.jsonl predictions.jsonl

The truth is one JSON object a line: ``file`` (matched by its last two parts), ``kind`` or ``kind_accept``, ``fields``.
This is also how the constants of ``classifiers.calibrate`` and ``extractors.readers.certainty`` were checked.
"""

import json
import sys
from collections import defaultdict
from decimal import Decimal, InvalidOperation
from pathlib import Path

from strongroom.fold import squeeze

_STEPS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.975, 0.99)


def main(truth_file: str, predictions_file: str) -> None:
    """Print the table."""
    truths = {_tail(line["file"]): line for line in _lines(truth_file)}
    outcomes: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for prediction in _lines(predictions_file):
        truth = truths.get(_tail(prediction["file"]))
        if truth is None:
            continue
        right_kind = prediction["kind"] in truth.get("kind_accept", [truth["kind"]])
        outcomes["(kind)"].append((prediction["kind_confidence"], right_kind))
        for name, wanted in truth["fields"].items():
            reading = prediction["fields"].get(name)
            if reading:
                accepted = wanted if isinstance(wanted, list) else [wanted]
                right = any(_same(reading["value"], one) for one in accepted)
                outcomes[name].append((reading["confidence"], right))
    _print(outcomes)


def _print(outcomes: dict[str, list[tuple[float, bool]]]) -> None:
    sys.stdout.write(f"{'':16}" + "".join(f"{f'from {step}':>12}" for step in _STEPS) + "\n")
    for name, results in sorted(outcomes.items()):
        cells = []
        for low, high in zip(_STEPS, (*_STEPS[1:], 2.0), strict=True):
            within = [right for stated, right in results if low <= stated < high]
            cells.append(f"{sum(within)}/{len(within)}" if within else "")
        sys.stdout.write(f"{name:16}" + "".join(f"{cell:>12}" for cell in cells) + "\n")


def _lines(path: str) -> list[dict]:  # type: ignore[type-arg]
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]


def _tail(path: str) -> str:
    return "/".join(Path(path).parts[-2:])


def _same(a: object, b: object) -> bool:
    try:
        return Decimal(str(a)) == Decimal(str(b))
    except InvalidOperation:
        return squeeze(str(a)) == squeeze(str(b))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

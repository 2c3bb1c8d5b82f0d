"""How often what is stated turns out right, and what came of the papers that were filed without a person.

    strongroom read --jsonl FOLDER > predictions.jsonl
    python -m tests.bench.reliability truth.jsonl predictions.jsonl

The truth is one JSON object a line: ``file`` (matched by its last two parts), ``kind`` or ``kind_accept``, ``fields``.
This is how the constants of ``classifiers.calibrate`` and ``strongroom.reliability`` are checked; those of
``extractors.readers.certainty`` were fitted on four fifths of the papers and judged on the fifth, five times.
"""

import json
import math
import sys
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from strongroom.fold import squeeze

_STEPS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.975, 0.99)
# The normal quantile of a two-sided interval of 95 %.
_Z = 1.96

Outcomes = Mapping[str, list[tuple[float, bool]]]


def main(truth_file: str, predictions_file: str) -> None:
    """Print both tables."""
    truths = {_tail(line["file"]): line for line in _lines(truth_file)}
    judged = [
        (truth, prediction)
        for prediction in _lines(predictions_file)
        if (truth := truths.get(_tail(prediction["file"]))) is not None
    ]
    _print_steps(_outcomes(judged))
    _print_filed(judged)


def interval(hits: int, of: int) -> tuple[float, float]:
    """Wilson's interval of 95 % around a share."""
    if of == 0:
        return 0.0, 1.0
    share, spread = hits / of, _Z * _Z / of
    middle = share + spread / 2
    half = _Z * math.sqrt(share * (1 - share) / of + spread / of / 4)
    return (middle - half) / (1 + spread), (middle + half) / (1 + spread)


def _outcomes(judged: list[tuple[dict[str, Any], dict[str, Any]]]) -> Outcomes:
    outcomes: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for truth, prediction in judged:
        outcomes["(kind)"].append((prediction["kind_confidence"], _right_kind(truth, prediction)))
        for name, wanted in truth["fields"].items():
            reading = prediction["fields"].get(name)
            if reading:
                outcome = reading["confidence"], _right(wanted, reading["value"])
                outcomes[name].append(outcome)
                outcomes["(all fields)"].append(outcome)
    return outcomes


def _print_steps(outcomes: Outcomes) -> None:
    sys.stdout.write(f"{'':16}" + "".join(f"{f'from {step}':>12}" for step in _STEPS) + "\n")
    for name, results in sorted(outcomes.items()):
        cells = []
        for low, high in zip(_STEPS, (*_STEPS[1:], 2.0), strict=True):
            within = [right for stated, right in results if low <= stated < high]
            cells.append(f"{sum(within)}/{len(within)}" if within else "")
        sys.stdout.write(f"{name:16}" + "".join(f"{cell:>12}" for cell in cells) + "\n")


def _print_filed(judged: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    filed = [pair for pair in judged if pair[1]["straight_through"]]
    wrong = [prediction["file"] for truth, prediction in filed if not _all_right(truth, prediction)]
    for name, hits, of in (("straight through", len(filed), len(judged)), ("wrong of these", len(wrong), len(filed))):
        low, high = interval(hits, of)
        sys.stdout.write(f"{name}: {hits}/{of} = {hits / max(of, 1):.3f} (95 %: {low:.3f} to {high:.3f})\n")
    sys.stdout.writelines(f"  {file}\n" for file in wrong)


def _all_right(truth: dict[str, Any], prediction: dict[str, Any]) -> bool:
    readings = prediction["fields"]
    return _right_kind(truth, prediction) and all(
        _right(wanted, readings[name]["value"])
        for name, wanted in truth["fields"].items()
        if name in readings and name != "address"
    )


def _right_kind(truth: dict[str, Any], prediction: dict[str, Any]) -> bool:
    if "kind_not" in truth:
        return prediction["kind"] not in truth["kind_not"]
    return prediction["kind"] in truth.get("kind_accept", [truth["kind"]])


def _right(wanted: Any, value: object) -> bool:
    return any(_same(value, one) for one in (wanted if isinstance(wanted, list) else [wanted]))


def _lines(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]


def _tail(path: str) -> str:
    return "/".join(Path(path).parts[-2:])


def _same(a: object, b: object) -> bool:
    try:
        return Decimal(str(a)) == Decimal(str(b).strip("RM$£€ "))
    except InvalidOperation:
        return squeeze(str(a)) == squeeze(str(b))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

"""The rows of a bank statement against each other: every balance follows from the one before."""

from decimal import Decimal
from itertools import pairwise

from strongroom.checks.lines import number
from strongroom.reading import Finding, Readings, Tables

_LEAST_ROWS = 2


def balances_follow(readings: Readings, tables: Tables) -> Finding | None:
    """``balance[i] = balance[i-1] + credit - debit`` over all rows, oldest or newest first, opening to closing.

    A chain that holds proves the opening and the closing balance. One that does not is a person's business: a row or a
    digit was lost, or the statement was changed.
    """
    moves = []
    for row in tables.get("rows", ()):
        balance = number(row.get("balance"))
        if balance is None:
            return None
        moves.append(((number(row.get("credit")) or Decimal(0)) - (number(row.get("debit")) or Decimal(0)), balance))
    if len(moves) < _LEAST_ROWS:
        return None
    named = tuple(name for name in ("opening", "closing") if name in readings)
    passed = any(_chained(order, readings) for order in (moves, moves[::-1]))
    return Finding(check="balances_follow", passed=passed, fields=named)


def _chained(moves: list[tuple[Decimal, Decimal]], readings: Readings) -> bool:
    follows = all(before + move == after for (_, before), (move, after) in pairwise(moves))
    (first_move, first), (_, last) = moves[0], moves[-1]
    opening, closing = readings.get("opening"), readings.get("closing")
    opened = opening is None or opening.value == first - first_move
    closed = closing is None or closing.value == last
    return follows and opened and closed

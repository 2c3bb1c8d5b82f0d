"""Numbers as machines write them down: the one place where such text becomes a ``Decimal``."""

from decimal import Decimal, InvalidOperation
from typing import Final

_LARGEST: Final = 15
_FINEST: Final = -12


def amount_of(text: str) -> Decimal | None:
    """The number that a text is; None where it is none, or one that no paper states.

    ``1E+999999999`` is a number that arithmetic overflows on, and written out it fills a disk.
    """
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < _FINEST or amount.adjusted() > _LARGEST:
        return None
    return amount

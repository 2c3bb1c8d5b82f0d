"""The Luhn check of payment card numbers (ISO/IEC 7812-1, annex B)."""


def luhn_fits(number: str) -> bool:
    """Whether the last of at least two digits is the Luhn check digit of the rest."""
    if not (number.isascii() and number.isdigit() and len(number) > 1):
        return False
    total = 0
    for position, digit in enumerate(map(int, reversed(number))):
        doubled = digit * 2 if position % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0

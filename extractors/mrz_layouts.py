"""Where the parts of machine-readable zones stand (ICAO Doc 9303, parts 4 to 7), as data.

TD3: passports. TD1 and TD2: cards. MRV-A and MRV-B: visas, which have no composite digit.
"""

from dataclasses import dataclass

from babel.core import get_global

STATES = frozenset(code for code in get_global("territory_aliases") if len(code) == 3 and code.isalpha()) | {
    *("D<<", "UTO", "EUE", "RKS", "UNO", "UNA", "UNK", "XOM", "XPO", "XXA", "XXB", "XXC", "XXX"),
    *("GBD", "GBN", "GBO", "GBP", "GBS"),
}
"""Codes of states and organisations: ISO 3166 and Doc 9303, part 3, section 5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Characters ``start`` to ``end`` of a line; ``digit`` is the place of their check digit on the same line."""

    line: int
    start: int
    end: int
    digit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A zone of ``lines`` lines of ``length`` characters. ``first`` are the codes that its first character may be."""

    name: str
    lines: int
    length: int
    first: str
    issuer: Part
    names: Part
    number: Part
    nationality: Part
    birth: Part
    sex: Part
    expiry: Part
    optional: tuple[Part, ...]
    composite: tuple[Part, ...] = ()
    composite_digit: Part | None = None

    @property
    def digits(self) -> tuple[Part, ...]:
        """The parts that hold digits and fillers alone."""
        return (self.birth, self.expiry)

    @property
    def letters(self) -> tuple[Part, ...]:
        """The parts that hold letters and fillers alone."""
        return (Part(line=0, start=0, end=1), self.issuer, self.names, self.nationality, self.sex)


def _two_lines(name: str, *, length: int, first: str, optional: Part, composite: bool) -> Layout:
    second = (Part(line=1, start=0, end=10), Part(line=1, start=13, end=20), Part(line=1, start=21, end=length - 1))
    return Layout(
        name=name,
        lines=2,
        length=length,
        first=first,
        issuer=Part(line=0, start=2, end=5),
        names=Part(line=0, start=5, end=length),
        number=Part(line=1, start=0, end=9, digit=9),
        nationality=Part(line=1, start=10, end=13),
        birth=Part(line=1, start=13, end=19, digit=19),
        sex=Part(line=1, start=20, end=21),
        expiry=Part(line=1, start=21, end=27, digit=27),
        optional=(optional,),
        composite=second if composite else (),
        composite_digit=Part(line=1, start=length - 1, end=length) if composite else None,
    )


TD3 = _two_lines("td3", length=44, first="P", optional=Part(line=1, start=28, end=42, digit=42), composite=True)
TD2 = _two_lines("td2", length=36, first="IAC", optional=Part(line=1, start=28, end=35), composite=True)
MRV_A = _two_lines("mrv_a", length=44, first="V", optional=Part(line=1, start=28, end=44), composite=False)
MRV_B = _two_lines("mrv_b", length=36, first="V", optional=Part(line=1, start=28, end=36), composite=False)
TD1 = Layout(
    name="td1",
    lines=3,
    length=30,
    first="IAC",
    issuer=Part(line=0, start=2, end=5),
    names=Part(line=2, start=0, end=30),
    number=Part(line=0, start=5, end=14, digit=14),
    nationality=Part(line=1, start=15, end=18),
    birth=Part(line=1, start=0, end=6, digit=6),
    sex=Part(line=1, start=7, end=8),
    expiry=Part(line=1, start=8, end=14, digit=14),
    optional=(Part(line=0, start=15, end=30), Part(line=1, start=18, end=29)),
    composite=(
        Part(line=0, start=5, end=30),
        Part(line=1, start=0, end=7),
        Part(line=1, start=8, end=15),
        Part(line=1, start=18, end=29),
    ),
    composite_digit=Part(line=1, start=29, end=30),
)
LAYOUTS = (TD1, TD3, TD2, MRV_A, MRV_B)

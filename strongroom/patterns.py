"""Patterns of fields, searched under a time limit.

A house writes patterns of its own, and a careless one (``(a|aa)+$``) can take for ever on the wrong text. The ``regex``
library, unlike ``re``, gives up when it is told to; so patterns are searched with it, the product's own as well.
"""

import regex

LONGEST = 300
"""Characters of a pattern."""
_SECONDS = 0.05
_TEXT = 2_000


class PatternError(ValueError):
    """A pattern is none; the message says why."""


def check(pattern: str) -> None:
    """Allow a pattern or refuse it.

    Raises:
        PatternError: it is not well-formed, is too long, or has not exactly one group.
    """
    if len(pattern) > LONGEST:
        raise PatternError(f"is longer than {LONGEST} characters")
    try:
        groups = regex.compile(pattern).groups
    except regex.error as error:
        raise PatternError(f"is not well-formed: {error.msg}") from error
    if groups != 1:
        raise PatternError(f"has {groups} groups, not 1")


def first(pattern: str, text: str) -> str | None:
    """The group of the first match in the first part of a text; None without one, or where the search takes too long.

    A search that was given up counts as nothing found: then a person looks, as for any field that was not read.
    """
    try:
        match = regex.search(pattern, text[:_TEXT], timeout=_SECONDS)
    except TimeoutError:
        return None
    return None if match is None else match[1] or ""


def is_quick(pattern: str) -> bool:
    """Whether the pattern ends in time on the texts that trip careless ones: long runs, and runs that end wrong."""
    letters = ("a", "1", " ", "A", "0 ", "a1", "ab ", "1,", "1.", "中", "-")
    probes = [run * (200 // len(run)) + end for run in letters for end in ("", "!", "\n~")]
    for probe in probes:
        try:
            regex.search(pattern, probe, timeout=_SECONDS)
        except TimeoutError:
            return False
    return True

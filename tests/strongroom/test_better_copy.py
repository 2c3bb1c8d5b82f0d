"""Codes of better copies, as customers write them."""

import pytest

from strongroom.better_copy import quotable, quoted_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("7K3M-9QX2.jpg", {"7K3M-9QX2"}),
        ("scan 7k3m 9qx2 front.pdf", {"7K3M-9QX2", "SCAN-7K3M"}),
        ("7K3M9QX2", {"7K3M-9QX2"}),
        ("代码7K3M－9QX2", set()),
        ("代码 7K3M—9QX2 身份证", {"7K3M-9QX2"}),
        ("7K3M_9QX2", {"7K3M-9QX2"}),
        ("oILo-9QX2", {"0110-9QX2"}),
        ("X7K3M-9QX2", set()),
        ("7K3M-9QX2A", set()),
        ("IMG_20260312.jpg", {"2026-0312"}),
        ("", set()),
    ],
)
def test_a_code_is_found_in_what_people_write(text: str, found: set[str]) -> None:
    assert found == quoted_in(text)


def test_every_code_that_is_given_out_is_found_again() -> None:
    for chance in range(256):
        code = quotable(bytes([chance, 255 - chance, 7, 77, chance]))
        assert {code} == quoted_in(f"better {code.casefold()}.pdf")

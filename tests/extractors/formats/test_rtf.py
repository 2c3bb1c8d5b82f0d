"""RTF of mails: squeezed, and as words."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.formats.rtf import text_of_rtf
from extractors.formats.rtf_squeezed import unsqueezed
from strongroom.errors import Damaged, UnpacksTooLarge
from tests.extractors.outlook import squeezed

# MS-OXRTFCP, section 3.1.1: the example of the format itself.
EXAMPLE = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)


def test_the_example_of_the_format_is_unsqueezed() -> None:
    assert rb"{\rtf1\ansi\ansicpg1252\pard hello world}" + b"\r\n" == unsqueezed(EXAMPLE, 1000)


@given(st.binary(max_size=300))
def test_what_is_squeezed_comes_out_again(data: bytes) -> None:
    assert data == unsqueezed(squeezed(data), 300)


def test_what_was_kept_as_it_is_comes_out_as_it_is() -> None:
    assert b"{\\rtf1 a}" == unsqueezed(struct.pack("<II4sI", 21, 9, b"MELA", 0) + b"{\\rtf1 a}", 9)


@given(st.binary(max_size=60), st.integers(0, 99))
def test_noise_gives_no_more_than_it_says_or_is_refused(noise: bytes, length: int) -> None:
    honest = squeezed(noise, length=length)
    assert len(unsqueezed(honest, 99)) <= length
    with pytest.raises((Damaged, UnpacksTooLarge)):
        unsqueezed(noise, 99)


def test_what_says_that_it_is_longer_than_allowed_is_not_begun() -> None:
    with pytest.raises(UnpacksTooLarge):
        unsqueezed(EXAMPLE, 42)


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (rb"{\rtf1\ansi a\par b\line c}", "a\nb\nc"),
        (rb"{\rtf1 a\{b\}\\c\~d\_e\-f}", "a{b}\\c d-ef"),
        (rb"{\rtf1{\fonttbl{\f0 Arial;}}{\colortbl;\red1;}{\*\generator X;}a{\pict 0102}{\info{\title t}}}", "a"),
        (rb"{\rtf1 a{\pict\bin3 }}}}b}", "ab"),
        (rb"{\rtf1 Item\cell Price\cell\row Paper\cell 118.50\row}", "Item  Price\nPaper  118.50"),
        (rb"{\rtf1\uc1 \u21457?\u-30704?\uc2\u8364??x}", "发\u8810€x"),
        (rb"{\rtf1 \u-10179 ?\u-8704 ?}", "😀"),
        (rb"{\rtf1 \u-10179 ?}", "\ufffd"),
        (rb"{\rtf1\ansicpg1252 gr\'fc\'dfe}", "grüße"),
        (rb"{\rtf1\ansi{\fonttbl{\f0 A;}{\f1\fcharset134 SimSun;}}\f1\'b7\'a2\'c6\'b1{\f0  \'fc}}", "发票 ü"),
        (b"{\\rtf1\\ansicpg936 \x81@}", b"\x81@".decode("gb18030")),
        (rb"{\rtf1 {\field{\*\fldinst HYPERLINK x}{\fldrslt here}}}", "here"),
        (rb"{\rtf1\fromhtml1 {\*\htmltag64 <p>}\htmlrtf \par \htmlrtf0 a{\*\htmltag84 &#228;}\'e4}", "aä"),
        (rb"{\rtf1 a}}}} b" + b"\\", "a b"),
    ],
)
def test_the_words_are_those_that_a_reader_sees(rtf: bytes, text: str) -> None:
    assert text == text_of_rtf(rtf)


@given(st.text("\\{}'*~u9- abfpr\n", max_size=200))
def test_anything_that_begins_as_rtf_is_read_or_damaged(rest: str) -> None:
    try:
        text_of_rtf(b"{\\rtf1" + rest.encode())
    except Damaged:
        return

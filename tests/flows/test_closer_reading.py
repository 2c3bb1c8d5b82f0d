"""A reader looks closer by itself, at the picture that it was given, before it asks anybody."""

import cv2
import numpy as np

from extractors.engines.scripted import ScriptedEngine, script
from flows.stages.paper import Paper, Reader
from strongroom.kind import catalogue
from strongroom.page import Box, Word
from strongroom.reading import Origin
from strongroom.settings import Filing, Limits

PAGE = """

   Invented Bank            Debit Card

   4000 1284 5678 9017

   VALID THRU 08/31
   UnionPay
"""
MIDDLE = Box(left=0.2, top=0.3, right=0.8, bottom=0.7)


def read(second: str) -> Paper:
    """A card whose number was misread at first; what the closer look sees is told."""
    stripes = np.full((900, 1400, 3), 255, np.uint8)
    stripes[::9] = 0
    _, encoded = cv2.imencode(".png", stripes)
    engine = ScriptedEngine([script(PAGE), (Word(text=second, box=MIDDLE, confidence=0.99),)])
    reader = Reader(engine=engine, kinds=catalogue(), limits=Limits(), filing=Filing())
    return reader.read(encoded.tobytes())


def test_a_number_that_does_not_fit_is_read_again_and_no_question_any_more() -> None:
    paper = read("4000 1234 5678 9017")
    number = paper.extraction.readings["card_number"]
    assert ("bank_card", "4000123456789017", Origin.CLOSER) == (
        paper.classification.kind,
        number.text,
        number.source.origin,
    )
    assert "4000 1234 5678 9017" in paper.text
    assert "check_failed" not in [reason.code for reason in paper.decision.reasons]


def test_a_number_that_does_not_fit_the_second_time_either_is_a_question() -> None:
    paper = read("4000 1284 5678 9017")
    assert Origin.OCR is paper.extraction.readings["card_number"].source.origin
    assert "check_failed" in [reason.code for reason in paper.decision.reasons]

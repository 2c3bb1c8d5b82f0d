"""All sample papers, drawn into a folder as people would drop them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from cli.samples.bank import bank_slip
from cli.samples.chinese_invoices import digital_invoice, paper_invoice
from cli.samples.contract import contract
from cli.samples.identity import identity_card, passport
from cli.samples.invoices import english_invoice, german_invoice
from cli.samples.others import cut_off, letter, recipe
from cli.samples.paper import SamplePaper
from cli.samples.receipts import cafe_receipt, hardware_receipt
from cli.samples.tickets import taxi_receipt, train_ticket

_DRAWN: tuple[Callable[[np.random.Generator], SamplePaper], ...] = (
    english_invoice,
    digital_invoice,
    contract,
    passport,
    identity_card,
    paper_invoice,
    bank_slip,
    cafe_receipt,
    hardware_receipt,
    german_invoice,
    taxi_receipt,
    train_ticket,
    letter,
    recipe,
    cut_off,
)


def sample_papers(*, seed: int = 1) -> tuple[SamplePaper, ...]:
    """The papers with what they say. What they say is always the same; ``seed`` decides skew and grain."""
    # A generator for each paper: one that is added or changed leaves the pictures of the others as they were.
    return tuple(draw(np.random.default_rng((seed, place))) for place, draw in enumerate(_DRAWN))


def draw_samples(folder: Path, *, seed: int = 1) -> tuple[Path, ...]:
    """Draw all papers below a folder; returns their files.

    Raises:
        FontsMissing: the fonts to draw with are not installed.
    """
    return tuple(paper.write(folder) for paper in sample_papers(seed=seed))

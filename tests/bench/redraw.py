"""How soon a redrawn box is read: ``python -m tests.bench.redraw [PAPERS]``.

A desk in a process of its own with the product's reader, and the distribution's Chromium before it. Papers are A4 scans
at 200 dpi; on each a few lines are framed with the pen. Timed is from the moment when the mouse is let go to the frame
after the one in which the new reading stands in its field. The models were loaded when the paper was opened, as the
station has them loaded; what that takes is not in the figures.
"""

import logging
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from playwright.sync_api import Page

from desk.desk import Desk
from flows.stages.reader_pool import ReaderPool
from strongroom.ids import DocumentId
from strongroom.log import start_logging
from strongroom.permissions import StaffRole
from tests.bench.reading import A4, ROWS
from tests.bench.review import SignIn, tell, when
from tests.desk.browsing import answering, chromium
from tests.desk.invented import Clock, employ, opened_desk, taken_in
from tests.desk.papers import waiting_invoice
from tests.extractors.drawn import picture, saved

AIM = 1000.0
FRAMED = (2, 6, 10, 14)
"""The lines of each page that are framed; ``tests.extractors.drawn`` sets each 60 pixels below the one before."""
_WATCH = """
let released = 0;
addEventListener("pointerup", (event) => { released = event.timeStamp; window.read = 0; }, true);
addEventListener("input", () => requestAnimationFrame(() => requestAnimationFrame((now) => {
  if (released) window.read = now - released;
  released = 0;
})), true);
"""


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    papers = int(arguments[0]) if arguments else 5
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    desk = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs, papers))
    desk.start()
    try:
        address, name, secret, documents = ours.recv()
        with chromium() as browser:
            page = browser.new_page(locale="en-GB", viewport={"width": 1280, "height": 800})
            page.set_default_timeout(300_000)
            page.add_init_script(_WATCH)
            SignIn(address, secret).of(page, name)
            read = [one for document in documents for one in _redraw(page, f"{address}/review/{document}")]
    finally:
        ours.send("end")
        desk.join(20)
        desk.kill()
    sys.stdout.write(f"load {os.getloadavg()[0]:.1f}; aim: p95 under {AIM:.0f} ms\n")
    tell("a box read again", [took for took, _ in read])
    sys.stdout.write(f"read as printed: {sum(right for _, right in read)} of {len(read)}\n")


def _redraw(page: Page, address: str) -> list[tuple[float, bool]]:
    """Milliseconds for each box of a paper, and whether what was read is what is printed."""
    page.goto(address, wait_until="networkidle")
    page.focus("#f-seller")
    return [_framed(page, row) for row in FRAMED]


def _framed(page: Page, row: int) -> tuple[float, bool]:
    page.keyboard.press("Alt+d")
    sheet = page.locator(".sheet").bounding_box()
    assert sheet
    width, height = A4
    top, bottom = (sheet["y"] + edge / height * sheet["height"] for edge in (42 + 60 * row, 96 + 60 * row))
    left, right = (sheet["x"] + edge / width * sheet["width"] for edge in (45, 1100))
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, bottom)
    page.mouse.up()
    when(page, "window.read")
    # Spaces are not what an engine is judged by.
    read, printed = ("".join(text.split()) for text in (page.input_value("#f-seller"), ROWS[row]))
    return page.evaluate("window.read"), read == printed


def _serve(wire: Connection, papers: int) -> None:
    start_logging("bench", least=logging.ERROR)
    with (
        tempfile.TemporaryDirectory() as rooms,
        opened_desk(Path(rooms), Clock(), hosts=("127.0.0.1",)) as opened,
        closing(ReaderPool(opened.work.settings, size=1)) as readers,
    ):
        desk = replace(opened, regions=readers)
        _, secret = employ(desk, "lin", StaffRole.REVIEWER)
        documents = [_scanned(desk, number) for number in range(papers)]
        with answering(desk) as address:
            wire.send((address, "lin", secret, documents))
            wire.recv()


def _scanned(desk: Desk, number: int) -> DocumentId:
    scan = saved(picture(ROWS, size=A4, ink=20 + number), "JPEG", quality=80)
    return taken_in(desk, replace(waiting_invoice(number), picture=scan, media="image/jpeg", name="scan.jpg"))


if __name__ == "__main__":
    main(sys.argv[1:])

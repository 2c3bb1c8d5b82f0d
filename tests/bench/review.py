"""How fast the review station is under the fingers: ``python -m tests.bench.review [PAPERS]``.

A desk in a process of its own, and the distribution's Chromium before it. Timed is from the press of a key to the frame
after the one in which what it asked for stands on the screen: the next field (Enter), and the next paper with the
picture of its page (Ctrl+Enter). Between two papers somebody looks at one for ``LOOK`` seconds, in which the desk draws
the next one ahead. Other work on the machine counts in; the load is told beside the figures.
"""

import multiprocessing
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from playwright.sync_api import Error, Page

from strongroom.permissions import StaffRole
from tests.desk.browsing import answering, chromium, sign_in
from tests.desk.invented import Clock, employ, opened_desk
from tests.desk.papers import queue_of

AIM = 150.0
LOOK = 1.0
_WATCH = """
addEventListener("keydown", (event) => {
  const at = performance.timeOrigin + event.timeStamp;
  sessionStorage.setItem("pressed", at);
  requestAnimationFrame(() => requestAnimationFrame((now) => { window.field = performance.timeOrigin + now - at; }));
}, true);
addEventListener("DOMContentLoaded", () => {
  const look = () => {
    const image = document.querySelector(".sheet img");
    const strip = document.querySelector(".field.here canvas.strip");
    if (!image || !image.complete || !image.naturalWidth || !strip || !strip.height) return requestAnimationFrame(look);
    requestAnimationFrame((now) => {
      window.paper = performance.timeOrigin + now - Number(sessionStorage.getItem("pressed"));
    });
  };
  look();
});
"""


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    papers = int(arguments[0]) if arguments else 40
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    desk = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs, papers))
    desk.start()
    try:
        address, name, secret = ours.recv()
        with chromium() as browser:
            page = browser.new_page(locale="en-GB", viewport={"width": 1280, "height": 800})
            page.add_init_script(_WATCH)
            _SignIn(address, secret).of(page, name)
            fields, sheets = _review(page, papers)
    finally:
        ours.send("end")
        desk.join(20)
        desk.kill()
    sys.stdout.write(f"load {os.getloadavg()[0]:.1f}; aim: p95 under {AIM:.0f} ms\n")
    _tell("next field (Enter)", fields)
    _tell("next paper (Ctrl+Enter)", sheets)


def _review(page: Page, papers: int) -> tuple[list[float], list[float]]:
    fields: list[float] = []
    sheets: list[float] = []
    page.keyboard.press("Enter")
    for _ in range(papers - 1):
        _when(page, "window.paper")
        page.wait_for_timeout(LOOK * 1000)
        page.evaluate("window.field = 0")
        page.keyboard.press("Enter")
        _when(page, "window.field")
        fields.append(page.evaluate("window.field"))
        before = page.url
        page.keyboard.press("Control+Enter")
        _when(page, f"location.href !== '{before}' && window.paper")
        sheets.append(page.evaluate("window.paper"))
    return fields, sheets


def _when(page: Page, true: str) -> None:
    """Wait, without the help of the page: its policy lets nobody evaluate a text in it."""
    while True:
        with suppress(Error):  # it is on its way to the next page
            if page.evaluate(true):
                return
        page.wait_for_timeout(30)


def _tell(what: str, milliseconds: list[float]) -> None:
    cut = statistics.quantiles(milliseconds, n=20)
    told = (
        f"median {statistics.median(milliseconds):6.0f} ms   p95 {cut[-1]:6.0f} ms   most {max(milliseconds):6.0f} ms"
    )
    sys.stdout.write(f"{what:<26}{told}   ({len(milliseconds)})\n")


class _SignIn:
    """The way in; the clock of the desk stands, and so does the code."""

    def __init__(self, address: str, secret: str) -> None:
        self._address = address
        self._secret = secret
        self.now = Clock()

    def of(self, page: Page, name: str) -> None:
        sign_in(page, self._address, self, name, self._secret)  # type: ignore[arg-type]


def _serve(wire: Connection, papers: int) -> None:
    with tempfile.TemporaryDirectory() as rooms, opened_desk(Path(rooms), Clock(), hosts=("127.0.0.1",)) as desk:
        _, secret = employ(desk, "lin", StaffRole.REVIEWER)
        queue_of(desk, papers)
        with answering(desk) as address:
            wire.send((address, "lin", secret))
            wire.recv()


if __name__ == "__main__":
    main(sys.argv[1:])

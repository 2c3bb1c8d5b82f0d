"""How fast the review station is under the fingers: ``python -m tests.bench.review [PAPERS]``.

A desk in a process of its own, and the distribution's Chromium before it. Timed is from the press of a key to the frame
after the one in which what it asked for stands on the screen: the next field (Enter), and the next paper (Ctrl+Enter)
with the strip of its first field and the picture of its page, of which the browser says when it was painted. A paper
that is painted may still be decided on by nobody: how long it is until the desk has answered that the decision before
stands is told beside it. Between two papers somebody looks at one for ``LOOK`` seconds, in which the next is laid
ready. Other work on the machine counts in; the load is told beside the figures, and so is how many papers lay ready and
did not come the ordinary way.
"""

import logging
import multiprocessing
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from playwright.sync_api import Error, Page

from strongroom.log import start_logging
from strongroom.permissions import StaffRole
from tests.desk.browsing import answering, chromium, sign_in
from tests.desk.invented import Clock, employ, opened_desk
from tests.desk.papers import queue_of

AIM = 150.0
LOOK = 1.0
_WATCH = """
// The next paper comes as another page, or takes its place in the same one: what counts is whose paper stands there.
const standing = () => document.getElementById("station")?.dataset.document || "";
const kept = (name) => sessionStorage.getItem(name);
let painted = 0;
let stripped = 0;

function tell() {
  const pressed = Number(kept("pressed"));
  if (stripped && painted > pressed) window.paper = Math.max(painted, stripped) - pressed;
}

function look() {
  const strip = document.querySelector(".field.here canvas.strip");
  if (!standing() || standing() === kept("from") || !strip || !strip.height) return requestAnimationFrame(look);
  requestAnimationFrame((now) => {
    stripped = performance.timeOrigin + now;
    tell();
  });
}

// The first request of a paper's address after the press is the decision on it: no script of the page is asked.
window.stands = () => {
  const [pressed, decided] = [Number(kept("pressed")) - performance.timeOrigin, `/review/${kept("from")}`];
  const sent = performance.getEntriesByType("resource").filter(
    (one) => one.startTime >= pressed && new URL(one.name).pathname === decided);
  return sent.length ? sent[0].responseEnd - pressed : 0;
};

// The picture is painted when the browser says so, which it does of what is marked before it is painted.
new PerformanceObserver((found) => {
  for (const entry of found.getEntries()) painted = performance.timeOrigin + entry.renderTime;
  tell();
}).observe({ type: "element", buffered: true });
new MutationObserver(() => document.querySelector(".sheet img")?.setAttribute("elementtiming", "page"))
  .observe(document, { childList: true, subtree: true });

addEventListener("keydown", (event) => {
  const at = performance.timeOrigin + event.timeStamp;
  if (event.ctrlKey && event.key === "Enter") {
    sessionStorage.setItem("pressed", at);
    sessionStorage.setItem("from", standing());
    window.paper = stripped = 0;
    performance.clearResourceTimings();
    look();
  }
  requestAnimationFrame(() => requestAnimationFrame((now) => { window.field = performance.timeOrigin + now - at; }));
}, true);
addEventListener("DOMContentLoaded", look);
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
            SignIn(address, secret).of(page, name)
            timed = _review(page, papers)
    finally:
        ours.send("end")
        desk.join(20)
        desk.kill()
    sys.stdout.write(f"load {os.getloadavg()[0]:.1f}; aim: p95 under {AIM:.0f} ms\n")
    tell("next field (Enter)", timed.fields)
    tell("next paper (Ctrl+Enter)", timed.sheets)
    tell("the decision stands", timed.stands)
    sys.stdout.write(f"lay ready: {timed.ready} of {len(timed.sheets)}\n")


@dataclass(kw_only=True)
class _Timed:
    """Milliseconds for each field, each paper and each decision, and how many papers lay ready: no page was opened."""

    fields: list[float] = field(default_factory=list)
    sheets: list[float] = field(default_factory=list)
    stands: list[float] = field(default_factory=list)
    ready: int = 0


def _review(page: Page, papers: int) -> _Timed:
    timed = _Timed()
    page.keyboard.press("Enter")
    for _ in range(papers - 1):
        when(page, "window.paper")
        page.wait_for_timeout(LOOK * 1000)
        page.evaluate("window.field = 0")
        page.keyboard.press("Enter")
        when(page, "window.field")
        timed.fields.append(page.evaluate("window.field"))
        before = page.evaluate("performance.timeOrigin")
        page.keyboard.press("Control+Enter")
        when(page, "window.paper")
        timed.sheets.append(page.evaluate("window.paper"))
        if before == page.evaluate("performance.timeOrigin"):
            timed.ready += 1
            when(page, "window.stands()")
            timed.stands.append(page.evaluate("window.stands()"))
    return timed


def when(page: Page, true: str) -> None:
    """Wait, without the help of the page: its policy lets nobody evaluate a text in it."""
    while True:
        with suppress(Error):  # it is on its way to the next page
            if page.evaluate(true):
                return
        page.wait_for_timeout(30)


def tell(what: str, milliseconds: list[float]) -> None:
    """One line of the table."""
    cut = statistics.quantiles(milliseconds, n=20)
    told = (
        f"median {statistics.median(milliseconds):6.0f} ms   p95 {cut[-1]:6.0f} ms   most {max(milliseconds):6.0f} ms"
    )
    sys.stdout.write(f"{what:<26}{told}   ({len(milliseconds)})\n")


class SignIn:
    """The way in; the clock of the desk stands, and so does the code."""

    def __init__(self, address: str, secret: str) -> None:
        self._address = address
        self._secret = secret
        self.now = Clock()

    def of(self, page: Page, name: str) -> None:
        """Sign somebody in."""
        sign_in(page, self._address, self, name, self._secret)  # type: ignore[arg-type]


def _serve(wire: Connection, papers: int) -> None:
    start_logging("bench", least=logging.ERROR)
    with tempfile.TemporaryDirectory() as rooms, opened_desk(Path(rooms), Clock(), hosts=("127.0.0.1",)) as desk:
        _, secret = employ(desk, "lin", StaffRole.REVIEWER)
        queue_of(desk, papers)
        with answering(desk) as address:
            wire.send((address, "lin", secret))
            wire.recv()


if __name__ == "__main__":
    main(sys.argv[1:])

"""Giving: the page behind the link of a letter, where a customer hands in what they are asked for. Nobody signs in.

The page tells what the letter told, and nothing else: neither who is asked nor what came, so that whoever else comes
by the link learns nothing. Requests are counted for each address, for anybody may knock.
"""

from typing import Annotated
from urllib.parse import unquote

from fastapi import APIRouter, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from desk.face import Pages
from desk.limits import count_guest
from desk.pages.upload import whole_body
from desk.visit import Here
from flows.stages.giving import Giving
from flows.stages.letters import kinds_said

router = APIRouter()


@router.get("/u/{token}")
def page(here: Here, request: Request, pages: Pages, token: str) -> Response:
    """What is asked for, and where to put it."""
    count_guest(request, here.desk.now())
    giving = _giving(here)
    ask, until = giving.asked(token)
    kinds = kinds_said(here.desk.work, ask.kinds, here.language)
    return pages.page(here, "give.html", secret=token, ask=ask, until=until, kinds=kinds, limit=giving.most(ask))


@router.post("/u/{token}")
async def give(
    request: Request, here: Here, pages: Pages, token: str, x_file_name: Annotated[str, Header(max_length=1000)] = ""
) -> Response:
    """Take one file in. That bytes are known is not told: it would say that the house has this very paper."""
    count_guest(request, here.desk.now())
    giving = _giving(here)
    ask, _ = await run_in_threadpool(giving.asked, token)
    data = await whole_body(request, giving.most(ask))
    taken = await run_in_threadpool(giving.give, token, data, name=unquote(x_file_name))
    aside = None if taken.duplicate else taken.quarantine
    told = pages.told(here, aside.code if aside else "taken_in", aside.facts if aside else {})
    content = {"outcome": "refused" if aside else "taken", "sentence": told.sentence, "way_out": told.way_out}
    return JSONResponse(content, status_code=200 if aside else 201)


def _giving(here: Here) -> Giving:
    return Giving(work=here.desk.work, inspector=here.desk.inspector, now=here.desk.now)

"""Help: a short guide for each role, in the reader's language. It says nothing of the house: anybody may read it."""

from importlib.resources import files

from fastapi import APIRouter, Response
from markdown_it import MarkdownIt
from markupsafe import Markup

from desk.face import Pages
from desk.visit import Here, Visit
from strongroom.messages import Language
from strongroom.permissions import StaffRole

router = APIRouter()


@router.get("/guide")
def own(here: Here, pages: Pages) -> Response:
    """The guide of one's own role; of the first of them, where one has several."""
    return _page(here, pages, _own(here)[0])


@router.get("/guide/{role}")
def of_role(here: Here, pages: Pages, role: StaffRole) -> Response:
    """The guide of a role."""
    return _page(here, pages, role)


def guide(role: StaffRole, language: Language) -> str:
    """A guide as Markdown."""
    return files("desk").joinpath("guides", f"{role.value}.{language}.md").read_text(encoding="utf-8")


def _page(here: Visit, pages: Pages, role: StaffRole) -> Response:
    # HTML in a guide would be shown as text: what is drawn is only what Markdown itself can say.
    drawn = Markup(MarkdownIt("commonmark", {"html": False}).render(guide(role, here.language)))  # noqa: S704
    own_roles = _own(here)
    roles = [*own_roles, *(other for other in StaffRole if other not in own_roles)]
    return pages.page(here, "guide.html", role=role, roles=roles, guide=drawn)


def _own(here: Visit) -> list[StaffRole]:
    own_roles = here.user.roles if here.user else frozenset()
    return [role for role in StaffRole if role in own_roles] or [StaffRole.OPERATOR]

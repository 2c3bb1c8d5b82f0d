"""Forms that came before the desk knew who sends them: what was typed is carried until it does, and is then sent.

The fields travel, as they were typed, in the pages that ask for a name, a code or a password. The desk keeps nothing of
them, and no browser stores its pages.
"""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request

from desk.going import inside

_FIELD: Final = "again."
_ADDRESS: Final = "again-address"
_TOKEN: Final = "form_token"  # noqa: S105 - the name of a field
_OF_ONE_STEP: Final = ("/sign-in", "/sign-out", "/confirm", "/first-run", "/language", "/s/", "/u/")
"""Forms of signing in and out, and of guests: they are filled in anew."""
_SECRETS: Final = frozenset({"password", "passphrase", "old", "new"})
"""Fields that people fill in unseen. No page carries them, so the forms that bring one are filled in anew too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A form that was not taken yet: where it goes, and what it says."""

    address: str
    fields: tuple[tuple[str, str], ...]

    @property
    def inputs(self) -> tuple[tuple[str, str], ...]:
        """The fields by which another form carries this one."""
        return ((_ADDRESS, self.address), *((_FIELD + name, value) for name, value in self.fields))


async def untaken(request: Request) -> Carried | None:
    """The form that a request brings, if it can be sent again later.

    Only one of which the browser itself says that a page of this desk sent it: what another site would have had sent
    must not come back under a button of ours. Files are not carried.
    """
    told = request.headers.get("sec-fetch-site"), request.headers.get("sec-fetch-mode")
    path = request.url.path
    if request.method != "POST" or told != ("same-origin", "navigate") or path.startswith(_OF_ONE_STEP):
        return None
    given = (await request.form()).multi_items()
    fields = tuple((name, value) for name, value in given if isinstance(value, str) and name != _TOKEN)
    if any(value and name in _SECRETS for name, value in fields):
        return None
    address = f"{path}?{request.url.query}" if request.url.query else path
    return Carried(address=address, fields=fields)


async def _carried(request: Request) -> Carried | None:
    given = [pair for pair in (await request.form()).multi_items() if isinstance(pair[1], str)]
    address = next((str(value) for name, value in given if name == _ADDRESS), "")
    if not address or inside(address) != address:
        return None
    fields = ((name.removeprefix(_FIELD), str(value)) for name, value in given if name.startswith(_FIELD))
    return Carried(address=address, fields=tuple(fields))


CarriedForm = Annotated[Carried | None, Depends(_carried)]
"""The form that this one carries, if any."""

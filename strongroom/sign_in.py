"""The rules of signing in: how long a session lives, how guessing is slowed down, who needs a second factor. Pure."""

import datetime as dt
from typing import Final

from strongroom.kind import Sensitivity
from strongroom.permissions import TABLE, Action, StaffRole

IDLE: Final = dt.timedelta(minutes=30)
"""A session that is not used for so long has ended (OWASP ASVS 4.0, 3.3.2 for papers of this worth)."""
ABSOLUTE: Final = dt.timedelta(hours=12)
"""A session ends after so long however much it is used: a working day with its breaks."""
CONFIRMED: Final = dt.timedelta(minutes=10)
"""A dangerous act asks for the password again unless it was given so recently."""
SHORTEST: Final = 12
"""Characters of a password. Length and nothing else is asked for: rules of composition make people write them down
(NIST SP 800-63B, 5.1.1.2)."""
LONGEST: Final = 256

_FREE_TRIES: Final = 5
_FIRST_PAUSE: Final = 30.0
_LONGEST_PAUSE: Final = 3600.0
_SEEING = frozenset({Action.VIEW, Action.REVEAL, Action.READ, Action.DOWNLOAD})
_RUNNING = frozenset({Action.MANAGE_USERS, Action.OPERATE, Action.READ_AUDIT})


def pause_after(failures: int) -> dt.timedelta:
    """How long a name is locked after so many failures in a row: nothing for four, then 30 s, 1 min ... 60 min.

    It is asked for every name alike, whether or not somebody has it: the lock tells a stranger nothing.
    """
    if failures < _FREE_TRIES:
        return dt.timedelta(0)
    doublings = min(failures - _FREE_TRIES, 20)
    return dt.timedelta(seconds=min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**doublings))


def session_ended(*, started: dt.datetime, seen: dt.datetime, now: dt.datetime) -> bool:
    """Whether a session is over by itself: unused for too long, or too old."""
    return now - seen >= IDLE or now - started >= ABSOLUTE


def needs_second_factor(roles: frozenset[StaffRole]) -> bool:
    """Whether a password alone is too little: for who may see identity papers or run the machine."""
    for action in _SEEING | _RUNNING:
        for role, highest in TABLE[action].items():
            if role in roles and (action in _RUNNING or highest is Sensitivity.IDENTITY):
                return True
    return False


def password_is_fit(password: str, name: str) -> bool:
    """Whether a password may be chosen: long enough, not endless, more than a few characters, not the name itself."""
    folded = password.casefold()
    return SHORTEST <= len(password) <= LONGEST and len(set(folded)) >= 5 and folded != name.casefold()

"""Whether the keys of the vault open at all: asked before work begins, and before a document is blamed for its key.

When the database of data keys is lost, emptied or changed, every document fails alike. Set aside one by one they would
all end in quarantine, and new ones be taken in under new keys beside them.
"""

from typing import Final

from sqlalchemy import select

from storage.crypto.keyring import Keyring, house_key_id
from storage.records.sealing import EQUALITY, field_key_id
from storage.records.session import Session
from storage.records.tables import documents
from storage.records.transactions import Transactions
from strongroom.document import State
from strongroom.errors import KeyMissing, KeysLost, Tampered, WrongKey
from strongroom.ids import DocumentId

_ASKED: Final = 5
_ENOUGH: Final = 3
"""So many documents without a key that opens are no longer the trouble of each."""


def check_keys(transactions: Transactions) -> None:
    """Return if the keys open: the house's, by which contents are known again, and one of the newest documents'.

    Documents in quarantine are not asked: one may lie there for its key. A vault without documents has no keys yet.

    Raises:
        KeysLost: they do not.
        KeysUnavailable, RecordsUnavailable: who was asked does not answer.
    """
    newest = transactions.read(_newest)
    if not newest:
        return
    keyring = transactions.keyring
    theirs = (_opens(keyring, field_key_id(document)) for document in newest)
    if not _opens(keyring, house_key_id(EQUALITY)) or (len(newest) >= _ENOUGH and not any(theirs)):
        raise KeysLost


def _newest(session: Session) -> tuple[DocumentId, ...]:
    gone = (State.DESTROYED.value, State.QUARANTINED.value)
    asked = (
        select(documents.c.id).where(documents.c.state.not_in(gone)).order_by(documents.c.number.desc()).limit(_ASKED)
    )
    return tuple(map(DocumentId, session.connection.execute(asked).scalars()))


def _opens(keyring: Keyring, key_id: str) -> bool:
    try:
        keyring.get(key_id)
    except (KeyMissing, Tampered, WrongKey):
        return False
    return True

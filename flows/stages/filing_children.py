"""The files inside a document become documents of their own, linked to it by a tag.

A child's id is made from its parent's and its place, so that doing this again after a crash makes nothing twice. The
parent is finished only when all its children are safe: it holds their bytes until then, and for good.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from extractors.split import Part
from flows.stages.answers import Enclosed
from flows.stages.inbox import legible
from flows.stages.workroom import Workroom
from storage.records.values import Accepted, Arrival, Assignment, Blob
from strongroom.document import Role
from strongroom.errors import NestedTooDeep, NotFound
from strongroom.ids import ArrivalId, BlobId, DocumentId, child_id, new_id
from strongroom.log import logger

FROM: Final = "from-"
"""How the tag begins that names the document in which another one came."""
TOLD: Final = "kind-"
"""How the tag begins that says what a separator sheet named the kind of the paper behind it."""
_WORKER: Final = "reader"


class Unpacker(Protocol):
    """Takes files apart; processes apart from the keys in production."""

    def children(self, data: bytes, parts: Sequence[Part] = ()) -> Iterator[Enclosed]:
        """The files inside a file, or the parts that it is cut into.

        Raises:
            Refused: it cannot be taken apart.
            Unavailable: nobody can do it now.
        """


@dataclass(frozen=True, kw_only=True)
class FilingChildren:
    """The step with everything it needs."""

    work: Workroom
    unpacker: Unpacker
    now: Callable[[], dt.datetime]

    def run(self, parent: Assignment, data: bytes, parts: Sequence[Part], *, places: Sequence[int] = ()) -> int:
        """Take in every file inside the parent; return how many there are.

        ``places`` tell the children apart where they may be cut out in another way the next time.

        Raises:
            NestedTooDeep: it lies too deep in others for its own files to be taken out.
            Refused: it cannot be taken apart.
            Unavailable: the readers, the store, the records or the keys do not answer.
        """
        count = 0
        limit = self.work.settings.limits.max_depth
        for place, child in enumerate(self.unpacker.children(data, parts)):
            if depth_of(parent.folder_tags) >= limit:
                raise NestedTooDeep(limit=limit)
            part = parts[place] if place < len(parts) else None
            self._take(parent, places[place] if places else place, child, part)
            count += 1
        if count:
            self.work.store.flush()
            logger().info("unpacked", document=parent.lease.document, children=count)
        return count

    def _take(self, parent: Assignment, place: int, child: Enclosed, part: Part | None) -> Accepted:
        document = DocumentId(child_id(parent.lease.document, place))
        content_hash = self.work.records.content_hash(hashlib.sha256(child.data).hexdigest())

        def arrival(blob: Blob | None) -> Arrival:
            return Arrival(
                id=ArrivalId(document),
                document=document,
                blob=blob,
                content_hash=content_hash,
                media=child.media,
                original_name=_last(child.name),
                folder_tags=_tags(parent, part),
                # What stands on a separator sheet never takes a paper away from the customer whose folder it lay in.
                customer=parent.customer or (part.owner if part else None),
                received_at=parent.received_at,
                actor=_WORKER,
            )

        if self.work.records.find_by_content(content_hash) is not None:
            try:
                return self.work.records.accept_duplicate(arrival(None))
            except NotFound:
                pass  # destroyed between the two questions: these bytes are new again
        blob = self.work.vault.put(
            child.data, document=document, role=Role.ORIGINAL, version=1, blob=BlobId(new_id(self.now()))
        )
        if child.refused is None:
            return self.work.records.accept(arrival(blob))
        return self.work.records.accept_refused(arrival(blob), child.refused.code, child.refused.facts)


def depth_of(tags: Sequence[str]) -> int:
    """How many documents a document lies in, one in the other."""
    return sum(tag.startswith(FROM) for tag in tags)


def _tags(parent: Assignment, part: Part | None) -> tuple[str, ...]:
    told: tuple[str, ...] = ()
    if part is not None:
        pages = f"pages-{part.pages[0]}-{part.pages[-1]}" if len(part.pages) > 1 else f"page-{part.pages[0]}"
        told = (pages, *part.tags, *([f"{TOLD}{part.kind}"] if part.kind else []))
    return (*parent.folder_tags, f"{FROM}{parent.lease.document}", *told)


def _last(name: str) -> str:
    """The last piece of a name that a stranger gave: it may be a path, to anywhere."""
    return legible(name.replace("\\", "/").rstrip("/").rpartition("/")[2].replace("\0", "")[:200]) or "unnamed"

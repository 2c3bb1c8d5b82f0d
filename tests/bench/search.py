"""What a search costs: ``make bench-search``, or ``python -m tests.bench.search [DOCUMENTS] [URL]``.

Invented papers of 60 words (Zipf's law over 50,000) and 24 Chinese characters, a tag, a number, a date and an amount
each, in a SQLite file unless a database is named. Their entries go in by the product's own code, many a transaction,
with the hash of each word of the vocabulary computed once; the rate at which single documents are entered is measured
apart. What a page of results opens (names, readings, keys) is sealed for the documents that the queries find.

CPU milliseconds of this process, the median of many runs; a page is 20 results, fetched, opened and audited.
"""

import datetime as dt
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from sqlalchemy import insert, select, text

from storage.crypto.keyring import Keyring, _context
from storage.crypto.local import LocalProvider
from storage.crypto.primitives import KEY_BYTES, random_bytes
from storage.records.bodies import Body, write_arrival, write_body
from storage.records.conditions import of_filter, of_terms
from storage.records.database import Database
from storage.records.entries import TAG, Entry, enter
from storage.records.facets import whole
from storage.records.finding import FIRST_PAGE, SCAN_LIMIT, _walk
from storage.records.index import table_of
from storage.records.keys import SqlKeys
from storage.records.reach import EVERYTHING, within
from storage.records.rebuilding import Rebuilding
from storage.records.sealing import FIRST_GENERATION, field_key_id
from storage.records.session import DocumentRow, Session
from storage.records.store import Records
from storage.records.tables import documents, equalities, facets, search_texts, wrapped_keys
from storage.records.values import Arrival
from storage.search import tokens
from strongroom.document import State
from strongroom.errors import KeysUnavailable
from strongroom.ids import ArrivalId, DocumentId, new_id
from strongroom.kind import catalogue
from strongroom.query import Query, parse
from strongroom.reading import Classification, Decision, Extraction, Origin, Reading, Source, Value
from tests.bench.search_papers import Paper, paper

DOCUMENTS = 100_000
KIND = "invoice"
NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
_BATCH = 5_000
_RUNS = 15


QUERIES: Mapping[str, Sequence[str]] = {
    "three words": ("w50 w100 w200", "w300 w40 w25", "w80 w90 w110"),
    "three common words": ("w0 w1 w2",),
    "one common word": ("w0",),
    "one rare word": ("w20000", "w30000"),
    "a rare and a common word": ("w0 w20000", "w30000 w1"),
    "no hits": ("w49 nobodywroteit w3",),
    "a Chinese word of two characters": (f"{chr(0x4E00 + 70)}{chr(0x4E00 + 90)}",),
    "a phrase, 50 candidates of 100,000": ('"w300 w400"', '"w450 w350"'),
    "a phrase, 1,000 candidates": ('"w60 w70"',),
    "the number of a paper": ("seller_tax_id:N7", "N77"),
    "a tag": ("tag:finance",),
    "a rare tag": ("tag:closed",),
    "a tag and a common word": ("tag:travel w0", "tag:closed w1"),
    "a day": ("date=2020-03-01",),
    "a year": ("date:2019",),
    "a year, an amount and a word": ("date:2019 total>900 w30",),
    "a kind": (f"kind:{KIND}",),
    "everything": ("",),
}


def main(count: int, url: str) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        keys_url = f"sqlite:///{Path(folder) / 'keys.db'}"
        provider, keys = LocalProvider("bench", bytes(32)), SqlKeys.open(keys_url)
        records = Records.open(url or f"sqlite:///{Path(folder) / 'records.db'}", Keyring(provider, keys))
        records.migrate()
        spent = time.process_time()
        _fill(records, count)
        spent = time.process_time() - spent
        _say(f"{count:,} documents, filled in {spent:.0f} CPU s; {_size(records, count)}")
        opener = Opener(records, provider, keys_url, count)
        _say(f"single documents are entered at {opener.rate():.0f} a CPU second, their keys made before")
        for name, queries in QUERIES.items():
            _measure(records, opener, name, queries)
        _rotate(records)
        records.close()
        keys.close()


def _rotate(records: Records) -> None:
    """Of the documents that were sealed; the others have nothing that could be read again."""
    before = time.process_time()
    done = Rebuilding(records.transactions, lambda: NOW).rotate(actor="bench")
    spent = time.process_time() - before
    _say(f"  the search key is changed: {done.entered} documents at {done.entered / spent:.0f} a CPU second")


def _measure(records: Records, opener: "Opener", name: str, queries: Sequence[str]) -> None:
    taken, totals = [], []
    for query in queries:
        opener.seal_what_is_opened(query)
        for run in range(_RUNS):
            before = time.process_time()
            found = records.find(parse(query), actor="bench", now=NOW)
            if run:  # the first fills caches of statements
                taken.append(time.process_time() - before)
        totals.append(f"{found.total:,}{'' if found.complete else '+'}")
    _say(f"  {name:34} {statistics.median(taken) * 1000:7.1f} ms   {', '.join(totals)} found")


def _fill(records: Records, count: int) -> None:
    hashes: dict[str, int] = {}
    for start in range(1, count + 1, _BATCH):
        batch = [paper(number) for number in range(start, min(start + _BATCH, count + 1))]
        records.transactions.write(partial(_insert, batch=batch, hashes=hashes))


def _insert(session: Session, batch: Sequence[Paper], hashes: dict[str, int]) -> None:
    def hashed(token: str) -> int:
        if token not in hashes:
            (hashes[token],) = session.hashes.tokens((token,), FIRST_GENERATION)
        return hashes[token]

    run = session.connection.execute
    run(insert(documents), [_row(one) for one in batch])
    # The words are cut already, and folded; ``Opener.rate`` measures what that costs.
    entries = {one.number: sorted(map(hashed, {*one.words, *tokens(one.han)})) for one in batch}
    session.generations.index.add(session.connection, FIRST_GENERATION, entries)
    equal = [
        {"document": one.number, "hash": hashed_value, "generation": FIRST_GENERATION}
        for one in batch
        for hashed_value in session.generations.equalities([(TAG, one.tag), ("seller_tax_id", one.code)])
    ]
    run(insert(equalities), equal)
    dates = [{"document": one.number, "field": "date", "value": whole(one.date)} for one in batch]
    run(
        insert(facets), dates + [{"document": one.number, "field": "total", "value": whole(one.total)} for one in batch]
    )


def _row(one: Paper) -> dict[str, object]:
    document = new_id(NOW)
    return {
        "number": one.number,
        "id": document,
        "state": State.FILED.value,
        "media": "application/pdf",
        "content_hash": document.encode(),
        "name_hash": document.encode(),
        "received_at": NOW,
        "filed_at": NOW,
        "not_before": NOW,
        "fence": 1,
        "attempt": 1,
        "version": 1,
        "kind": KIND,
        "kind_confidence": 0.99,
        "straight_through": True,
        "page_count": 1,
    }


class Opener:
    """Seals what pages of results open: of the documents that queries find, and of no others."""

    def __init__(self, records: Records, provider: LocalProvider, keys_url: str, count: int) -> None:
        self._records, self._provider, self._keys = records, provider, Database(keys_url, KeysUnavailable)
        self._count = count
        self._sealed: set[int] = set()

    def rate(self, count: int = 300) -> float:
        """Documents entered one by one in a CPU second, as filing them does."""
        fresh = range(self._count + 1, self._count + 1 + count)
        rows = [_row(paper(number)) for number in fresh]
        self._records.transactions.write(lambda session: session.connection.execute(insert(documents), rows))
        known = self._known(fresh)
        entries = {row.number: _entry(paper(row.number)) for row in known}
        before = time.process_time()
        for row in known:
            self._records.transactions.write(partial(enter, row=row, entry=entries[row.number]))
        spent = time.process_time() - before
        self._write(known)
        return count / spent

    def seal_what_is_opened(self, query: str) -> None:
        """Seal the candidates of a query."""
        wanted = self._records.transactions.read(lambda session: _candidates(session, parse(query)))
        known = self._known([number for number in wanted if number <= self._count and number not in self._sealed])
        self._sealed.update(row.number for row in known)
        self._write(known)

    def _write(self, known: Sequence[DocumentRow]) -> None:
        def work(session: Session) -> None:
            for row in known:
                _write(session, row)

        self._records.transactions.write(work)

    def _known(self, numbers: Sequence[int]) -> Sequence[DocumentRow]:
        asked = select(documents).where(documents.c.number.in_(numbers))
        rows = self._records.transactions.read(lambda session: session.connection.execute(asked).all())
        ids = [DocumentId(row.id) for row in rows]
        wrapped = [
            {
                "id": key,
                "document": one,
                "kek": "bench",
                "wrapped": self._provider.wrap(random_bytes(KEY_BYTES), _context(key, one)),
            }
            for one in ids
            for key in [field_key_id(one)]
        ]
        if wrapped:
            self._keys.write(lambda connection: connection.execute(insert(wrapped_keys), wrapped))
        return rows


def _candidates(session: Session, query: Query, *, page: int = FIRST_PAGE.limit) -> Sequence[int]:
    conditions = of_terms(session, query.terms)
    conditions += [of_filter(session, condition) for condition in query.filters]
    limit = SCAN_LIMIT if any(condition.check for condition in conditions) else page
    walk = _walk(session, conditions, within(session, EVERYTHING))
    return session.connection.execute(walk.newest_first.limit(limit)).scalars().all()


def _entry(one: Paper) -> Entry:
    return Entry(
        text=one.text,
        names=("paper.pdf",),
        tags=(one.tag,),
        customer=None,
        readings=_readings(one),
        kind=catalogue()[KIND],
    )


def _readings(one: Paper) -> Mapping[str, Reading]:
    source = Source(origin=Origin.OCR, page=1)
    values: Mapping[str, Value] = {"seller_tax_id": one.code, "date": one.date, "total": one.total}
    return {name: Reading(field=name, value=value, confidence=0.99, source=source) for name, value in values.items()}


def _write(session: Session, row: DocumentRow) -> None:
    one, document = paper(row.number), DocumentId(row.id)
    arrival = Arrival(
        id=ArrivalId(row.id),
        document=document,
        blob=None,
        content_hash=b"",
        media=row.media,
        original_name="paper.pdf",
        folder_tags=(),
        customer=None,
        received_at=NOW,
        actor="bench",
    )
    write_arrival(session, row, arrival, duplicate=False)
    body = Body(
        classification=Classification(kind=KIND, confidence=0.99, reasons=("title",)),
        extraction=Extraction(readings=_readings(one)),
        decision=Decision(straight_through=True),
        name=f"paper {one.number}.pdf",
        tags=(one.tag,),
        customer=None,
    )
    write_body(session, row, body, version=1, actor="bench", now=NOW, seconds=0.1)
    sealed = session.seals.seal_text(document, "search_texts.text", one.text)
    kept = select(search_texts.c.document).where(search_texts.c.document == row.number)
    if session.connection.execute(kept).first() is None:
        session.connection.execute(insert(search_texts).values(document=row.number, text=sealed))


def _size(records: Records, count: int) -> str:
    lite = f"SELECT sum(length(block)) FROM {table_of(FIRST_GENERATION)}_data"
    post = f"SELECT pg_total_relation_size('{table_of(FIRST_GENERATION)}')"
    asked = text(lite if records._database.is_sqlite else post)
    found = records._database.read(lambda connection: connection.execute(asked).scalar_one())
    return f"the token index has {found / 2**20:.0f} MiB, {found / count:.0f} bytes a document"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS, sys.argv[2] if len(sys.argv) > 2 else "")

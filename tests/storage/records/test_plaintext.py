"""Nothing of a paper rests in the clear, and nothing sealed opens in another place."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from storage.crypto.keyring import Keyring
from storage.records.store import Records
from storage.records.tables import arrivals, extractions
from storage.records.values import Correction
from strongroom.errors import Tampered
from strongroom.kind import Kind
from strongroom.query import parse
from tests.postgres import Postgres
from tests.storage.records.invented import ACCOUNT, HOLDER, ID_NUMBER, NOW, SELLER, filed, invoice, passport

SECRETS = (
    *HOLDER.split(),
    HOLDER.upper(),
    ID_NUMBER,
    ACCOUNT,
    "6222 0212",
    "2026/0815",
    SELLER,
    "百胜",
    "增值税",
    "扫描件",
    "Pinkel",
    "pinkel",
    "Kundenakte",
    "1234.50",
    "1980-02-29",
    "paper.pdf",
    "Komma verlesen",
)


def _fill(records: Records) -> None:
    filed(records, invoice())
    filed(records, passport())
    doubtful = filed(records, invoice(sure=False))
    correction = Correction(verdict="correct", corrections={"seller": "Pinkel"}, reason="Komma verlesen")
    records.decide(doubtful, correction, actor="ann", now=NOW)
    for query in ("pinkel", "百胜餐饮", f"number:{ID_NUMBER}", HOLDER):
        records.find(parse(query), actor="ann", now=NOW)


def _assert_silent(raw: bytes) -> None:
    shown = [
        secret
        for secret in SECRETS
        for encoding in ("utf-8", "utf-16-le", "gb18030")
        if secret.encode(encoding) in raw or secret.encode(encoding).hex().encode() in raw
    ]
    assert shown == []


def test_nothing_of_a_paper_is_in_the_files_of_sqlite(
    sqlite_url: str, keyring: Keyring, kinds: Mapping[str, Kind], tmp_path: Path
) -> None:
    records = Records.open(sqlite_url, keyring, kinds=kinds)
    _fill(records)
    _assert_silent(b"".join(path.read_bytes() for path in tmp_path.glob("records.db*")))
    records.close()
    _assert_silent((tmp_path / "records.db").read_bytes())


@pytest.mark.servers
def test_nothing_of_a_paper_is_in_the_files_of_postgresql(
    postgres_url: str, postgres: Postgres, keyring: Keyring, kinds: Mapping[str, Kind]
) -> None:
    records = Records.open(postgres_url, keyring, kinds=kinds)
    _fill(records)
    records.close()
    postgres.run("CHECKPOINT")
    for path in postgres.data.rglob("*"):
        if path.is_file() and path.parent.name != "global":
            _assert_silent(path.read_bytes())


@pytest.mark.parametrize("table", [arrivals, extractions])
def test_a_sealed_value_does_not_open_in_another_documents_row(records: Records, table: object) -> None:
    first, second = filed(records, invoice()), filed(records, passport())
    column = "particulars" if table is arrivals else "body"

    def swap(connection: object) -> None:
        rows = connection.execute(select(table)).all()  # type: ignore[attr-defined, call-overload]
        for row, other in zip(rows, reversed(rows), strict=True):
            connection.execute(  # type: ignore[attr-defined]
                update(table)  # type: ignore[arg-type]
                .where(table.c.document == row.document)  # type: ignore[attr-defined]
                .values({column: getattr(other, column)})
            )

    records._database.write(swap)
    for document in (first, second):
        with pytest.raises(Tampered):
            records.view(document, actor="me", purpose="test", now=NOW)


def test_an_older_version_does_not_open_in_the_place_of_a_newer_one(records: Records) -> None:
    document = filed(records, invoice(sure=False))
    records.decide(document, Correction(verdict="correct", corrections={"total": "7"}), actor="ann", now=NOW)
    replay = "UPDATE extractions SET body = (SELECT body FROM extractions WHERE version = 1) WHERE version = 2"
    records._database.write(lambda connection: connection.execute(text(replay)))
    with pytest.raises(Tampered):
        records.view(document, actor="me", purpose="test", now=NOW)

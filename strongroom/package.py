"""Year-end packages: what a line of the manifest says, and how manifest and index are written. Pure.

A package is a folder that is read with nothing but a file manager, a browser and ``sha256sum``; ``docs/packages.md`` is
the format. Whatever a paper says stands in it as text only: in the index every character that HTML knows is escaped,
and in the CSV no cell begins as a formula does.
"""

import csv
import datetime as dt
import html
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Final
from urllib.parse import quote

from strongroom.retention import Year

FORMAT: Final = "strongroom package 1"
MANIFEST: Final = "manifest.json"
TABLE: Final = "manifest.csv"
SUMS: Final = "SHA256SUMS"
INDEX: Final = "index.html"
NOTE: Final = "VERIFY.txt"
SIGNATURE: Final = "signature.json"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One document of a package. Paths are within it; ``words`` is the text that was read, empty where none was.

    ``kept_until`` is empty where no day is known; hashes are SHA-256 in hexadecimal.
    """

    document: str
    kind: str
    title: str
    title_zh: str
    name: str
    dated: str
    customer: str
    media: str
    file: str
    bytes: int
    sha256: str
    words: str
    words_sha256: str
    received_at: str
    filed_at: str
    basis: str
    kept_until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A fiscal year: its first day, and the first day of the next."""

    year: int
    first: dt.date
    after: dt.date


def span_of(year: int, begins: Year) -> Span:
    """The fiscal year that begins in a calendar year."""
    first = dt.date(year, begins.month, begins.day)
    return Span(year=year, first=first, after=first.replace(year=year + 1))


def to_line(entry: Entry) -> str:
    """An entry as one line of JSON."""
    return json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True)


def from_line(line: str) -> Entry:
    """What ``to_line`` wrote."""
    return Entry(**json.loads(line))


def manifest(head: Mapping[str, object], entries: Iterable[Entry]) -> Iterator[str]:
    """The manifest, piece by piece: one object, with ``documents`` as its last member and each of them on a line."""
    for name, value in head.items():
        yield f"{',' if name != next(iter(head)) else '{'}{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}\n"
    yield ', "documents": [\n'
    for number, entry in enumerate(entries):
        yield f"{',' if number else ''}{to_line(entry)}\n"
    yield "]}\n"


def table(entries: Iterable[Entry]) -> Iterator[str]:
    """The same as CSV, with the mark by which spreadsheets know UTF-8."""
    yield "\ufeff" + _row(field.name for field in fields(Entry))
    for entry in entries:
        yield _row(_cell(value) for value in asdict(entry).values())


def sums(entries: Iterable[Entry]) -> Iterator[str]:
    """The lines that ``sha256sum -c`` reads. No path in a package has a line feed or a backslash."""
    for entry in entries:
        yield f"{entry.sha256}  {entry.file}\n"
        if entry.words:
            yield f"{entry.words_sha256}  {entry.words}\n"


def index(head: Mapping[str, object], entries: Iterable[Entry]) -> Iterator[str]:
    """A page that any browser shows without a network, in English and Chinese."""
    year = html.escape(str(head["year"]))
    yield _TOP.format(year=year, documents=html.escape(str(head["count"])), made=html.escape(str(head["made_at"])))
    for entry in entries:
        shown = (entry.dated, f"{entry.title} {entry.title_zh}", entry.customer, entry.kept_until, entry.basis)
        cells = "".join(f"<td>{html.escape(one)}</td>" for one in shown)
        words = f' <a href="{quote(entry.words)}">text 文字</a>' if entry.words else ""
        link = f'<a href="{quote(entry.file)}">{html.escape(entry.name)}</a>{words}'
        yield f"<tr><td>{link}</td>{cells}<td><code>{entry.sha256[:16]}…</code></td></tr>\n"
    yield "</table>\n"


def note(public_key: str) -> str:
    """How the package is verified, for who finds it without the product."""
    return _NOTE.format(key=public_key)


def file_name(document: str, name: str) -> str:
    """A name within the package: the id makes it unique, and what no file system likes is left out of the rest."""
    plain = "".join(one if one.isalnum() or one in "-_. " else "_" for one in name).strip(". ")
    return f"{document}_{plain.encode()[:120].decode(errors='ignore')}"


def _row(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(list(cells))
    return line.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


_TOP: Final = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{year} · Documents 文件</title>
<style>body{{font:15px/1.5 sans-serif;margin:2rem}}table{{border-collapse:collapse}}
td,th{{border:1px solid #ccc;padding:.3rem .5rem;text-align:left;vertical-align:top}}</style>
<h1>{year}</h1>
<p>{documents} documents of the fiscal year {year}, put together at {made}. VERIFY.txt says how to check them.</p>
<p lang="zh-CN">{year} 会计年度文件共 {documents} 份，打包时间 {made}。校验方法见 VERIFY.txt。</p>
<table><tr><th>Document 文件</th><th>Date 日期</th><th>Kind 类型</th><th>Customer 客户</th>
<th>Kept until 保管至</th><th>Basis 依据</th><th>SHA-256</th></tr>
"""
_NOTE: Final = """How to check this package

1. In this folder: sha256sum -c SHA256SUMS
   (Windows: certutil -hashfile FILE SHA256, compared with manifest.csv)
2. The SHA-256 of manifest.json and of SHA256SUMS stand in signature.json, which is signed with Ed25519.
   strongroom package verify FOLDER --key {key}
   checks all of it. Compare the key with one that you got from the house by another way.

如何校验

1. 在本文件夹中运行：sha256sum -c SHA256SUMS
2. manifest.json 与 SHA256SUMS 的 SHA-256 记录在 signature.json 中，并以 Ed25519 签名。
   strongroom package verify 文件夹 --key {key}
   可完成全部校验。请将该公钥与从本单位另行取得的公钥核对。
"""

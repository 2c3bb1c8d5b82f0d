"""How the lists of a year-end package are written, piece by piece. Pure.

Whatever a paper says stands in them as text only: in the index every character that HTML knows is escaped, and in the
CSV no cell begins as a formula does.
"""

import csv
import html
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import quote

from strongroom.package import Entry, LeftOut, Part, Why, to_line

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS: Final = (
    "document", "kind", "title", "title_zh", "name", "dated", "customer", "media", "received_at", "filed_at", "basis",
    "kept_until",
)  # fmt: skip
_WHY: Final[Mapping[Why, str]] = {
    Why.SENSITIVE: "left out: an identity paper 未包含:身份证件",
    Why.RESTRICTED: "left out: kept, and not to be used 未包含:限制使用",
    Why.DENIED: "left out: not for who asked for this package 未包含:申请人无权取出",
}


def manifest(head: Mapping[str, object], entries: Iterable[Entry], left_out: Iterable[LeftOut]) -> Iterator[str]:
    """The manifest: one object, with each paper on a line."""
    for number, (name, value) in enumerate(head.items()):
        yield f"{',' if number else '{'}{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}\n"
    yield ', "left_out": [\n'
    yield from _listed(left_out)
    yield '], "documents": [\n'
    yield from _listed(entries)
    yield "]}\n"


def table(entries: Iterable[Entry], left_out: Iterable[LeftOut]) -> Iterator[str]:
    """The same as CSV, with the mark by which spreadsheets know UTF-8."""
    parts = tuple(Part)
    yield "\ufeff" + _row((*_COLUMNS, "bytes", "sha256", *(part.value for part in parts), "note"))
    for entry in entries:
        original = next((leaf for leaf in entry.leaves if leaf.part is Part.ORIGINAL), None)
        size, digest, sealed = (original.bytes, original.sha256, original.sealed) if original else ("", "", False)
        said = (*(getattr(entry, name) for name in _COLUMNS), size, digest, *map(entry.path_of, parts))
        yield _row(_cell(value) for value in (*said, "sealed 已加密" if sealed else ""))
    for one in left_out:
        empty = [""] * (len(_COLUMNS) + 2 + len(parts) - 2)
        yield _row((one.document, one.kind, *empty, _WHY[one.why]))


def sums(entries: Iterable[Entry], lists: Mapping[str, str]) -> Iterator[str]:
    """The lines that ``sha256sum -c`` reads; ``lists`` are SHA-256 by path. No path has a line feed or a backslash."""
    for path, digest in lists.items():
        yield f"{digest}  {path}\n"
    for entry in entries:
        for leaf in entry.leaves:
            yield f"{leaf.sha256}  {leaf.path}\n"


def index(head: Mapping[str, object], entries: Iterable[Entry], left_out: Iterable[LeftOut]) -> Iterator[str]:
    """A page that any browser shows without a network and without scripts, in English and Chinese."""
    yield _TOP.format(**{name: html.escape(str(head[name])) for name in ("year", "count", "made_at")})
    for entry in entries:
        shown = (entry.dated, f"{entry.title} {entry.title_zh}", entry.customer, entry.kept_until, entry.basis)
        cells = "".join(f"<td>{html.escape(one)}</td>" for one in shown)
        yield f"<tr><td>{_links(entry)}</td>{cells}</tr>\n"
    yield "</table>\n"
    away = [f"<li><code>{one.document}</code> {html.escape(one.kind)}: {_WHY[one.why]}</li>\n" for one in left_out]
    if away:
        yield "<h2>Not in this package 未包含的文件</h2>\n<ul>\n"
        yield from away
        yield "</ul>\n"


def note(public_key: str) -> str:
    """How the package is verified, for who finds it without the product."""
    return _NOTE.format(key=public_key)


def _listed(entries: Iterable[Entry | LeftOut]) -> Iterator[str]:
    for number, entry in enumerate(entries):
        yield f"{',' if number else ''}{to_line(entry)}\n"


def _links(entry: Entry) -> str:
    if any(leaf.sealed for leaf in entry.leaves):
        return f"<code>{entry.document}</code> sealed 已加密"
    named = {
        Part.ORIGINAL: html.escape(entry.name),
        Part.RENDITION: "copy 副本",
        Part.WORDS: "text 文字",
        Part.READINGS: "readings 识别结果",
    }
    return " ".join(f'<a href="{quote(leaf.path)}">{named[leaf.part]}</a>' for leaf in entry.leaves)


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
<p>{count} documents of the fiscal year {year}, put together at {made_at}. README.txt says how to check them.</p>
<p lang="zh-CN">{year} 会计年度文件共 {count} 份，打包时间 {made_at}。校验方法见 README.txt。</p>
<table><tr><th>Document 文件</th><th>Date 日期</th><th>Kind 类型</th><th>Customer 客户</th>
<th>Kept until 保管至</th><th>Basis 依据</th></tr>
"""
_NOTE: Final = """How to check this package

1. Unpack it, and in its folder: sha256sum -c SHA256SUMS
   (Windows: certutil -hashfile FILE SHA256, compared with manifest.csv)
2. The SHA-256 of manifest.json and of SHA256SUMS stand in signature.json, which is signed with Ed25519.
   strongroom package verify FILE_OR_FOLDER --key {key}
   checks all of it and needs no vault. With jq, xxd and openssl (3.0 or newer) instead:
     (printf 'strongroom package 1\\n'; jq -cSj .package signature.json) > /tmp/signed
     jq -r .signature.value signature.json | xxd -r -p > /tmp/value
     echo 302a300506032b6570032100{key} | xxd -r -p > /tmp/key
     openssl pkeyutl -verify -pubin -keyform DER -inkey /tmp/key -rawin -in /tmp/signed -sigfile /tmp/value
   Compare the key with one that you got from the house by another way.
3. Files under sealed/ are encrypted, each an envelope of its own (AES-256-GCM). With the passphrase, Python and its
   library cryptography, decrypt_envelope.py opens them; the house hands it out, and it needs nothing else of theirs:
     python decrypt_envelope.py --passphrase sealed/key.json ENVELOPE OUTPUT
   Never send the passphrase along with the package.

如何校验

1. 解压后在该文件夹中运行：sha256sum -c SHA256SUMS
   （Windows：certutil -hashfile 文件 SHA256，与 manifest.csv 对照）
2. manifest.json 与 SHA256SUMS 的 SHA-256 记录在 signature.json 中，并以 Ed25519 签名。
   strongroom package verify 文件或文件夹 --key {key}
   可完成全部校验，无需连接档案库；也可使用上文的 jq、xxd 与 openssl 命令。
   请将该公钥与从本单位另行取得的公钥核对。
3. sealed/ 下的文件已逐个加密（AES-256-GCM）。凭口令，使用本单位提供的 decrypt_envelope.py 即可打开：
     python decrypt_envelope.py --passphrase sealed/key.json 加密文件 输出文件
   请勿将口令与文件包一同发送。
"""

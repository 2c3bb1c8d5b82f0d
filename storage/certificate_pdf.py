"""The PDF of a certificate of destruction: one or more pages of plain lines, with the signed JSON attached.

The PDF is for people; what counts is the attachment, which carries the signature. The same certificate always gives
the same bytes, so that a step that is run twice stores the same blob. The font is one that every reader knows by name
(Adobe's STSong, with the encoding of UCS-2), so that Chinese kinds and rules show without embedding megabytes.
"""

import io
import json
from collections.abc import Iterator
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from strongroom.errors import BadSignature
from strongroom.song import song_font

ATTACHMENT: Final = "certificate.json"
_WIDTH, _HEIGHT, _MARGIN, _LEADING, _SIZE = 595, 842, 56, 14, 9
_PER_PAGE: Final = (_HEIGHT - 2 * _MARGIN) // _LEADING
_COLUMNS: Final = 92
_TITLES: Final = {
    "shredded": "Certificate of destruction (shredded)  销毁证明",
    "erased": "Certificate of destruction (erasure complete)  销毁证明(已彻底清除)",
}


def certificate_pdf(file: str) -> bytes:
    """The PDF of a signed certificate."""
    entry = json.loads(file)
    said = entry["certificate"]
    lines = [_TITLES[said["step"]], "", *_lines(said, 0), "", "signature (Ed25519)"]
    lines += [f"  {piece}" for piece in _wrapped(entry["signature"]["value"])]
    with Pdf.new() as pdf:
        font = song_font(pdf)
        for start in range(0, len(lines), _PER_PAGE):
            _add_page(pdf, font, lines[start : start + _PER_PAGE])
        # No dates on the attachment: they would differ from run to run.
        pdf.attachments[ATTACHMENT] = pikepdf.AttachedFileSpec(
            pdf, file.encode(), mime_type="application/json", creation_date="", mod_date=""
        )
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, compress_streams=True)
    return out.getvalue()


def attached_certificate(data: bytes) -> str:
    """The signed file that a PDF of ours carries.

    Raises:
        BadSignature: there is none in it.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            attached: bytes = pdf.attachments[ATTACHMENT].get_file().read_bytes()
    except (pikepdf.PdfError, KeyError, ValueError):
        raise BadSignature(problem="it is no certificate of destruction") from None
    return attached.decode()


def _lines(value: Any, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(value, dict):
        for name, part in value.items():
            if isinstance(part, dict | list):
                yield f"{indent}{name.replace('_', ' ')}"
                yield from _lines(part, depth + 1)
            else:
                first, *rest = _wrapped(f"{name.replace('_', ' ')}: {part}")
                yield indent + first
                yield from (f"{indent}    {piece}" for piece in rest)
    elif isinstance(value, list):
        for part in value:
            yield from _lines(part, depth)
    else:
        yield f"{indent}{value}"


def _wrapped(text: str) -> list[str]:
    return [text[start : start + _COLUMNS] for start in range(0, len(text), _COLUMNS)] or [""]


def _add_page(pdf: Pdf, font: pikepdf.Object, lines: list[str]) -> None:
    top = _HEIGHT - _MARGIN
    shown = [f"BT /F1 {_SIZE} Tf {_LEADING} TL {_MARGIN} {top} Td"]
    shown += [f"<{line.encode('utf-16-be', 'replace').hex()}> Tj T*" for line in lines]
    content = pdf.make_stream("\n".join([*shown, "ET"]).encode())
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, _WIDTH, _HEIGHT]),
        Resources=Dictionary(Font=Dictionary(F1=font)),
        Contents=content,
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))

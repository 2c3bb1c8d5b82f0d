"""Small files, good and bad, made by the test that needs them."""

import io

import pikepdf
from PIL import Image


def pdf(pages: int = 1, *, password: str = "", mark: str = "") -> bytes:
    """A PDF of blank pages; ``mark`` makes its bytes differ from those of another."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(200, 300))
    document.docinfo["/Subject"] = mark
    out = io.BytesIO()
    document.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return out.getvalue()


def picture(form: str = "PNG", *, mark: int = 0) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (mark % 256, mark // 256 % 256, 200)).save(out, form)
    return out.getvalue()

"""The files inside a file, and the parts of a file that is cut."""

import zipfile
from email.message import EmailMessage
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from extractors.children import children
from extractors.formats.written import content_of
from extractors.intake import inspect
from extractors.split import Part
from strongroom.errors import Damaged, PasswordNeeded, Refused, TooManyParts, UnpacksTooLarge
from strongroom.page import Box
from strongroom.settings import Limits
from tests.extractors.drawn import cii, ofd_parts, package, pdf, pdf_bytes, picture, saved, with_attachment
from tests.extractors.outlook import letter, message
from tests.extractors.papers import mail

LIMITS = Limits()


def named(data: bytes, limits: Limits = LIMITS) -> list[tuple[str, bytes]]:
    return [(child.name, child.data) for child in children(data, limits)]


def test_an_archive_gives_its_files_without_the_litter_of_desktops() -> None:
    data = package({"a/one.txt": "1", "__MACOSX/a/._one.txt": "x", ".DS_Store": "x", "two.txt": "2"})
    assert [("a/one.txt", b"1"), ("two.txt", b"2")] == named(data)


def test_names_that_try_to_escape_stay_names() -> None:
    assert [("../../etc/passwd", b"x")] == named(package({"../../etc/passwd": "x"}))


def test_two_files_of_one_name_both_come_out() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("a.txt", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            zipped.writestr("a.txt", "2")
    assert [b"1", b"2"] == [data for _, data in named(out.getvalue())]


def test_mails_give_what_was_attached() -> None:
    assert [("invoice.pdf", b"%PDF-")] == named(mail({"invoice.pdf": b"%PDF-"}))
    assert [("invoice.pdf", b"%PDF-")] == named(message(subject="s", body="b", attached={"invoice.pdf": b"%PDF-"}))


def test_a_forwarded_mail_comes_out_as_a_mail() -> None:
    outer = EmailMessage()
    outer["From"], outer["Message-ID"] = "b@example.org", "<2@example.org>"
    outer.set_content("see below")
    inner = EmailMessage()
    inner["From"], inner["Message-ID"] = "a@example.org", "<1@example.org>"
    inner.set_content("the first one")
    outer.add_attachment(inner)
    ((name, data),) = named(outer.as_bytes())
    assert name.endswith(".eml")
    assert "message/rfc822" == inspect(data, LIMITS).media


def test_a_message_in_an_outlook_message_comes_out_as_a_mail_and_the_same_each_time() -> None:
    deepest = letter(subject="Beleg", body="unten", attached={"b.pdf": b"%PDF-2"})
    inner = letter(subject="发票 7", body="请查收", attached={"发票.pdf": b"%PDF-1"}, enclosed=(deepest,))
    data = message(subject="s", body="b", attached={"a.pdf": b"%PDF-0"}, enclosed=(inner,))
    found = named(data)
    assert found == named(data)
    assert ["a.pdf", "发票 7.eml"] == [name for name, _ in found]
    mail_inside = found[1][1]
    assert "message/rfc822" == inspect(mail_inside, LIMITS).media
    text = content_of("message/rfc822", mail_inside, LIMITS).text
    assert "Subject: 发票 7" in text
    assert "anna@example.org" in text
    assert text.endswith("请查收")
    (first, second) = named(mail_inside)
    assert ("发票.pdf", b"%PDF-1") == first
    assert [("b.pdf", b"%PDF-2")] == named(second[1])


def test_the_logo_of_a_signature_is_no_paper() -> None:
    outer = EmailMessage()
    outer["From"], outer["Message-ID"] = "b@example.org", "<2@example.org>"
    outer.set_content("hello")
    outer.add_alternative('<p>hello</p><img src="cid:logo@x">', subtype="html")
    outer.add_attachment(b"\x89PNG", maintype="image", subtype="png", cid="<logo@x>", filename="logo.png")
    outer.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="scan.png")
    assert ["scan.png"] == [name for name, _ in named(outer.as_bytes())]


@pytest.mark.parametrize(
    ("data", "limits", "error"),
    [
        (package({f"{n}.txt": "x" for n in range(4)}), Limits(max_parts=3), TooManyParts),
        (mail({f"{n}.txt": b"x" for n in range(4)}), Limits(max_parts=3), TooManyParts),
        (package({"big.txt": "x" * 5000}), Limits(max_bytes=4000), UnpacksTooLarge),
        (package({"big.txt": "x" * 5000}), Limits(max_unpacked_bytes=4000), UnpacksTooLarge),
    ],
)
def test_each_limit_holds(data: bytes, limits: Limits, error: type[Refused]) -> None:
    with pytest.raises(error):
        named(data, limits)


def test_a_locked_archive_waits_for_its_password() -> None:
    data = bytearray(package({"a.txt": "x"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(PasswordNeeded):
        named(bytes(data))


def test_parts_of_a_pdf_are_pdfs_of_those_pages_and_the_same_bytes_each_time() -> None:
    data = pdf(pages=4)
    parts = (Part(pages=(1, 2), certain=True), Part(pages=(4,), certain=True))
    made = [child.data for child in children(data, LIMITS, parts)]
    assert made == [child.data for child in children(data, LIMITS, parts)]
    assert [2, 1] == [len(pikepdf.open(BytesIO(part)).pages) for part in made]


def test_parts_of_a_tiff_are_tiffs_of_those_pages() -> None:
    first, *rest = [picture((f"page {number}",), size=(200, 100)) for number in range(3)]
    data = saved(first, "TIFF", save_all=True, append_images=rest)
    (part,) = children(data, LIMITS, (Part(pages=(2, 3), certain=True),))
    assert 2 == inspect(part.data, LIMITS).pages


@pytest.mark.parametrize("data", [saved(picture(size=(200, 100)), "PNG"), pdf()])
def test_a_box_on_a_page_is_a_picture_of_it(data: bytes) -> None:
    half = Box(left=0, top=0, right=0.5, bottom=1)
    (part,) = children(data, LIMITS, (Part(pages=(1,), certain=False, box=half),))
    with Image.open(BytesIO(part.data)) as image, Image.open(BytesIO(saved(picture(size=(200, 100)), "PNG"))) as whole:
        assert "PNG" == image.format
        assert image.width < image.height or image.width == whole.width // 2


@pytest.mark.parametrize("data", [pdf(), saved(picture(), "TIFF")])
def test_a_part_of_pages_that_are_not_there_is_refused(data: bytes) -> None:
    with pytest.raises(Damaged):
        list(children(data, LIMITS, (Part(pages=(9,), certain=True),)))


def test_papers_attached_to_a_pdf_come_out_and_what_is_no_paper_stays() -> None:
    data = with_attachment(pdf(), "second.pdf", pdf(pages=2))
    for name, content in {"factur-x.xml": cii(), "printer.joboptions": b"\0\1\2", "note.txt": b"a note"}.items():
        data = with_attachment(data, name, content)
    assert ["note.txt", "second.pdf"] == [name for name, _ in named(data)]


def test_parts_of_a_pdf_come_before_what_is_attached_to_it() -> None:
    data = with_attachment(pdf(pages=2), "note.txt", b"a note")
    parts = (Part(pages=(1,), certain=True), Part(pages=(2,), certain=True))
    assert ["part-1.pdf", "part-2.pdf", "note.txt"] == [child.name for child in children(data, LIMITS, parts)]


@pytest.mark.parametrize(
    ("key", "spec"),
    [
        (b"a.pdf", pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F=pikepdf.String("elsewhere.pdf"))),
        (b"a.pdf", pikepdf.Dictionary(Type=pikepdf.Name.Filespec, EF=pikepdf.Dictionary(F=5))),
        (b"a\0b.pdf", pikepdf.Dictionary(Type=pikepdf.Name.Filespec)),
        (b"\xef\xbb\xbf\xff\xfe", pikepdf.Dictionary(Type=pikepdf.Name.Filespec)),
    ],
    ids=["elsewhere", "no stream", "half a name", "no name"],
)
def test_a_pdf_is_as_legible_as_without_what_only_says_that_it_is_attached(key: bytes, spec: pikepdf.Object) -> None:
    with pikepdf.open(BytesIO(pdf())) as document:
        files = pikepdf.Array([pikepdf.String(key), document.make_indirect(spec)])
        document.Root.Names = pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=files))
        assert [] == named(pdf_bytes(document))


def test_a_locked_attachment_comes_out_to_be_set_aside() -> None:
    with pikepdf.open(BytesIO(pdf())) as document:
        locked = pdf_bytes(document, encryption=pikepdf.Encryption(user="x", owner="y", R=6))
    assert ["locked.pdf"] == [name for name, _ in named(with_attachment(pdf(), "locked.pdf", locked))]


def ofd_with(attached: dict[str, bytes], *, listed: int = 1) -> bytes:
    """An OFD file with files attached, whose documents are listed so many times."""
    parts: dict[str, str | bytes] = dict(ofd_parts())
    root = str(parts["OFD.xml"])
    body = root[root.index("<ofd:DocBody") : root.index("</ofd:DocBody>") + len("</ofd:DocBody>")]
    parts["OFD.xml"] = root.replace(body, body * listed)
    document = "Doc_0/Document.xml"
    parts[document] = str(parts[document]).replace(
        "</ofd:Document>", "<ofd:Attachments>Attachs/List.xml</ofd:Attachments></ofd:Document>"
    )
    places = "".join(f"<Attachment><FileLoc>{name}</FileLoc></Attachment>" for name in (*attached, "gone.pdf"))
    parts |= {"Doc_0/Attachs/List.xml": f"<Attachments>{places}</Attachments>"}
    return package(parts | {f"Doc_0/Attachs/{name}": data for name, data in attached.items()})


def test_papers_attached_to_an_ofd_file_come_out() -> None:
    assert [("b.pdf", pdf())] == named(ofd_with({"a.xml": cii(), "b.pdf": pdf()}))


@pytest.mark.parametrize(
    ("limits", "error"), [(Limits(max_parts=3), TooManyParts), (Limits(max_unpacked_bytes=300_000), UnpacksTooLarge)]
)
def test_what_an_ofd_file_lists_again_and_again_ends_at_the_limits(limits: Limits, error: type[Refused]) -> None:
    with pytest.raises(error):
        named(ofd_with({"a.txt": b"a note\n" * 10_000}, listed=5), limits)


def test_what_a_pdf_carries_unpacks_to_no_more_than_the_limits() -> None:
    data = pdf()
    for name in ("one.txt", "two.txt"):
        data = with_attachment(data, name, b"a note\n" * 1000)
    with pytest.raises(UnpacksTooLarge):
        named(data, Limits(max_unpacked_bytes=10_000))

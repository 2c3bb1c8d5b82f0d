"""Files under a password, opened with it: each as it would be without."""

from extractors.formats import office_lock, ole, pdf_structure, seven_zip
from extractors.formats.archive import START, zipped
from extractors.formats.zip_lock import locked_children
from strongroom.settings import Limits


def unlocked(data: bytes, password: str, limits: Limits) -> bytes:
    """A file as it is without its password. A PDF that needs none stays as it is; an archive becomes a plain ZIP.

    Raises:
        PasswordNeeded: this is not its password.
        Damaged, OtherArchive, TooManyParts, UnpacksTooLarge: it cannot be opened, or not within the limits.
    """
    if data.startswith(seven_zip.MAGIC):
        return zipped(seven_zip.SevenZip(data, limits, password).children(limits), limits)
    if data.startswith(START):
        return zipped(locked_children(data, password, limits), limits)
    if data.startswith(ole.MAGIC):
        return office_lock.unlocked(data, password, limits)
    return pdf_structure.unlocked(data, password)

"""The document's fault: told to a person, never retried."""

from strongroom.errors.root import StrongroomError


class Refused(StrongroomError):
    """The document cannot be taken or read as it is."""

    code = "refused"


class EmptyFile(Refused):
    """The file has no bytes."""

    code = "empty_file"


class UnknownType(Refused):
    """The content is none of the formats that are read."""

    code = "unknown_type"


class NotAFile(Refused):
    """A symbolic link, FIFO, socket or device lies where a file was expected."""

    code = "not_a_file"


class NotReadable(Refused):
    """The account that takes files in may not read this one."""

    code = "not_readable"


class PathTooLong(Refused):
    """The file lies so deep in folders, or under such long names, that it cannot be moved out of the inbox."""

    code = "path_too_long"


class TooLarge(Refused):
    """The file has more bytes than ``limits.max_bytes``."""

    code = "too_large"


class TooManyPages(Refused):
    """The file has more pages than ``limits.max_pages``."""

    code = "too_many_pages"


class TooManyPixels(Refused):
    """A page has more pixels than ``limits.max_pixels``."""

    code = "too_many_pixels"


class UnpacksTooLarge(Refused):
    """A compressed file unpacks to more than ``limits.max_unpacked_bytes``: a decompression bomb."""

    code = "unpacks_too_large"


class TooManyParts(Refused):
    """An archive or a mail holds more files than ``limits.max_parts``."""

    code = "too_many_parts"


class NestedTooDeep(Refused):
    """Archives or mails lie in each other deeper than ``limits.max_depth``."""

    code = "nested_too_deep"


class OldOffice(Refused):
    """A binary Word, Excel or PowerPoint file of before 2007."""

    code = "old_office"


class OtherArchive(Refused):
    """An archive that is not unpacked: RAR, CAB, or a 7z that is packed as programs are."""

    code = "other_archive"


class Damaged(Refused):
    """The structure of the file is broken."""

    code = "damaged"


class Truncated(Refused):
    """The file ends before its content does."""

    code = "truncated"


class PasswordNeeded(Refused):
    """The file opens only with a password."""

    code = "password_needed"


class ReadingTooSlow(Refused):
    """Reading took longer than ``reading.timeout_seconds``, more than once."""

    code = "reading_too_slow"


class ReadingCrashed(Refused):
    """The reading process died on this document, more than once."""

    code = "reading_crashed"

"""Papers that exist in Chinese and in Western languages alike, and need no more than labels."""

from collections.abc import Mapping

from extractors.readers import cn_labels, labelled
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.reading import Reading

_CHINESE = 0.15


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read the labels of the language that the paper is written in."""
    return cn_labels.read(kind, content) if is_chinese(content) else labelled.read(kind, content)


def is_chinese(content: Content) -> bool:
    """Whether a good part of the letters are Han: forms for foreigners print both."""
    letters = [letter for page in content.pages[:3] for letter in page.text if letter.isalpha()]
    return sum("\u4e00" <= letter <= "\u9fff" for letter in letters) > _CHINESE * len(letters)

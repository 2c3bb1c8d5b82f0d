"""Contracts."""

from collections.abc import Mapping

from extractors.readers import labelled
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.reading import Reading


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read a contract."""
    return labelled.read(kind, content)

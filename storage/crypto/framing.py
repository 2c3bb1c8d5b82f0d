"""Several values as one byte string, so that no two lists of values give the same bytes."""


def frame(*parts: str | bytes) -> bytes:
    """Join the parts, each behind its length in four bytes, big endian; text is UTF-8.

    The lengths make it injective: ``("ab", "c")`` and ``("a", "bc")`` differ. Associated data and the input of keyed
    hashes are built with it, so that what is authenticated can be read in one way only.
    """
    framed = bytearray()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        framed += len(raw).to_bytes(4, "big") + raw
    return bytes(framed)

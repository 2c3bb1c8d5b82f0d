"""Envelopes and fields: what is sealed comes back, and nothing else does."""

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.crypto.envelope import Binding, seal, seal_field, seal_stream, unseal, unseal_field, unseal_stream
from storage.crypto.stream import CHUNK_BYTES
from strongroom.errors import Tampered
from strongroom.ids import DocumentId

KEY = bytes(range(32))
BINDING = Binding(document=DocumentId("01JD0000000000000000000000"), version=1, role="original")
SEALED_CHUNK = CHUNK_BYTES + 16
HEAD = 69
SIZES = (0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES)


def pattern(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


def refused(envelope: bytes, key: bytes = KEY, binding: Binding = BINDING) -> None:
    with pytest.raises(Tampered):
        unseal(envelope, key, binding)


@pytest.mark.parametrize("size", SIZES)
def test_data_of_every_length_around_the_chunk_size_comes_back(size: int) -> None:
    assert unseal(seal(pattern(size), KEY, BINDING), KEY, BINDING) == pattern(size)


@given(st.binary(max_size=300))
def test_any_small_data_comes_back(data: bytes) -> None:
    assert unseal(seal(data, KEY, BINDING), KEY, BINDING) == data


@pytest.mark.parametrize("size", SIZES)
def test_the_overhead_is_85_bytes_and_16_for_each_further_chunk(size: int) -> None:
    chunks = max(1, -(-size // CHUNK_BYTES))
    assert len(seal(pattern(size), KEY, BINDING)) == size + HEAD + 16 * chunks


def test_sealing_twice_gives_two_envelopes_so_a_key_may_seal_again() -> None:
    assert seal(b"same", KEY, BINDING) != seal(b"same", KEY, BINDING)


def test_every_flipped_bit_of_a_small_envelope_is_refused() -> None:
    envelope = seal(b"paper", KEY, BINDING)
    for position in range(len(envelope)):
        for bit in range(8):
            refused(_flipped(envelope, position, 1 << bit))


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_changed_byte_of_a_large_envelope_is_refused(data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(LARGE) - 1))
    refused(_flipped(LARGE, position, data.draw(st.integers(1, 255))))


def test_every_cut_of_a_small_envelope_is_refused() -> None:
    envelope = seal(b"paper", KEY, BINDING)
    for length in range(len(envelope)):
        refused(envelope[:length])


@pytest.mark.parametrize("cut", [1, 16, 17, SEALED_CHUNK - 1, SEALED_CHUNK, SEALED_CHUNK + 1, 2 * SEALED_CHUNK])
def test_cutting_a_large_envelope_is_refused_also_at_a_chunk_boundary(cut: int) -> None:
    refused(LARGE[:-cut])


@pytest.mark.parametrize("more", [b"\x00", bytes(16), bytes(SEALED_CHUNK)])
@pytest.mark.parametrize("size", [0, 5, CHUNK_BYTES])
def test_extending_an_envelope_is_refused(size: int, more: bytes) -> None:
    refused(seal(pattern(size), KEY, BINDING) + more)


def test_swapped_doubled_and_dropped_chunks_are_refused() -> None:
    head, first, second, third = _parts(LARGE)
    for parts in [(second, first, third), (first, first, third), (first, third), (second, third), (third,), ()]:
        refused(head + b"".join(parts))


def test_a_chunk_or_the_body_of_another_envelope_under_the_same_key_is_refused() -> None:
    head, first, second, third = _parts(LARGE)
    other_head, other, _, _ = _parts(seal(pattern(3 * CHUNK_BYTES), KEY, BINDING))
    refused(head + other + second + third)
    refused(other_head + first + second + third)


@pytest.mark.parametrize(
    "binding",
    [
        replace(BINDING, document=DocumentId("01JD0000000000000000000001")),
        replace(BINDING, version=2),
        replace(BINDING, version=11),
        replace(BINDING, role="pages"),
        # The same characters, divided elsewhere.
        replace(BINDING, document=DocumentId("01JD00000000000000000000001"), version=1),
        replace(BINDING, document=DocumentId(""), role=BINDING.document + "1original"),
    ],
)
def test_an_envelope_opens_only_under_its_own_binding(binding: Binding) -> None:
    refused(seal(b"paper", KEY, BINDING), binding=binding)


def test_an_envelope_opens_only_under_its_own_key() -> None:
    refused(seal(b"paper", KEY, BINDING), key=bytes(32))


def test_a_key_of_another_length_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal(b"paper", b"short", BINDING)


def test_streams_give_the_same_as_whole_data_even_from_a_source_that_stutters() -> None:
    data = pattern(2 * CHUNK_BYTES + 5)
    envelope = b"".join(seal_stream(Stuttering(data), KEY, BINDING))
    assert b"".join(unseal_stream(Stuttering(envelope), KEY, BINDING)) == data


def test_a_stream_gives_out_only_whole_authentic_chunks_before_it_refuses() -> None:
    given_out: list[bytes] = []
    with pytest.raises(Tampered):
        given_out.extend(unseal_stream(io.BytesIO(_flipped(LARGE, len(LARGE) - 1, 1)), KEY, BINDING))
    assert b"".join(given_out) == pattern(2 * CHUNK_BYTES)


@given(st.binary(max_size=200))
def test_a_field_comes_back_and_is_33_bytes_longer_sealed(value: bytes) -> None:
    sealed = seal_field(value, KEY, BINDING, "holder")
    assert len(sealed) == len(value) + 33
    assert unseal_field(sealed, KEY, BINDING, "holder") == value


def test_a_field_opens_only_in_its_own_column_record_and_under_its_own_key() -> None:
    sealed = seal_field(b"Ada Example", KEY, BINDING, "holder")
    for key, binding, column in [
        (KEY, BINDING, "number"),
        (KEY, replace(BINDING, version=2), "holder"),
        (KEY, replace(BINDING, document=DocumentId("01JD0000000000000000000001")), "holder"),
        (bytes(32), BINDING, "holder"),
    ]:
        with pytest.raises(Tampered):
            unseal_field(sealed, key, binding, column)


def test_every_flipped_cut_or_added_byte_of_a_field_is_refused() -> None:
    sealed = seal_field(b"Ada Example", KEY, BINDING, "holder")
    changed = [_flipped(sealed, position, 1) for position in range(len(sealed))]
    changed += [sealed[:length] for length in range(len(sealed))]
    for field in [*changed, sealed + b"\x00"]:
        with pytest.raises(Tampered):
            unseal_field(field, KEY, BINDING, "holder")


class Stuttering:
    """A source that gives a few bytes less than it is asked for, as a socket may."""

    def __init__(self, data: bytes) -> None:
        self._inner = io.BytesIO(data)

    def read(self, size: int, /) -> bytes:
        return self._inner.read(size if size < 100 else size - 99)


def _flipped(envelope: bytes, position: int, mask: int) -> bytes:
    return envelope[:position] + bytes([envelope[position] ^ mask]) + envelope[position + 1 :]


def _parts(envelope: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    body = envelope[HEAD:]
    return envelope[:HEAD], body[:SEALED_CHUNK], body[SEALED_CHUNK : 2 * SEALED_CHUNK], body[2 * SEALED_CHUNK :]


LARGE = seal(pattern(3 * CHUNK_BYTES), KEY, BINDING)

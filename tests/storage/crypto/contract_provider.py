"""What every ``KeyProvider`` and the ``KeySource`` it comes from promise.

A provider's own test module subclasses ``ProviderContract`` as ``Test...`` and gives the fixtures ``source`` (with one
key-encryption key), ``again`` (the same place, as another process opens it) and ``grown`` (the same place after its
keeper has added a second key-encryption key).
"""

from collections.abc import Callable

import pytest

from storage.crypto.framing import frame
from storage.crypto.keyring import KeyProvider
from storage.crypto.source import KeySource
from strongroom.errors import StrongroomError, Tampered

KEY = bytes(range(32))
CONTEXT = frame("strongroom data key 1", "blob-1", "01JD0000000000000000000000")
CONTEXTS = (b"", b"\x00", CONTEXT + b"\x00", CONTEXT[:-1], b"\xff" * 300, "é".encode())


class ProviderContract:
    """The contract."""

    REFUSED: tuple[type[StrongroomError], ...] = (Tampered,)
    """What a changed wrapped key raises."""

    @pytest.fixture
    def provider(self, source: KeySource) -> KeyProvider:
        (only,) = source.load()
        return only

    def test_a_wrapped_key_opens_in_its_context(self, provider: KeyProvider) -> None:
        for context in (CONTEXT, *CONTEXTS):
            assert provider.unwrap(provider.wrap(KEY, context), context) == KEY

    def test_a_wrapped_key_opens_in_no_other_context(self, provider: KeyProvider) -> None:
        wrapped = provider.wrap(KEY, CONTEXT)
        for context in CONTEXTS:
            with pytest.raises(Tampered):
                provider.unwrap(wrapped, context)

    def test_another_process_opens_what_this_one_wrapped(self, provider: KeyProvider, again: KeySource) -> None:
        (other,) = again.load()
        assert other.id == provider.id
        assert other.unwrap(provider.wrap(KEY, CONTEXT), CONTEXT) == KEY

    def test_every_changed_byte_is_refused(self, provider: KeyProvider) -> None:
        wrapped = provider.wrap(KEY, CONTEXT)
        for position in range(len(wrapped)):
            changed = wrapped[:position] + bytes([wrapped[position] ^ 1]) + wrapped[position + 1 :]
            with pytest.raises(self.REFUSED):
                provider.unwrap(changed, CONTEXT)

    def test_what_is_cut_or_longer_is_refused(self, provider: KeyProvider) -> None:
        wrapped = provider.wrap(KEY, CONTEXT)
        for length in range(len(wrapped)):
            with pytest.raises(self.REFUSED):
                provider.unwrap(wrapped[:length], CONTEXT)
        with pytest.raises(self.REFUSED):
            provider.unwrap(wrapped + b"\x00", CONTEXT)

    def test_the_same_key_is_never_wrapped_twice_alike_and_never_shows(self, provider: KeyProvider) -> None:
        one, other = provider.wrap(KEY, CONTEXT), provider.wrap(KEY, CONTEXT)
        assert one != other
        assert KEY not in one

    def test_the_id_is_short_enough_for_the_database(self, provider: KeyProvider) -> None:
        assert 0 < len(provider.id) <= 200

    def test_a_second_key_comes_behind_the_first_which_still_opens(
        self, provider: KeyProvider, grown: Callable[[], KeySource]
    ) -> None:
        wrapped = provider.wrap(KEY, CONTEXT)
        old, new = grown().load()
        assert old.id == provider.id
        assert new.id != old.id
        assert old.unwrap(wrapped, CONTEXT) == KEY
        assert new.unwrap(new.wrap(KEY, CONTEXT), CONTEXT) == KEY
        with pytest.raises(self.REFUSED):
            new.unwrap(wrapped, CONTEXT)

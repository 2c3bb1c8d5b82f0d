"""The keys in memory keep the contract."""

import pytest

from storage.crypto.memory_keys import MemoryKeys
from tests.storage.crypto.contract_keys import KeysContract


class TestMemoryKeys(KeysContract):
    """In memory."""

    @pytest.fixture
    def keys(self) -> MemoryKeys:
        return MemoryKeys()

"""The store in memory keeps the contract."""

import pytest

from storage.objects.memory import MemoryStore
from tests.storage.objects.contract_store import StoreContract


class TestMemoryStore(StoreContract):
    """In memory."""

    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore()

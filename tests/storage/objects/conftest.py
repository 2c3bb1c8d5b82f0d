"""One SeaweedFS for all tests of this room that only use it."""

from collections.abc import Iterator

import pytest

from storage.objects.seaweed import Seaweed
from tests.servers import running_seaweed


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    with running_seaweed(tmp_path_factory.mktemp("seaweed")) as server:
        yield server

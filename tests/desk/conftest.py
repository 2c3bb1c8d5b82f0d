"""A desk for each test, and browsers without a screen that remember their cookies."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from desk.app import create_app
from desk.desk import Desk
from strongroom.permissions import StaffRole
from tests.desk.invented import Clock, opened_desk
from tests.desk.visitor import Visitor, signed_in


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Empty rooms; copied, because migrating for each test takes long."""
    folder = tmp_path_factory.mktemp("rooms")
    with opened_desk(folder, Clock()):
        return folder


@pytest.fixture
def rooms(template: Path, tmp_path: Path) -> Path:
    """The folder of a desk's rooms, which are empty."""
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def desk(rooms: Path, clock: Clock) -> Iterator[Desk]:
    with opened_desk(rooms, clock) as opened:
        yield opened


@pytest.fixture
def stranger(desk: Desk) -> Iterator[Visitor]:
    """Somebody at this machine who is not signed in."""
    with TestClient(create_app(desk), client=("127.0.0.1", 5000), follow_redirects=False) as client:
        yield Visitor(client)


@pytest.fixture
def visit(desk: Desk) -> Iterator[Callable[..., Visitor]]:
    """Sign somebody in who has these roles."""
    clients = []

    def enter(*roles: StaffRole, name: str = "") -> Visitor:
        client = TestClient(create_app(desk), client=("127.0.0.1", 5000), follow_redirects=False)
        clients.append(client.__enter__())
        return signed_in(desk, Visitor(client), name or f"person{len(clients)}", *roles)

    yield enter
    for client in clients:
        client.__exit__(None, None, None)

"""Messages reach a real receiver, and none that they may not go to, whatever it answers."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.stages.courier import HttpCourier
from strongroom.webhook import Answer, Problem
from tests.flows.receiver import Receiver, receiving
from tests.tls import certificate_files, tls_before

pytestmark = pytest.mark.servers


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def carry(url: str, courier: HttpCourier | None = None) -> Answer:
    chosen = courier or HttpCourier(allowed=(), timeout_seconds=5)
    return chosen.carry(url, {"webhook-id": "01M"}, '{"a":1}')


def test_a_message_arrives_as_it_is(receiver: Receiver) -> None:
    assert Answer(status=204) == carry(receiver.url)
    ((headers, body),) = receiver.got
    assert '{"a":1}' == body
    assert ("01M", "application/json", f"127.0.0.1:{receiver.port}") == (
        headers["webhook-id"],
        headers["content-type"],
        headers["host"],
    )


@pytest.mark.parametrize(
    ("status", "problem"), [(500, Problem.STATUS), (404, Problem.STATUS), (410, Problem.GONE), (304, Problem.REDIRECT)]
)
def test_an_answer_that_is_no_yes_is_a_failure(receiver: Receiver, status: int, problem: Problem) -> None:
    receiver.status = status
    assert Answer(status=status, problem=problem) == carry(receiver.url)


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    with receiving() as elsewhere:
        receiver.status, receiver.location = 307, elsewhere.url
        assert Answer(status=307, problem=Problem.REDIRECT) == carry(receiver.url)
        assert [] == elsewhere.got
    assert 1 == len(receiver.got)


def test_a_receiver_that_does_not_answer_is_given_up(receiver: Receiver) -> None:
    receiver.slow = 0.6
    assert Answer(problem=Problem.TIMEOUT) == carry(receiver.url, HttpCourier(allowed=(), timeout_seconds=0.2))


def test_a_receiver_that_sends_a_byte_now_and_then_is_given_up(receiver: Receiver) -> None:
    receiver.drips = True
    assert Answer(problem=Problem.TIMEOUT) == carry(receiver.url, HttpCourier(allowed=(), timeout_seconds=0.3))


def test_a_port_that_nobody_listens_at_is_not_reached() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert Answer(problem=Problem.UNREACHABLE) == carry(f"http://127.0.0.1:{port}/")


def test_a_name_that_stands_for_no_address_is_not_reached() -> None:
    def nowhere(host: str, port: int) -> tuple[str, ...]:
        raise socket.gaierror(host, port)

    courier = HttpCourier(allowed=(), timeout_seconds=1, look_up=nowhere)
    assert Answer(problem=Problem.UNREACHABLE) == carry("https://erp.example.org/", courier)


@pytest.mark.parametrize("addresses", [("127.0.0.1",), ("93.184.216.34", "127.0.0.1"), ("::ffff:127.0.0.1",)])
def test_a_name_that_stands_for_this_machine_is_barred(receiver: Receiver, addresses: tuple[str, ...]) -> None:
    courier = HttpCourier(allowed=(), timeout_seconds=1, look_up=lambda _host, _port: addresses)
    assert Answer(problem=Problem.BARRED) == carry(f"https://erp.example.org:{receiver.port}/", courier)
    assert [] == receiver.got


def test_the_connection_goes_to_the_address_that_was_judged_under_the_name_of_the_receiver(
    receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = certificate_files(tmp_path / "tls")
    asked = []

    def once(host: str, port: int) -> tuple[str, ...]:
        asked.append((host, port))
        return ("127.0.0.1",)

    courier = HttpCourier(allowed=(), timeout_seconds=5, look_up=once)
    with tls_before(receiver.port, files) as port:
        url = f"https://localhost:{port}/hooks"
        assert Answer(problem=Problem.UNREACHABLE) == carry(url, courier), "nobody vouches for this certificate"
        monkeypatch.setenv("SSL_CERT_FILE", str(files.authority))
        assert Answer(status=204) == carry(url, courier)
    ((headers, _),) = receiver.got
    assert f"localhost:{port}" == headers["host"]
    assert [("localhost", port)] * 2 == asked


def test_the_next_address_is_tried_where_nobody_listens_at_the_first(receiver: Receiver) -> None:
    courier = HttpCourier(allowed=(), timeout_seconds=5, look_up=lambda _host, _port: ("::1", "127.0.0.1"))
    assert Answer(status=204) == carry(f"http://localhost:{receiver.port}/", courier)

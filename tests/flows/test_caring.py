"""Care of the machine and of its keys: what is wrong is told once, by a notice with a way out, until it is over."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from flows.stages.caring import look, plan, servers_of
from flows.stages.key_care import age, rotate_if_due
from flows.stages.notices import deliver
from flows.stages.workroom import Workroom
from storage.crypto.certificate_ends import end_of_file, end_of_server
from storage.crypto.certificates import make_certificates
from storage.crypto.profile import CHEAPEST
from storage.records.accounts import Accounts
from storage.records.noticing import Channel, Notices
from strongroom.concern import Concern, Ran, Trouble
from strongroom.errors import FlowsUnavailable
from strongroom.notice import Message, Wishes
from strongroom.permissions import StaffRole
from strongroom.settings import Databases, Face, Objects
from strongroom.settings_archive import Archive
from tests.storage.records.invented import NOW, filed, passport
from tests.tls import certificate_files, tls_before

DAY = dt.timedelta(days=1)
FAILED = Concern(trouble=Trouble.RUN_FAILED, subject="backup")


def failed() -> Mapping[str, Ran]:
    return {"backup": Ran(well=False, succeeded_at=NOW - DAY)}


def well() -> Mapping[str, Ran]:
    return {"backup": Ran(well=True, succeeded_at=NOW)}


def away() -> Mapping[str, Ran]:
    raise FlowsUnavailable


@pytest.fixture
def quiet(work: Workroom) -> Workroom:
    """The workroom on a machine whose disks are large enough."""
    care = work.settings.care.model_copy(update={"free_gigabytes": (1,)})
    return replace(work, settings=work.settings.model_copy(update={"care": care}))


def test_a_failed_backup_is_told_once_with_a_way_out_until_it_is_well_and_fails_again(quiet: Workroom) -> None:
    sent: list[Message] = []

    class Postman:
        def send(self, address: str, message: Message) -> bool:
            sent.append(message)
            return True

    accounts = Accounts(quiet.records.transactions, profile=CHEAPEST)
    for name, role in (("ada", StaffRole.ADMIN), ("rita", StaffRole.REVIEWER)):
        user, _ = accounts.add(name, "", frozenset({role}), by="x", now=NOW)
        channel = Channel(person=user.actor, addresses=("jsons://hooks.example.org",), wishes=Wishes())
        Notices(quiet.records.transactions).set_channel(channel, actor="x", now=NOW)
    told = []
    for hour, runs in enumerate((failed, failed, away, failed, well, failed)):
        now = NOW + dt.timedelta(hours=hour)
        look(quiet, runs, now)
        deliver(quiet, Postman(), now)
        told.append(len(sent))
    assert [1, 1, 1, 1, 1, 2] == told
    assert "The schedule backup failed" in sent[0].body
    assert "strongroom doctor" in sent[0].body


def test_a_dry_look_says_the_same_and_remembers_nothing(quiet: Workroom) -> None:
    assert FAILED in plan(quiet, failed, NOW)
    assert FAILED in look(quiet, failed, NOW).begun


def test_the_certificate_of_the_desk_is_looked_at(quiet: Workroom, tmp_path: Path) -> None:
    files = certificate_files(tmp_path / "tls")
    end = end_of_file(files.certificate.read_bytes())
    face = Face(certificate=files.certificate, key=files.key)
    shown = replace(quiet, settings=quiet.settings.model_copy(update={"desk": face}))
    ends = Concern(trouble=Trouble.CERTIFICATE_ENDS, subject="desk", step=7)
    assert ends in plan(shown, well, end - 3 * DAY)
    assert ends not in plan(shown, well, end - 99 * DAY)


def test_of_several_certificates_in_a_file_the_first_to_end_counts() -> None:
    early, late = (make_certificates("test", NOW - days * DAY).certificate for days in (40, 10))
    assert end_of_file(late + early) == end_of_file(early) < end_of_file(late)


@pytest.mark.servers
def test_a_server_shows_when_its_certificate_ends_even_to_who_does_not_trust_it(tmp_path: Path) -> None:
    files = certificate_files(tmp_path / "tls")
    with tls_before(9, files) as port:
        assert end_of_server("127.0.0.1", port) == end_of_file(files.certificate.read_bytes())


def test_only_servers_that_are_spoken_to_by_tls_are_asked(work: Workroom) -> None:
    settings = work.settings.model_copy(
        update={
            "objects": Objects(backend="s3", endpoint="https://s3.example.org:9000"),
            "archive": Archive(to="s3", endpoint="https://cold.example.org"),
            "databases": Databases(
                records=SecretStr("postgresql://app@db.example.org/records?sslmode=verify-full"),
                keys=SecretStr("postgresql://app@127.0.0.1:5433/keys"),
            ),
        }
    )
    asked = [("objects", "s3.example.org", 9000), ("archive", "cold.example.org", 443)]
    assert [*asked, ("records", "db.example.org", 5432)] == list(servers_of(settings))


def keys_of(work: Workroom, **changes: object) -> Workroom:
    keys = work.settings.keys.model_copy(update=changes)
    return replace(work, settings=work.settings.model_copy(update={"keys": keys}))


def test_a_key_that_is_due_is_proposed_and_begun_only_where_the_house_wants_that(work: Workroom) -> None:
    filed(work.records, passport())
    first = work.keys.current()
    later = NOW + 400 * DAY
    assert age(work, later).due
    assert rotate_if_due(work, actor="schedule", now=lambda: later) is None
    begun = rotate_if_due(keys_of(work, rotation="begin"), actor="schedule", now=lambda: later)
    assert begun is not None
    assert (True, {}) == (begun.rewrapped > 0, begun.left)
    assert first in work.providers.ids(), "nothing retires a key but a person"
    assert rotate_if_due(keys_of(work, rotation="begin"), actor="schedule", now=lambda: later + DAY) is None
    assert not age(work, later + DAY).due


def test_a_vault_without_keys_has_none_to_rotate(work: Workroom) -> None:
    assert rotate_if_due(keys_of(work, rotation="begin"), actor="schedule", now=lambda: NOW + 999 * DAY) is None

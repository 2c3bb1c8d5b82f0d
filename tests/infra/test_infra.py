"""What lies in infra fits the product: units start commands that there are, policies allow what the code does."""

import configparser
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from storage.objects import s3
from strongroom.settings import Objects, Settings
from strongroom.settings_archive import Archive
from strongroom.settings_backup import Anchors, Backup

INFRA = Path(__file__).parents[2] / "infra"
NEEDS = {
    "put_object": {"s3:PutObject"},
    "get_object": {"s3:GetObject"},
    "delete_objects": {"s3:DeleteObject", "s3:DeleteObjectVersion"},
    "list_object_versions": {"s3:ListBucketVersions"},
    "list_objects_v2": {"s3:ListBucket"},
    "head_bucket": {"s3:ListBucket"},
    "create_bucket": set[str](),  # who puts policies on buckets makes them
}
"""What each call of the S3 client has to be allowed."""
NEEDS_FAR = {"head_object": {"s3:GetObject"}, "restore_object": {"s3:RestoreObject"}}
"""What the archive needs besides."""


def unit() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(INFRA / "systemd" / "strongroom.service", encoding="utf-8")
    return parser["Service"]


def test_the_unit_starts_a_command_that_there_is_with_settings_that_there_are() -> None:
    program, *words = unit()["ExecStart"].split()
    assert program.endswith("/bin/strongroom")
    told = CliRunner().invoke(app, [words[0], "--help"], env={"COLUMNS": "200"}).stdout
    assert all(word in told for word in words[1:])
    names = {name.partition("=")[0].removeprefix("STRONGROOM_").lower() for name in unit()["Environment"].split()}
    assert names <= {*Settings.model_fields, "settings"}


def test_the_unit_takes_away_what_the_product_does_not_need() -> None:
    service = unit()
    assert ("yes", "strict", "") == (
        service["NoNewPrivileges"],
        service["ProtectSystem"],
        service["CapabilityBoundingSet"],
    )
    assert ("0077", "0700", "0") == (service["UMask"], service["StateDirectoryMode"], service["LimitCORE"])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_reads_the_unit_without_a_complaint_about_its_lines() -> None:
    command = ["systemd-analyze", "verify", "--man=no", str(INFRA / "systemd" / "strongroom.service")]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    assert not re.search(r"Unknown|Failed to parse|Invalid", told)


def policy(name: str) -> list[dict[str, Any]]:
    statements: list[dict[str, Any]] = json.loads((INFRA / "s3" / f"{name}.json").read_text())["Statement"]
    return statements


def allowed(name: str) -> set[str]:
    return {action for one in policy(name) if one["Effect"] == "Allow" for action in one["Action"]}


def calls() -> set[str]:
    """The calls of the S3 client in the code."""
    source = Path(s3.__file__).read_text(encoding="utf-8")
    return set(re.findall(r"self\._client\.(?!get_paginator|meta)(\w+)\(", source)) | set(
        re.findall(r'get_paginator\("(\w+)"\)', source)
    )


def test_every_call_of_the_code_is_known_here() -> None:
    assert calls() == NEEDS.keys() | NEEDS_FAR.keys()


@pytest.mark.parametrize("name", ["objects", "backup", "backup-keys"])
def test_the_policies_allow_what_the_code_does_and_nothing_else(name: str) -> None:
    assert set().union(*NEEDS.values()) == allowed(name)


def test_the_policy_of_the_archive_allows_to_wake_besides() -> None:
    assert set().union(*NEEDS.values(), *NEEDS_FAR.values()) == allowed("archive")


def test_anchors_can_be_added_and_read_and_not_removed() -> None:
    assert {"s3:PutObject", "s3:PutObjectRetention", "s3:GetObject", "s3:ListBucket"} == allowed("anchors")
    denied = {action for one in policy("anchors") if one["Effect"] == "Deny" for action in one["Action"]}
    assert {"s3:DeleteObject", "s3:DeleteObjectVersion"} <= denied


@pytest.mark.parametrize(
    ("name", "bucket"),
    [
        ("objects", Objects().bucket),
        ("backup", Backup().bucket),
        ("backup-keys", Backup().keys_bucket),
        ("anchors", Anchors().bucket),
        ("archive", Archive().bucket),
    ],
)
def test_each_policy_is_for_its_bucket_and_refuses_what_comes_in_the_clear(name: str, bucket: str) -> None:
    statements = policy(name)
    resources = {
        part
        for one in statements
        for part in ([one["Resource"]] if isinstance(one["Resource"], str) else one["Resource"])
    }
    assert {f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"} == resources
    (clear,) = [one for one in statements if one.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}]
    assert ("Deny", "s3:*", "*") == (clear["Effect"], clear["Action"], clear["Principal"])

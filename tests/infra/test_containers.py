"""What lies in infra for containers fits the product and the schemas of Compose and Kubernetes; no engine runs here."""

import importlib
import json
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from cli.main import app
from flows.server import DISCREET, SILENT, TUNED, WATCHED
from flows.worker_service import check_shareable
from strongroom.settings import Settings

INFRA = Path(__file__).parents[2] / "infra"
COMPOSE = INFRA / "compose"
KUBERNETES = INFRA / "kubernetes"
SERVICES: dict[str, Any] = yaml.safe_load((COMPOSE / "compose.yaml").read_text())["services"]
STRANGERS = {"records", "objects"}
"""Services whose images are not ours."""


def manifests() -> list[dict[str, Any]]:
    listed = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())["resources"]
    return [one for name in listed for one in yaml.safe_load_all((KUBERNETES / name).read_text())]


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    for one in manifests():
        if one["kind"] in ("Deployment", "Job"):
            yield one["metadata"]["name"], one["spec"]["template"]["spec"]


def commands() -> Iterator[tuple[str, list[str]]]:
    """How every container of ours is started: an entry point and its words."""
    for name, service in SERVICES.items():
        if name not in STRANGERS:
            yield f"compose {name}", [*service.get("entrypoint", ["strongroom"]), *service.get("command", [])]
    for name, pod in pods():
        (container,) = pod["containers"]
        yield f"pod {name}", [*container.get("command", ["strongroom"]), *container.get("args", [])]


@pytest.mark.parametrize(("name", "words"), [pytest.param(*one, id=one[0]) for one in commands()])
def test_every_container_starts_what_there_is(name: str, words: list[str]) -> None:
    if words[0] == "strongroom":
        assert 0 == CliRunner().invoke(app, [*words[1:], "--help"]).exit_code
    elif words[1] == "-c":
        module, _, call = words[2].removeprefix("from ").partition(" import ")
        assert call == "main; main()"
        assert callable(importlib.import_module(module).main)
    else:
        assert words[:3] == ["python", "-m", "uvicorn"], name
        module, _, factory = words[4].partition(":")
        assert callable(getattr(importlib.import_module(module), factory))


@pytest.mark.parametrize("file", [COMPOSE / "prefect.env", KUBERNETES / "prefect.env"], ids=["compose", "kubernetes"])
def test_prefect_in_containers_has_the_settings_that_it_has_on_one_machine(file: Path) -> None:
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
    assert dict(line.split("=", 1) for line in lines) == {**TUNED, **SILENT, **DISCREET, **WATCHED}


def test_the_settings_of_containers_are_settings_and_can_be_shared_by_workers() -> None:
    told = tomllib.loads((COMPOSE / "strongroom.toml.example").read_text())
    check_shareable(Settings(**told))


def test_secrets_are_files_and_in_no_variable() -> None:
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            secret = any(word in variable for word in ("PASSWORD", "KEY", "SECRET", "CREDENTIAL"))
            assert not secret or str(value).startswith("/run/secrets/"), name
    assert "secrets/" in (COMPOSE / ".gitignore").read_text().split()
    assert "secrets/" in (KUBERNETES / ".gitignore").read_text().split()


def test_containers_of_ours_may_do_little_and_say_how_they_are() -> None:
    for name, service in SERVICES.items():
        if name not in STRANGERS:
            assert (True, ["ALL"]) == (service["read_only"], service["cap_drop"]), name
        assert "healthcheck" in service or name in ("prepare",), name
    for name, pod in pods():
        assert pod["securityContext"]["runAsNonRoot"], name
        assert pod["automountServiceAccountToken"] is False, name
        (container,) = pod["containers"]
        rights = container["securityContext"]
        assert (False, True) == (rights["allowPrivilegeEscalation"], rights["readOnlyRootFilesystem"]), name
        assert {mount["name"] for mount in container["volumeMounts"]} <= {one["name"] for one in pod["volumes"]}, name


def test_nothing_is_open_to_the_world_but_the_desk() -> None:
    ports = {name: service.get("ports", []) for name, service in SERVICES.items()}
    assert {"desk": ["443:8600"], "prefect": ["127.0.0.1:4200:4200"]} == {
        name: one for name, one in ports.items() if one
    }


def test_whatever_is_named_is_there() -> None:
    whole = yaml.safe_load((COMPOSE / "compose.yaml").read_text())
    for name, service in SERVICES.items():
        assert set(service.get("secrets", [])) <= whole["secrets"].keys(), name
        assert set(service.get("depends_on", {})) <= SERVICES.keys(), name
        named = {volume.split(":")[0] for volume in service.get("volumes", []) if volume[0].isalpha()}
        assert named <= whole["volumes"].keys(), name


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_the_secrets_are_made_once_and_fit_each_other(tmp_path: Path) -> None:
    for name in ("make-secrets", "strongroom.toml.example"):
        shutil.copy(COMPOSE / name, tmp_path)
    kept: dict[str, bytes] = {}
    for _ in range(2):
        subprocess.run([str(tmp_path / "make-secrets")], check=True, capture_output=True)
        made = {one.name: one.read_bytes() for one in (tmp_path / "secrets").iterdir()}
        kept = kept or made
        assert made == kept
    assert 0o700 == (tmp_path / "secrets").stat().st_mode & 0o777
    wanted = yaml.safe_load((COMPOSE / "compose.yaml").read_text())["secrets"]
    assert {Path(one["file"]).name for one in wanted.values()} <= made.keys()
    settings = Settings(**tomllib.loads(made["strongroom.toml"].decode()))
    (identity,) = json.loads(made["objects-identities.json"])["identities"]
    assert identity["credentials"][0]["secretKey"] == settings.objects.secret_key.get_secret_value()
    assert made["postgres-password"].decode().strip() in settings.databases.records.get_secret_value()
    assert 64 == len(settings.keys.credential.get_secret_value())
    for name in ("records", "objects", "prefect", "desk"):
        command = ["openssl", "verify", "-CAfile", "authority.pem", "-verify_hostname", name, f"{name}.pem"]
        subprocess.run(command, cwd=tmp_path / "secrets", check=True, capture_output=True)


@pytest.mark.skipif(find_spec("check_jsonschema") is None, reason="check-jsonschema brings the schema of Compose")
def test_the_compose_file_fits_the_schema_of_compose() -> None:
    jsonschema = importlib.import_module("jsonschema")
    schema = files("check_jsonschema").joinpath("builtin_schemas", "vendor", "compose-spec.json").read_text()
    jsonschema.validate(yaml.safe_load((COMPOSE / "compose.yaml").read_text()), json.loads(schema))


@pytest.mark.skipif(find_spec("kubernetes_validate") is None, reason="kubernetes-validate brings Kubernetes' schemas")
def test_the_manifests_fit_the_schemas_of_kubernetes() -> None:
    validate = importlib.import_module("kubernetes_validate").validate
    for one in manifests():
        validate(one, "1.31", strict=True)

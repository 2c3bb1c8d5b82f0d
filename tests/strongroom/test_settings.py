"""Settings: where they come from, which source wins, and what a typing slip leads to."""

from pathlib import Path

import pytest

from strongroom.errors import BadSettings
from strongroom.settings import read_settings


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder with no settings file, and no settings in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATA", "INBOX", "SETTINGS", "OBJECTS__BACKEND", "LANGUAGE"):
        monkeypatch.delenv(f"STRONGROOM_{name}", raising=False)


def test_with_no_setting_everything_lies_in_the_working_folder(tmp_path: Path) -> None:
    settings = read_settings()
    assert (tmp_path / ".var", tmp_path / "inbox") == (settings.data, settings.inbox)


def test_an_option_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "strongroom.toml"
    file.write_text('data = "/file"\ninbox = "/file-inbox"\nlanguage = "zh-CN"\n')
    monkeypatch.setenv("STRONGROOM_DATA", "/environment")
    monkeypatch.setenv("STRONGROOM_INBOX", "/environment-inbox")
    settings = read_settings(data=Path("/option"), inbox=None)
    assert ("/option", "/environment-inbox", "zh-CN") == (str(settings.data), str(settings.inbox), settings.language)


def test_a_settings_file_may_lie_elsewhere_and_nested_settings_are_reached_by_two_underscores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "elsewhere.toml"
    file.write_text("[reading]\nworkers = 3\nmax_attempts = 5\n")
    monkeypatch.setenv("STRONGROOM_SETTINGS", str(file))
    monkeypatch.setenv("STRONGROOM_READING__WORKERS", "7")
    settings = read_settings()
    assert (7, 5) == (settings.reading.workers, settings.reading.max_attempts)


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("STRONGROOM_NONSENSE", "1", "STRONGROOM_NONSENSE"),
        ("STRONGROOM_READING__WROKERS", "1", "reading.wrokers"),
        ("STRONGROOM_READING__WORKERS", "many", "reading.workers"),
        ("STRONGROOM_LANGUAGE", "de", "language"),
        ("STRONGROOM_SETTINGS", "/no/such/file.toml", "STRONGROOM_SETTINGS"),
        ("STRONGROOM_READING", "no json", "STRONGROOM_..."),
    ],
)
def test_a_variable_that_is_no_setting_or_does_not_fit_is_refused_by_its_name(
    variable: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadSettings) as caught:
        read_settings()
    assert told == caught.value.facts["setting"]


@pytest.mark.parametrize("text", ["unknown = 1\n", "[reading]\nunknown = 1\n", "this is no toml"])
def test_a_settings_file_with_a_slip_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "strongroom.toml").write_text(text)
    with pytest.raises(BadSettings):
        read_settings()


def test_a_refused_secret_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRONGROOM_KEYS", "a secret that is no json")
    with pytest.raises(BadSettings) as caught:
        read_settings()
    assert "a secret" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_secrets_do_not_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRONGROOM_KEYS__PASSPHRASE", "open sesame")
    settings = read_settings()
    assert "sesame" not in repr(settings)
    assert "open sesame" == settings.keys.passphrase.get_secret_value()

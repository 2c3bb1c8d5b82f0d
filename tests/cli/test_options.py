"""Any setting can be given as an option, but for secrets."""

import pytest

from cli.options import tell
from strongroom.errors import BadSettings


def test_settings_of_any_depth_are_told_as_variables() -> None:
    environment: dict[str, str] = {}
    tell(["language=zh-CN", "reading.engine=tesseract", "inbox=a=b"], environment)
    assert {
        "STRONGROOM_LANGUAGE": "zh-CN",
        "STRONGROOM_READING__ENGINE": "tesseract",
        "STRONGROOM_INBOX": "a=b",
    } == environment


@pytest.mark.parametrize("pair", ["no equals", "colour=red", "reading.colour=red", "keys.passphrase=secret", "=x"])
def test_slips_and_secrets_are_refused_and_nothing_is_told(pair: str) -> None:
    environment: dict[str, str] = {}
    with pytest.raises(BadSettings):
        tell([pair], environment)
    assert not environment

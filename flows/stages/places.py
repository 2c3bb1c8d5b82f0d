"""Where things lie in the data folder."""

from dataclasses import dataclass
from pathlib import Path

from strongroom.settings import Settings


@dataclass(frozen=True, slots=True)
class Places:
    """Paths and database URLs that follow from the settings. Everything is inside the data folder unless told."""

    settings: Settings

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.settings.data

    @property
    def keys(self) -> Path:
        """The key file."""
        return self.settings.keys.file or self.data / "keys" / "keyring.json"

    @property
    def records_url(self) -> str:
        """SQLAlchemy URL of the records."""
        return self.settings.databases.records.get_secret_value() or f"sqlite:///{self.data / 'records' / 'records.db'}"

    @property
    def keys_url(self) -> str:
        """SQLAlchemy URL of the data keys: a database of its own, so that backups can leave it out."""
        return self.settings.databases.keys.get_secret_value() or f"sqlite:///{self.data / 'keys' / 'data-keys.db'}"

    @property
    def run(self) -> Path:
        """What a running installation says of itself: its lock and its addresses."""
        return self.data / "run"

    @property
    def logs(self) -> Path:
        """One log file for each service."""
        return self.data / "logs"

    @property
    def first_run_code(self) -> Path:
        """What whoever makes the first administrator has to know; gone once there is one."""
        return self.run / "first-run-code"

    @property
    def restoring(self) -> Path:
        """Which backup is being restored here; gone when that has ended."""
        return self.data / "restoring.json"

    @property
    def prefect(self) -> Path:
        """Prefect's own home."""
        return self.data / "prefect"

    def make_private(self, *folders: Path) -> None:
        """Make folders that only the owner may enter."""
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def make_all(self) -> None:
        """Make every folder that the product writes to, and the inbox."""
        self.make_private(self.data, self.run, self.logs, self.prefect, self.data / "records", self.keys.parent)
        self.settings.inbox.mkdir(parents=True, exist_ok=True)

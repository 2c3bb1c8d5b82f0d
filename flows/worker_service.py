"""The worker service: reads and files what others took in. Any number of machines run it beside one intake.

They share the records, the keys and the objects, and nothing else. Documents are claimed in the records under leases,
so two workers never have the same one, and what a lost worker held is somebody else's when its lease has run out.
"""

import signal
import threading
from types import FrameType

from flows.bench import Bench, bench, utc_now
from flows.intake_service import Batches, file_waiting
from flows.metrics import serve_metrics
from storage.records.database import is_shared
from strongroom.errors import BadSettings
from strongroom.log import start_logging, tell_errors_by_their_place
from strongroom.settings import Settings, read_settings


def check_shareable(settings: Settings) -> None:
    """Return if what the settings name can be shared between machines.

    Raises:
        BadSettings: it lies on this machine alone; ``setting`` says what.
    """
    for name, url in (("records", settings.databases.records), ("keys", settings.databases.keys)):
        if not is_shared(url.get_secret_value()):
            raise BadSettings(setting=f"databases.{name}", problem="workers share a PostgreSQL: its URL is needed")
    if settings.objects.backend != "s3":
        raise BadSettings(setting="objects.backend", problem="workers share an S3: it has to be s3")


def serve(service: Bench, work_on: Batches) -> None:
    """Work until SIGTERM or SIGINT; what is being read then goes back at once, with no attempt counted."""
    stop, taken = threading.Event(), threading.Event()

    def finish(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        taken.set()

    signal.signal(signal.SIGTERM, finish)
    signal.signal(signal.SIGINT, finish)

    def close() -> None:
        stop.wait()
        service.readers.close()

    threads = [
        threading.Thread(target=service.renew_until, args=(stop,), name="leases", daemon=True),
        threading.Thread(target=close, name="closing", daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        file_waiting(service, work_on, stop, taken)
    finally:
        stop.set()
        service.readers.close()


def main() -> None:
    """Run the service until SIGTERM (BadSettings)."""
    from flows.ingest import run_batch  # brings Prefect, which the reading processes have no use for

    start_logging("worker")
    tell_errors_by_their_place()
    check_shareable(read_settings())
    service = bench()
    serve_metrics(service, now=utc_now)
    serve(service, run_batch)


if __name__ == "__main__":
    main()

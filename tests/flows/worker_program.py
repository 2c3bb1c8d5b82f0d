"""One worker of several, with a reader that needs no model: ``python -m tests.flows.worker_program``."""

import time

import flows.bench
from flows.bench import bench
from flows.stages.paper import Paper
from flows.worker_service import check_shareable, serve
from strongroom.settings import read_settings
from tests.flows.doubles import Readers, paper


class SlowReaders(Readers):
    """Takes a while for each paper, so that one worker alone is not done before the other begins."""

    size = 1

    def __init__(self, _settings: object) -> None:
        super().__init__(_slowly)


def _slowly() -> Paper:
    time.sleep(0.3)
    return paper()


def main() -> None:
    check_shareable(read_settings())
    vars(flows.bench)["ReaderPool"] = SlowReaders
    serve(bench(), lambda one, documents: one.work_on_all(documents))


if __name__ == "__main__":
    main()

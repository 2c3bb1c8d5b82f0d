"""``make bench``: what a page and a document cost, beside the bare engines; and a night with a million documents."""

from tests.bench import envelope, machine, pipeline, retention

if __name__ == "__main__":
    envelope.main()
    pipeline.main()
    machine.main(())
    retention.main()

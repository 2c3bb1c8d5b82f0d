"""``make bench``: what a page costs, in CPU seconds, beside the bare engine; and a night with a million documents."""

from tests.bench import envelope, pipeline, retention

if __name__ == "__main__":
    envelope.main()
    pipeline.main()
    retention.main()

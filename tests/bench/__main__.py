"""``make bench``: what a page costs, in CPU seconds, beside the bare engine."""

from tests.bench import envelope, pipeline

if __name__ == "__main__":
    envelope.main()
    pipeline.main()

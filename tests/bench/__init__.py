"""Benchmarks: figures for docs/performance.md, each printed by a command. No test depends on a timing."""

"""The figures of ``docs/benchmarks.md``: ``python -m benchmarks``, or one by name, ``python -m benchmarks.pages``."""

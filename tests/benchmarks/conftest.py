"""The desk of the end-to-end tests serves the benchmarks too."""

from tests.end_to_end.conftest import scene, start

__all__ = ["scene", "start"]

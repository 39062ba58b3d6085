"""All measurements in one list: ``python launcher.py bench [--json] [--only NAME]``.

Each figure is ``{name, value, unit, baseline, ratio}``; ``baseline`` was measured in the same run in the same unit, so
that ratios can be compared between computers and figures cannot drift apart from what they are compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from benchmarks import authoring, grid, marking, plant, session, storage
from benchmarks.common import Figure

__all__ = ["SUITES", "measure"]

SUITES: dict[str, Callable[[], Sequence[Figure]]] = {
    "plant": plant.run,
    "grid": grid.run,
    "session": session.run,
    "marking": marking.run,
    "authoring": authoring.run,
    "storage": storage.run,
}


def measure(only: Sequence[str] = ()) -> Iterator[Figure]:
    """Every figure of the suites named (all by default), as it is measured."""
    unknown = set(only) - set(SUITES)
    if unknown:
        raise ValueError(f"没有 {', '.join(sorted(unknown))}；有 / there are {', '.join(SUITES)}")
    for name, suite in SUITES.items():
        if not only or name in only:
            yield from suite()

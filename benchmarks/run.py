"""All measurements in one list: ``python launcher.py bench [--json] [--only NAME]``.

Each figure is ``{name, value, unit, baseline, ratio}``; ``baseline`` was measured in the same run in the same unit, so
that ratios can be compared between computers and figures cannot drift apart from what they are compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from benchmarks import authoring, grid, marking, plant, session, storage
from benchmarks.common import Figure
from engine.terminal import StopError, out, print_json

__all__ = ["SUITES", "measure", "tell"]

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


def tell(only: Sequence[str] = (), as_json: bool = False) -> None:
    """Measure and print, each figure as soon as it is there. Raises ``StopError`` for a suite that is not there."""
    for name in only:
        if name not in SUITES:
            raise StopError(f"没有 {name}；有 {'、'.join(SUITES)} / there is no {name}; there are {', '.join(SUITES)}")
    figures = []
    for figure in measure(only):
        figures.append(figure)
        if not as_json:
            ratio = f"{figure['ratio']:.2f}" if figure["ratio"] is not None else "—"
            out.print(
                f"{figure['name']:<44}{figure['value']:>12.4g} {figure['unit']:<12} ×{ratio} ({figure['baseline']:.4g})",
                soft_wrap=True,
            )
    if as_json:
        print_json(figures)

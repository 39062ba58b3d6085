"""Hanging spans: wires between two ends, each a parabola of the sag its author gives.

A flexible wire hangs in a catenary; below a sag of a tenth of its length a parabola differs from it by less than the
wire's own thickness, so the parabola is drawn.

    >>> Wire((0, 0, 9), (10, 0, 9), 0.5).at(0.5)
    (5.0, 0.0, 8.5)
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.session.stage import Span
from engine.view.equipment.finishes import STRANDS
from engine.view.equipment.model import Nozzle, Part
from engine.view.equipment.span_ends import ends_of, split_share
from engine.view.mesh import Vector, join
from engine.view.sweep import pipe

__all__ = ["Wire", "hang", "span_parts"]

_THINNEST = 0.02
"""Radius below which a wire would fall between the pixels of a screen 20 m away, metres."""


class Wire(NamedTuple):
    """One wire from ``start`` to ``end``, its middle ``sag`` metres below the chord."""

    start: Vector
    end: Vector
    sag: float

    def at(self, share: float) -> Vector:
        """The point at ``share`` (0…1) of the way."""
        x, y, z = (a + (b - a) * share for a, b in zip(self.start, self.end, strict=True))
        return (float(x), float(y), float(z - 4 * self.sag * share * (1 - share)))

    def path(self) -> list[Vector]:
        """Points along it, close enough that no corner is seen."""
        length = math.dist(self.start, self.end)
        bend = 8 * abs(self.sag) / max(length, 1e-6)
        steps = max(1, min(24, math.ceil(bend / 0.09)))
        return [self.at(k / steps) for k in range(steps + 1)]


def hang(spans: Sequence[Span], nozzles: Mapping[str, Sequence[Nozzle]]) -> Iterator[list[Wire]]:
    """The wires of every span in turn; ``nozzles`` are those of all objects in the stage's axes. A span whose end does
    not exist has no wires: ``catalogue.lint`` reports it."""
    known: dict[str, list[Wire]] = {}
    for span in spans:
        ends = [_points(end, known, nozzles) for end in (span.start, span.to)]
        free = [len(points) for end, points in zip((span.start, span.to), ends, strict=True) if isinstance(end, str)]
        count = min(free, default=span.count)
        starts, stops = (
            points if isinstance(end, str) else _row(end, span.apart, count)
            for end, points in zip((span.start, span.to), ends, strict=True)
        )
        pairs = zip(starts, stops, strict=False)
        wires = [Wire(a, b, span.sag) for a, b in pairs if math.dist(a, b) > 0.01]
        if span.name:
            known[span.name] = wires
        yield wires


def _points(
    end: str | Vector, known: Mapping[str, Sequence[Wire]], nozzles: Mapping[str, Sequence[Nozzle]]
) -> list[Vector]:
    if not isinstance(end, str):
        return [end]
    on = split_share(end)
    if on is not None:
        wires = known.get(on[0], ())
        shares = on[1] if len(on[1]) > 1 else on[1] * len(wires)
        return [wire.at(share) for wire, share in zip(wires, shares, strict=False)]
    name, _, wanted = end.partition(".")
    at = {nozzle.name: nozzle.at for nozzle in nozzles.get(name, ())}
    return [at[n] for n in ends_of(wanted, at)]


def _row(middle: Vector, apart: Vector, count: int) -> list[Vector]:
    """``count`` points around ``middle``, ``apart`` from each to the next."""
    row = []
    for k in range(count):
        x, y, z = (m + step * (k - (count - 1) / 2) for m, step in zip(middle, apart, strict=True))
        row.append((x, y, z))
    return row


def span_parts(span: Span, wires: Sequence[Wire]) -> list[Part]:
    """The wires of a span as one part."""
    if not wires:
        return []
    radius = max(span.size / 2000, _THINNEST)
    sides = 5 if radius < 0.03 else 10
    finish = STRANDS.get(span.look, STRANDS["aluminium"]).finish
    return [Part("wires", join(pipe(wire.path(), radius, sides=sides) for wire in wires), finish)]

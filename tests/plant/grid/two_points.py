"""Two phases to earth at two places, worked by hand: a second opinion on what the station's network of earths says."""

from __future__ import annotations

from typing import NamedTuple

from engine.plant.grid.earth_fault import PHASES, Phase, sources

__all__ = ["TwoPointFault", "two_point_fault"]


class TwoPointFault(NamedTuple):
    """A short circuit through two earths: current (A) and the phases of the bus to earth (V)."""

    current: float
    phases: tuple[complex, complex, complex]


def two_point_fault(
    voltage: float, first: Phase, second: Phase, source: complex, path: complex = 0j,
    resistances: tuple[float, float] = (0.0, 0.0),
) -> TwoPointFault:  # fmt: skip
    """Two phases to earth at two places: a short circuit between them through the ground.

    ``source`` is the positive-sequence impedance up to the bus (ohm; negative sequence taken equal), ``path`` what both
    lines and the ground add (shared evenly), ``resistances`` those of the two earths. Capacitive currents are
    neglected against it. Raises ``ValueError`` for one phase twice (two earths on one phase are one earth fault) and
    for a loop without impedance.
    """
    if first == second:
        raise ValueError(f"both earths on phase {first}: no short circuit between phases")
    r1, r2 = resistances
    loop = 2.0 * source + path + r1 + r2
    if loop == 0.0 or r1 < 0.0 or r2 < 0.0:
        raise ValueError("the loop of a fault needs an impedance, and resistances not below 0")
    e = sources(voltage)
    p, q = PHASES.index(first), PHASES.index(second)
    i = (e[p] - e[q]) / loop
    bus = list(e)
    bus[p] -= source * i
    bus[q] += source * i
    earth = bus[p] - i * (r1 + path / 2.0)
    return TwoPointFault(abs(i), (bus[0] - earth, bus[1] - earth, bus[2] - earth))

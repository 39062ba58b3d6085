"""What the voltmeters of a bus show: through voltage transformers, whose fuses blow and whose iron may ring.

An earth fault, a blown fuse and ferro-resonance all light the same alarm. They are told apart by seven readings:
three phases, three pairs, and the open delta.

    >>> from engine.plant.grid.earth_fault import Network, earth_fault
    >>> fault = earth_fault(Network(10.5e3, {"512": 7.6}), "A", "512")
    >>> [round(x / 1e3, 2) for x in readings(fault.phases, Meters(10.5e3))[:6]]
    [0.0, 10.5, 10.5, 10.5, 10.5, 10.5]

Phase and line readings are in V of the primary side, the open delta in V of its own winding (100 V at full
displacement of the rated voltage). source: power reference 4.12; figures marked design where chosen.
"""

from __future__ import annotations

import cmath
from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sin, sqrt
from typing import Literal, NamedTuple

from engine.plant.grid.earth_fault import PHASES, Phase, sources

__all__ = ["RESIDUAL", "Meters", "Readings", "Resonance", "ferro_resonance", "readings"]

RESIDUAL = cmath.rect(0.3, -pi / 2.0)
"""What a phase with a blown fuse still shows: fed back from the other two through the instruments joined to all
three, share 0.3 and a quarter turn late (resistive instruments, inductive winding). Gives 0.3 of the phase voltage and
35 V of open delta; practice says "reduced, not nil" and "about 33 V". source: design."""

Resonance = Literal["fundamental", "subharmonic", "third"]
"""50 Hz (neutral outside the triangle: one phase low, two above the line voltage), 25 Hz (all three raised, needles
swinging), 150 Hz (all three high and steady). source: Peterson's regions; amplitudes design."""
_ZERO_SEQUENCE: dict[Resonance, tuple[float, float]] = {"subharmonic": (0.8, 0.2), "third": (1.2, 0.05)}
_BEYOND, _WANDER = 1.3, 0.3  # fundamental: neutral at 1.3 phase voltages, wandering by 0.3 rad


class Readings(NamedTuple):
    """Ua, Ub, Uc, Uab, Ubc, Uca (V primary), 3U0 of the open delta (V), and whether the needles stand still."""

    ua: float
    ub: float
    uc: float
    uab: float
    ubc: float
    uca: float
    open_delta: float
    steady: bool = True


@dataclass(frozen=True, slots=True)
class Meters:
    """The voltage transformers of a bus: ``rated`` V between phases at which full displacement gives 100 V.

    ``blown`` are phases whose high-voltage fuse is gone (star and open delta lose them), ``blown_low`` those whose
    secondary fuse is gone (only the voltmeter loses them: the open delta stays quiet).
    """

    rated: float
    blown: frozenset[Phase] = frozenset()
    blown_low: frozenset[Phase] = frozenset()

    def __post_init__(self) -> None:
        if not self.rated > 0.0:
            raise ValueError(f"rated voltage {self.rated} V")


def readings(phases: Sequence[complex], meters: Meters) -> Readings:
    """The seven readings for the true voltages of the three phases to earth (V, as phasors)."""
    primary = _through(phases, meters.blown)
    shown = _through(primary, meters.blown_low)
    a, b, c = shown
    delta = abs(sum(primary)) / 3.0 / (meters.rated / sqrt(3.0)) * 100.0
    return Readings(abs(a), abs(b), abs(c), abs(a - b), abs(b - c), abs(c - a), delta)


def ferro_resonance(
    voltage: float, meters: Meters, mode: Resonance = "fundamental", phase: Phase = "A", swing: float = 0.0
) -> Readings:
    """The readings while the iron of the voltage transformers rings with the capacitance of an otherwise sound bus.

    ``voltage`` V between phases; ``swing`` is where in its slow swing the needle stands (a period is 1; the caller
    counts it from its own time). The oscillation is of zero sequence, so line voltages keep their rms value.
    ``phase`` is the low one of the fundamental mode. Blown fuses are not combined with it.
    """
    e = sources(voltage)
    wave = sin(2.0 * pi * swing)
    if mode == "fundamental":
        neutral = -e[PHASES.index(phase)] * cmath.rect(_BEYOND, _WANDER * wave)
        return readings([x + neutral for x in e], Meters(meters.rated))._replace(steady=False)
    mean, depth = _ZERO_SEQUENCE[mode]
    share = mean + depth * wave
    u = voltage / sqrt(3.0)
    phase_rms = u * sqrt(1.0 + share * share)  # different frequencies add as squares
    delta = share * u / (meters.rated / sqrt(3.0)) * 100.0
    return Readings(phase_rms, phase_rms, phase_rms, voltage, voltage, voltage, delta, mode == "third")


def _through(phases: Sequence[complex], blown: frozenset[Phase]) -> tuple[complex, complex, complex]:
    """The phasors behind fuses: a lost phase shows what the others feed back."""
    if not blown:
        a, b, c = phases
        return (a, b, c)
    fed_back = -RESIDUAL * sum(u for name, u in zip(PHASES, phases, strict=True) if name not in blown)
    a, b, c = (fed_back if name in blown else u for name, u in zip(PHASES, phases, strict=True))
    return (a, b, c)

"""One phase touches earth in a network without an earthed neutral: what the instruments of the station then show.

The fault current is small, because it flows back only through the capacitances of the sound phases (and a coil, if
there is one); what gives it away are the voltages. The neutral takes the voltage ``U_N = -(E + R·S)/(1 + R·Y)``, every
phase to earth is ``E + U_N``, and the voltages between phases do not change. ``Y`` is the admittance of the whole
network to earth, ``S`` the current its unbalance drives, ``R`` the resistance of the fault.

    >>> section = Network(10.5e3, {"511": 2.4, "512": 1.7, "513": 3.1}, bus=0.4)
    >>> fault = earth_fault(section, "A", "512")
    >>> round(abs(fault.current), 1), round(fault.feeders["512"].magnitude, 1), fault.feeders["512"].direction
    (7.6, 5.9, -1)

All quantities are rms and SI (V, A, ohm); phasors turn with phase A at 0°, B at -120°, C at 120°.
source: symmetrical components of a network with isolated or resonant neutral (GB/T 50064 clause 3).
"""

from __future__ import annotations

import cmath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite, sqrt
from typing import Literal, NamedTuple

import numpy as np

__all__ = [
    "PHASES", "SOUND", "Earth", "EarthFault", "FeederCurrent", "Network", "Phase", "earth_fault", "earth_faults",
    "sources",
]  # fmt: skip

Phase = Literal["A", "B", "C"]
PHASES: tuple[Phase, ...] = ("A", "B", "C")
SOUND = inf
"""The fault resistance of a network without a fault."""
_TURN = cmath.exp(2j * cmath.pi / 3.0)
_TOUCH = 1e-3
"""ohm that a metallic earth has at least where several of them share a current. source: design"""


@dataclass(frozen=True, slots=True)
class Network:
    """What is joined at one voltage: ``voltage`` V between phases and the capacitive earth-fault currents, A.

    ``feeders`` and ``bus`` give what each adds to the current of a metallic fault (3·ω·C0·U/√3). ``loss`` is the share
    of leakage in it (0.04: source: design, 2–5 % usual). ``coil`` is the inductive current of an arc-suppression coil
    at full displacement, ``coil_loss`` its resistive share. ``unbalance`` is the displacement U0/Uph of the sound
    network without a coil (phase A leaning). Raises ``ValueError`` for what cannot be.
    """

    voltage: float
    feeders: Mapping[str, float]
    bus: float = 0.0
    loss: float = 0.04
    coil: float = 0.0
    coil_loss: float = 0.0
    unbalance: float = 0.0

    def __post_init__(self) -> None:
        numbers = (*self.feeders.values(), self.bus, self.loss, self.coil, self.coil_loss, self.unbalance)
        if not (self.voltage > 0.0 and all(isfinite(x) and x >= 0.0 for x in numbers)):
            raise ValueError("a network needs a voltage above 0, and currents and shares not below 0")

    @property
    def capacitive(self) -> float:
        """A: the sum of all capacitive currents."""
        return sum(self.feeders.values()) + self.bus

    @property
    def detuning(self) -> float:
        """v = (IC - IL)/IC: 0 in resonance, below 0 when over-compensated; 1 without a coil or without capacitance."""
        return (self.capacitive - self.coil) / self.capacitive if self.capacitive > 0.0 else 1.0


class FeederCurrent(NamedTuple):
    """The 3I0 a feeder's core-balance transformer measures, A; both parts positive from the bus to the line.

    ``capacitive`` leads 3U0 by 90°, ``active`` is in phase with it. A sound feeder has both positive. The faulty one
    has both negative, but a coil turns its ``capacitive`` part round: then only ``active`` tells it.
    """

    magnitude: float
    capacitive: float
    active: float

    @property
    def direction(self) -> int:
        """1 from the bus to the line, -1 from the line to the bus, by the capacitive part; 0 without current."""
        return (self.capacitive > 0.0) - (self.capacitive < 0.0)


@dataclass(frozen=True, slots=True)
class EarthFault:
    """The network during the fault: neutral and phases to earth (V), fault current to earth (A), 3I0 of feeders."""

    neutral: complex
    phases: tuple[complex, complex, complex]
    current: complex
    feeders: Mapping[str, FeederCurrent]
    bus: FeederCurrent
    """The capacitance of the bus itself and the coil; with the feeders it sums to nothing."""
    currents: tuple[complex, ...] = ()
    """What each earth takes, in the order they were given, A; ``current`` is their sum."""

    @property
    def displacement(self) -> float:
        """U0 in V."""
        return abs(self.neutral)

    @property
    def selected(self) -> str | None:
        """The feeder a selector device names: the one whose active part flows to the bus (a coil cannot hide that),
        without losses the one with reversed direction; None when none does (earth on the bus, or no fault).
        """
        back = {name: seen.active for name, seen in self.feeders.items() if seen.active < -1e-6}
        back = back or {name: seen.capacitive for name, seen in self.feeders.items() if seen.capacitive < -1e-6}
        return min(back, key=lambda name: back[name]) if back else None


class Earth(NamedTuple):
    """One place where a phase touches earth: on which feeder (None: the bus), through how many ohm, and what the feeder
    adds up to there, ohm: (2·Z1 + Z0)/3 of the way.
    """

    phase: Phase
    feeder: str | None = None
    resistance: float = 0.0
    path: complex = 0j


def sources(voltage: float) -> tuple[complex, complex, complex]:
    """The three phase voltages (V to neutral) of a symmetrical network of ``voltage`` V between phases."""
    u = voltage / sqrt(3.0)
    return (complex(u), u * _TURN**2, u * _TURN)


def earth_fault(network: Network, phase: Phase = "A", feeder: str | None = None, resistance: float = 0.0) -> EarthFault:
    """The network with ``phase`` of ``feeder`` (None: the bus) joined to earth through ``resistance`` ohm.

    ``SOUND`` (infinite) gives the network without a fault, displaced only by its unbalance: U0/Uph =
    unbalance/√(v² + d²). Raises ``ValueError`` for an unknown feeder or phase, a resistance below 0, or a network in
    undamped resonance.
    """
    if feeder is not None and feeder not in network.feeders:
        raise ValueError(f"no feeder {feeder!r} among {', '.join(network.feeders)}")
    if phase not in PHASES:
        raise ValueError(f"no phase {phase!r}")
    if not resistance >= 0.0:
        raise ValueError(f"resistance {resistance} ohm")
    e = sources(network.voltage)
    y, s = _to_ground(network)
    own = e[PHASES.index(phase)]
    if isfinite(resistance):
        denominator = 1.0 + resistance * y
        top = resistance * s + own
    else:
        denominator, top = y, s
    if denominator == 0.0 and top != 0.0:
        raise ValueError("the network is in resonance without any damping: give `loss` or `coil_loss`")
    neutral = -top / denominator if top != 0.0 else 0j
    current = -(s + y * neutral) if isfinite(resistance) else 0j
    phases = (e[0] + neutral, e[1] + neutral, e[2] + neutral)
    return _seen(network, neutral, phases, ((feeder, current),))


def earth_faults(network: Network, earths: Sequence[Earth], source: complex = 0j) -> EarthFault:
    """The network with every one of ``earths`` at once; of one phase they are one earth fault, of two a short circuit.

    ``source`` is the positive-sequence impedance up to the bus, ohm (negative sequence taken equal; the zero sequence
    ends at a delta winding); it counts between different phases only. For two earths this is the loop
    2·Z1 + (2·Z1 + Z0)/3 of each way + both resistances. source: IEC 60909-3, two separate simultaneous line-to-earth
    short circuits. Raises ``ValueError`` as ``earth_fault``, and without any earth or without impedance.
    """
    if not earths:
        raise ValueError("at least one earth")
    for earth in earths:
        if earth.feeder is not None and earth.feeder not in network.feeders:
            raise ValueError(f"no feeder {earth.feeder!r} among {', '.join(network.feeders)}")
    if len({earth.phase for earth in earths}) == 1:
        return _in_parallel(network, earths)
    if source == 0j:
        raise ValueError("earths on different phases need the impedance of the source")
    e, (y, s), n = sources(network.voltage), _to_ground(network), len(earths)
    place = [PHASES.index(earth.phase) for earth in earths]
    # a current in one phase drops 2/3 of it there and lifts the others by 1/3: positive and negative sequence alone
    matrix = np.zeros((n + 1, n + 1), dtype=complex)
    for i, earth in enumerate(earths):
        matrix[i, :n] = [source * (2.0 if place[j] == place[i] else -1.0) / 3.0 for j in range(n)]
        matrix[i, i] += earth.path + max(earth.resistance, _TOUCH)
    matrix[:n, n], matrix[n, :n], matrix[n, n] = -1.0, 1.0, y
    solved = [complex(x) for x in np.linalg.solve(matrix, np.array([*(e[p] for p in place), -s]))]
    currents, neutral = solved[:n], solved[n]
    phases = [
        e[p] + neutral - sum(source * (2.0 if place[j] == p else -1.0) / 3.0 * i for j, i in enumerate(currents))
        for p in range(3)
    ]
    parts = tuple((earth.feeder, i) for earth, i in zip(earths, currents, strict=True))
    return _seen(network, neutral, (phases[0], phases[1], phases[2]), parts)


def _in_parallel(network: Network, earths: Sequence[Earth]) -> EarthFault:
    """Several earths of one phase: one, whose current they share by their conductances; the ways to them do not count."""
    metallic = [earth.resistance == 0.0 for earth in earths]
    weights = [float(m) for m in metallic] if any(metallic) else [1.0 / earth.resistance for earth in earths]
    resistance = 0.0 if any(metallic) else 1.0 / sum(weights)
    one = earth_fault(network, earths[0].phase, earths[0].feeder, resistance)
    if len(earths) == 1:
        return one
    parts = tuple((x.feeder, one.current * w / sum(weights)) for x, w in zip(earths, weights, strict=True))
    return _seen(network, one.neutral, one.phases, parts)


def _to_ground(network: Network) -> tuple[complex, complex]:
    """The admittance of the network to earth, S, and the current its unbalance drives, A."""
    u = network.voltage / sqrt(3.0)
    coil = complex(network.coil * network.coil_loss, -network.coil) / u
    return _per_ampere(network) * network.capacitive + coil, 1j * network.unbalance * network.capacitive


def _per_ampere(network: Network) -> complex:
    """Admittance of a part by its capacitive current."""
    return complex(network.loss, 1.0) / (network.voltage / sqrt(3.0))


def _seen(
    network: Network, neutral: complex, phases: tuple[complex, complex, complex], parts: tuple[tuple[str | None, complex], ...]
) -> EarthFault:  # fmt: skip
    """What the core-balance transformers measure when ``parts`` flow to earth, by feeder."""
    u = network.voltage / sqrt(3.0)
    coil = complex(network.coil * network.coil_loss, -network.coil) / u
    per_ampere, lean = _per_ampere(network), 1j * network.unbalance

    def seen(name: str | None, capacitive: float, more: complex = 0j) -> FeederCurrent:
        extra = sum((i for feeder, i in parts if feeder == name), more)
        return _measured((per_ampere * neutral + lean) * capacitive + extra, neutral)

    feeders = {name: seen(name, ic) for name, ic in network.feeders.items()}
    currents = tuple(i for _, i in parts)
    bus = seen(None, network.bus, coil * neutral)
    return EarthFault(neutral, phases, sum(currents, 0j), feeders, bus, currents)


def _measured(current: complex, neutral: complex) -> FeederCurrent:
    size = abs(neutral)
    if size == 0.0:
        return FeederCurrent(abs(current), 0.0, 0.0)
    turned = current * neutral.conjugate() / size
    return FeederCurrent(abs(current), turned.imag, turned.real)

"""A station as its graph: nodes, and what joins them. Compiled once from the section; nothing here changes.

Every point between two devices is a node, a number in ``Station.nodes``. What can be opened is a ``Switch`` with one or
two contacts (the truck of a withdrawable breaker has one on each side); a contact of an earthing switch leads to
``EARTH``. Which switches are closed is not part of the station: it is a sequence of booleans in the order of
``Station.switches``.

All quantities in SI: V, A, W, var, ohm, F, per whole device, not per kilometre.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

__all__ = [
    "EARTH", "EARTHING", "ISOLATING", "Capacitor", "Line", "Load", "Node", "Source", "Station", "Switch", "SwitchKind",
    "Transformer",
]  # fmt: skip

EARTH = -1
"""The other end of an earthing contact."""

SwitchKind = Literal["breaker", "disconnector", "truck", "load_switch", "earthing", "portable"]
"""``truck``: the isolating contacts of a withdrawable unit. ``portable``: an earth that is fitted by hand."""
ISOLATING: frozenset[SwitchKind] = frozenset({"disconnector", "truck"})
"""What makes a visible break."""
EARTHING: frozenset[SwitchKind] = frozenset({"earthing", "portable"})
"""What connects to earth."""


@dataclass(frozen=True, slots=True)
class Node:
    """A point between devices; ``voltage`` is the nominal one between phases, V."""

    id: str
    voltage: float


@dataclass(frozen=True, slots=True)
class Switch:
    """Something that is open or closed, with the nodes its contacts join."""

    id: str
    kind: SwitchKind
    bay: str
    contacts: tuple[tuple[int, int], ...]

    @property
    def earths(self) -> bool:
        """Whether it connects to earth."""
        return self.kind in EARTHING


@dataclass(frozen=True, slots=True)
class Line:
    """An overhead line or cable between nodes ``a`` and ``b``: series R, X (ohm), capacitance C (F), rated current (A)."""

    id: str
    a: int
    b: int
    r: float
    x: float
    c: float
    r0: float
    x0: float
    c0: float
    rated: float
    length: float = 0.0
    """m; long lines keep a residual voltage."""


@dataclass(frozen=True, slots=True)
class Transformer:
    """Two windings, star on ``hv`` and delta on ``lv``: nameplate voltages (V), power (VA), losses (W), ``uk`` and
    ``i0`` as shares of 1, and the tap changer on the high-voltage side (``step`` in V a step). With an even ``clock`` the
    low side is a star as well.
    """

    id: str
    hv: int
    lv: int
    u1: float
    u2: float
    sn: float
    uk: float
    pk: float
    i0: float
    p0: float
    clock: int = 11
    tap_min: int = 0
    tap_max: int = 0
    tap_nom: int = 0
    step: float = 0.0


@dataclass(frozen=True, slots=True)
class Load:
    """A load at a node: W, var at full factor."""

    id: str
    node: int
    p: float
    q: float


@dataclass(frozen=True, slots=True)
class Capacitor:
    """A shunt capacitor bank: var at the voltage ``u`` (V)."""

    id: str
    node: int
    q: float
    u: float


@dataclass(frozen=True, slots=True)
class Source:
    """The grid behind a node: ``u`` per unit of the node's voltage, ``angle`` in rad, short-circuit power ``sk`` (VA),
    R/X, and Z0/Z1.
    """

    id: str
    node: int
    u: float
    angle: float
    sk: float
    rx: float = 0.1
    z01: float = 1.0


@dataclass(frozen=True)
class Station:
    """Everything of one station."""

    nodes: tuple[Node, ...]
    switches: tuple[Switch, ...]
    lines: tuple[Line, ...] = ()
    transformers: tuple[Transformer, ...] = ()
    loads: tuple[Load, ...] = ()
    capacitors: tuple[Capacitor, ...] = ()
    sources: tuple[Source, ...] = ()
    normal: tuple[bool, ...] = field(default=())
    """Which switches are closed as the station is declared, in their order."""

    @cached_property
    def switch(self) -> dict[str, int]:
        """Place of a switch in ``switches`` by id."""
        return {s.id: i for i, s in enumerate(self.switches)}

    @cached_property
    def node(self) -> dict[str, int]:
        """Place of a node in ``nodes`` by id."""
        return {n.id: i for i, n in enumerate(self.nodes)}

    @cached_property
    def transformer(self) -> dict[str, int]:
        """Place of a transformer in ``transformers`` by id."""
        return {t.id: i for i, t in enumerate(self.transformers)}

"""What control blocks hang on: the tag values, the arbitrated outputs, the clock and the event list.

A *block* (instruments, controllers, alarms, interlocks, faults, consequences) is built from its scenario section
and a ``Bus``, then scanned in its phase of the tick. Blocks never call one another: they meet in tag values.

Commands to the plant go through ``Outputs``, one slot a writable tag with four layers. The strongest layer that
has a value wins, always in this order: trip > fault > manual > controller. Without any, the tag is healthy.
Devices of the control system that break (an instrument freezes, an interlock goes blind) do not take commands;
they look themselves up in ``Malfunctions``.

    bus.outputs.put(Layer.MANUAL, "XV101A.command", 1.0, by="learner")
    bus.outputs.put(Layer.TRIP, "XV101A.command", 0.0, by="I101")     # wins until released
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Protocol

from engine.errors import TagError
from engine.events import Event
from engine.tags import Tag, TagTable

__all__ = ["Block", "Bus", "Known", "Layer", "Malfunction", "Malfunctions", "Outputs"]


class Known(Protocol):
    """Tags that can be looked up by id: a ``TagTable`` or a plain dict."""

    def __contains__(self, tag_id: object, /) -> bool:
        """Whether there is such a tag."""

    def __getitem__(self, tag_id: str, /) -> Tag:
        """The tag of this id."""


class Layer(IntEnum):
    """Who commands an output; the higher number wins."""

    CONTROLLER = 0
    MANUAL = 1
    FAULT = 2
    TRIP = 3


class Outputs:
    """Arbitration of every writable tag of the plant.

    A layer may hold several claims on one tag (two interlocks, two faults), each under the name of who made it;
    within a layer the claim whose owner's name comes first in the alphabet counts, so the result never depends
    on the order of events.
    """

    def __init__(self, tags: Sequence[Tag]) -> None:
        self._tags = {tag.id: tag for tag in tags if tag.writable}
        self._claims: dict[str, dict[Layer, dict[str, float]]] = {}
        self._dirty: set[str] = set()
        self._orders: dict[str, float] = {}

    def order(self, tag: str, value: float) -> None:
        """Give ``tag`` an order once: it is written at the next tick and claims nothing. The last one of a tick counts."""
        known = self._tags.get(tag)
        if known is None:
            raise TagError(f"{tag} takes no commands")
        self._orders[tag] = min(max(float(value), known.low), known.high)

    def put(self, layer: Layer, tag: str, value: float, by: str) -> None:
        """Claim ``tag`` at ``value`` (its unit, clamped to its range) on ``layer`` in the name of ``by``."""
        known = self._tags.get(tag)
        if known is None:
            raise TagError(f"{tag} takes no commands")
        value = min(max(float(value), known.low), known.high)
        claims = self._claims.setdefault(tag, {}).setdefault(layer, {})
        if claims.get(by) != value:
            claims[by] = value
            self._dirty.add(tag)

    def release(self, layer: Layer, tag: str, by: str) -> None:
        """Take back the claim of ``by``; nothing happens if there is none."""
        claims = self._claims.get(tag, {}).get(layer)
        if claims and by in claims:
            del claims[by]
            if not claims:
                del self._claims[tag][layer]
            self._dirty.add(tag)

    def take_over(self, layer: Layer, tag: str) -> None:
        """Drop every claim on ``layer``: whoever is in command now is no longer overruled from there."""
        if self._claims.get(tag, {}).pop(layer, None):
            self._dirty.add(tag)

    def settle(self, layer: Layer, tag: str, value: float) -> None:
        """Make every standing claim on ``layer`` equal to ``value``.

        A trip does this to the manual layer, so that resetting it starts nothing by itself: what was opened or
        started by hand before the trip has to be opened or started again.
        """
        for owner in tuple(self._claims.get(tag, {}).get(layer, ())):
            self.put(layer, tag, value, owner)

    def resolve(self, tag: str) -> tuple[float, Layer | None, str]:
        """The value in force, the layer that set it and who did; healthy value and ``None`` if nobody."""
        layers = self._claims.get(tag)
        if not layers:
            return self._tags[tag].healthy, None, ""
        layer = max(layers)
        owner = min(layers[layer])
        return layers[layer][owner], layer, owner

    def holder(self, tag: str, above: Layer) -> str:
        """Who holds ``tag`` on a layer stronger than ``above``, or an empty string."""
        _, layer, owner = self.resolve(tag)
        return owner if layer is not None and layer > above else ""

    def changed(self) -> list[tuple[str, float]]:
        """Tags whose claims changed since the last call, with the value in force, then orders; in alphabetical order."""
        if not self._dirty and not self._orders:
            return []
        out = [(tag, self.resolve(tag)[0]) for tag in sorted(self._dirty)]
        out += sorted(self._orders.items())
        self._dirty.clear()
        self._orders.clear()
        return out

    def state(self) -> dict[str, Any]:
        """All claims as plain data; orders that are still to be written stand under the empty name."""
        state: dict[str, Any] = {
            tag: {layer.name: dict(claims) for layer, claims in layers.items() if claims}
            for tag, layers in self._claims.items()
            if any(layers.values())
        }
        return {**state, "": dict(self._orders)} if self._orders else state

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()``; every tag is then due to be written again."""
        self._orders = dict(state.get("", {}))
        self._claims = {
            tag: {Layer[name]: dict(claims) for name, claims in layers.items()} for tag, layers in state.items() if tag
        }
        self._dirty = set(self._tags)


@dataclass(frozen=True, slots=True)
class Malfunction:
    """How one device of the control system misbehaves since tick ``since``.

    ``amount`` is in the device's own unit (drift: per second; noise: a factor). ``held`` is what a frozen
    instrument shows, in its unit; ``None`` for what it showed when it froze.
    """

    mode: str
    amount: float
    since: int
    held: float | None = None


class Malfunctions:
    """Who is out of order, and how. Kept by the faults block, which puts it back after a restore."""

    def __init__(self) -> None:
        self._by_device: dict[str, dict[str, Malfunction]] = {}
        self.version = 0
        """Grows with every change, so that a device looks here only when something happened."""

    def begin(self, device: str, what: Malfunction, by: str) -> None:
        """``device`` misbehaves from now on, in the name of fault ``by``."""
        self._by_device.setdefault(device, {})[by] = what
        self.version += 1

    def end(self, device: str, by: str) -> None:
        """Fault ``by`` lets go of ``device``."""
        if self._by_device.get(device, {}).pop(by, None) is not None:
            self.version += 1

    def clear(self) -> None:
        """Everything works again."""
        self._by_device.clear()
        self.version += 1

    def of(self, device: str) -> tuple[Malfunction, ...]:
        """What is wrong with ``device``, in the order of the faults' names."""
        found = self._by_device.get(device)
        return tuple(found[by] for by in sorted(found)) if found else ()


@dataclass(slots=True)
class Bus:
    """What a block may touch.

    ``tick`` is the number of the tick being worked on. ``values`` is the list of ``tags`` (same object, for speed).
    ``compile`` turns expression text into a function of ``values`` returning SI numbers or booleans.
    """

    tags: TagTable
    outputs: Outputs
    tick_ms: int
    seed: int
    compile: Callable[[str], Callable[[Sequence[float]], Any]]
    tick: int = 0
    events: list[Event] = field(default_factory=list)
    malfunctions: Malfunctions = field(default_factory=Malfunctions)

    @property
    def values(self) -> list[float]:
        """The current values of all tags."""
        return self.tags.values

    def emit(self, kind: str, source: str, us: int = 0, **data: Any) -> None:
        """Report something; the session records it and hands it to the observers in the record phase."""
        self.events.append(Event(self.tick, kind, source, data, us))

    def ticks(self, ms: float) -> int:
        """``ms`` as whole ticks, at least one; durations in scenarios are rounded up to the tick."""
        return max(1, -int(-ms // self.tick_ms))


class Block(Protocol):
    """A part of the control system that is scanned once every ``period`` ticks, in its phase."""

    period: int

    def start(self) -> None:
        """Put its tags in order at tick 0, once, after the plant's first values are there. Emits nothing.

        Called in phase order, but the instruments first: everything else lives on what they show.
        """

    def scan(self) -> None:
        """Do one scan for ``bus.tick``."""

    def state(self) -> dict[str, Any]:
        """The whole state as plain data."""

    def set_state(self, state: dict[str, Any]) -> None:
        """Put back ``state()`` exactly, and the values of the block's own tags."""

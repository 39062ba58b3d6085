"""Who trips what, and when: the relays of a station on one clock.

``look`` is told what the relays see now and starts or drops their timers; ``due`` says which timer ends first; ``act`` says
what it does. Nothing is scanned: between two looks nothing that a relay sees has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from engine.plant.grid import relays as r
from engine.plant.grid.earth_fault import FeederCurrent
from engine.plant.grid.gear import NEVER

__all__ = ["BUS", "Act", "Protection", "Seen", "zone_of"]

BUS = "bus"
"""What a selector names when none of its lines is reversed."""
READY = 10_000_000
"""How long both buses must be live before a transfer is ready (charged), µs. source: design"""
SWITCHED = 200_000
"""How long a transfer waits between opening and closing, µs. source: design"""


_OF_FAULTS = r.Differential | r.ArcLight | r.Gap | r.NeutralOvercurrent | r.BreakerFailure


@dataclass(frozen=True, slots=True)
class Seen:
    """What the relays see: each is asked when they look."""

    current: Callable[..., float]
    """A through a breaker, fault current included; in the phases named, or in all."""
    in_zone: Callable[[str, Collection[str]], bool]
    """Whether a short circuit lies at a transformer or bus, inside the breakers named."""
    arc_at: Callable[[str], bool]
    """Whether an arc burns in the cubicles of a bus."""
    gas: Callable[[str], float]
    """0, 1 light, 2 heavy gas of a transformer."""
    live: Callable[[str], bool]
    """Whether a bus is live."""
    closed: Callable[[str], bool]
    """Whether a breaker is closed."""
    fault: Callable[[], bool]
    """Whether there is a short circuit anywhere."""
    calm: Callable[[], bool]
    """Whether there is no short circuit, no earthed phase and no arc at all."""
    off: Callable[[], Collection[str]]
    """Relays whose plate is off."""
    open_delta: Callable[[str], float]
    """3U0 (V, secondary) that the voltage transformers of a bus show."""
    feeder: Callable[[str], FeederCurrent | None]
    """The zero-sequence current of a line while a phase of its network is earthed."""
    neutral: Callable[[str], tuple[float, float]]
    """Of a transformer's star point: its voltage as a share of the phase voltage, and A through it."""


class Act(NamedTuple):
    """What a relay does at one moment."""

    relay: str
    opens: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()
    operated: bool = True


@dataclass(slots=True)
class _Timer:
    """One that runs: when it ends, and since when it has been running."""

    since: int
    ends: int


@dataclass(slots=True)
class Protection:
    """All relays of a station."""

    relays: Mapping[str, r.Relay]
    operated: set[str] = field(default_factory=set)
    told: dict[str, int] = field(default_factory=dict)
    """When a breaker was last told to trip by a relay, µs; gone once it is open."""
    selected: dict[str, str] = field(default_factory=dict)
    """What each earth-fault selector has named since it was reset: a line, or ``BUS``."""
    by_hand: set[str] = field(default_factory=set)
    """Breakers last opened by hand: a transfer does not put back what somebody has switched off."""
    _timers: dict[str, _Timer] = field(default_factory=dict)
    _acted: set[str] = field(default_factory=set)
    """Timers that have ended while what started them is still seen: a relay says it once."""
    _ready: dict[str, int] = field(default_factory=dict)
    _stage: dict[str, int] = field(default_factory=dict)
    """Transfers and reclosings on their way: 1 waiting, 2 about to close, 3 done."""
    _least: dict[str, float] = field(init=False)
    """A from which on each over-current relay does anything."""
    _blind: frozenset[str] = field(init=False)
    """Relays that see nothing while all is calm."""

    def __post_init__(self) -> None:
        self._least = {
            name: min(stage.pickup for stage in relay.stages)
            for name, relay in self.relays.items()
            if isinstance(relay, r.Overcurrent)
        }
        self._blind = frozenset(name for name, relay in self.relays.items() if isinstance(relay, _OF_FAULTS))

    @property
    def picked_up(self) -> frozenset[str]:
        """Relays whose timer runs."""
        return frozenset(key.split("/")[0] for key in self._timers)

    def has_picked_up(self, name: str) -> bool:
        """Whether a timer of the relay runs."""
        return bool(self._timers) and name in self.picked_up

    # -- looking -----------------------------------------------------------------------------------------------
    def look(self, now: int, seen: Seen) -> None:
        """Start and drop timers for what is seen at ``now``."""
        for breaker in [b for b in self.told if not seen.closed(b)]:
            del self.told[breaker]
        off, idle = seen.off(), not self._timers and not self._acted
        calm = idle and seen.calm()
        for name, relay in self.relays.items():
            if name in off:
                self._drop(name)
                self._ready.pop(name, None)
                self._stage.pop(name, None)
                continue
            if calm and name in self._blind:
                continue  # nothing to be seen, and nothing to be dropped
            match relay:
                case r.Overcurrent() if idle and seen.current(relay.at, relay.phases) <= self._least[name]:
                    pass  # what most of them see most of the time
                case r.BusTransfer():
                    self._look_transfer(name, relay, now, seen)
                case r.Reclosing():
                    self._look_reclosing(name, relay, now, seen)
                case _:
                    for key, wanted, delay in self._wanted(name, relay, seen):
                        self._run(key, wanted, now, delay)
                    if isinstance(relay, r.EarthSelector) and name in self._acted:
                        self._select(name, relay, seen)

    def be_ready(self, now: int) -> None:
        """Transfers that could be ready have been so for long."""
        for name in self._ready:
            self._ready[name] = now - READY

    def _wanted(self, name: str, relay: r.Relay, seen: Seen) -> Iterator[tuple[str, bool, int]]:
        match relay:
            case r.Overcurrent():
                amperes = seen.current(relay.at, relay.phases)
                for n, stage in enumerate(relay.stages):
                    yield f"{name}/{n}", amperes > stage.pickup, stage.delay * 1000
            case r.Differential():
                yield name, seen.in_zone(relay.of, relay.between), relay.delay * 1000
            case r.Gas():
                yield name, seen.gas(relay.of) >= 2.0, relay.delay * 1000
            case r.ArcLight():
                yield name, seen.arc_at(relay.of), relay.delay * 1000
            case r.EarthSelector():
                yield name, seen.open_delta(relay.of) > relay.pickup, relay.delay * 1000
            case r.Gap():
                yield name, seen.neutral(relay.of)[0] > relay.pickup, relay.delay * 1000
            case r.NeutralOvercurrent():
                amperes = seen.neutral(relay.of)[1]
                for n, stage in enumerate(relay.stages):
                    yield f"{name}/{n}", amperes > stage.pickup, stage.delay * 1000
            case r.BreakerFailure():
                failing = (
                    relay.at in self.told and seen.fault() and seen.closed(relay.at) and seen.current(relay.at) > 0.0
                )
                yield name, failing, relay.delay * 1000

    @property
    def lasting(self) -> frozenset[str]:
        """Timers that have ended while what started them is still seen."""
        return frozenset(self._acted)

    def alarm(self, name: str) -> bool:
        """Whether what a relay without stages watches has lasted for its delay and is still there."""
        return name in self._acted

    def reset(self, name: str) -> None:
        """Take back what a relay has said."""
        self.operated.discard(name)
        self.selected.pop(name, None)

    def _select(self, name: str, relay: r.EarthSelector, seen: Seen) -> None:
        """Name the line whose current is the largest and reversed, or the bus where none is; nothing below the least."""
        found = [(line, now) for line in relay.lines if (now := seen.feeder(line)) is not None and now.magnitude >= relay.least]
        back = [(line, now) for line, now in found if now.direction < 0]
        if back:
            self.selected[name] = max(back, key=lambda one: one[1].magnitude)[0]
        elif found:
            self.selected[name] = BUS

    def _run(self, key: str, wanted: bool, now: int, delay: int) -> None:
        if not wanted:
            self._timers.pop(key, None)
            self._acted.discard(key)
        elif key not in self._timers and key not in self._acted:
            self._timers[key] = _Timer(now, now + delay)

    def _drop(self, name: str) -> None:
        for key in [k for k in self._timers if k.split("/")[0] == name]:
            del self._timers[key]
        if self._acted:
            self._acted = {key for key in self._acted if key.split("/")[0] != name}

    def _look_transfer(self, name: str, relay: r.BusTransfer, now: int, seen: Seen) -> None:
        """Ready after both buses have been live for a while; starts when its bus is dead; waits again after it has acted."""
        stage = self._stage.get(name, 0)
        here, there = seen.live(relay.bus), seen.live(relay.from_bus)
        if stage == 2:
            return
        if here and there and not seen.closed(relay.closes):
            self._ready.setdefault(name, now)
            self._stage.pop(name, None)
            self._timers.pop(name, None)
            return
        ready = name in self._ready and now - self._ready[name] >= READY
        switched_off = (
            any(breaker in self.by_hand for breaker in relay.opens)
            or any(other in self.operated for other in relay.blocked_by)
            or seen.closed(relay.closes)
        )
        if here or switched_off or not there:
            self._timers.pop(name, None)
            if here or switched_off:
                self._ready.pop(name, None)
        elif ready and stage == 0:
            self._run(name, True, now, relay.delay * 1000)

    def _look_reclosing(self, name: str, relay: r.Reclosing, now: int, seen: Seen) -> None:
        """Starts when its breaker has been opened by a relay; ready again some time after it has closed."""
        closed = seen.closed(relay.at)
        if closed:
            if self._stage.get(name) == 3:
                self._run(f"{name}/ready", True, now, relay.ready * 1000)
            elif relay.at in self.told:
                self._stage[name] = 1
        elif self._stage.get(name) == 1 and relay.at not in self.by_hand:
            self._run(name, True, now, relay.delay * 1000)

    # -- acting ------------------------------------------------------------------------------------------------
    def due(self) -> int:
        """When the next timer ends, µs."""
        return min((timer.ends for timer in self._timers.values()), default=NEVER)

    def act(self, now: int) -> list[Act]:
        """What the relays do whose timers end at ``now``."""
        out = []
        for key in sorted(k for k, timer in self._timers.items() if timer.ends <= now):
            del self._timers[key]
            name, _, part = key.partition("/")
            act = self._does(name, part, now)
            if act is None:
                continue
            out.append(act)
            if act.operated:
                self.operated.add(name)
        return out

    def _does(self, name: str, part: str, now: int) -> Act | None:
        match self.relays[name]:
            case r.BusTransfer() as relay:
                if self._stage.get(name, 0) == 0:
                    self._stage[name] = 2
                    self._timers[name] = _Timer(now, now + SWITCHED)
                    return Act(name, relay.opens)
                self._stage[name] = 3
                self._ready.pop(name, None)
                return Act(name, closes=(relay.closes,))
            case r.Reclosing() as relay:
                if part:
                    self._stage.pop(name, None)
                    return None
                self._stage[name] = 3
                return Act(name, closes=(relay.at,))
            case relay:
                self._acted.add(f"{name}/{part}" if part else name)
                return Act(name, relay.trips)

    # -- keeping -----------------------------------------------------------------------------------------------
    def state(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "operated": sorted(self.operated), "selected": dict(sorted(self.selected.items())),
            "told": dict(sorted(self.told.items())), "by_hand": sorted(self.by_hand),
            "timers": {key: [t.since, t.ends] for key, t in sorted(self._timers.items())},
            "acted": sorted(self._acted), "ready": dict(sorted(self._ready.items())), "stage": dict(sorted(self._stage.items())),
        }  # fmt: skip

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()``."""
        self.operated, self.told, self.by_hand = set(state["operated"]), dict(state["told"]), set(state["by_hand"])
        self._timers = {key: _Timer(*pair) for key, pair in state["timers"].items()}
        self._acted, self.selected = set(state["acted"]), dict(state["selected"])
        self._ready, self._stage = dict(state["ready"]), dict(state["stage"])


def zone_of(start: Sequence[int], joints: Sequence[tuple[int, int]]) -> set[int]:
    """Nodes reached from ``start`` over ``joints``."""
    beside: dict[int, list[int]] = {}
    for a, b in joints:
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
    found, queue = set(start), list(start)
    while queue:
        for other in beside.get(queue.pop(), ()):
            if other not in found:
                found.add(other)
                queue.append(other)
    return found

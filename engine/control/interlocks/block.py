"""The interlocks at work: conditions, trips, effects on the trip layer, permits, resets, bypasses, tests.

A scan in which no condition changes and no timer runs costs one list comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from engine.control.bus import Bus, Layer
from engine.control.interlocks.effects import Effects
from engine.control.interlocks.operate import InterlockOperable
from engine.control.interlocks.proof import Injection
from engine.control.interlocks.safety import NEVER, SafetyFunction
from engine.control.interlocks.section import Interlocks
from engine.scenario.text import Text

__all__ = ["CauseRow", "InterlockBlock", "InterlockRow"]

WARNING_MS = 600_000
"""A bypass says so long before its limit that it ends, ms; half of the limit where that is shorter."""

_RESULT = {
    "passed": (
        "功能测试合格：从信号到动作的回路完好",
        "The function test passed: the path from signal to trip works",
    ),
    "failed": (
        "功能测试不合格：联锁没有响应，须报修",
        "The function test failed: the interlock did not respond, have it repaired",
    ),
}


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One condition of an interlock: since when it holds or, after a trip, held; -1 if it has had no part."""

    text: str
    since: int
    first: bool
    """The one that came first."""
    after: bool
    """It came only after the trip."""


@dataclass(frozen=True, slots=True)
class InterlockRow:
    """One interlock as it stands, for the screen. Ticks are -1 while it never happened."""

    id: str
    label: str
    title: Text
    tripped: int
    demand: int
    bypassed: int
    bypassed_by: str
    testing: bool
    tested: bool
    first_cause: str
    group_first: bool
    sil: int | None
    causes: tuple[CauseRow, ...]
    until: int
    """When the bypass ends by itself."""
    permitted: bool
    missed: int
    """When it would have tripped had it not been bypassed."""


class InterlockBlock:
    """All interlocks of a scenario, looked at every tick."""

    period = 1

    def __init__(self, section: Interlocks, bus: Bus) -> None:
        self._bus = bus
        self.functions = {key: self._function(key, section, bus) for key in section.root}
        self._formulas = [[bus.compile(text) for text in e.cause.of] for e in section.root.values()]
        self._flat = [formula for formulas in self._formulas for formula in formulas]
        self._effects = Effects(section, bus)
        self._injections = {key: Injection(key, e, bus) for key, e in section.root.items()}
        names = ("tripped", "demand", "bypassed", "permitted", "testing", "tested")
        self._at = {key: [bus.tags.at(f"{key}.{name}") for name in names] for key in section.root}
        self._last: list[bool] = []
        self._busy = True
        self._version = -1
        self._lamp = tuple(bus.tags.at(f"BYPASS.{name}") for name in ("any", "count")) if section.root else ()
        self.permit: Callable[[str], bool] = self._signed
        """Whether the permit of an interlock is in force; the session knows the documents and says so."""
        self.operables = [InterlockOperable(self, key) for key in section.root]

    @staticmethod
    def _function(key: str, section: Interlocks, bus: Bus) -> SafetyFunction:
        entry = section.root[key]
        hold = bus.ticks(entry.hold) if entry.hold else 0
        limit = None if entry.bypass.limit is None else bus.ticks(entry.bypass.limit)
        return SafetyFunction(key, entry, hold, limit, hold + bus.ticks(entry.test.within), bus.ticks(WARNING_MS))

    def _signed(self, key: str) -> bool:
        """Whether everybody has signed the permit: what its own tag says."""
        name = f"{self.functions[key].entry.bypass.permit}.signed"
        return name in self._bus.tags and self._bus.tags.value(name) != 0.0

    def _is_permitted(self, key: str) -> bool:
        return self.functions[key].entry.bypass.permit is not None and self.permit(key)

    def start(self) -> None:
        """Hold what needs a permit."""
        self._effects.hold_permits(())

    def scan(self) -> None:
        """Take in the conditions and carry out what follows."""
        values = self._bus.values
        holds = [bool(formula(values)) for formula in self._flat]
        version = self._bus.malfunctions.version
        if holds == self._last and not self._busy and version == self._version:
            return
        self._last, self._version, at = holds, version, 0
        for (key, function), formulas in zip(self.functions.items(), self._formulas, strict=True):
            self._one(key, function, holds[at : at + len(formulas)])
            at += len(formulas)
        self._busy = any(function.busy for function in self.functions.values())

    def _one(self, key: str, function: SafetyFunction, holds: Sequence[bool]) -> None:
        tick = self._bus.tick
        failed = any(what.mode == "fail" for what in self._bus.malfunctions.of(key))
        function.see(holds, tick, failed)
        if function.trips(tick):
            self._trip(function, holds)
        elif function.resets_itself():
            self.reset(key, "auto")
        if function.status.tripped != NEVER:
            self._effects.confirm(function)
        if function.status.bypassed != NEVER:
            self._watch_bypass(key, function)
        if function.status.test != NEVER:
            self._test(function, failed)
        self._show(function)

    def _watch_bypass(self, key: str, function: SafetyFunction) -> None:
        """What goes on under a bypass: a demand that is not answered, a permit that comes late, its end."""
        s, tick = function.status, self._bus.tick
        s.permitted = self._is_permitted(key)
        if function.misses(tick):
            since = [(when, i) for i, when in enumerate(s.inputs) if when != NEVER]
            causes = [str(function.entry.cause.of[i]) for _, i in sorted(since)]
            title = function.entry.title
            self._bus.emit(
                "bypass_demand", key, first_out=causes[0], causes=causes, by=s.bypassed_by, permitted=s.permitted,
                text={"zh": f"{title.of('zh')}：已旁路，本应动作（{'；'.join(causes)}）",
                      "en": f"{title.of('en')}: bypassed, would have tripped ({'; '.join(causes)})"},
            )  # fmt: skip
        if function.bypass_over(tick):
            self.restore(key, "timer")
        elif function.bypass_ends_soon(tick) and function.bypass_limit is not None:
            left = (s.bypassed + function.bypass_limit - tick) * self._bus.tick_ms / 1000
            minutes = f"{left / 60:.3g}"
            self._bus.emit(
                "bypass_ending", key, left=left, by=s.bypassed_by,
                text={"zh": f"旁路还剩 {minutes} 分钟，到时自动恢复", "en": f"the bypass ends by itself in {minutes} min"},
            )  # fmt: skip

    def _trip(self, function: SafetyFunction, holds: Sequence[bool]) -> None:
        group = function.entry.group
        others = [f for f in self.functions.values() if group and f.entry.group == group and f is not function]
        first = bool(group) and all(f.status.tripped == NEVER for f in others)
        function.trip(self._bus.tick, first)
        self._effects.apply(function)
        self._effects.hold_permits(self.tripped())
        causes = [str(text) for text, on in zip(function.entry.cause.of, holds, strict=True) if on]
        came_first = str(function.entry.cause.of[function.status.first])
        self._bus.emit(
            "trip", function.id, title=function.entry.title.model_dump(), first_out=came_first, causes=causes,
            group_first=first,
        )  # fmt: skip

    def _test(self, function: SafetyFunction, failed: bool) -> None:
        result = function.run_test(self._injections[function.id].holds(), self._bus.tick, failed)
        if result:
            function.status.test = function.status.test_demand = NEVER
            zh, en = _RESULT[result]
            title = function.entry.title
            self._bus.emit("message", function.id, sender=title.model_dump(), text={"zh": zh, "en": en}, test=result)

    def _show(self, function: SafetyFunction) -> None:
        s, values = function.status, self._bus.values
        shown = (s.tripped != NEVER, s.demand != NEVER, s.bypassed != NEVER, s.permitted, s.test != NEVER, s.tested)
        for at, on in zip(self._at[function.id], shown, strict=True):
            values[at] = float(on)

    def _show_lamp(self) -> None:
        """The bypass lamp and count; changed only by a bypass and its end."""
        bypassed = [f.entry.bypass.lamp for f in self.functions.values() if f.status.bypassed != NEVER]
        for at, shown in zip(self._lamp, (any(bypassed), len(bypassed)), strict=False):
            self._bus.values[at] = float(shown)

    # -- what people do --------------------------------------------------------------------------------------

    def reset(self, key: str, by: str) -> None:
        """Let go of a trip; nothing starts by itself."""
        function = self.functions[key]
        if function.status.tripped == NEVER:
            return
        memory = [asdict(cause) for cause in _causes(function) if cause.since != NEVER]
        function.reset()
        self._effects.release(function)
        self._effects.hold_permits(self.tripped())
        self._bus.emit("trip_reset", key, by=by, causes=memory)
        self._touch(function)

    def bypass(self, key: str, by: str) -> None:
        """From now on a demand does not trip. What has tripped stays tripped."""
        function = self.functions[key]
        permitted = self._is_permitted(key)
        function.bypass(self._bus.tick, by, permitted)
        self._bus.emit("bypass", key, on=True, by=by, permitted=permitted)
        self._touch(function)
        self._show_lamp()

    def restore(self, key: str, by: str) -> None:
        """End the bypass; a demand that still holds trips at once."""
        function = self.functions[key]
        permitted = function.status.permitted
        function.restore()
        self._bus.emit("bypass", key, on=False, by=by, permitted=permitted)
        self._touch(function)
        self._show_lamp()

    def start_test(self, key: str) -> None:
        """Inject the test signals and see whether the function would trip."""
        function = self.functions[key]
        function.status.test, function.status.test_demand, function.status.tested = (
            self._bus.tick,
            NEVER,
            False,
        )
        self._touch(function)

    def _touch(self, function: SafetyFunction) -> None:
        self._busy = True
        self._show(function)

    # -- what is shown ---------------------------------------------------------------------------------------

    def tripped(self) -> list[str]:
        """Ids of interlocks that have tripped, in the order of the table."""
        return [key for key, f in self.functions.items() if f.status.tripped != NEVER]

    def bypassed(self) -> list[str]:
        """Ids of interlocks that are bypassed."""
        return [key for key, f in self.functions.items() if f.status.bypassed != NEVER]

    def explain(self, tag: str) -> Text | None:
        """Why ``tag`` is held on the trip layer and what would free it, or ``None`` if it is not."""
        value, layer, _ = self._bus.outputs.resolve(tag)
        return self._effects.explain(tag, value, self.functions) if layer is Layer.TRIP else None

    def rows(self, restless: bool = False) -> list[InterlockRow]:
        """The table for the screen; ``restless`` leaves out what is neither demanded, tripped, bypassed nor under test."""
        return [self._row(function) for function in self.functions.values() if not restless or _restless(function)]

    def _row(self, f: SafetyFunction) -> InterlockRow:
        s, e = f.status, f.entry
        first = str(e.cause.of[s.first]) if s.first != NEVER else ""
        until = NEVER if s.bypassed == NEVER or f.bypass_limit is None else s.bypassed + f.bypass_limit
        return InterlockRow(f.id, e.label or f.id, e.title, s.tripped, s.demand, s.bypassed, s.bypassed_by,
                            s.test != NEVER, s.tested, first, s.group_first, e.sil, _causes(f), until, s.permitted,
                            s.missed)  # fmt: skip

    def state(self) -> dict[str, Any]:
        """The status of every function."""
        return {key: function.state() for key, function in self.functions.items()}

    def set_state(self, state: dict[str, Any]) -> None:
        """Put back ``state()`` and the tags; claims on outputs are restored with the outputs."""
        for key, one in state.items():
            self.functions[key].set_state(one)
            self._show(self.functions[key])
        self._show_lamp()
        self._last, self._busy = [], True


def _restless(function: SafetyFunction) -> bool:
    s = function.status
    return max(s.test, s.tripped, s.demand, s.bypassed) > NEVER


def _causes(function: SafetyFunction) -> tuple[CauseRow, ...]:
    """Every condition as it stands or, while the interlock is tripped, as it is remembered."""
    s = function.status
    tripped = s.tripped != NEVER
    since = s.memory if tripped else s.inputs
    return tuple(
        CauseRow(str(text), when, tripped and i == s.first, tripped and when > s.tripped)
        for i, (text, when) in enumerate(zip(function.entry.cause.of, since, strict=True))
    )

"""The alarms at work: delays, states, first-out, the list for the screen.

A scan in which nothing changes costs one list comparison. Events are reported at every change of state.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from engine.control.alarms.conditions import Conditions
from engine.control.alarms.operate import AlarmOperable, AllAlarms
from engine.control.alarms.section import PRIORITIES, Alarm, Alarms, Priority
from engine.control.alarms.states import ASIDE, STATES, UNACKNOWLEDGED, Input, State, step
from engine.control.alarms.suppression import Suppressions
from engine.control.alarms.tally import Tally
from engine.control.bus import Bus
from engine.state import fields_of

__all__ = ["AlarmBlock", "AlarmRow"]

NEVER = -1
DESIGN = "design"
"""Who suppresses by design, in events."""


@dataclass(slots=True)
class AlarmRow:
    """One alarm as it stands: what the list on the screen shows, and the whole of its state.

    Ticks are -1 while it never happened. ``pending`` is when the condition last came to differ from ``active``,
    ``waits`` since when it has waited to be acknowledged; ``aside_by`` put it aside for ``reason``.
    """

    id: str
    state: State = State.NORMAL
    active: bool = False
    pending: int = NEVER
    began: int = NEVER
    ended: int = NEVER
    acknowledged: int = NEVER
    acknowledged_by: str = ""
    value: float = 0.0
    first_out: bool = False
    count: int = 0
    shelved_until: int = NEVER
    waits: int = NEVER
    aside_by: str = ""
    reason: str = ""


class AlarmBlock:
    """All alarms of a scenario, looked at every tick."""

    period = 1

    def __init__(self, section: Alarms, bus: Bus) -> None:
        self._bus = bus
        self.alarms: dict[str, Alarm] = dict(section.root)
        self._keys = list(section.root)
        self._conditions = Conditions(list(section.root.items()), bus)
        self._rows = {key: AlarmRow(key) for key in section.root}
        self._on = {key: bus.ticks(e.on_delay) if e.on_delay else 0 for key, e in section.root.items()}
        self._off = {key: bus.ticks(e.off_delay) if e.off_delay else 0 for key, e in section.root.items()}
        self._at = {
            key: tuple(bus.tags.at(f"{key}.{what}") for what in ("active", "unack", "state")) for key in section.root
        }
        self._active = [False] * len(self._keys)
        self._design = Suppressions(self.alarms, bus)
        self._designed = any(alarm.suppress is not None for alarm in self.alarms.values())
        self._tally = Tally(bus, used=bool(self._keys))
        self._waiting = False
        self._shelved = False
        self.operables: list[AlarmOperable | AllAlarms] = [AlarmOperable(self, key) for key in section.root]
        self.operables.append(AllAlarms(self))

    def start(self) -> None:
        """Nothing is in alarm before the first scan; rates count from now."""
        self._conditions.prime()

    def scan(self) -> None:
        """Compare every condition with what is known and carry out what changed."""
        if self._designed:
            for key, hidden in self._design.scan():
                self._hide(key, hidden)
        holds = self._conditions.holds()
        if holds != self._active or self._waiting:
            self._settle(holds)
        if self._shelved:
            self._end_shelving()
        self._tally.scan()

    def _settle(self, holds: list[bool]) -> None:
        tick = self._bus.tick
        waiting, changed = False, []
        for i, (key, on) in enumerate(zip(self._keys, holds, strict=True)):
            row = self._rows[key]
            if on == row.active:
                row.pending = NEVER
                continue
            if row.pending == NEVER:
                row.pending = tick
            if tick - row.pending >= (self._on if on else self._off)[key]:
                row.pending, row.active, self._active[i] = NEVER, on, on
                changed.append((i, row))
            else:
                waiting = True
        self._waiting = waiting
        for i, row in changed:
            self._change(i, row)
        if changed:
            self._conditions.follow(self._active)

    def _change(self, i: int, row: AlarmRow) -> None:
        value = self._conditions.value(i)
        if row.active:
            row.began, row.count = self._bus.tick, row.count + 1
            row.value = 0.0 if value is None else value
            if row.state not in ASIDE:
                self._mark_first(row)
        else:
            row.ended = self._bus.tick
        self._move(row, Input.BEGINS if row.active else Input.ENDS, value)

    def _mark_first(self, row: AlarmRow) -> None:
        """First-out: the first alarm of a group while nothing else of the group is announced."""
        group = self.alarms[row.id].group
        others = [r for key, r in self._rows.items() if group and self.alarms[key].group == group and r is not row]
        if group and all(r.state is State.NORMAL or r.state in ASIDE for r in others):
            for other in others:
                other.first_out = False
            row.first_out = True

    def _move(self, row: AlarmRow, what: Input, value: float | None = None, by: str = "") -> None:
        before = row.state
        row.state = step(before, what, self.alarms[row.id].latched)
        if row.state is State.NORMAL:
            row.first_out = False
        self._show(row)
        if row.state is before:
            return
        if row.state is State.UNACK:
            self._tally.announce()
        if row.state not in UNACKNOWLEDGED:
            row.waits = NEVER
        elif row.waits == NEVER:
            row.waits = self._bus.tick
        self._tally.count(self._rows.values())
        data: dict[str, Any] = {
            "alarm": row.id, "state": row.state.value, "from": before.value, "value": value,
            "priority": self.alarms[row.id].priority, "first_out": row.first_out, "by": by,
        }  # fmt: skip
        if row.reason:
            data["reason"] = row.reason
        if row.state is State.SHELVED:
            data["until"] = row.shelved_until
        self._bus.emit("alarm", row.id, **data)

    def _show(self, row: AlarmRow) -> None:
        values, (active, unack, state) = self._bus.values, self._at[row.id]
        values[active] = float(row.active)
        values[unack] = float(row.state in UNACKNOWLEDGED)
        values[state] = float(STATES.index(row.state))

    # -- what people do --------------------------------------------------------------------------------------

    def acknowledge(self, key: str, by: str) -> None:
        """``by`` has seen the alarm."""
        row = self._rows[key]
        if row.state in UNACKNOWLEDGED:
            row.acknowledged, row.acknowledged_by = self._bus.tick, by
            self._move(row, Input.ACKNOWLEDGE, by=by)

    def reset(self, key: str, by: str) -> None:
        """Let go of a latched alarm whose condition has ended."""
        self._move(self._rows[key], Input.RESET, by=by)

    def shelve(self, key: str, by: str, ticks: int, reason: str = "") -> None:
        """Put the alarm aside for ``ticks`` ticks."""
        self._rows[key].shelved_until = self._bus.tick + ticks
        self._shelved = True
        self._put_aside(key, Input.SHELVE, by, reason)

    def shelve_for(self, key: str, by: str, minutes: float, reason: str) -> None:
        """Put the alarm aside for ``minutes``."""
        self.shelve(key, by, self._bus.ticks(minutes * 60_000), reason)

    def suppress(self, key: str, by: str) -> None:
        """Put the alarm aside by design."""
        self._put_aside(key, Input.SUPPRESS, by, "")

    def remove_from_service(self, key: str, by: str, reason: str = "") -> None:
        """Put the alarm aside for maintenance."""
        self._rows[key].shelved_until = NEVER
        self._put_aside(key, Input.REMOVE, by, reason)

    def _put_aside(self, key: str, what: Input, by: str, reason: str) -> None:
        row = self._rows[key]
        row.aside_by, row.reason = by, reason
        self._move(row, what, by=by)

    def announce(self, key: str, by: str) -> None:
        """End shelving, suppression or out-of-service: an alarm that holds is announced anew.

        What the plant's state hides stays hidden, whoever put it aside besides.
        """
        row = self._rows[key]
        if row.state not in ASIDE:
            return
        row.shelved_until = NEVER
        if self._design.hides(key):
            self.suppress(key, DESIGN)
            return
        row.aside_by = row.reason = ""
        if row.active:
            self._mark_first(row)
        self._move(row, Input.RETURN_ACTIVE if row.active else Input.RETURN_NORMAL, by=by)

    def _hide(self, key: str, hidden: bool) -> None:
        """The state of the plant begins or ends to hide an alarm; one that a person put aside stays so."""
        state = self._rows[key].state
        if hidden and state not in ASIDE:
            self.suppress(key, DESIGN)
        elif not hidden and state is State.SUPPRESSED:
            self.announce(key, DESIGN)

    def _end_shelving(self) -> None:
        shelved = [row for row in self._rows.values() if row.state is State.SHELVED]
        for row in shelved:
            if self._bus.tick >= row.shelved_until:
                self.announce(row.id, by="timer")
        self._shelved = any(row.state is State.SHELVED for row in shelved)

    # -- what is shown ---------------------------------------------------------------------------------------

    def row(self, key: str) -> AlarmRow:
        """A copy of one alarm's row."""
        return replace(self._rows[key])

    def rows(self) -> list[AlarmRow]:
        """The alarm list: everything announced, unacknowledged first, then by priority, the newest first."""
        shown = [replace(r) for r in self._rows.values() if r.state is not State.NORMAL and r.state not in ASIDE]
        return sorted(shown, key=lambda r: (r.state not in UNACKNOWLEDGED, self._rank(r.id), -r.began, r.id))

    def aside(self) -> list[AlarmRow]:
        """What is put aside: shelved first (the next to come back before others), then suppressed, out of service."""
        shown = [replace(r) for r in self._rows.values() if r.state in ASIDE]
        return sorted(shown, key=lambda r: (STATES.index(r.state), r.shelved_until, self._rank(r.id), r.id))

    def limit_of(self, key: str) -> float | None:
        """The limit the alarm begins at, in its tag's unit (per second for a rate); ``None`` for a formula."""
        return self._conditions.limit(self._keys.index(key))

    def _rank(self, key: str) -> int:
        priority: Priority = self.alarms[key].priority
        return PRIORITIES.index(priority)

    def unacknowledged(self) -> list[str]:
        """Ids of all alarms that wait to be acknowledged, in the order of the section."""
        return [key for key, row in self._rows.items() if row.state in UNACKNOWLEDGED]

    def new_since(self, tick: int) -> list[str]:
        """Alarms announced at or after ``tick`` that nobody has acknowledged: the speed drops to ×1 for them."""
        return [key for key, row in self._rows.items() if row.began >= tick and row.state in UNACKNOWLEDGED]

    def state(self) -> dict[str, Any]:
        """Every row, the smoothing behind the rates, what is suppressed, when alarms were announced."""
        rows = {key: {**fields_of(row), "state": row.state.value} for key, row in self._rows.items()}
        for one in rows.values():
            del one["id"]
        return {
            "rows": rows, "slow": list(self._conditions.slow), "design": self._design.state(),
            "tally": self._tally.state(),
        }  # fmt: skip

    def set_state(self, state: dict[str, Any]) -> None:
        """Put back ``state()`` and the alarms' tags."""
        for key, one in state["rows"].items():
            self._rows[key] = row = AlarmRow(**{**one, "id": key, "state": State(one["state"])})
            self._show(row)
        self._conditions.slow = list(state["slow"])
        self._design.set_state(state["design"])
        self._tally.set_state(state["tally"], self._rows.values())
        self._active = [self._rows[key].active for key in self._keys]
        self._conditions.follow(self._active)
        self._waiting = any(row.pending != NEVER for row in self._rows.values())
        self._shelved = any(row.state is State.SHELVED for row in self._rows.values())

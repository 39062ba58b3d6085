"""What interlocks do to the plant: claims on the trip layer, permits, confirmations.

A tag that some interlock *permits* is held at its healthy value until one of the interlocks that permit it has
tripped. An effect with ``confirm`` follows only when the operator has pressed the named switch after the trip.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.control.bus import Bus, Layer
from engine.control.interlocks.safety import SafetyFunction
from engine.control.interlocks.section import Effect, Interlocks
from engine.scenario.text import Text

__all__ = ["PERMIT", "Effects"]

PERMIT = "permit"
"""In whose name a tag is held that needs a permit; small letters, so any interlock's own claim comes first."""


class Effects:
    """The effects of the whole table."""

    def __init__(self, section: Interlocks, bus: Bus) -> None:
        self._bus = bus
        self._to: dict[tuple[str, int], float] = {}
        self._permitted_by: dict[str, list[str]] = {}
        for key, entry in section.root.items():
            for i, effect in enumerate(entry.effects):
                if effect.permit is not None:
                    self._permitted_by.setdefault(effect.permit, []).append(key)
                elif effect.set is not None and effect.to is not None:
                    self._to[key, i] = effect.to.to(bus.tags[effect.set].unit)

    def apply(self, function: SafetyFunction) -> None:
        """Everything that follows at once from a trip."""
        for i, effect in enumerate(function.entry.effects):
            if effect.confirm is None:
                self._set(function.id, i, effect)

    def confirm(self, function: SafetyFunction) -> None:
        """What follows from switches pressed since the trip; one that was in already has to be let out first."""
        s, values, tags = function.status, self._bus.values, self._bus.tags
        for switch in sorted({e.confirm for e in function.entry.effects if e.confirm}.difference(s.confirmed)):
            if not values[tags.at(switch)]:
                s.armed = sorted({switch, *s.armed})
            elif switch in s.armed:
                s.confirmed = sorted({switch, *s.confirmed})
                for i, effect in enumerate(function.entry.effects):
                    if effect.confirm == switch:
                        self._set(function.id, i, effect)

    def _set(self, key: str, i: int, effect: Effect) -> None:
        if effect.set is not None:
            value, outputs = self._to[key, i], self._bus.outputs
            outputs.put(Layer.TRIP, effect.set, value, key)
            outputs.settle(Layer.MANUAL, effect.set, value)

    def release(self, function: SafetyFunction) -> None:
        """Take back every claim of a function that was reset."""
        for effect in function.entry.effects:
            if effect.set is not None:
                self._bus.outputs.release(Layer.TRIP, effect.set, function.id)

    def hold_permits(self, tripped: Collection[str]) -> None:
        """Hold what nobody permits, free what somebody does."""
        outputs = self._bus.outputs
        for tag, permitting in self._permitted_by.items():
            if any(key in tripped for key in permitting):
                outputs.release(Layer.TRIP, tag, PERMIT)
            else:
                healthy = self._bus.tags[tag].healthy
                outputs.put(Layer.TRIP, tag, healthy, PERMIT)
                outputs.settle(Layer.MANUAL, tag, healthy)

    def explain(self, tag: str, value: float, functions: Mapping[str, SafetyFunction]) -> Text:
        """Who holds ``tag`` at ``value``, and what frees it."""
        _, _, owner = self._bus.outputs.resolve(tag)
        if owner in functions:
            entry = functions[owner].entry
            name = entry.label or owner
            return Text(
                zh=f"联锁 {name}（{entry.title.of('zh')}）已动作，保持在 {value:g}；原因消除并复位后才能操作",
                en=f"interlock {name} ({entry.title.of('en')}) has tripped and holds it at {value:g}: "
                "clear the cause and reset it first",
            )
        names = [functions[key].entry.label or key for key in self._permitted_by.get(tag, [])]
        return Text(
            zh=f"平时闭锁；联锁 {'、'.join(names)} 动作后才允许操作",
            en=f"it is locked; it may be operated only after {' or '.join(names)} has tripped",
        )

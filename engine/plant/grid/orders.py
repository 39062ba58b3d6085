"""How commands become movements: which order goes to which gear, and what keeps it from being carried out.

An order that cannot be carried out is told as an event with its reason; nothing else happens. Whether it should have been
given is not asked here: that is five-prevention's affair (``guard.py``), and it can be overruled.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, MutableMapping

from engine.plant.grid import devices as d
from engine.plant.grid.declaration import ORDERS
from engine.plant.grid.doors import OPENED
from engine.plant.grid.gear import Order
from engine.plant.grid.machinery import TRUCK_STEPS, Machinery
from engine.plant.grid.protection import Protection
from engine.plant.grid.section import GridSection

__all__ = ["Orders"]

_WATCHED = frozenset({
    "fault", "fault_resistance", "fault_phase", "fault_place", "fuse", "resonance", "arcing", "internal", "enabled",
    "lost", "false_live", "available", "clamped", "based", "contact_lost", OPENED,
})  # fmt: skip
"""Inputs that change what flows or what relays see."""
_MOMENTARY = frozenset({"operate", "tap_order", "reset_order"})


class Orders:
    """Takes the orders of a station. ``inputs``: commands by tag id, owned by the plant; momentary ones are cleared here.

    ``tell`` notes what happens; ``switched`` hears of load switches, which move at once.
    """

    def __init__(
        self, section: GridSection, inputs: MutableMapping[str, float], machinery: Machinery, protection: Protection,
        tell: Callable[..., None], switched: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._section, self._inputs, self._machinery, self._protection = section, inputs, machinery, protection
        self._tell, self._switched = tell, switched
        self._rank = {name: n for n, name in enumerate((*section.devices, *section.protection))}
        self._standing: dict[str, float] = {tag: 0.0 for tag in inputs if tag.partition(".")[2] in _WATCHED}
        """Inputs that matter when they change, as they were last seen."""

    def take(self, given: Collection[str], now: int) -> bool:
        """Take the orders among the inputs ``given``, in the order of the section; whether the station has to be settled."""
        inputs, again = self._inputs, False
        orders = [(name, what) for name, _, what in (tag.partition(".") for tag in given) if what in _MOMENTARY]
        for name, what in sorted(orders, key=lambda one: (self._rank[one[0]], one[1])):
            order = inputs[f"{name}.{what}"]
            inputs[f"{name}.{what}"] = 0.0
            if order and what == "operate":
                again |= self._carry_out(name, self._section.devices[name], order, now)
            elif order and what == "tap_order":
                self._machinery.begin_tap(name, 1 if order == 1.0 else -1, now)
            elif order:
                self._protection.reset(name)
        return self.look(given) or again

    def look(self, given: Collection[str] | None = None) -> bool:
        """Note the inputs ``given`` (all of them) as they stand; whether one that matters has changed since the last time."""
        standing, changed = self._standing, False
        for tag in standing if given is None else given:
            if tag in standing and standing[tag] != self._inputs[tag]:
                standing[tag] = self._inputs[tag]
                changed = True
        return changed

    def give(self, name: str, to: Order, by: str, now: int) -> None:
        """Tell a breaker to open or close; what keeps it from it is told. ``by``: the relay, or nobody's hand."""
        gear, inputs = self._machinery.breakers[name], self._inputs
        if gear.closed == (to == "close") or gear.order == to:
            return
        why = (
            "no_power" if not inputs[f"{name}.control_power"]
            else "sf6" if self._machinery.locked_out(name)
            else "stuck" if to == "open" and (inputs[f"{name}.stuck"] or gear.failed)
            else "stuck" if to == "close" and inputs[f"{name}.stuck_open"]
            else "spring" if to == "close" and not gear.charged(now)
            else ""
        )  # fmt: skip
        if why:
            self._tell(name, what="refused", order=to, why=why, by=by)
            return
        gear.begin(to, now, trip=bool(by))
        if by:
            self._protection.by_hand.discard(name)

    def _carry_out(self, name: str, device: d.Device, order: float, now: int) -> bool:
        to: Order = "close" if order == ORDERS["close"] else "open"
        machinery = self._machinery
        match device:
            case d.Breaker():
                by_hand = self._protection.by_hand
                by_hand.discard(name) if to == "close" else by_hand.add(name)
                self.give(name, to, "", now)
            case d.LoadSwitch():
                machinery.load_switches[name].closed = to == "close"
                self._tell(name, what="closed" if to == "close" else "opened")
                self._switched(name)
                return True
            case d.Truck():
                self._rack(name, order)
            case d.Disconnector() if not self._inputs[f"{name}.drive_power"]:
                self._tell(name, what="no_power")
            case _:
                machinery.send(name, 100.0 if to == "close" else 0.0)
        return False

    def _rack(self, name: str, order: float) -> None:
        """1 out to test, 2 in to working, 3 out of the cubicle, 4 back into test; each from the place next to it."""
        drive = self._machinery.drives[name]
        withdrawn, test, working = TRUCK_STEPS[0], TRUCK_STEPS[1], TRUCK_STEPS[2]
        between = {1.0: (test, working), 2.0: (test, working), 3.0: (withdrawn, test), 4.0: (withdrawn, test)}[order]
        if between[0] <= drive.position <= between[1]:
            self._machinery.send(name, {1.0: test, 2.0: working, 3.0: withdrawn, 4.0: test}[order])
        else:
            self._tell(name, what="refused", order=order, why="place", by="")

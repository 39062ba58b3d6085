"""How every powered valve moves: it follows its command at a limited speed, unless a fault says otherwise.

Shared by the valve components, so that stroke times and faults mean the same everywhere. Fault parameters,
all writable tags: ``stuck`` (stays where it is), ``stuck_at`` (goes to that opening and stays; −1 = off),
``slow`` (stroke time ×), ``passing`` (leaks that share of full flow when shut), ``no_drive`` (air or power
lost: goes to its fail position).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import casadi as ca

if TYPE_CHECKING:
    from engine.plant.flowsheet.assembly import Part
    from engine.plant.flowsheet.declaration import Declaration

__all__ = ["FailPosition", "declare_actuator", "moving", "passing", "settle_actuator"]

FailPosition = Literal["closed", "open", "hold"]

_SETTLING = 10.0  # over the last tenth of its travel an actuator slows down


def declare_actuator(d: Declaration) -> None:
    """The position state and tag and the fault parameters; the command is declared by the valve itself."""
    d.state("position", None)
    d.output("position", "阀位", "position", unit="%", high=100.0)
    d.switch("stuck", "卡涩", "stuck")
    d.input("stuck_at", "卡在开度（-1 为无）", "stuck at (-1: not)", unit="%", low=-1.0, high=100.0, healthy=-1.0)
    d.input("slow", "动作变慢倍数", "stroke time factor", low=1.0, high=20.0, healthy=1.0)
    d.input("passing", "内漏", "passing when shut", unit="%", high=100.0)
    d.switch("no_drive", "失去动力", "drive lost")


def moving(me: Part, command: Any, stroke: float, fails: FailPosition, lag: float | None = None) -> None:
    """Write the rate of ``position`` (0–1): full stroke in ``stroke`` s towards ``command`` (0–1).

    Near its target the actuator slows down with the time constant ``lag`` (s), a tenth of the stroke by default.
    """
    position = me.x("position")
    lost = me.u("no_drive")
    rest = {"closed": 0.0, "open": 1.0, "hold": position}[fails]
    target = command + lost * (rest - command)
    driven = me.u("stuck_at") >= 0.0
    target = ca.if_else(driven, me.u("stuck_at"), target)
    free = ca.logic_or(me.u("stuck") < 0.5, driven)
    slope = stroke / lag if lag else _SETTLING
    speed = ca.fmin(ca.fmax((target - position) * slope, -1.0), 1.0)
    me.rate("position", speed * (free / (stroke * me.u("slow"))))


def passing(me: Part, opening: Any) -> Any:
    """The share of full flow: ``opening`` (0–1) lifted by what passes when shut."""
    leak = me.u("passing")
    return leak + (1.0 - leak) * opening


def settle_actuator(initial: dict[str, float]) -> None:
    """A valve stands where its command at the start wants it."""
    if "position" not in initial:
        initial["position"] = initial["command"]

"""What every motor-driven machine has: start and stop, a trip, and a speed that needs time to come and go.

``running`` is the contactor's answer: commanded, available and not tripped. Fault parameters: ``trip``
(overload relay), ``unavailable`` (isolated for repair). The state ``drive`` is the speed as a share of the
rated speed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.plant.flowsheet.assembly import Part
    from engine.plant.flowsheet.declaration import Declaration

__all__ = ["declare_motor", "drive", "settle_motor"]


def declare_motor(d: Declaration, running: bool) -> None:
    """Command, trip, availability and feedback; the machine declares the speed tag itself if it shows one."""
    d.switch("command", "启动指令", "start command", healthy=1.0 if running else 0.0)
    d.switch("trip", "跳闸", "trip")
    d.switch("unavailable", "不可用", "unavailable")
    d.flag("running", "运行", "running")
    d.state("drive", None)
    d.operation("start", "command", 1.0)
    d.operation("stop", "command", 0.0)


def drive(me: Part, lag: float) -> Any:
    """Write ``running`` and the rate of ``drive`` (first order, ``lag`` in s); returns running as 0 or 1."""
    running = me.u("command") * (1.0 - me.u("trip")) * (1.0 - me.u("unavailable"))
    me.out("running", running)
    me.rate("drive", (running - me.x("drive")) / lag)
    return running


def settle_motor(initial: dict[str, float]) -> None:
    """A machine that is commanded to run at the start is already at speed."""
    initial["drive"] = initial["command"] * (1.0 - initial["trip"]) * (1.0 - initial["unavailable"])

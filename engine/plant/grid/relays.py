"""Protection and automatics of a station, as an author writes them.

A relay looks at what its place shows (current of a breaker, a fault inside its zone, voltage of a bus) and trips breakers
after its delay, as long as its plate is in (``enabled``). Typical settings: ``source: design``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from engine.plant.grid.devices import Plate
from engine.scenario.model import Model
from engine.scenario.quantity import Duration, Quantity
from engine.scenario.text import Text

__all__ = [
    "RELAYS", "ArcLight", "BreakerFailure", "BusTransfer", "Differential", "EarthSelector", "Gap", "Gas",
    "NeutralOvercurrent", "Overcurrent", "Reclosing", "Relay", "Stage",
]  # fmt: skip

Id = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)]


class Relay(Model):
    """What every relay has."""

    title: Text = Field(description="名称 / name")
    label: Plate = Field("", description="压板牌号 / what its plate says")
    enabled: bool = Field(True, description="压板正常投入 / its plate is in, in the normal state")
    trips: tuple[Id, ...] = Field((), description="跳开的断路器 / breakers it trips")


class Stage(Model, title="段 / Stage"):
    """One stage of an over-current relay."""

    pickup: Annotated[float, Quantity("A", ge=1e-3, le=1e6)] = Field(description="动作电流 / pick-up current")
    delay: Duration = Field(0, description="时限 / delay")


class Overcurrent(Relay, title="过电流保护 / Over-current protection"):
    """Trips when the current of its breaker stays above a stage's pick-up for its delay."""

    type: Literal["overcurrent"] = Field(description="类型 / kind of relay")
    at: Id = Field(description="电流所取的断路器 / the breaker whose current it sees")
    stages: Annotated[tuple[Stage, ...], Field(min_length=1, max_length=4)] = Field(description="各段 / its stages")
    phases: Annotated[tuple[Literal["A", "B", "C"], ...], Field(min_length=1, max_length=3)] = Field(
        ("A", "B", "C"),
        description="有电流互感器的相；10 kV 出线常只装 A、C 相 / phases with a current transformer; 10 kV feeders often have A "
        "and C only, so that of two earths on two feeders one line stays in service",
    )


class Differential(Relay, title="差动保护 / Differential protection"):
    """Trips on a fault between its breakers: in a transformer, or on a bus."""

    type: Literal["differential"] = Field(description="类型 / kind of relay")
    of: Id = Field(description="变压器或母线 / the transformer or bus")
    between: Annotated[tuple[Id, ...], Field(min_length=1)] = Field(
        description="界定保护范围的断路器 / the breakers that bound its zone"
    )
    delay: Duration = Field(20, description="动作时间 / time to act")


class Gas(Relay, title="瓦斯保护 / Gas protection"):
    """Trips on a fault inside the tank of a transformer (heavy gas); light gas only signals."""

    type: Literal["gas"] = Field(description="类型 / kind of relay")
    of: Id = Field(description="变压器 / the transformer")
    delay: Duration = Field(20, description="动作时间 / time to act")


class ArcLight(Relay, title="弧光保护 / Arc-light protection"):
    """Trips on the light of an arc in the cubicles of a bus."""

    type: Literal["arc_light"] = Field(description="类型 / kind of relay")
    of: Id = Field(description="母线 / the bus")
    delay: Duration = Field(10, description="动作时间 / time to act")


class BreakerFailure(Relay, title="失灵保护 / Breaker-failure protection"):
    """Trips the neighbours when a breaker that has been told to trip still carries fault current after ``delay``."""

    type: Literal["breaker_failure"] = Field(description="类型 / kind of relay")
    at: Id = Field(description="被监视的断路器 / the breaker that is watched")
    delay: Duration = Field(300, description="时限 / delay")


class EarthSelector(Relay, title="小电流接地选线装置 / Earth-fault selector"):
    """Gives the alarm when the open delta of its bus shows an earthed phase, and names the line whose zero-sequence
    current is the largest and reversed. None of them reversed: the bus. Below ``least``, as through a poor earth, it
    names nothing; nor at a blown fuse, where no current flows to earth. What it named stays until it is reset.
    """

    type: Literal["earth_selector"] = Field(description="类型 / kind of relay")
    of: Id = Field(description="母线，用其电压互感器的开口三角 / the bus whose voltage transformer it looks at")
    lines: Annotated[tuple[Id, ...], Field(min_length=1)] = Field(description="参与选线的出线 / the lines it tells apart")
    pickup: Annotated[float, Quantity("V", ge=0.1, le=100.0)] = Field(
        30.0, description="启动电压，开口三角二次值 3U0 / pick-up of the open delta, secondary"
    )
    least: Annotated[float, Quantity("A", ge=0.0, le=1e4)] = Field(
        1.0, description="能判别的最小零序电流 / least zero-sequence current it can tell"
    )
    delay: Duration = Field(1000, description="时限 / delay")


class Gap(Relay, title="间隙保护 / Gap protection of a neutral"):
    """Trips when the neutral of a transformer, not earthed, stays at a share of the phase voltage that only a network
    without any earthed neutral brings. source: DL/T 584, 3U0 of 180 V out of 300 V, 0.3–0.5 s.
    """

    type: Literal["gap"] = Field(description="类型 / kind of relay")
    of: Id = Field(description="变压器 / the transformer")
    pickup: Annotated[float, Quantity("1", ge=0.01, le=2.0)] = Field(
        0.6, description="动作电压占相电压的份额 / pick-up as a share of the phase voltage"
    )
    delay: Duration = Field(500, description="时限 / delay")


class NeutralOvercurrent(Relay, title="零序过流保护 / Neutral over-current protection"):
    """Trips on current through the earthed neutral of a transformer: an earth fault near by that nobody else has cleared."""

    type: Literal["neutral_overcurrent"] = Field(description="类型 / kind of relay")
    of: Id = Field(description="变压器 / the transformer")
    stages: Annotated[tuple[Stage, ...], Field(min_length=1, max_length=4)] = Field(
        description="各段，3I0 一次值 / its stages, 3I0 primary"
    )


class BusTransfer(Relay, title="备自投 / Automatic bus transfer"):
    """When ``bus`` has been dead for ``delay`` and ``from_bus`` is live: opens ``opens`` and closes ``closes``, once. Not
    after a relay of ``blocked_by`` has tripped: what that has cleared may still be there.
    """

    type: Literal["bus_transfer"] = Field(description="类型 / kind of relay")
    bus: Id = Field(description="失压的母线 / the bus it restores")
    from_bus: Id = Field(description="备用电源母线 / the bus that takes over")
    opens: tuple[Id, ...] = Field((), description="先跳开 / what it opens first")
    closes: Id = Field(description="再合上 / what it closes")
    blocked_by: tuple[Id, ...] = Field((), description="动作后闭锁它的保护 / relays whose trip blocks it until they are reset")
    delay: Duration = Field(4000, description="时限 / delay")


class Reclosing(Relay, title="重合闸 / Automatic reclosing"):
    """Closes its breaker once, ``delay`` after protection has tripped it."""

    type: Literal["reclosing"] = Field(description="类型 / kind of relay")
    at: Id = Field(description="断路器 / the breaker")
    delay: Duration = Field(1000, description="时限 / delay")
    ready: Duration = Field(15_000, description="再次准备好的时间 / time until it is ready again")


RELAYS: tuple[type[Relay], ...] = (
    Overcurrent, Differential, Gas, ArcLight, EarthSelector, Gap, NeutralOvercurrent, BreakerFailure, BusTransfer, Reclosing,
)  # fmt: skip

"""A jacketed, agitated reactor for liquids with a gas space above them.

Balances: amount of each substance, heat of the contents, heat of wall and coil (half of the thermal
resistance on each side), permanent gas in the gas space. Pressure is permanent gas (ideal) plus the vapour
pressure of the liquid. The reactor ends when its pressure reaches ``rupture_pressure``: the latch
``ruptured`` falls, its contents are gone (``released``), and the rest of the plant goes on.

The heat passed to the jacket is UA·(share of wetted surface)·(effect of mixing)·fouling, as formulas of the
author.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import casadi as ca
from pydantic import Field
from typing_extensions import override

from engine.plant.flowsheet.component import Component, Formula, Needs, offer
from engine.plant.flowsheet.contents import (
    ATMOSPHERE,
    Holdup,
    carried_in,
    contents_of,
    declare_contents,
    liquids,
    net_flow,
)
from engine.plant.flowsheet.formulas import GAS_CONSTANT, formula
from engine.plant.flowsheet.gas_space import GasSpace, Vent, declare_gas, gases, settle_gas
from engine.plant.flowsheet.kinetics import reactants, reaction_terms
from engine.scenario.expression import Expression
from engine.scenario.model import Model
from engine.scenario.quantity import Amount, Quantity

if TYPE_CHECKING:
    from engine.plant.flowsheet.assembly import Part
    from engine.plant.flowsheet.declaration import Declaration, Plan

__all__ = ["Reactor"]

_HEEL = 1e-3  # m3 below the outlet: a formula may divide by V
_LEAK_TAIL = 50.0  # kg


class Jacket(Model, title="夹套与盘管 / Jacket and coil"):
    """Jacket and coil: what flows in them, and how well heat gets through."""

    medium: Annotated[str, Needs("jacket_T")] = Field(description="介质来源 / where the medium comes from")
    UA: Annotated[float, Quantity("W/K", gt=0.0)] = Field(description="清洁时的传热能力 / heat conductance when clean")
    wetted: Expression = Field(
        default=Expression("1"), description="浸没面积系数，可用 V / share of wetted surface, may use V"
    )
    stirred: Expression = Field(
        default=Expression("1"), description="搅拌影响系数，可用 mixing / effect of mixing, may use mixing"
    )
    wall: Annotated[float, Quantity("J/K", gt=0.0)] = Field(description="壁与盘管热容 / heat capacity of wall and coil")


class Reactor(Component, title="反应釜 / reactor"):
    """反应釜 / reactor."""

    fails_by: ClassVar[str] = "ruptured"

    type: Literal["reactor"] = Field(description="设备类型 / kind of equipment")
    volume: Annotated[float, Quantity("m3", gt=0.0)] = Field(
        description="全容积（液位 100 %） / full volume (level 100 %)"
    )
    contents: dict[str, Amount] = Field(default_factory=dict, description="初始物料 / contents at start")
    T: Annotated[float, Quantity("K", gt=0.0)] = Field(default=298.15, description="初始温度 / temperature at start")
    reactions: list[str] = Field(default_factory=list, description="釜内发生的反应 / reactions that take place in it")
    agitator: Annotated[str, Needs("mixing")] | None = Field(default=None, description="搅拌 / agitator")
    jacket: Jacket | None = Field(default=None, description="夹套与盘管 / jacket and coil")
    internals: Annotated[float, Quantity("J/K", gt=0.0)] = Field(
        default=150e3,
        description="与物料同温的内件热容 / heat capacity of internals at the temperature of the contents",
    )
    loss: Annotated[float, Quantity("W/K", ge=0.0)] = Field(default=0.0, description="散热系数 / loss to surroundings")
    ambient: Annotated[float, Quantity("K", gt=0.0)] = Field(default=298.15, description="环境温度 / surroundings")
    vapour_pressure: Expression = Field(
        default=Expression("0 Pa"),
        description="液体蒸气压，可用 T / vapour pressure of the liquid, may use T",
    )
    vent: Vent | None = Field(default=None, description="放空 / vent")
    design_pressure: Annotated[float, Quantity("Pa", gt=0.0)] = Field(
        default=700e3, description="最高允许工作压力 / maximum allowable working pressure"
    )
    rupture_pressure: Annotated[float, Quantity("Pa", gt=0.0)] = Field(
        default=2e6, description="破裂压力 / pressure at which it bursts"
    )

    @override
    def substances(self, plan: Plan, me: str) -> frozenset[str]:
        return frozenset(self.contents) | carried_in(plan, me) | reactants(plan.section, self.reactions)

    @override
    def named_substances(self) -> dict[str, dict[str, Any]]:
        return {"contents": dict(self.contents)}

    @override
    def named_reactions(self) -> list[str]:
        return self.reactions

    @override
    def formulas(self) -> list[Formula]:
        out = [Formula(("vapour_pressure",), self.vapour_pressure, "Pa", ("T",))]
        if self.jacket is not None:
            out.append(Formula(("jacket", "wetted"), self.jacket.wetted, "1", ("V",)))
            out.append(Formula(("jacket", "stirred"), self.jacket.stirred, "1", ("mixing",)))
        return out

    @override
    def declare(self, d: Declaration) -> None:
        declare_contents(d, self.contents, self.T, self.volume)
        if self.jacket is not None:
            d.state("T_wall", None, atol=1e-3)
            d.output("T_wall", "壁温", "wall temperature", unit="degC", low=-20.0, high=400.0)
            d.output("cooling", "夹套移热", "heat taken by the jacket", unit="kW", low=-2000.0, high=5000.0)
        declare_gas(d)
        d.output("P", "压力", "pressure", unit="kPag", low=-100.0, high=2000.0)
        d.output("reaction_heat", "反应放热", "heat of reaction", unit="kW", low=-2000.0, high=5000.0)
        d.output("decomposition_heat", "分解放热", "heat of decomposition", unit="kW", low=-2000.0, high=50_000.0)
        d.output("mixing", "混合程度", "quality of mixing", high=1.2)
        d.flag("overpressure", "超过最高允许工作压力", "above maximum allowable working pressure")
        d.latch("ruptured", "破裂", "ruptured")
        d.integral("released")
        d.output("released", "破裂释放量", "released by rupture", unit="kg", high=20_000.0)
        d.integral("leaked")
        d.output("leaked", "泄漏量", "leaked", unit="kg", high=20_000.0)
        d.input("fouling", "传热系数比（结垢）", "heat transfer factor (fouling)", low=0.1, high=1.5, healthy=1.0)
        d.input("leak", "底部泄漏", "leak at the bottom", unit="kg/s", high=20.0)

    @override
    def settle(self, initial: dict[str, float], d: Declaration) -> None:
        if self.jacket is not None:
            initial.setdefault("T_wall", initial["T"])
        volume = _HEEL
        for name in liquids(d):
            props = d.plan.section.substances[name]
            volume += initial[f"n.{name}"] * props.molar_mass / props.density
        vapour = float(ca.DM(formula(self.vapour_pressure, "Pa", {"T": ca.SX(initial["T"])})))
        settle_gas(initial, d, self.volume - volume, vapour)

    @override
    def after_latch(self, latch: str, state: dict[str, float], d: Declaration) -> None:
        for name in liquids(d):
            state["released"] += state[f"n.{name}"] * d.plan.section.substances[name].molar_mass
            state[f"n.{name}"] = 0.0
        for name in gases(d):
            state[name] = 0.0
        state["gas.air"] = ATMOSPHERE * self.volume / (GAS_CONSTANT * state["T"])

    @override
    def equations(self, me: Part) -> None:
        here: Holdup = me.ask("holdup")
        whole = 1.0 - me.z("ruptured")
        flows, heat, _ = net_flow(me, here)
        terms = reaction_terms(me, self.reactions, self._symbols(me, here))
        leak = me.u("leak") * ca.fmin(here.mass / _LEAK_TAIL, 1.0)
        for name, amount in here.n.items():
            rate = flows[name] + terms.made.get(name, 0.0) - here.share(leak) * amount
            me.rate(f"n.{name}", whole * rate)
        taken = self._jacket(me)
        lost = self.loss * (here.T - self.ambient)
        me.rate("T", (whole * (heat + terms.heat) - taken - lost) / (here.capacity + self.internals))
        gas: GasSpace = me.ask("gas")
        gas.write_rates(me, terms.made, whole)
        self._outputs(me, here, terms.by_kind, taken)
        me.rate("released", 0.0)
        me.rate("leaked", whole * leak)
        me.falls_when("ruptured", gas.P - self.rupture_pressure)

    def _outputs(self, me: Part, here: Holdup, heats: dict[str, Any], taken: Any) -> None:
        P = me.ask("pressure")
        me.out("P", P)
        me.out("mass", here.mass)
        me.out("V", me.ask("liquid_volume"))
        me.out("level", me.ask("liquid_volume") / self.volume)
        whole = 1.0 - me.z("ruptured")
        me.out("reaction_heat", whole * heats["main"])
        me.out("decomposition_heat", whole * heats["decomposition"])
        me.out("mixing", me.ask("mixed"))
        me.out("overpressure", self.design_pressure < P)
        if self.jacket is not None:
            me.out("cooling", taken)

    def _symbols(self, me: Part, here: Holdup) -> dict[str, Any]:
        """What the author's formulas may use; amounts never below zero."""
        absent = {f"n.{s}": ca.SX(0.0) for s, p in me.section.substances.items() if p.phase == "liquid"}
        n = absent | {f"n.{s}": ca.fmax(amount, 0.0) for s, amount in here.n.items()}
        return {
            "T": here.T,
            "V": me.ask("liquid_volume"),
            "P": me.ask("pressure"),
            "mixing": me.ask("mixed"),
            **n,
        }

    def _jacket(self, me: Part) -> Any:
        """Heat from contents to wall in W; writes the wall's balance."""
        if self.jacket is None:
            return 0.0
        film = 2.0 * self.jacket.UA * me.ask("wetted") * me.u("fouling")
        stirred = formula(self.jacket.stirred, "", {"mixing": me.ask("mixed")})
        taken = film * stirred * (me.x("T") - me.x("T_wall"))
        me.rate("T_wall", (taken - me.ask("jacket_heat")) / self.jacket.wall)
        return taken

    @offer
    def wetted(self, me: Part) -> Any:
        """Share of the heat transfer surface that is wetted."""
        assert self.jacket is not None
        return formula(self.jacket.wetted, "", {"V": me.ask("liquid_volume")})

    @offer
    def jacket_heat(self, me: Part) -> Any:
        """Heat from the wall to the jacket medium in W."""
        assert self.jacket is not None
        medium = me.part(self.jacket.medium)
        film = 2.0 * self.jacket.UA * me.ask("wetted") * medium.ask("jacket_side")
        return film * (me.x("T_wall") - medium.ask("jacket_T"))

    @offer
    def mixed(self, me: Part) -> Any:
        """Quality of dispersion, 0–1; without an agitator always 1."""
        return me.part(self.agitator).ask("mixing") if self.agitator else ca.SX(1.0)

    @offer
    def holdup(self, me: Part) -> Holdup:
        """What a line can draw on."""
        return contents_of(me, P=me.ask("pressure"))

    @offer
    def liquid_volume(self, me: Part) -> Any:
        """m3, with the heel."""
        return contents_of(me).volume + _HEEL

    @offer
    def gas(self, me: Part) -> GasSpace:
        """The gas space: what is in it, at which pressure, and where it goes."""
        vapour = formula(self.vapour_pressure, "Pa", {"T": me.x("T")})
        room = ca.fmax(self.volume - me.ask("liquid_volume"), 0.03 * self.volume)
        relief = [part.ask("relief") for part in me.users("protects")]
        return GasSpace.of(me, room, vapour, self.vent, relief)

    @offer
    def pressure(self, me: Part) -> Any:
        """Pa absolute; atmospheric once it has burst."""
        return ATMOSPHERE + (1.0 - me.z("ruptured")) * (me.ask("gas").P - ATMOSPHERE)

    @offer
    def inlet(self, me: Part) -> Any:
        """Pressure (Pa absolute) a line has to deliver against."""
        return me.ask("pressure")

    @offer
    def gas_vented(self, me: Part) -> Any:
        """Reaction gas (mol/s) that leaves through the vent."""
        gas: GasSpace = me.ask("gas")
        return (1.0 - me.z("ruptured")) * gas.toxic(gas.vented)

    @offer
    def gas_relieved(self, me: Part) -> Any:
        """Reaction gas (mol/s) that leaves through relief devices."""
        gas: GasSpace = me.ask("gas")
        return (1.0 - me.z("ruptured")) * gas.toxic(gas.relieved)

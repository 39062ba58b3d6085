"""The ``plant:`` section of a scenario whose plant is a flowsheet.

plant:
  kind: flowsheet
  tick: 100 ms
  substances: {water: {title: {zh: 水, en: Water}, molar_mass: 18 g/mol, density: 1000 kg/m3, cp: 4.18
  kJ/(kg*K)}} components:
    V1: {type: tank, title: {zh: 高位槽, en: Head tank}, volume: 2 m3, area: 1 m2, start: {water: 1500 kg}}
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from engine.plant.flowsheet.component import Component, links, offers
from engine.plant.flowsheet.components import COMPONENTS, AnyComponent
from engine.scenario.expression import Expression
from engine.scenario.model import Model, author_error
from engine.scenario.nearest import did_you_mean
from engine.scenario.quantity import Duration, Quantity
from engine.scenario.text import Text

__all__ = ["FlowsheetSection", "Reaction", "Substance", "stoichiometry"]

_MASS_TOLERANCE = 1e-3  # of the mass turned over: molar masses are written with four or five digits


class Substance(Model):
    """What a substance weighs, takes up and holds of heat. Values may be those of the mixture it occurs
    in."""

    title: Text = Field(description="名称 / name")
    molar_mass: Annotated[float, Quantity("kg/mol", gt=0.0)] = Field(description="摩尔质量 / molar mass")
    phase: Literal["liquid", "gas"] = Field(
        default="liquid", description="液体，或逸出液面的气体 / a liquid, or a gas that leaves the liquid"
    )
    density: Annotated[float, Quantity("kg/m3", gt=0.0)] = Field(
        default=1000.0, description="密度（液体）/ density of the liquid"
    )
    cp: Annotated[float, Quantity("J/(kg*K)", gt=0.0)] = Field(
        default=4180.0, description="比热容（液体）/ specific heat of the liquid"
    )


class Reaction(Model):
    """One reaction: who becomes whom, how fast, and with how much heat."""

    title: Text = Field(description="名称 / name")
    equation: str = Field(description="反应式，如 a + b -> c + 1.5 d / equation such as a + b -> c + 1.5 d")
    kind: Literal["main", "decomposition"] = Field(
        default="main", description="主反应或分解（副）反应 / the reaction wanted, or a decomposition"
    )
    rate: Expression = Field(
        description="反应速率（物质的量/时间），可用 T、V、mixing、R 和 n.物质 / rate (amount per time) from T, V, mixing, "
        "R and n.<substance>"
    )
    heat: Annotated[float, Quantity("J/mol")] = Field(
        description="反应焓，放热为负 / enthalpy of reaction, negative when heat is set free"
    )
    source: str = Field(default="", description="数据来源 / where the figures come from")

    @property
    def stoichiometry(self) -> dict[str, float]:
        """Coefficients by substance, negative for what is used up."""
        return stoichiometry(self.equation)


class FlowsheetSection(Model):
    """A chemical plant: substances, reactions and equipment linked by ids."""

    kind: Literal["flowsheet"] = Field(default="flowsheet", description="装置类型 / kind of plant")
    tick: Duration = Field(default=100, description="仿真步长 / length of a tick")
    substances: dict[str, Substance] = Field(default_factory=dict, description="物质 / substances")
    reactions: dict[str, Reaction] = Field(default_factory=dict, description="反应 / reactions")
    components: dict[str, AnyComponent] = Field(description="设备 / equipment")

    @model_validator(mode="after")
    def _check(self) -> FlowsheetSection:
        if not 1 <= self.tick <= 1000:
            author_error("tick", "步长要在 1 ms 到 1 s 之间", "a tick is between 1 ms and 1 s")
        for id_, reaction in self.reactions.items():
            _check_reaction(self, id_, reaction)
        for id_, component in self.components.items():
            _check_links(self, id_, component)
        return self


_TERM = re.compile(r"\s*(?:(\d+(?:\.\d*)?)\s+)?([A-Za-z][A-Za-z0-9_]*)\s*\Z")


def stoichiometry(equation: str) -> dict[str, float]:
    """``a + 2 b -> c`` as {a: −1, b: −2, c: 1}; a substance on both sides is netted. Author errors on bad
    form."""
    sides = equation.split("->")
    if len(sides) != 2:
        author_error(
            "equation", "反应式要有一个 `->`", "an equation has one `->`", "a + b -> c", "a + b -> c"
        )
    out: dict[str, float] = {}
    for sign, side in zip((-1.0, 1.0), sides, strict=True):
        for term in side.split("+"):
            found = _TERM.match(term)
            if found is None:
                author_error(
                    "equation", f"看不懂反应式中的 `{term.strip()}`", f"cannot read `{term.strip()}` in the equation",
                    "写成 `1.5 gas`：系数、空格、物质编号", "write `1.5 gas`: coefficient, blank, id of a substance",
                )  # fmt: skip
            out[found[2]] = out.get(found[2], 0.0) + sign * float(found[1] or 1.0)
    return out


def _check_reaction(section: FlowsheetSection, id_: str, reaction: Reaction) -> None:
    balance = turnover = 0.0
    for name, nu in reaction.stoichiometry.items():
        substance = section.substances.get(name)
        if substance is None:
            near = did_you_mean(name, section.substances)
            author_error(
                "unknown_substance", f"反应 {id_}：没有物质 `{name}`", f"reaction {id_}: there is no substance `{name}`",
                f"是不是 `{near}`？" if near else "", f"did you mean `{near}`?" if near else "",
            )  # fmt: skip
        balance += nu * substance.molar_mass
        turnover += abs(nu) * substance.molar_mass / 2.0
    if abs(balance) > _MASS_TOLERANCE * turnover:
        grams = balance * 1000.0
        author_error(
            "mass_balance", f"反应 {id_} 质量不守恒：每摩尔多出 {grams:+.2f} g",
            f"reaction {id_} does not keep mass: {grams:+.2f} g too much per mole",
            "核对系数与摩尔质量", "check coefficients and molar masses",
        )  # fmt: skip


def _check_links(section: FlowsheetSection, id_: str, component: Component) -> None:
    for path, link in links(component):
        where = ".".join(map(str, path))
        target = section.components.get(link)
        fitting = [i for i, c in section.components.items() if link.needs in offers(type(c)) and i != id_]
        if target is None:
            near = did_you_mean(link, section.components)
            author_error(
                "unknown_component", f"{id_} 的 {where}：没有设备 `{link}`", f"{where} of {id_}: there is no `{link}`",
                f"是不是 `{near}`？" if near else "", f"did you mean `{near}`?" if near else "",
            )  # fmt: skip
        if link.needs not in offers(type(target)):
            author_error(
                "wrong_component",
                f"{id_} 的 {where}：`{link}`（{target.type}）不能接在这里", f"{where} of {id_}: a {target.type} "
                f"(`{link}`) does not fit here",
                f"可以接：{'、'.join(fitting) or '无'}", f"these fit: {', '.join(fitting) or 'none'}",
            )  # fmt: skip


assert len({c.__name__ for c in COMPONENTS}) == len(COMPONENTS)

"""Figures that read well and cannot be meant: a density of 1e-9 kg/m³, a heat transfer of 1e30 W/K, a negative rate.

The ranges are wide: they hold everything from a laboratory flask to the largest tank farm, so that only a slip of the
pen (a missing exponent, a wrong unit) falls outside. Warnings, because an author may know better.

    for fault in implausible(section): print(fault.loc, fault.text.en)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from engine.errors import ShixunError
from engine.plant.flowsheet.check import FlowsheetFault, Loc
from engine.plant.flowsheet.component import links
from engine.plant.flowsheet.formulas import GAS_CONSTANT, vessel_scope
from engine.scenario.expression import compile_expression, to_python
from engine.scenario.problems import Text2
from engine.scenario.quantity import Quantity
from engine.scenario.units import unit

if TYPE_CHECKING:
    from engine.plant.flowsheet.section import FlowsheetSection

__all__ = ["RANGES", "implausible", "unconnected"]

RANGES: dict[str, tuple[float, float]] = {
    "kg/mol": (1e-3, 10.0),  # hydrogen atoms to polymers
    "kg/m3": (0.05, 2.5e4),  # gases to osmium
    "J/(kg*K)": (100.0, 2e4),  # metals to hydrogen
    "J/mol": (-2e6, 2e6),  # combustion of octane is about -5e6 J/mol of octane, far from a stirred reaction
    "J/kg": (0.0, 1e8),
    "W/K": (0.0, 1e8),
    "J/K": (1e-2, 1e11),
    "W": (1e-2, 1e10),
    "m3": (1e-7, 1e6),
    "m2": (1e-7, 1e6),
    "m": (0.0, 2e3),
    "K": (1.0, 3.5e3),
    "Pa": (1.0, 5e8),
    "kg": (1e-7, 1e9),
    "kg/s": (1e-9, 1e5),
    "m3/s": (1e-10, 1e3),
    "rpm": (1e-2, 1e5),
    "s": (0.0, 1e6),
}
"""What a field measured like the unit may hold, in that unit (``rpm``) or SI; both ends are far beyond practice."""

_STATES = ((300.0, 1.0), (350.0, 0.5))
"""Temperature (K) and dispersion at which a rate is tried, with 1 m³, 1 bar and a kilomole of everything."""


def implausible(section: FlowsheetSection) -> Iterator[FlowsheetFault]:
    """Every figure of the section outside ``RANGES``, and every rate that is never above zero."""
    for group in ("substances", "reactions", "components"):
        for id_, model in getattr(section, group).items():
            yield from _figures(model, (group, id_))
    for id_, reaction in section.reactions.items():
        yield from _rate(section, ("reactions", id_, "rate"), str(reaction.rate))


_WORKS_ON_OTHERS = frozenset({"onoff_valve", "control_valve", "pump", "agitator"})
"""Equipment that does nothing unless other equipment names it."""


def unconnected(section: FlowsheetSection) -> Iterator[FlowsheetFault]:
    """Every valve, pump and agitator that no line, vessel, heater or loop names: operating it changes nothing."""
    named = {str(link) for component in section.components.values() for _, link in links(component)}
    for id_, component in section.components.items():
        kind = getattr(component, "type", "")
        if kind in _WORKS_ON_OTHERS and id_ not in named:
            what = (
                Text2("容器", "vessel") if kind == "agitator" else Text2("管线、加热或冷却", "line, heating or cooling")
            )
            text = Text2(
                f"{id_} 不在任何{what.zh}里，操作它没有作用",
                f"{id_} is part of no {what.en}: operating it does nothing",
            )
            fix = Text2("接到它所在的设备上，或删去它", "name it where it belongs, or delete it")
            yield FlowsheetFault(("components", id_), "unconnected", text, fix, on_key=True)


def _figures(model: BaseModel, loc: Loc) -> Iterator[FlowsheetFault]:
    for name, field in type(model).model_fields.items():
        value: Any = getattr(model, name)
        here: Loc = (*loc, field.alias or name)
        quantity = next(_quantities((*field.metadata, field.annotation)), None)
        if isinstance(value, BaseModel):
            yield from _figures(value, here)
        elif quantity is not None and isinstance(value, float) and name in model.model_fields_set:
            yield from _figure(value, quantity.unit, name, here)


def _quantities(parts: Iterable[Any]) -> Iterator[Quantity]:
    """What a field is measured in, also where it may be left out (``… | None``)."""
    for part in parts:
        if isinstance(part, Quantity):
            yield part
        elif get_args(part):
            yield from _quantities(get_args(part))


def _figure(si: float, unit_name: str, name: str, loc: Loc) -> Iterator[FlowsheetFault]:
    if unit_name not in RANGES:
        return
    own = unit(unit_name)
    value = (si - own.offset) / own.factor
    low, high = RANGES[unit_name]
    if low <= value <= high:
        return
    text = Text2(
        f"`{name}` 是 {value:.3g} {unit_name}，不像是真的",
        f"`{name}` is {value:.3g} {unit_name}, which is hardly meant",
    )
    fix = Text2(
        f"检查数和单位；一般在 {low:g} 到 {high:g} {unit_name} 之间",
        f"look at the number and its unit; usually {low:g} to {high:g} {unit_name}",
    )
    yield FlowsheetFault(loc, "implausible", text, fix)


def _rate(section: FlowsheetSection, loc: Loc, text: str) -> Iterator[FlowsheetFault]:
    liquids = [name for name, one in section.substances.items() if one.phase == "liquid"]
    try:
        tape = compile_expression(text, vessel_scope(liquids), "mol/s")
    except ShixunError:
        return  # told elsewhere
    rate = to_python(tape, {name: (i, 1.0, 0.0) for i, name in enumerate(tape.names)})
    tried = []
    for temperature, mixing in _STATES:
        state = {"T": temperature, "V": 1.0, "P": 1e5, "mixing": mixing, "R": GAS_CONSTANT}
        tried.append(float(rate([state.get(name, 1000.0) for name in tape.names])))
    if all(value <= 0.0 for value in tried):
        words = Text2(
            "这个速率不大于零，反应永远不会发生", "this rate is never above zero: the reaction does not take place"
        )
        fix = Text2(
            "检查正负号；逆反应要另写一个反应", "look at the sign; a reverse reaction is declared as one of its own"
        )
        yield FlowsheetFault(loc, "no_rate", words, fix)

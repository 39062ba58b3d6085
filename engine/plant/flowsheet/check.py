"""What can be wrong with a flowsheet although every field reads well: links, substances, balances, formulas.

``faults`` finds it all, each with its place, what is wrong and what was probably meant. Lint shows them with
line and column; ``assemble`` refuses to build while there is one.

    for fault in faults(section): print(fault.loc, fault.text.en)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.errors import ScenarioError
from engine.plant.flowsheet.component import Component, Formula, links, offers
from engine.plant.flowsheet.formulas import vessel_scope
from engine.scenario.errors import ExpressionError
from engine.scenario.expression import Expression, Scope, check, parse
from engine.scenario.nearest import did_you_mean
from engine.scenario.problems import Severity, Text2
from engine.scenario.quantity import Amount
from engine.scenario.reporter import Reporter
from engine.scenario.units import unit

if TYPE_CHECKING:
    from engine.plant.flowsheet.section import FlowsheetSection

__all__ = ["FlowsheetFault", "faults", "lint", "require_sound", "show"]

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_MASS_TOLERANCE = 1e-3  # of the mass turned over: molar masses are written with four or five digits

Loc = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class FlowsheetFault:
    """One fault at ``loc`` inside the section; ``at`` is a range of characters of a formula there."""

    loc: Loc
    code: str
    text: Text2
    fix: Text2 | None = None
    at: tuple[int, int] | None = None
    on_key: bool = False


def faults(section: FlowsheetSection) -> list[FlowsheetFault]:
    """Everything wrong with the section as a whole; empty when it can be built."""
    return [*_ids(section), *_reactions(section), *_components(section)]


def lint(section: FlowsheetSection, reporter: Reporter, at: Loc = ("plant",)) -> None:
    """Report every fault with its place in the file; ``at`` is where the section stands."""
    show(faults(section), reporter, "error", at)


def show(found: Iterable[FlowsheetFault], reporter: Reporter, severity: Severity, at: Loc = ("plant",)) -> None:
    """Put faults of the section before the author."""
    tell = reporter.error if severity == "error" else reporter.warning
    for fault in found:
        fix = (fault.fix.zh, fault.fix.en) if fault.fix else (None, None)
        tell(
            (*at, *fault.loc), fault.text.zh, fault.text.en, *fix,
            code=fault.code, at=fault.at, part="key" if fault.on_key else "value",
        )  # fmt: skip


def require_sound(section: FlowsheetSection) -> None:
    """Raise a ``ScenarioError`` naming the first fault, if there is one."""
    for fault in faults(section):
        where = ".".join(map(str, fault.loc))
        fix = f"（{fault.fix.zh}） / ({fault.fix.en})" if fault.fix else ""
        raise ScenarioError(f"{where}: {fault.text.zh} / {fault.text.en} {fix}".rstrip())


def _ids(section: FlowsheetSection) -> Iterator[FlowsheetFault]:
    for group in ("substances", "reactions", "components"):
        for id_ in getattr(section, group):
            if not _ID.match(id_) or not id_.isascii():
                fixed = re.sub(r"[^A-Za-z0-9_]", "", id_)
                text = Text2(f"`{id_}` 不能作编号", f"`{id_}` is no id")
                hint = f"，如 `{fixed}`；铭牌写在 label" if fixed and fixed != id_ else ""
                hint_en = f", as in `{fixed}`; the plate goes into label" if hint else ""
                fix = Text2(f"编号用英文字母、数字和 _{hint}", f"ids are ASCII letters, digits and _{hint_en}")
                yield FlowsheetFault((group, id_), "id", text, fix, on_key=True)


def _reactions(section: FlowsheetSection) -> Iterator[FlowsheetFault]:
    for id_, reaction in section.reactions.items():
        loc = ("reactions", id_)
        balance = turnover = 0.0
        known = True
        for name, nu in reaction.stoichiometry.items():
            substance = section.substances.get(name)
            if substance is None:
                known = False
                start = reaction.equation.find(name)
                at = (start, start + len(name))
                yield _unknown((*loc, "equation"), name, section.substances, "物质", "substance", at)
                continue
            balance += nu * substance.molar_mass
            turnover += abs(nu) * substance.molar_mass / 2.0
        if known and abs(balance) > _MASS_TOLERANCE * turnover:
            text = Text2(
                f"反应前后质量不等：每摩尔差 {balance * 1e3:+.2f} g",
                f"mass is not kept: {balance * 1e3:+.2f} g a mole",
            )
            fix = Text2("核对系数和各物质的 molar_mass", "check the coefficients and every molar_mass")
            yield FlowsheetFault((*loc, "equation"), "mass_balance", text, fix)
        names = {s for s, p in section.substances.items() if p.phase == "liquid"}
        yield from _formula((*loc, "rate"), reaction.rate, "mol/s", vessel_scope(names))


def _components(section: FlowsheetSection) -> Iterator[FlowsheetFault]:
    for id_, component in section.components.items():
        loc: Loc = ("components", id_)
        for path, link in links(component):
            yield from _link(section, id_, (*loc, *path), str(link), link.needs)
        for path, amounts in component.named_substances().items():
            yield from _substances(section, (*loc, path), amounts)
            yield from _shares((*loc, path), amounts)
        yield from _overfull(section, component, loc)
        start, end = getattr(component, "from_", None), getattr(component, "to", None)
        if start is not None and start == end:
            text = Text2(f"起点和终点都是 `{end}`", f"it starts and ends at `{end}`")
            yield FlowsheetFault(
                (*loc, "to"), "same_ends", text, Text2("接到另一台设备", "let it end at other equipment")
            )
        for i, name in enumerate(component.named_reactions()):
            if name not in section.reactions:
                yield _unknown((*loc, "reactions", i), name, section.reactions, "反应", "reaction")
        for formula in component.formulas():
            yield from _one_formula(loc, formula)


def _one_formula(loc: Loc, formula: Formula) -> Iterator[FlowsheetFault]:
    scope = {k: v for k, v in vessel_scope(()).items() if k in (*formula.names, "R")}
    yield from _formula((*loc, *formula.path), formula.text, formula.unit, scope)


def _formula(loc: Loc, text: Expression, wanted: str, scope: Scope) -> Iterator[FlowsheetFault]:
    try:
        found = tuple(check(parse(text), scope, wanted).faults)
    except ExpressionError as error:
        found = tuple(error.faults)
    for fault in found:
        yield FlowsheetFault(loc, fault.code, fault.text, fault.fix, (fault.start, fault.end))


def _substances(section: FlowsheetSection, loc: Loc, amounts: dict[str, object]) -> Iterator[FlowsheetFault]:
    liquids = [s for s, p in section.substances.items() if p.phase == "liquid"]
    for name, amount in amounts.items():
        if name not in liquids:
            yield _unknown((*loc, name), name, liquids, "液体物质", "liquid substance", on_key=True)
        elif isinstance(amount, Amount) and unit(amount.unit or "1").dimension not in _CHARGES:
            text = Text2(f"`{amount}` 不是物料的量", f"`{amount}` is no amount of a substance")
            fix = Text2(f"写成 `{amount.value:g} kg` 或 kmol", f"write `{amount.value:g} kg` or kmol")
            yield FlowsheetFault((*loc, name), "unit", text, fix)
        elif isinstance(amount, Amount) and amount.si < 0.0:
            text = Text2(f"`{amount}` 是负数", f"`{amount}` is less than nothing")
            yield FlowsheetFault((*loc, name), "negative", text, Text2("物料的量不小于 0", "give 0 or more"))


def _shares(loc: Loc, amounts: dict[str, Any]) -> Iterator[FlowsheetFault]:
    """Shares of a whole make up a whole."""
    shares = [amount for amount in amounts.values() if isinstance(amount, float)]
    if shares and not sum(shares) > 0.0:
        text = Text2(
            f"各组分合计为 {sum(shares):g}，算不出组成", f"the shares sum up to {sum(shares):g} and make no whole"
        )
        fix = Text2("写质量份数，如 `{water: 1}`", "give shares by mass, as in `{water: 1}`")
        yield FlowsheetFault(loc, "no_whole", text, fix, on_key=True)


def _overfull(section: FlowsheetSection, component: Component, loc: Loc) -> Iterator[FlowsheetFault]:
    """What stands in a vessel at the start fits into it."""
    room = getattr(component, "volume", None)
    if room is None:
        return
    for path, amounts in component.named_substances().items():
        taken = 0.0
        for name, amount in amounts.items():
            substance = section.substances.get(name)
            if substance is None or not isinstance(amount, Amount):
                return
            dimension = unit(amount.unit or "1").dimension
            kg = amount.si if dimension == _CHARGES[0] else amount.si * substance.molar_mass
            taken += max(0.0, kg) / substance.density
        if taken > room * 1.001:
            text = Text2(
                f"装料 {taken:.4g} m3，多于容积 {room:.4g} m3",
                f"{taken:.4g} m3 of contents in a volume of {room:.4g} m3",
            )
            fix = Text2("减少装料，或改大 volume", "put in less, or make volume larger")
            yield FlowsheetFault((*loc, path), "overfull", text, fix, on_key=True)


_CHARGES = (unit("kg").dimension, unit("mol").dimension)


def _link(section: FlowsheetSection, me: str, loc: Loc, name: str, needs: str) -> Iterator[FlowsheetFault]:
    fitting = [i for i, c in section.components.items() if i != me and _fits(c, needs)]
    target: Component | None = section.components.get(name)
    if target is None:
        yield _unknown(loc, name, fitting or section.components, "设备", "equipment")
    elif not _fits(target, needs):
        text = Text2(f"`{name}` 不能接在这里", f"`{name}` does not fit here")
        fix = Text2(f"可以接：{'、'.join(fitting)}", f"these fit: {', '.join(fitting)}") if fitting else None
        yield FlowsheetFault(loc, "wrong_component", text, fix)


def _fits(component: Component, needs: str) -> bool:
    return needs in offers(type(component))


def _unknown(
    loc: Loc, name: str, known: Iterable[str], zh: str, en: str,
    at: tuple[int, int] | None = None, on_key: bool = False,
) -> FlowsheetFault:  # fmt: skip
    every = list(known)
    near = did_you_mean(name, every)
    if near:
        fix = Text2(f"是不是 `{near}`？", f"did you mean `{near}`?")
    else:
        fix = Text2(f"可用：{'、'.join(every[:12]) or '无'}", f"there are: {', '.join(every[:12]) or 'none'}")
    return FlowsheetFault(loc, "unknown_name", Text2(f"没有{zh} `{name}`", f"no {en} `{name}`"), fix, at, on_key)

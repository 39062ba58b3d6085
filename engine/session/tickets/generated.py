"""Tickets that are worked out by the plant instead of written: from a state of a thing to another.

    tickets:
      T1: {title: …, task: …, generate: {of: P1, to: maintenance}}

``complete`` puts the items in the place of ``generate`` while a scenario is read; ``generated`` does the same for one that
nobody has written yet (the command ``ticket``). Everything that cannot be done is an error at the place in the file that is to
blame.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import ScenarioError, ShixunError
from engine.plant.sequencing import DeedSequence, NoSequenceError, Sequences
from engine.scenario.document import Scenario
from engine.scenario.nearest import did_you_mean
from engine.scenario.reporter import Reporter
from engine.scenario.text import Text
from engine.session.kinds import PLANT_KINDS
from engine.session.modes import StartPoint
from engine.session.tickets.means import Means
from engine.session.tickets.section import Generate, Item, TicketSpec, TicketsSection

__all__ = ["Generated", "complete", "generated"]


@dataclass(frozen=True, slots=True)
class Generated:
    """What a ticket is made of."""

    items: dict[str, Item]
    any_order: tuple[tuple[str | tuple[str, ...], ...], ...]
    notes: tuple[Text, ...]
    """What whoever orders it should know."""


def complete(scenario: Scenario, reporter: Reporter) -> TicketsSection:
    """The section with every ``generate`` carried out; a ticket for which that fails stays as it is."""
    section: TicketsSection = scenario["tickets"]
    return {
        name: spec if spec.generate is None else _filled(scenario, reporter, name, spec, spec.generate)
        for name, spec in section.items()
    }


def generated(scenario: Scenario, asked: Generate) -> Generated:
    """What ``asked`` comes to. Raises ``NoSequenceError``, whose ``fault`` says what of it is to blame."""
    plant = scenario["plant"]
    kind = PLANT_KINDS[plant.kind]
    if not isinstance(kind, Sequences):
        raise NoSequenceError(
            "refused",
            Text(zh=f"`{plant.kind}` 类装置不能生成操作步骤", en=f"a plant of the kind `{plant.kind}` works out no sequences"),
            Text(zh="逐项写 items", en="write the `items` one by one"),
        )  # fmt: skip
    point = _point(scenario, asked.start)
    sequence = kind.sequence(plant, _values(scenario, point), asked.of, asked.to, asked.since)
    if not sequence.items:
        raise NoSequenceError(
            "to", Text(zh=f"{asked.of} 已在这一状态，没有要做的", en=f"{asked.of} is in that state already: there is nothing to do"),
            Text(zh="写 from 或另一个起点", en="give `from`, or another starting point"),
        )  # fmt: skip
    return _with_means(scenario, sequence)


def _filled(scenario: Scenario, reporter: Reporter, name: str, spec: TicketSpec, asked: Generate) -> TicketSpec:
    at = ("tickets", name, "generate")
    trial = Reporter(scenario.source)
    PLANT_KINDS[scenario["plant"].kind].lint(scenario["plant"], trial)
    if trial.has_errors:  # told by the plant's own lint
        return spec
    try:
        made = generated(scenario, asked)
    except NoSequenceError as error:
        part = error.fault if error.fault in _written_keys(scenario, at) else ""
        fix = error.fix or Text()
        reporter.error(
            (*at, part) if part else at, error.text.of("zh"), error.text.of("en"), fix.of("zh") or None,
            fix.of("en") or None, code="no_sequence",
        )  # fmt: skip
        return spec
    _warn_of_setup(scenario, reporter, at, asked)
    return spec.model_copy(update={"items": made.items, "any_order": made.any_order, "generate": None})


def _written_keys(scenario: Scenario, loc: tuple[str, ...]) -> frozenset[str]:
    """The keys that are written at ``loc``."""
    found = scenario.source.data
    for key in loc:
        found = found.get(key) if isinstance(found, dict) else None
    return frozenset(found) if isinstance(found, dict) else frozenset()


def _point(scenario: Scenario, name: str) -> StartPoint:
    section = scenario["start"]
    name = name or section.default
    if name in section.points:
        point: StartPoint = section.point(name)
        return point
    near = did_you_mean(name, section.points)
    names = list(section.points)[:12]
    fix = (
        Text(zh=f"是不是 `{near}`？", en=f"did you mean `{near}`?") if near
        else Text(zh=f"可用：{'、'.join(names)}", en=f"there are: {', '.join(names)}")
    )  # fmt: skip
    raise NoSequenceError("start", Text(zh=f"没有起点 `{name}`", en=f"there is no starting point `{name}`"), fix)


def _values(scenario: Scenario, point: StartPoint) -> dict[str, float]:
    """Initial values of the plant's own tags, in their units; what does not fit is told by the lint of ``start``."""
    plant = scenario["plant"]
    kind = PLANT_KINDS[plant.kind]
    units = {tag.id: tag.unit for tag in kind.tags(plant)}
    out = {}
    for tag in kind.startable(plant):
        if tag in point.values:
            try:
                out[tag] = point.values[tag].to(units.get(tag, ""))
            except ShixunError:
                continue
    return out


def _warn_of_setup(scenario: Scenario, reporter: Reporter, at: tuple[str, ...], asked: Generate) -> None:
    """Deeds before the beginning are done in a session only; the plant is asked about its values."""
    plant = scenario["plant"]
    owned = {op.on for op in PLANT_KINDS[plant.kind].operations(plant)}
    deed = next((deed for deed in _point(scenario, asked.start).setup if deed.on in owned), None)
    if deed is not None:
        reporter.warning(
            at, f"起点的 setup 操作了 {deed.on}，生成时看不到", f"`setup` of the starting point works {deed.on}, which generating does not see",
            "把它写成 values", "give it in `values`", code="setup_unseen",
        )  # fmt: skip


def _with_means(scenario: Scenario, sequence: DeedSequence) -> Generated:
    from engine.session.applied.joining import applied_ids
    from engine.session.lint import operations

    ids = {op.on for op in operations(scenario)} | set(scenario["stage"].objects) | applied_ids(scenario)
    means = Means(scenario, ids)
    items: dict[str, Item] = {}
    became: dict[str, tuple[str, ...]] = {}
    for one in sequence.items:
        made = means.items(one)
        became[one.key] = tuple(key for key, _ in made)
        for key, item in made:
            if key in items:
                raise ScenarioError(f"two items are called {key}")
            after = None if one.after is None else _ends(one.after, became)
            items[key] = item if after is None or key != made[0][0] else item.model_copy(update={"after": after})
    groups = (tuple(_keys(block, became) for block in group) for group in sequence.any_order)
    kept = (tuple(block[0] if len(block) == 1 else block for block in group if block) for group in groups)
    return Generated(items, tuple(group for group in kept if len(group) > 1), sequence.notes)


def _keys(keys: tuple[str, ...], became: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(new for old in keys for new in became.get(old, ()))


def _ends(keys: tuple[str, ...], became: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The last of what each became."""
    return tuple(became[key][-1] for key in keys if became.get(key))

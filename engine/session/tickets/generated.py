"""Tickets that are worked out by the plant instead of written: from a state of a thing to another.

    tickets:
      T1: {title: …, task: …, generate: {of: P1, to: maintenance}}

``complete`` puts the items in the place of ``generate`` while a scenario is read; ``generated`` does the same for one that
nobody has written yet (the command ``ticket``). Everything that cannot be done is an error at the place in the file that is to
blame.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from engine.plant.sequencing import DeedSequence, NoSequenceError, Sequences
from engine.scenario.document import Scenario
from engine.scenario.reporter import Reporter
from engine.scenario.text import Text
from engine.session.kinds import PLANT_KINDS
from engine.session.known import operations
from engine.session.modes import NoStartPointError, StartPoint, StartSection
from engine.session.tickets.beginnings import done_before, values_at
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
    gaps: tuple[Text, ...] = ()
    """What the scenario lacks for some of it, and what to add."""
    unseen: tuple[Text, ...] = ()
    """What was done before the beginning and could not be taken into account."""


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
    before, up = done_before(scenario, point)
    sequence = kind.sequence(plant, values_at(scenario, point), asked.of, asked.to, asked.since, before)
    if not sequence.items:
        raise NoSequenceError(
            "to", Text(zh=f"{asked.of} 已在这一状态，没有要做的", en=f"{asked.of} is in that state already: there is nothing to do"),
            Text(zh="写 from 或另一个起点", en="give `from`, or another starting point"),
        )  # fmt: skip
    unseen = tuple(_unseen(point, sequence.unseen))
    return replace(_with_means(scenario, sequence, up), unseen=unseen)


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
    for codes, gaps in (("setup_unseen", made.unseen), ("no_test_point", made.gaps)):
        for gap in gaps:
            reporter.warning(at, gap.of("zh"), gap.of("en"), code=codes)
    return spec.model_copy(update={"items": made.items, "any_order": made.any_order, "generate": None})


def _written_keys(scenario: Scenario, loc: tuple[str, ...]) -> frozenset[str]:
    """The keys that are written at ``loc``."""
    found = scenario.source.data
    for key in loc:
        found = found.get(key) if isinstance(found, dict) else None
    return frozenset(found) if isinstance(found, dict) else frozenset()


def _point(scenario: Scenario, name: str) -> StartPoint:
    section: StartSection = scenario["start"]
    try:
        return section.named(name)[1]
    except NoStartPointError as error:
        raise NoSequenceError("start", error.text, error.fix) from None


def _unseen(point: StartPoint, lines: Iterable[int]) -> Iterator[Text]:
    for i in lines:
        deed = point.setup[i]
        yield Text(
            zh=f"生成时看不到起点 setup 里的 {{do: {deed.do}, on: {deed.on}}}，把它写成 values",
            en=f"generating does not see {{do: {deed.do}, on: {deed.on}}} in `setup` of the starting point: give it in `values`",
        )


def _with_means(scenario: Scenario, sequence: DeedSequence, up: Mapping[str, str]) -> Generated:
    from engine.session.applied.joining import applied_ids

    ids = {op.on for op in operations(scenario)} | set(scenario["stage"].objects) | applied_ids(scenario)
    means = Means(scenario, ids, up)
    items: dict[str, Item] = {}
    for one in sequence.items:
        item = means.item(one)
        if item is not None:
            after = None if one.after is None else tuple(key for key in one.after if key in items)
            items[one.key] = item if after is None else item.model_copy(update={"after": after})
    groups = (tuple(tuple(key for key in block if key in items) for block in group) for group in sequence.any_order)
    kept = (tuple(block[0] if len(block) == 1 else block for block in group if block) for group in groups)
    gaps = tuple(_no_point(key, place, scenario) for key, place in means.untested.items())
    return Generated(items, tuple(group for group in kept if len(group) > 1), sequence.notes, gaps)


def _no_point(key: str, place: str, scenario: Scenario) -> Text:
    """What to add so that something can be held to ``place``."""
    title = PLANT_KINDS[scenario["plant"].kind].titles(scenario["plant"]).get(place, Text(zh=place, en=place))
    point = f"P_{place}"
    zh = f"{title.of('zh')}（{place}）没有可用仪器测试的点位，`{key}` 只能看别的指示"
    en = f"nothing can be held to {title.of('en')} ({place}): `{key}` only looks at what is shown"
    add, shows = f"points: {{{point}: {{title: …, at: …}}}}", f"{point}: {{shows: …}}"
    return Text(zh=f"{zh}；加上 {add}，并在合适的 probes 的 at 里写 {shows}",
                en=f"{en}; add {add}, and {shows} to `at` of the probes that fit there")  # fmt: skip

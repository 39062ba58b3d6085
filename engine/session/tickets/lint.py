"""What can be wrong with a ticket although it reads well: names that lead nowhere, verbs a device does not take,
an order nobody can keep, blocks that are none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from engine.scenario.document import Scenario
from engine.scenario.expression import scope_of_tags
from engine.scenario.nearest import did_you_mean
from engine.scenario.reporter import Reporter
from engine.session.actions import VERBS
from engine.session.applied.attachments import Attachment
from engine.session.applied.placing import as_moves, meant, misplaced, placings
from engine.session.known import equipment_verbs, known_tags, operable_ids
from engine.session.order import ancestors
from engine.session.things import LOOKED_AT
from engine.session.tickets.accepted import blocks, cycle, needs
from engine.session.tickets.foresight import look_over
from engine.session.tickets.section import Item, TicketSpec

__all__ = ["lint"]

Loc = tuple[str | int, ...]
ALWAYS = ("learner", "supervisor")
"""People there are in every scenario with tickets."""


def lint(scenario: Scenario, reporter: Reporter) -> None:
    """Report everything wrong with the section, each at its place."""
    section: Mapping[str, TicketSpec] = scenario["tickets"]
    ids = operable_ids(scenario) - set(section)
    can = equipment_verbs(scenario)
    known = known_tags(scenario)
    scope = scenario.cache.setdefault("scope", scope_of_tags(known.values()))
    portable = scenario.get("attachments") or {} if "attachments" not in scenario.invalid else {}
    told = scenario.get("messages") if "messages" not in scenario.invalid else None
    people = [*ALWAYS, *(told.contacts if told is not None else ())]
    before = len(reporter.problems)
    for name, spec in section.items():
        loc: Loc = ("tickets", name)
        for key, item in spec.items.items():
            at = (*loc, "items", key)
            _item(reporter, at, item, ids, can)
            _places(reporter, at, item, portable)
            if item.check is not None:
                scenario.compile(item.check, (*at, "check"), scope, reporter, "bool")
            for i, other in enumerate(item.after or ()):
                _named(reporter, (*at, "after", i), other, spec.items, "项", "item")
        for i, who in enumerate(spec.reviews):
            _named(reporter, (*loc, "reviews", i), who, people, "人物", "contact")
        _named(reporter, (*loc, "supervisor"), spec.supervisor, people, "人物", "contact")
        if spec.order.sender:
            _named(reporter, (*loc, "order", "from"), spec.order.sender, people, "人物", "contact")
        if spec.received:
            _named(reporter, (*loc, "received"), spec.received, told.say if told is not None else (), "消息", "message")
        for i, device in enumerate(spec.devices):
            _named(reporter, (*loc, "devices", i), device, ids, "可操作的对象", "operable")
        _order(reporter, loc, spec)
    unread = {"start", "points", "probes", "attachments"} & set(scenario.invalid)
    if not unread and not any(p.severity == "error" for p in reporter.problems[before:]):
        look_over(scenario, reporter)


def _item(reporter: Reporter, at: Loc, item: Item, ids: Iterable[str], can: Mapping[str, Sequence[str]]) -> None:
    if item.do:
        _named(reporter, (*at, "do"), item.do, VERBS, "动词", "verb")
        _named(reporter, (*at, "on"), item.on, ids, "可操作的对象", "operable")
    if item.of:
        _named(reporter, (*at, "of"), item.of, ids, "可操作的对象", "operable")
    if item.on in can and item.do in VERBS and item.do not in (*can[item.on], *LOOKED_AT):
        zh, en = VERBS[item.do]
        takes = can[item.on]
        near = did_you_mean(item.do, takes)
        reporter.error(
            (*at, "do"), f"{item.on} 不能{zh}", f"{item.on} cannot be told to {en}",
            f"是不是 `{near}`？可用：{'、'.join(takes)}" if near else f"可用：{'、'.join(takes)}",
            f"did you mean `{near}`? It takes: {', '.join(takes)}" if near else f"it takes: {', '.join(takes)}",
            code="no_verb",
        )  # fmt: skip


def _places(reporter: Reporter, at: Loc, item: Item, portable: Mapping[str, Attachment]) -> None:
    """Where a portable thing goes: ends and places there are, and one place where several would do."""
    thing = portable.get(item.on)
    if thing is None or item.do not in ("attach", "detach"):
        return
    ways = list(placings(thing).values())
    said = as_moves(item.value)
    if item.value is None:
        if item.do == "attach" and meant(thing, str(item.check or "")) is None and len(ways) > 1:
            reporter.warning(
                at, f"没有写明 {item.on} 装在哪里", f"it does not say where {item.on} goes",
                f"写上 value: {_flow(ways[0])}", f"add value: {_flow(ways[0])}", code="place_open",
            )  # fmt: skip
        return
    wrong = misplaced(thing, item.do, said)
    if not said or wrong is not None:
        spots = dict.fromkeys(fit.at for end in thing.ends.values() for fit in end.fits)
        example = _flow(ways[0] if ways else {name: end.fits[0].at for name, end in thing.ends.items()})
        reporter.error(
            (*at, "value"), f"{item.on} 不能这样装" if said else "写明每一端装在哪里",
            f"{item.on} cannot be put up like that" if said else "say where each end goes",
            f"例如 {example}；端：{'、'.join(thing.ends)}；位置：{'、'.join(spots)}",
            f"as in {example}; ends: {', '.join(thing.ends)}; places: {', '.join(spots)}", code="no_fit",
        )  # fmt: skip


def _flow(placing: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{end}: {at}" for end, at in placing.items()) + "}"


def _order(reporter: Reporter, loc: Loc, spec: TicketSpec) -> None:
    """No rings; blocks of real items, each once, standing side by side."""
    after = needs(spec)
    ring = cycle(after)
    if ring:
        where = next((name for name in ring if spec.items[name].after is not None), ring[0])
        way = " → ".join(reversed(ring))
        reporter.error(
            (*loc, "items", where, "after"), f"先后转了一圈：{way}", f"the order goes round in a ring: {way}",
            "after 里不要写排在后面的项，或给那些项也写上 after",
            "name no item in `after` that stands below, or give that one an `after` of its own", code="ticket_ring",
        )  # fmt: skip
        return
    above = ancestors(after)
    for g, group in enumerate(spec.any_order):
        at = (*loc, "any_order", g)
        found = blocks(group)
        every = [name for block in found for name in block]
        before = len(reporter.problems)
        for b, block in enumerate(group):
            for i, name in enumerate(found[b]):
                _named(reporter, (*at, b) if isinstance(block, str) else (*at, b, i), name, spec.items, "项", "item")
        if len(reporter.problems) > before:
            continue
        twice = next((name for name in every if every.count(name) > 1), "")
        if twice or len(found) < 2 or not all(found):
            what = (
                (f"`{twice}` 写了两次", f"`{twice}` stands here twice")
                if twice
                else ("只有一块", "there is one block only")
                if len(found) < 2
                else ("有一块是空的", "one of the blocks is empty")
            )
            reporter.error(
                at, what[0], what[1], "写成 [a, [b, c]]：a 与 b、c 这一块可以互换",
                "write [a, [b, c]]: a and the block b, c may be swapped", code="ticket_blocks",
            )  # fmt: skip
            continue
        _side_by_side(reporter, at, found, above)
        _as_listed(reporter, at, found, list(spec.items))


def _side_by_side(
    reporter: Reporter, at: Loc, found: Sequence[Sequence[str]], above: Mapping[str, frozenset[str]]
) -> None:
    """Blocks that something between them holds in order cannot be swapped."""
    for one, other in combinations(found, 2):
        held = next(((a, b) for a in one for b in other if a in above[b] or b in above[a]), None)
        if held is None:
            continue
        a, b = held if held[0] in above[held[1]] else (held[1], held[0])
        between = next((name for name in above[b] if a in above[name]), "")
        by = (f"中间的 `{between}`", f"`{between}` between them") if between else ("after", "`after`")
        reporter.error(
            at, f"`{a}` 与 `{b}` 换不了：{by[0]}规定了先后", f"`{a}` and `{b}` cannot be swapped: {by[1]} fixes their order",
            "一组里的块要在票上挨着写", "the blocks of a group stand side by side in the ticket", code="ticket_blocks",
        )  # fmt: skip
        return


def _as_listed(reporter: Reporter, at: Loc, found: Sequence[Sequence[str]], names: Sequence[str]) -> None:
    """Inside a block the order is that of the items, whatever the block says: one that says another misleads."""
    for b, block in enumerate(found):
        right = sorted(block, key=names.index)
        if list(block) != right:
            reporter.warning(
                (*at, b), f"块内的次序以 items 为准：{'、'.join(right)}", f"inside a block the order is that of the items: {', '.join(right)}",
                f"写成 [{', '.join(right)}]，或改 items 的次序", f"write [{', '.join(right)}], or change the order of the items",
                code="block_order",
            )  # fmt: skip


def _named(reporter: Reporter, loc: Loc, name: str, names: Iterable[str], zh: str, en: str) -> None:
    """Report ``name`` if it is none of ``names``."""
    every = sorted(names) if isinstance(names, set | frozenset) else list(names)
    if name in every:
        return
    near = did_you_mean(name, every)
    if near:
        fix: tuple[str | None, str | None] = (f"是不是 `{near}`？", f"did you mean `{near}`?")
    else:
        listed = every[:12]
        fix = (f"可用：{'、'.join(listed)}", f"there are: {', '.join(listed)}") if listed else (None, None)
    reporter.error(loc, f"没有{zh} `{name}`", f"there is no {en} `{name}`", *fix, code="unknown_name")

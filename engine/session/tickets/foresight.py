"""What will go wrong with a ticket although it reads well, looked over on the plant's own rules: items it refuses as they are
printed, blocks it refuses in another order, things done before it was tested that they may be.

A ticket may begin at any starting point, or where another ticket ends; it is told only what none of them allows. All of it
are warnings: what the learner does before the ticket is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.plant.rehearsal import RehearsalRefusal, RehearsedDeed
from engine.plant.sequencing import Foresees
from engine.scenario.document import Scenario
from engine.scenario.reporter import Reporter
from engine.session.applied.attachments import Attachment
from engine.session.applied.placing import meant
from engine.session.applied.rehearsing import told
from engine.session.kinds import PLANT_KINDS
from engine.session.order import ancestors
from engine.session.tickets.accepted import blocks, needs
from engine.session.tickets.beginnings import done_before, values_at
from engine.session.tickets.means import Means
from engine.session.tickets.section import CHECK, TicketSpec

__all__ = ["look_over"]

MOST_TOLD = 3
"""Refusals of one ticket that are told; the later ones often follow from the first."""


@dataclass(frozen=True, slots=True)
class _Beginning:
    """A starting point, and a ticket carried out before."""

    point: str
    after: str = ""

    @property
    def words(self) -> tuple[str, str]:
        """For people, in both languages."""
        if self.after:
            return f"起点 {self.point}、做完 {self.after}", f"from {self.point}, after {self.after}"
        return f"起点 {self.point}", f"from {self.point}"


def look_over(scenario: Scenario, reporter: Reporter) -> None:
    """Warn of what the plant will refuse, and of what is done untested."""
    kind = PLANT_KINDS[scenario["plant"].kind]
    if not isinstance(kind, Foresees):
        return
    look = _Look(scenario, kind)
    for name, spec in look.section.items():
        _untested(reporter, scenario, look, name, spec)
        best = look.best(name)
        if best is None:
            continue
        begun, refused = best
        keys = list(spec.items)
        for one in refused[:MOST_TOLD]:
            zh, en = begun.words
            reporter.warning(
                ("tickets", name, "items", keys[one.line]), f"装置会拒绝这一项（{zh}）：{one.reason.of('zh')}",
                f"the plant will refuse this item ({en}): {one.reason.of('en')}", "改动次序，或补上缺少的项",
                "move the item, or add what is missing before it", code="plant_refuses",
            )  # fmt: skip
        if not refused:
            _swapped(reporter, look, name, spec, begun)


class _Look:
    """One scenario with its tickets as the plant is told of them."""

    def __init__(self, scenario: Scenario, kind: Foresees) -> None:
        self.kind, self.plant, self.scenario = kind, scenario["plant"], scenario
        self.section: Mapping[str, TicketSpec] = scenario["tickets"]
        portable: Mapping[str, Attachment] = scenario.get("attachments") or {}
        self.deeds = {name: told(_deeds(spec, portable), portable) for name, spec in self.section.items()}
        self._points: dict[str, tuple[Mapping[str, float], Sequence[RehearsedDeed]]] = {}

    def refused(
        self, begun: _Beginning, orders: Sequence[Sequence[RehearsedDeed]], first: Sequence[RehearsedDeed] = ()
    ) -> Sequence[Sequence[RehearsalRefusal]]:
        """What the plant refuses of each of ``orders`` after ``first``."""
        if begun.point not in self._points:  # most tickets begin at the first that is tried
            point = self.scenario["start"].point(begun.point)
            self._points[begun.point] = values_at(self.scenario, point), done_before(self.scenario, point)[0]
        values, before = self._points[begun.point]
        return self.kind.foreseen(
            self.plant, values, [*before, *(self.deeds[begun.after] if begun.after else ()), *first], orders
        )

    def best(self, name: str) -> tuple[_Beginning, Sequence[RehearsalRefusal]] | None:
        """The beginning from which the fewest items are refused; ``None`` for a ticket that does nothing to the plant."""
        if not self.deeds[name]:
            return None
        found: tuple[_Beginning, Sequence[RehearsalRefusal]] | None = None
        for begun in self._beginnings(name):
            (refused,) = self.refused(begun, [self.deeds[name]])
            if found is None or len(refused) < len(found[1]):
                found = begun, refused
            if not refused:
                break
        return found

    def _beginnings(self, name: str) -> Iterator[_Beginning]:
        start = self.scenario["start"]
        points = sorted(start.points, key=lambda point: point != start.default)
        yield from (_Beginning(point) for point in points)
        yield from (_Beginning(point, other) for point in points for other in self.section if other != name)


def _deeds(spec: TicketSpec, portable: Mapping[str, Attachment]) -> list[RehearsedDeed]:
    out = []
    for n, item in enumerate(spec.items.values()):
        value = item.value
        if value is None and item.on in portable:
            value = meant(portable[item.on], str(item.check or ""))
        if item.verb != CHECK:
            out.append(RehearsedDeed(n, item.verb, item.target, value))
    return out


# -- blocks that may be swapped -----------------------------------------------------------------------------------
def _swapped(reporter: Reporter, look: _Look, name: str, spec: TicketSpec, begun: _Beginning) -> None:
    """Each block as the first and as the last of its group."""
    keys, deeds = list(spec.items), look.deeds[name]
    for g, group in enumerate(spec.any_order):
        found = [[keys.index(key) for key in block if key in spec.items] for block in blocks(group)]
        every = {n for block in found for n in block}
        first = [deed for deed in deeds if deed.line < min(every)]
        orders = []
        for block in found:
            others = [n for one in found if one is not block for n in sorted(one)]
            orders += [_taken(deeds, [*sorted(block), *others]), _taken(deeds, [*others, *sorted(block)])]
        one = next((refused[0] for refused in look.refused(begun, orders, first) if refused), None)
        if one is not None:
            reporter.warning(
                ("tickets", name, "any_order", g), f"换了次序，装置会拒绝 `{keys[one.line]}`：{one.reason.of('zh')}",
                f"in another order the plant refuses `{keys[one.line]}`: {one.reason.of('en')}",
                "把有先后的项并入同一块，或移出这一组", "put what depends on each other into one block, or take it out of the group",
                code="plant_refuses",
            )  # fmt: skip


def _taken(deeds: Sequence[RehearsedDeed], order: Sequence[int]) -> list[RehearsedDeed]:
    return [deed for n in order for deed in deeds if deed.line == n]


# -- tested first --------------------------------------------------------------------------------------------------
def _untested(reporter: Reporter, scenario: Scenario, look: _Look, name: str, spec: TicketSpec) -> None:
    """What must be tested first is, in every order the ticket allows, if the scenario has a point for it."""
    first = look.kind.tested_first(look.plant)
    keys, means, above = list(spec.items), Means(scenario), ancestors(needs(spec))
    tests = [(item.target, key) for key, item in spec.items.items() if item.verb == "test"]
    for deed in look.deeds[name]:
        places = first.get((deed.verb, deed.on), ())
        points = list(dict.fromkeys(point for place in places for point in means.points_of(place)))
        key, own = keys[deed.line], [test for point in points for target, test in tests if target == point]
        if not points or any(one in above[key] for one in own):
            continue
        at = scenario["points"][points[0]].title
        late = f"`{own[0]}`" if own else f"{{do: test, on: {points[0]}}}"
        reporter.warning(
            ("tickets", name, "items", key), f"{at.of('zh')}还没有测试过就做这一项",
            f"this is done before {at.of('en')} has been tested", f"把 {late} 放在它前面", f"put {late} before it", code="untested",
        )  # fmt: skip

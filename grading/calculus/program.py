"""A rubric made ready for one attempt: every mark watched, every item with its monitor, in file order.

Building it is also the check against a scenario's tags: what does not fit is reported where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.scenario.document import Scenario
from engine.scenario.reporter import Reporter
from engine.scenario.text import Text, join
from engine.session.actions import VERBS
from engine.tags import Tag
from grading.calculus.compiler import Compiler, Loc
from grading.calculus.fields import natural
from grading.calculus.item import Item, Monitor
from grading.calculus.lint import items_of, moments_of
from grading.calculus.occurrence import Occurrence
from grading.calculus.ordering import Order, OrderMonitor
from grading.calculus.rules import monitor_of
from grading.calculus.rules.recover import Recover
from grading.calculus.run import END, START, Run
from grading.calculus.steps import Step, StepMonitor
from grading.calculus.verdict import DEFAULT_LEVELS
from grading.calculus.watch import Watch
from grading.calculus.words import both

__all__ = ["MarkWatch", "Program"]


@dataclass
class MarkWatch:
    """A named moment that has not come yet, and the moment after which it counts."""

    name: str
    watch: Watch
    since: str
    armed: bool = False


class Program:
    """Everything that watches one attempt. ``monitors`` are in file order, ``working`` in the order they
    read.
    """

    def __init__(
        self, rubric: Scenario, tags: Sequence[Tag], tick_ms: int, reporter: Reporter,
        operables: Mapping[str, Iterable[str]] | None = None, sources: Iterable[str] | None = None,
    ) -> None:  # fmt: skip
        self.run = Run(tick_ms, tags)
        make = Compiler(
            rubric, reporter, tags, self.run, rubric.get("levels", DEFAULT_LEVELS), operables,
            None if sources is None else frozenset(sources), moments_of(rubric),
        )  # fmt: skip
        self.marks: list[MarkWatch] = []
        for name, mark in sorted(rubric.get("marks", {}).items(), key=lambda pair: natural(pair[0])):
            loc: Loc = ("marks", name)
            since = make.moment(mark.since, (*loc, "after")) if mark.since else START
            self.marks.append(MarkWatch(name, make.watch(mark, loc), since))
        self.steps: list[StepMonitor] = []
        self.monitors: list[Monitor] = []
        late: list[Monitor] = []
        items = list(items_of(rubric))
        self._name(rubric, [item for _, item in items], tags)
        built: dict[str, Monitor] = {}
        for place, item in sorted(items, key=lambda pair: isinstance(pair[1], Recover)):
            if isinstance(item, Step):
                step = StepMonitor(item, make, place)
                self.steps.append(step)
                built[item.id] = step
            elif isinstance(item, Order):
                built[item.id] = OrderMonitor(item, make, place, self.steps)
            else:
                built[item.id] = monitor_of(item, make, place)
            if isinstance(item, Order | Recover):
                late.append(built[item.id])
            make.items[item.id] = built[item.id]
        self.critical = frozenset(n for n, g in rubric.get("gates", {}).items() if g.result == "fail" or g.cap == 0)
        self.monitors = [built[item.id] for _, item in items if item.id in built]
        self.working = [m for m in self.monitors if m not in late] + late

    def _name(self, rubric: Scenario, items: Sequence[Item], tags: Sequence[Tag]) -> None:
        """Words for moments and items, from titles or from what they are made of."""
        names = self.run.names
        names[START], names[END] = both("开始", "the start"), both("结束", "the end")
        titles = {tag.id: both(tag.title("zh"), tag.title("en")) for tag in tags}
        for name, mark in rubric.get("marks", {}).items():
            names[name] = mark.title or describe(mark, titles) or both(name, name)
        for item in items:
            what = getattr(item, "done", None)
            found = (
                describe(what, titles)
                if isinstance(what, Occurrence)
                else titles.get(getattr(item, "what", None) or "")
            )
            names[item.id] = item.title or found or both(item.id, item.id)


def describe(what: Occurrence, titles: Mapping[str, Text]) -> Text | None:
    """An occurrence in words: ``打开 XV101A``; ``None`` for bare conditions."""
    if what.title is not None:
        return what.title
    if what.act:
        verbs = [both(*VERBS[verb]) for verb in what.act]
        things = [titles.get(on, both(on, on)) for on in what.on]
        verb, thing = join(verbs, "或", " or "), join(things, "或", " or ")
        return both(f"{verb.of('zh')} {thing.of('zh')}".strip(), f"{verb.of('en')} {thing.of('en')}".strip())
    parts = [describe(part, titles) for part in (*what.any, *what.all)]
    if parts and all(part is not None for part in parts):
        return join([p for p in parts if p is not None], "或" if what.any else "、", " or " if what.any else ", ")
    return None

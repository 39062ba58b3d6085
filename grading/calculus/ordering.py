"""The order of the steps as an item of its own: how many of the steps done stood where they belong.

    order: {weight: 5, goal: CO2}

Missing steps are charged by themselves and excuse what comes after them; here only steps that were done are
compared, so a mistake is charged once.
"""

# ruff: noqa: ARG002 - every kind answers the same calls, whatever it needs of them

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from engine.scenario.text import Text, join
from engine.session.order import displaced
from grading.calculus.compiler import Compiler, Loc
from grading.calculus.fields import Id
from grading.calculus.item import Item, Monitor
from grading.calculus.steps import StepMonitor
from grading.calculus.verdict import Evidence
from grading.calculus.words import both

__all__ = ["Order", "OrderMonitor"]


class Order(Item, title="步骤顺序 / Order of the steps"):
    """How the order of the steps counts."""

    id: Id = Field("order", description="编号 / id")


class OrderMonitor(Monitor):
    """Compares the steps done so far; looks again whenever one more is done."""

    kind = "order"
    item: Order

    def __init__(self, item: Order, make: Compiler, loc: Loc, steps: Sequence[StepMonitor]) -> None:
        super().__init__(item, make, loc)
        self.steps = list(steps)
        self.after = {step.item.id: tuple(step.item.after) for step in self.steps}
        linked = {name for names in self.after.values() for name in names}
        self.ordered = [s for s in self.steps if s.item.after or s.item.id in linked]
        self.done = 0

    def row(self, tick: int, values: Sequence[float]) -> None:
        """Look again when another step has been done."""
        done = sum(1 for step in self.ordered if step.hit is not None)
        if done != self.done:
            self.done = done
            self._look(final=False)

    def end(self, tick: int, how: str) -> None:
        """The order of what was done."""
        self.done = sum(1 for step in self.ordered if step.hit is not None)
        self._look(final=True)

    def _look(self, final: bool) -> None:
        position = {s.item.id: s.hit.began for s in self.ordered if s.hit is not None}
        moved = displaced([s.item.id for s in self.ordered], self.after, position) if len(position) > 1 else ()
        named = [{"step": m.step, "before": list(m.before), "after": list(m.after)} for m in moved]
        facts = {"done": len(position), "moved": named}
        if moved:
            wrong = {one.step for one in moved}
            hits = [s.hit for s in self.ordered if s.item.id in wrong and s.hit is not None]
            legal = len(position) - len(moved)
            evidence = [Evidence(hit.tick, hit.tick, refs=hit.refs) for hit in hits]
            first = evidence[0]
            evidence[0] = Evidence(
                first.start, first.end, float(legal), float(len(position)), "", float(-len(moved)), first.refs
            )
            self.judge("broken", legal / len(position), evidence, **facts)
        elif final:
            self.judge("met" if len(position) > 1 else "n/a", 1.0 if len(position) > 1 else 0.0, (), **facts)

    @property
    def title(self) -> Text:
        """``操作顺序`` unless the author says otherwise."""
        return self.item.title or both("操作顺序", "Order of the steps")

    def what(self) -> Text:
        """How many stood right and which did not."""
        t, facts = self.title, self.verdict.facts
        zh, en = f"{t.of('zh')}：", f"{t.of('en')}: "
        match self.verdict.judgement:
            case "met":
                return both(
                    f"{zh}{facts['done']} 个步骤顺序全部正确",
                    f"{en}all {facts['done']} steps in a legal order",
                )
            case "n/a":
                return both(f"{zh}完成的步骤太少，不计", f"{en}too few steps done, not counted")
            case "open":
                return both(f"{zh}目前正确", f"{en}right so far")
        n, moved = facts["done"], facts["moved"]
        parts = [self._place(one) for one in moved]
        wrong = join(parts, "；", "; ")
        return both(
            f"{zh}{n} 个步骤中有 {n - len(moved)} 个顺序正确；次序不当：{wrong.of('zh')}",
            f"{en}{n - len(moved)} of {n} steps were in a legal order; out of place: {wrong.of('en')}",
        )

    def _place(self, one: dict[str, Sequence[str]]) -> Text:
        name = self.name(str(one["step"]))
        before = join(self.name(s) for s in one["before"])
        after = join(self.name(s) for s in one["after"])
        zh = [f"应在“{before.of('zh')}”之前"] if one["before"] else []
        zh += [f"应在“{after.of('zh')}”之后"] if one["after"] else []
        en = [f"should come before {before.of('en')}"] if one["before"] else []
        en += [f"should come after {after.of('en')}"] if one["after"] else []
        return both(f"“{name.of('zh')}”（{'，'.join(zh)}）", f"{name.of('en')} ({', '.join(en)})")

"""Which reference runs prove which rubric item: who gains it, who loses it, and what kind of run is missing.

An item is proven when one run gains it and another loses it; otherwise nobody has seen the rubric reward what is right
there, or catch what is wrong. Pure: from results to plain data.

    covered = coverage(rubric, {outcome.name: outcome.result for outcome in outcomes})
    covered.share                      # 0.74
    covered.items[3].lost              # ("idle", "no_agitation")
    gaps(covered, rubric)              # a warning at the line of each item that is not proven
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from engine.events import Event
from engine.scenario.document import Scenario
from engine.scenario.problems import Problem, Text2
from engine.scenario.text import Text
from engine.session.script import Run
from grading.calculus.lint import items_of
from grading.calculus.result import ItemResult, Result
from grading.rubric import Rubric

__all__ = ["LOST", "Coverage", "Gap", "ItemCoverage", "coverage", "gaps", "grouped", "untried"]

LOST = 0.9
"""Credit up to which an item counts as lost: a quality band that gives 98 % has not been seen to catch anything."""

Gap = Literal["", "untouched", "never_gained", "never_lost", "by_hand"]


@dataclass(frozen=True, slots=True)
class ItemCoverage:
    """One item: the runs that gain it, those that lose it, and those in which it has no occasion."""

    id: str
    kind: str
    """``step``, ``order`` or the kind of the rule."""
    title: Text
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    unseen: tuple[str, ...]
    gap: Gap
    """What keeps it from being proven; ``by_hand`` where only a person marks it, which is no fault."""

    @property
    def advice(self) -> Text2 | None:
        """What kind of run is missing."""
        if self.gap in ("", "by_hand"):
            return None
        wanted = _WANTED[self.gap]
        return wanted.get(self.kind, wanted[""])

    def as_dict(self) -> dict[str, Any]:
        """Plain data for ``--json``."""
        advice = self.advice
        return {
            "id": self.id, "kind": self.kind, "title": {"zh": self.title.of("zh"), "en": self.title.of("en")},
            "gained": list(self.gained), "lost": list(self.lost), "unseen": list(self.unseen), "gap": self.gap,
            "missing_run": None if advice is None else {"zh": advice.zh, "en": advice.en},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Coverage:
    """All items of a rubric, in file order, against all reference runs."""

    runs: tuple[str, ...]
    items: tuple[ItemCoverage, ...]

    @property
    def marked(self) -> tuple[ItemCoverage, ...]:
        """The items that are marked without a person."""
        return tuple(item for item in self.items if item.gap != "by_hand")

    @property
    def proven(self) -> int:
        """How many items are both gained and lost."""
        return sum(not item.gap for item in self.items)

    @property
    def share(self) -> float:
        """Proven items as a share of all that are marked without a person, 0…1."""
        return self.proven / len(self.marked) if self.marked else 1.0

    def as_dict(self) -> dict[str, Any]:
        """Plain data for ``--json``."""
        return {
            "runs": list(self.runs), "share": round(self.share, 4), "proven": self.proven, "marked": len(self.marked),
            "items": [item.as_dict() for item in self.items],
        }  # fmt: skip


def coverage(rubric: Rubric, results: Mapping[str, Result]) -> Coverage:
    """How the runs (result by name) cover the items of ``rubric``. Items a result does not have are unseen in it."""
    by_run = {name: {item.id: item for item in result.items} for name, result in results.items()}
    found = []
    for loc, item in items_of(rubric.document):
        seen = {name: items[item.id] for name, items in by_run.items() if item.id in items}
        gained = tuple(name for name, one in seen.items() if _gained(one))
        lost = tuple(name for name, one in seen.items() if _lost(one))
        unseen = tuple(name for name in by_run if name not in gained and name not in lost)
        kind = "step" if loc[0] == "steps" else "order" if loc[0] == "order" else str(getattr(item, "kind", ""))
        title = item.title or next((one.title for one in seen.values()), None) or Text(zh=item.id, en=item.id)
        by_hand = any(one.judgement == "unscored" for one in seen.values())
        found.append(ItemCoverage(item.id, kind, title, gained, lost, unseen, _gap(gained, lost, by_hand)))
    return Coverage(tuple(by_run), tuple(found))


def _gained(item: ItemResult) -> bool:
    return not item.excused_by and item.judgement in ("met", "recovered") and item.credit > 1e-9


def _lost(item: ItemResult) -> bool:
    if item.excused_by:
        return False
    if item.judgement in ("broken", "missing", "recovered") or item.deducted > 1e-9:
        return True
    return item.judgement == "met" and item.credit <= LOST + 1e-9


def _gap(gained: tuple[str, ...], lost: tuple[str, ...], by_hand: bool) -> Gap:
    if by_hand:
        return "by_hand"
    if gained and lost:
        return ""
    return "never_gained" if lost else "never_lost" if gained else "untouched"


def gaps(covered: Coverage, rubric: Rubric) -> list[Problem]:
    """A warning at the id of each item that is not proven, with the kind of run that is missing."""
    source, found = rubric.document.source, []
    by_id = {item.id: item for item in covered.items}
    for loc, item in items_of(rubric.document):
        one = by_id[item.id]
        advice = one.advice
        if advice is not None:
            words = _SAID[one.gap]
            text = Text2(words.zh.format(item.id), words.en.format(item.id))
            at = (*loc, "id") if (*loc, "id") in source.values else loc
            span = source.value_span(at) if at != loc else source.key_span(loc)
            found.append(source.problem(span, one.gap, text, advice, "warning"))
    return found


def grouped(covered: Coverage, found: Iterable[Problem], lang: str) -> list[tuple[list[str], str, str]]:
    """``gaps`` for reading: the items that want the same kind of run, what kind, and their lines."""
    names = [item.id for item in covered.items if item.advice is not None]
    groups: dict[Text2, list[tuple[str, Problem]]] = {}
    for name, gap in zip(names, found, strict=True):
        if gap.fix is not None:
            groups.setdefault(gap.fix, []).append((name, gap))
    lines = []
    for advice, members in groups.items():
        by_file: dict[str, list[str]] = {}
        for _, gap in members:
            by_file.setdefault("/".join(Path(gap.path).parts[-2:]), []).append(str(gap.span.line + 1))
        where = "; ".join(f"{name}:{','.join(numbers)}" for name, numbers in by_file.items())
        lines.append(([name for name, _ in members], advice.of(lang), where))
    return lines


def untried(scenario: Scenario, events: Iterable[Event], runs: Iterable[Run] = ()) -> dict[str, tuple[str, ...]]:
    """By section, what a scenario defines and no run has: none of the ``events`` came from it, nobody acts on it."""
    came = {(event.kind, event.source) for event in events}
    found = {}
    for section, kind in _REPORTS.items():
        names = scenario[section].root if section in scenario else {}
        missing = tuple(name for name in names if (kind, name) not in came)
        if missing:
            found[section] = missing
    deeds = [deed for run in runs for deed in (*run.acts, *run.reactions)]
    touched = {deed.on for deed in deeds} | {str(deed.value) for deed in deeds if deed.do == "report"}
    told = scenario.get("messages")
    offered = {"documents": scenario.get("documents") or {}, "tickets": scenario.get("tickets") or {}}
    if told is not None:
        offered |= {"reports": told.reports, "questions": told.questions}
    for section, names in offered.items():
        missing = tuple(name for name in names if name not in touched)
        if missing:
            found[section] = missing
    return found


_REPORTS = {"alarms": "alarm", "interlocks": "trip", "faults": "fault", "consequences": "consequence"}
"""Sections whose entries show themselves by an event, and its kind."""

_SAID = {
    "untouched": Text2("`{}` 在所有参考过程中都没有考核到", "`{}` is judged in no reference run"),
    "never_gained": Text2("`{}` 没有参考过程得分", "`{}` is gained by no reference run"),
    "never_lost": Text2("`{}` 没有参考过程失分", "`{}` is lost by no reference run"),
}
_WANTED: dict[str, dict[str, Text2]] = {
    "untouched": {
        "": Text2("缺一个考核到它的过程", "a run is missing in which it is judged"),
        "respond": Text2("缺一个触发它的过程，再各写一个及时和太迟的", "runs are missing in which its occasion comes: one in time, one late"),
        "recover": Text2("缺一个先出错、再挽回的过程", "a run is missing that goes wrong and puts it right"),
    },
    "never_gained": {
        "": Text2("缺一个做到的过程", "a run is missing that does it right"),
        "step": Text2("缺一个做对这一步的过程", "a run is missing that does this step right"),
        "respond": Text2("缺一个及时反应的过程", "a run is missing that responds in time"),
        "never": Text2("缺一个不犯这个错的过程", "a run is missing that does not do this"),
        "recover": Text2("缺一个出错后及时挽回的过程", "a run is missing that puts it right in time"),
        "ask": Text2("缺一个答对的过程", "a run is missing that answers right"),
    },
    "never_lost": {
        "": Text2("缺一个超出要求的过程", "a run is missing that falls short of it"),
        "step": Text2("缺一个漏做或做错这一步的过程", "a run is missing that leaves this step out or does it wrong"),
        "order": Text2("缺一个颠倒步骤的过程", "a run is missing that takes the steps in the wrong order"),
        "respond": Text2("缺一个反应太迟或没有反应的过程", "a run is missing that responds late or not at all"),
        "never": Text2("缺一个犯这个错的过程", "a run is missing that does this"),
        "count": Text2("缺一个次数不对的过程", "a run is missing with the wrong number of times"),
        "recover": Text2("缺一个出错后没有挽回的过程", "a run is missing that goes wrong and leaves it so"),
        "ask": Text2("缺一个答错的过程", "a run is missing that answers wrong"),
    },
}  # fmt: skip

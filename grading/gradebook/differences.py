"""What another marking changed: for whom, which item, from what to what, and why.

for change in differences(book, before=4, after=9):
    print(change.code, change.item, change.before.of("zh"), "→", change.after.of("zh"), change.why.of("zh"))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.scenario.text import Text
from grading.calculus.result import ItemResult
from grading.gradebook.errors import NotFoundError
from grading.gradebook.marking import grading_result
from grading.gradebook.store import Gradebook
from grading.reports.words import said

__all__ = ["Change", "differences"]

TOTAL = "total"
_NONE = Text(zh="—", en="—")


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the table. ``item`` is the item's id, or ``total``; the values are ready to be read."""

    attempt: str
    learner: str
    """An id without a name: names are joined where the table is shown."""
    code: str
    """What the learner typed in before the attempt."""
    item: str
    title: Text
    before: Text
    after: Text
    why: Text


def differences(book: Gradebook, before: int, after: int) -> list[Change]:
    """What differs between two gradings of one attempt: the total, then items in the order of the rubric."""
    old, new = _grading(book, before), _grading(book, after)
    why = _cause(old, new)
    changes: list[Change] = []

    def add(item: str, title: Text, was: Text, now: Text, reason: Text) -> None:
        if was != now:
            whose = (new["attempt"], new["learner"], new["pseudonym"])
            changes.append(Change(*whose, item, title, was, now, reason))

    earlier, later = grading_result(book, before), grading_result(book, after)
    add(TOTAL, Text(zh="总分", en="total"), _figure(earlier.total), _figure(later.total), why)
    was = {item.id: item for item in earlier.items}
    for item in later.items:
        if item.id in was:
            add(item.id, item.title, _state(was[item.id]), _state(item), _item_cause(was[item.id], item, why))
        else:
            add(item.id, item.title, _NONE, _state(item), Text(zh="新增的评分项", en="a new item of the rubric"))
    gone = Text(zh="评分标准中已去掉", en="the rubric no longer has it")
    kept = {item.id for item in later.items}
    for item in earlier.items:
        if item.id not in kept:
            add(item.id, item.title, _state(item), _NONE, gone)
    return changes


def _grading(book: Gradebook, number: int) -> dict[str, Any]:
    found = book.row(
        "SELECT gradings.rubric, grader, attempt, content_hash, version, attempts.pseudonym, pseudonyms.learner FROM gradings"
        " JOIN recordings ON recordings.id = recording JOIN attempts ON attempts.id = attempt"
        " JOIN pseudonyms ON pseudonyms.pseudonym = attempts.pseudonym"
        " JOIN rubrics ON rubrics.hash = gradings.rubric WHERE gradings.id = ?",
        [number],
    )
    if found is None:
        raise NotFoundError(f"没有第 {number} 次评分", f"there is no grading {number}")
    return found


def _cause(old: dict[str, Any], new: dict[str, Any]) -> Text:
    causes: list[tuple[str, str]] = []
    if old["content_hash"] != new["content_hash"]:
        causes.append(("训练记录有续接", "the attempt went on"))
    if old["rubric"] != new["rubric"]:
        step = f"{old['version']} → {new['version']}"
        causes.append((f"评分标准 {step}", f"rubric {step}"))
    if old["grader"] != new["grader"]:
        step = f"{old['grader']} → {new['grader']}"
        causes.append((f"评分程序 {step}", f"grader {step}"))
    causes = causes or [("人工评定已计入", "marks by people were taken in")]
    return Text(zh="；".join(zh for zh, _ in causes), en="; ".join(en for _, en in causes))


def _item_cause(old: ItemResult, new: ItemResult, why: Text) -> Text:
    """The marker's own words where the judgement changed, the weight where only that did."""
    if old.what != new.what:
        return Text(zh=f"{why.zh}：{new.what.of('zh')}", en=f"{why.en}: {new.what.of('en')}")
    if old.weight != new.weight:
        step = f"{old.weight:g} → {new.weight:g}"
        return Text(zh=f"权重 {step}", en=f"weight {step}")
    return why


def _state(item: ItemResult) -> Text:
    """Judgement and points as they are compared and shown: ``met 6/6``, ``not met 0/6 −5``."""
    points = f" {_shown(item.gained)}/{_shown(item.possible)}" if item.possible else ""
    taken = f" −{_shown(item.deducted)}" if item.deducted else ""
    zh, en = (said("judgement", item.judgement, lang) for lang in ("zh", "en"))
    return Text(zh=f"{zh}{points}{taken}", en=f"{en}{points}{taken}")


def _figure(value: float) -> Text:
    return Text(zh=_shown(value), en=_shown(value))


def _shown(value: float) -> str:
    """Up to two decimals; marks closer than that are the same to people."""
    return f"{value:.2f}".rstrip("0").rstrip(".")

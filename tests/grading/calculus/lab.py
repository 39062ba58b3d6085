"""A small place to mark in: a few tags, a way to write rubrics and traces by the second."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine.events import Event
from engine.session.actions import Action
from engine.tags import Encoding, Kind, Tag
from grading.calculus.result import ItemResult, Result
from grading.marker import Marker, mark
from grading.rubric import Rubric

TICK_MS = 100
PER_ROW = 10  # ticks between rows: one row a second
TAGS = [
    Tag("T1", unit="degC", low=0, high=200, zh="温度", en="temperature"),
    Tag("F1", unit="kg/s", low=0, high=10, zh="流量", en="flow"),
    Tag("L1", unit="%", low=0, high=100, zh="液位", en="level"),
    Tag("K1", kind=Kind.DISCRETE, zh="运行", en="running"),
    Tag("MODE1", kind=Kind.MODE, options=("manual", "auto"), zh="方式", en="mode"),
    Tag("TRUE1", unit="degC", low=0, high=200, encoding=Encoding.NONE),
]
HEAD = """schema: 1
meta: {id: lab, version: 1.0.0, title: {zh: 试验, en: Lab}, scenario: lab}
outcomes:
  CO1: {title: {zh: 操作, en: Operating}, share: 100 %}
"""
GATES = """
gates:
  veto: {title: {zh: 否决项, en: Veto}, cap: 0, result: fail}
  major: {title: {zh: 重大失误, en: Major error}, cap: 59}
"""

Signal = float | Callable[[float], float]


def rubric(body: str, head: str = HEAD) -> Rubric:
    return Rubric.loads(head + body)


def act(second: float, verb: str, on: str = "", value: Any = None, actor: str = "learner") -> tuple[Any, ...]:
    return (second, verb, on, value, actor)


def actions_of(acts: Iterable[tuple[Any, ...]]) -> list[Action]:
    return [Action(round(s * 10), i, actor, verb, on, value) for i, (s, verb, on, value, actor) in enumerate(acts)]


def events_of(events: Iterable[tuple[Any, ...]]) -> list[Event]:
    return [Event(round(e[0] * 10), e[1], e[2], dict(e[3]) if len(e) > 3 else {}) for e in events]


def rows_of(seconds: float, signals: Mapping[str, Signal], shift: int = 0) -> list[tuple[int, list[float]]]:
    """One row a second from 0 to ``seconds``; signals are numbers or functions of the second."""
    given = [signals.get(tag.id, 0.0) for tag in TAGS]
    return [(s * PER_ROW + shift, [x(s) if callable(x) else float(x) for x in given]) for s in range(int(seconds) + 1)]


def play(
    body: str | Rubric,
    seconds: float = 60,
    acts: Iterable[tuple[Any, ...]] = (),
    events: Iterable[tuple[Any, ...]] = (),
    how: str | None = "finished",
    **rest: Any,
) -> Result:
    """Mark a trace; further keyword arguments are signals by tag id or arguments of ``mark``."""
    signals = {name: rest.pop(name) for name in list(rest) if any(tag.id == name for tag in TAGS)}
    made = rubric(body) if isinstance(body, str) else body
    end = None if how is None else (round(seconds * 10), how)
    return mark(made, TAGS, TICK_MS, actions_of(acts), events_of(events), rows_of(seconds, signals), end, **rest)


def only(body: str, item: str = "x", **rest: Any) -> ItemResult:
    """The one item of interest after marking."""
    return play(body, **rest).item(item)


def live(body: str | Rubric) -> Marker:
    return Marker(rubric(body) if isinstance(body, str) else body, TAGS, TICK_MS)

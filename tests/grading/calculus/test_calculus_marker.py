"""The marker as an observer: moments, order of what it is told, bad input, cost."""

from __future__ import annotations

import time

import pytest

from engine.events import Event
from engine.session.actions import Action
from engine.tags import Tag
from grading.errors import MarkingError
from grading.marker import Marker, mark, mark_attempt
from grading.rubric import Rubric
from tests.grading.calculus.lab import HEAD, TAGS, TICK_MS, act, actions_of, live, only, play, rows_of, rubric


def test_a_mark_comes_once_and_after_what_it_waits_for() -> None:
    """A mark is the first time its condition has lasted; ``after`` makes it wait for another moment."""
    body = """marks:
  first: {when: "T1 > 65 degC", for: 3 s}
  open: {act: open, on: A}
  again: {when: "T1 > 65 degC", after: open}
steps:
  - {id: x, done: {act: stop}, from: first, weight: 1, goal: CO1}
  - {id: y, done: {act: stop}, from: again, weight: 1, goal: CO1}
"""
    result = play(body, acts=[act(30, "open", "A"), act(50, "stop")], T1=lambda s: 70.0 if s >= 10 else 20.0)
    assert result.item("x").data["delay"] == 500 - 130
    assert result.item("y").data["delay"] == 500 - 300


def test_deadlines_run_in_ticks_not_rows() -> None:
    """An action between two rows is timed to its own tick."""
    body = "steps:\n  - {id: x, done: {act: stop}, from: start, within: {1500 ms: 4, 10 s: 2}, weight: 1, goal: CO1}\n"
    assert only(body, acts=[act(1.5, "stop")]).credit == 1.0
    assert only(body, acts=[act(1.6, "stop")]).credit == 0.6


def test_the_last_tick_still_counts() -> None:
    """What was done after the last row but before the end is marked."""
    body = "steps:\n  - {id: x, done: {act: stop}, weight: 1, goal: CO1}\n"
    marker = live(body)
    marker.on_row(0, rows_of(0, {})[0][1])
    marker.on_action(Action(4, 0, "learner", "stop", "P"))
    marker.on_end(5, "finished")
    marker.on_end(9, "quit")
    result = marker.result()
    assert (result.item("x").judgement, result.how, result.end) == ("met", "finished", 5)


def test_an_attempt_without_any_row_can_be_marked() -> None:
    """An attempt that was cut off at once gives a mark and no trace-back."""
    made = rubric("steps:\n  - {id: x, done: {act: stop}, needs: K1, weight: 1, goal: CO1}\n")
    assert mark(made, TAGS, TICK_MS, [], [], [], None).total == 0.0
    done = mark(made, TAGS, TICK_MS, [Action(3, 0, "learner", "stop", "P")], [], [], (5, "quit"))
    assert done.item("x").judgement == "broken"


def test_rows_must_fit() -> None:
    """Rows of another length or from the past are refused."""
    marker = live("")
    with pytest.raises(MarkingError):
        marker.on_row(0, [1.0])
    marker.on_row(10, [0.0] * len(TAGS))
    with pytest.raises(MarkingError):
        marker.on_row(9, [0.0] * len(TAGS))


def test_a_stored_attempt_is_marked_by_its_own_rubric() -> None:
    """``mark_attempt`` takes rubric, tags and tick from the attempt, or another rubric for a re-mark."""
    made = rubric("steps:\n  - {id: x, done: {act: stop}, weight: 1, goal: CO1}\n")

    class Header:
        rubric, tags, tick_ms = made.canonical(), TAGS, TICK_MS

    class End:
        tick, how = 600, "finished"

    class Stored:
        header = Header()

        def actions(self) -> list[Action]:
            return actions_of([act(3, "stop")])

        def events(self) -> list[Event]:
            return []

        def rows(self) -> list[tuple[int, list[float]]]:
            return rows_of(60, {})

        def ended(self) -> End:
            return End()

    first = mark_attempt(Stored(), attempt_hash="9f")
    assert (first.total, first.rubric, first.attempt) == (100.0, made.hash, "9f")
    other = rubric("steps:\n  - {id: x, done: {act: start}, weight: 1, goal: CO1}\n")
    assert mark_attempt(Stored(), other).total == 0.0


def test_findings_stay_the_same_object_until_something_changes() -> None:
    """Findings are cached, so that a view may ask for them every frame."""
    marker = live("steps:\n  - {id: x, done: {act: stop}, weight: 1, goal: CO1, why: {zh: 因, en: why}}\n")
    marker.on_row(0, [0.0] * len(TAGS))
    first = marker.findings()[0]
    assert marker.findings()[0] is first
    assert (first.judgement, first.what.zh, first.data["phase"]) == ("open", "停止：待完成", "due")
    marker.on_action(Action(5, 0, "learner", "stop", "P"))
    marker.on_row(10, [0.0] * len(TAGS))
    after = marker.findings()[0]
    assert (after.judgement, after.points, after.possible, after.why and after.why.en) == ("met", 1.0, 1.0, "why")


def many_items() -> Rubric:
    body = "marks: {hot: {when: 'X1 > 65 degC', for: 2 s}}\norder: {weight: 1, goal: CO1}\nsteps:\n"
    body += "".join(f"  - {{id: s{i}, done: {{act: open, on: V{i}}}, weight: 1, goal: CO1}}\n" for i in range(10))
    body += "".join(
        f'  - {{id: z{i}, done: {{when: "X{i} > 90 degC and X9 > 1 degC", for: 9 s}}, weight: 1, goal: CO1}}\n'
        for i in range(4)
    )
    kinds = [
        "band, what: X{i}, target: 60 degC, full: 2 K, zero: 5 K, weight: 1, goal: CO1",
        "hold, what: X{i}, low: 20 degC, high: 70 degC, allow: 3 min, weight: 1, goal: CO1",
        'never, done: {{when: "X{i} > 100 degC and X9 < 1 degC", for: 60 s}}, points: 10',
        'respond, when: "X{i} > 65 degC", want: "X9 > 2 degC", within: {{3 min: 4}}, weight: 1, goal: CO1',
    ]
    body += "rules:\n" + "".join(
        f"  - {{id: r{k}{i}, kind: {kind.format(i=i)}}}\n" for k, kind in enumerate(kinds) for i in range(4)
    )
    return Rubric.loads(HEAD + body)


def test_thirty_items_cost_little() -> None:
    """Marking live must not be felt: 31 items take at most 30 µs a row, a stored hour of rows 500 ms (with slack
    for a busy machine; the best of five counts)."""
    made = many_items()
    assert len(made.items) == 31
    tags = [Tag(f"X{i}", unit="degC", low=0, high=200) for i in range(100)]
    rows = [(10 * s, [58 + (s * 13 + i * 7) % 50 / 10 for i in range(100)]) for s in range(1200)]
    best = 1.0
    for _ in range(5):
        marker = Marker(made, tags, TICK_MS)
        start = time.process_time()
        for tick, values in rows:
            marker.on_row(tick, values)
        best = min(best, (time.process_time() - start) / len(rows))
    assert best < 60e-6

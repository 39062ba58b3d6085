"""Laws every marking keeps, whatever the rubric and the trace."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.events import Event
from engine.session.actions import Action
from grading.calculus.result import Result
from grading.marker import Marker, mark
from grading.rubric import Rubric
from tests.grading.calculus.lab import GATES, TAGS, TICK_MS, rubric

BODY = """
marks:
  hot: {when: "T1 > 65 degC", for: 2 s}
  bad: {event: fault, source: F9}
steps:
  - {id: s1, done: {act: open, on: A}, weight: 2, goal: CO1}
  - {id: s2, done: {act: open, on: B}, after: s1, weight: 1, goal: CO1, needs: "T1 < 80 degC"}
  - {id: s3, done: {act: open, on: C}, after: s1, weight: 1, goal: CO1}
  - {id: s4, done: {when: "F1 > 5 kg/s", for: 3 s}, after: [s2, s3], weight: 2, goal: CO1}
  - {id: s5, done: {act: open, on: D}, from: bad, within: {5 s: 4, 15 s: 2}, weight: 3, goal: CO1, gate: major}
order: {weight: 2, goal: CO1}
rules:
  - {id: r1, kind: respond, when: "T1 > 65 degC", want: "F1 > 5 kg/s", within: {5 s: 4, 12 s: 2}, weight: 2, goal: CO1}
  - {id: r2, kind: hold, what: T1, high: 70 degC, allow: 6 s, weight: 2, goal: CO1}
  - {id: r3, kind: reach, what: L1, at_least: 60 %, by: {20 s: 4, 40 s: 2}, weight: 1, goal: CO1}
  - {id: r4, kind: track, what: L1, target: 50 %, measure: rms, bands: {10 %: 4, 30 %: 2}, weight: 1, goal: CO1}
  - {id: r5, kind: band, what: T1, target: 60 degC, full: 5 K, zero: 15 K, during: [s1, end], weight: 2, goal: CO1}
  - {id: r6, kind: never, done: {act: press, on: X}, gate: veto}
  - {id: r7, kind: never, done: {when: "T1 > 75 degC", for: 2 s}, points: 10, during: [hot, end]}
  - {id: r8, kind: count, done: {act: open}, at_most: 6, weight: 1, goal: CO1}
  - {id: r9, kind: recover, of: r2, within: 20 s, gives_back: 50 %}
  - {id: r10, kind: ask, on: q1, correct: b, weight: 1, goal: CO1}
  - {id: r11, kind: band, elapsed: [s1, s4], at_most: {full: 10 s, zero: 40 s}, weight: 1, goal: CO1}
"""
RUBRIC = rubric(BODY + GATES)
Trace = tuple[list[Action], list[Event], list[tuple[int, list[float]]]]


def trace(seed: int, seconds: int = 40) -> Trace:
    """A random attempt: wandering signals, actions, a fault, a question."""
    rng = Random(seed)
    rows, t1, l1 = [], rng.uniform(40, 75), rng.uniform(0, 100)
    for s in range(seconds + 1):
        t1 += rng.uniform(-4, 4)
        l1 = min(max(l1 + rng.uniform(-8, 8), 0.0), 100.0)
        rows.append((s * 10, [t1, rng.choice([0.0, 6.0, 6.0]), l1, float(rng.random() < 0.5), 0.0, 0.0]))
    ticks = sorted(rng.randrange(seconds * 10) for _ in range(rng.randrange(10)))
    deeds = [("open", x) for x in "ABCD"] + [("answer", "q1"), ("press", "X"), ("look", "L1")]
    weights = [4, 4, 4, 4, 2, 1, 3]
    actions = []
    for i, tick in enumerate(ticks):
        verb, on = rng.choices(deeds, weights)[0]
        actions.append(Action(tick, i, "learner", verb, on, rng.choice("ab") if verb == "answer" else None))
    events = [Event(rng.randrange(300), "fault", "F9")] if rng.random() < 0.7 else []
    events += [Event(rng.randrange(300), "message", "q1")] if rng.random() < 0.5 else []
    return actions, sorted(events, key=lambda e: e.tick), rows


def marked(made: Trace, how: str = "finished", used: Rubric = RUBRIC) -> Result:
    actions, events, rows = made
    return mark(used, TAGS, TICK_MS, actions, events, rows, (rows[-1][0], how))


def what_counts(result: Result) -> dict[str, Any]:
    return {
        "total": result.total,
        "items": {i.id: (i.judgement, i.credit, i.deducted) for i in result.items},
        "outcomes": {o.id: o.attained for o in result.outcomes},
    }


seeds = st.integers(0, 10**9)
few = settings(max_examples=30, deadline=None)


@few
@given(seeds)
def test_marks_lie_between_0_and_100(seed: int) -> None:
    """0 ≤ total ≤ raw bound ≤ 100, every credit within 0…1, every attainment within 0…1."""
    result = marked(trace(seed))
    assert 0.0 <= result.total <= result.before_gates <= 100.0
    assert all(0.0 <= i.credit <= 1.0 for i in result.items)
    assert all(o.attained is None or 0.0 <= o.attained <= 1.0 for o in result.outcomes)


@few
@given(seeds)
def test_verdicts_never_flip(seed: int) -> None:
    """Once met or broken an item stays so while the trace grows; what is broken may only be recovered."""
    actions, events, rows = trace(seed)
    marker = Marker(RUBRIC, TAGS, TICK_MS)
    settled: dict[str, str] = {}
    for action in actions:
        marker.on_action(action)
    for event in events:
        marker.on_event(event)

    def look() -> None:
        for finding in marker.findings():
            before = settled.get(finding.item)
            assert before in (None, finding.judgement) or (before, finding.judgement) == ("broken", "recovered")
            if finding.judgement in ("met", "broken", "recovered"):
                settled[finding.item] = finding.judgement

    for tick, values in rows:
        marker.on_row(tick, values)
        look()
    marker.on_end(rows[-1][0], "finished")
    look()


@few
@given(seeds)
def test_live_equals_offline(seed: int) -> None:
    """Told tick by tick, in whatever order between two rows, or all at once from a file: the same bytes."""
    actions, events, rows = trace(seed)
    rng = Random(seed + 1)
    marker = Marker(RUBRIC, TAGS, TICK_MS)
    left_actions, left_events = list(actions), list(events)
    buffer = [0.0] * len(TAGS)
    for tick, values in rows:
        while (left_actions and left_actions[0].tick <= tick) or (left_events and left_events[0].tick <= tick):
            act_now = bool(left_actions) and left_actions[0].tick <= tick
            event_now = bool(left_events) and left_events[0].tick <= tick
            if act_now and (not event_now or rng.random() < 0.5):
                marker.on_action(left_actions.pop(0))
            else:
                marker.on_event(left_events.pop(0))
            marker.findings()
        buffer[:] = values  # a session hands out the same list again and again
        marker.on_row(tick, buffer)
        marker.result()
    marker.on_end(rows[-1][0], "finished")
    assert marker.result().canonical() == marked((actions, events, rows)).canonical()


@few
@given(seeds)
def test_marking_again_gives_the_same_bytes(seed: int) -> None:
    """Also by the rubric that was stored with the attempt; and a result read back is the same."""
    made = trace(seed)
    stored = Rubric.from_canonical(RUBRIC.canonical())
    first = marked(made)
    assert first.canonical() == marked(made).canonical() == marked(made, used=stored).canonical()
    assert Result.from_canonical(first.canonical()) == first


@few
@given(seeds, st.integers(1, 10**6))
def test_shifting_time_changes_nothing(seed: int, shift: int) -> None:
    """An attempt that begins later gets the same mark and the same words."""
    actions, events, rows = trace(seed)
    moved = (
        [Action(a.tick + shift, a.seq, a.actor, a.verb, a.on, a.value) for a in actions],
        [Event(e.tick + shift, e.kind, e.source, e.data) for e in events],
        [(tick + shift, values) for tick, values in rows],
    )
    first, second = marked((actions, events, rows)), marked(moved)
    assert what_counts(first) == what_counts(second)
    assert [i.what for i in first.items] == [i.what for i in second.items]


@few
@given(seeds)
def test_irrelevant_things_change_nothing(seed: int) -> None:
    """Looking around, other people's actions and unrelated events leave the mark alone."""
    actions, events, rows = trace(seed)
    rng = Random(seed)
    noise = [("learner", "look", "L9"), ("partner", "open", "A"), ("script", "press", "X"), ("learner", "move", "hall")]
    more = sorted(
        [(a.tick, 0, a.actor, a.verb, a.on, a.value) for a in actions]
        + [(rng.randrange(300), 1, *rng.choice(noise), None) for _ in range(10)],
        key=lambda x: x[:2],
    )
    noisy = [Action(t, i, actor, verb, on, value) for i, (t, _, actor, verb, on, value) in enumerate(more)]
    others = sorted([*events, Event(5, "phase", "p"), Event(7, "message", "m")], key=lambda e: e.tick)
    assert what_counts(marked((noisy, others, rows))) == what_counts(marked((actions, events, rows)))


@few
@given(seeds)
def test_the_veto_dominates_every_attempt(seed: int) -> None:
    """With the forbidden act added the total is 0 and not passed."""
    actions, events, rows = trace(seed)
    act = Action(rows[-1][0], len(actions), "learner", "press", "X")
    result = marked(([*actions, act], events, rows))
    assert (result.total, result.passed) == (0.0, False)


@few
@given(st.permutations(["B", "C"]), st.integers(1, 20))
def test_allowed_permutations_score_the_same(order: list[str], at: int) -> None:
    """Steps without an order between them may be done either way round."""
    rows = [(s * 10, [60.0, 6.0 if s > 30 else 0.0, 50.0, 0.0, 0.0, 0.0]) for s in range(41)]
    actions = [Action(at + i, i, "learner", "open", on) for i, on in enumerate(["A", *order])]
    usual = [Action(at + i, i, "learner", "open", on) for i, on in enumerate("ABC")]
    assert what_counts(marked((actions, [], rows))) == what_counts(marked((usual, [], rows)))


@few
@given(seeds)
def test_removing_what_does_not_apply_changes_nothing(seed: int) -> None:
    """An item that was n/a could as well not have been there."""
    made = trace(seed)
    result = marked(made)
    gone = [i.id for i in result.items if i.judgement == "n/a" and i.id not in ("order", "s1", "s2", "s3", "s4")]
    lines = [line for line in (BODY + GATES).splitlines() if not any(f"id: {name}," in line for name in gone)]
    body = "\n".join(lines) + "\n"
    if "gate: major" not in body:
        body = body.replace("  major:", "  # major:")
    less = marked(made, used=rubric(body))
    assert less.total == pytest.approx(result.total)
    assert {o.id: o.attained for o in less.outcomes} == {o.id: o.attained for o in result.outcomes}

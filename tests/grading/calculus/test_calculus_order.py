"""Order findings: the fewest steps to move, always the same ones."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.session.order import ancestors, broken_pairs, displaced
from tests.grading.calculus.lab import act, only

NINE = {
    "wear": (), "vent": ("wear",), "alarm": ("wear",), "call": ("wear",), "shut": ("vent", "alarm", "call"),
    "foam": ("shut",), "cool": ("shut",), "check": ("foam", "cool"), "report": ("check",),
}  # fmt: skip


def positions(order: list[str]) -> dict[str, int]:
    return {step: i for i, step in enumerate(order)}


def moved(order: list[str]) -> list[str]:
    return [one.step for one in displaced(list(NINE), NINE, positions(order))]


@pytest.mark.parametrize(
    ("order", "wrong"),
    [
        (["wear", "vent", "alarm", "call", "shut", "foam", "cool", "check", "report"], []),
        (["wear", "call", "alarm", "vent", "shut", "cool", "foam", "check", "report"], []),
        (["wear", "vent", "alarm", "call", "foam", "shut", "cool", "check", "report"], ["foam"]),
        (["wear", "vent", "alarm", "call", "foam", "cool", "check", "report"], []),
        (["vent", "alarm", "call", "wear", "shut", "foam", "cool", "check", "report"], ["wear"]),
    ],
    ids=["file order", "allowed permutation", "one too early", "one missing excuses the rest", "one too late"],
)
def test_the_table_of_the_reference(order: list[str], wrong: list[str]) -> None:
    """One mistake is one finding; allowed permutations and missing steps are none."""
    assert moved(order) == wrong


def brute_force(pairs: set[tuple[str, str]]) -> int:
    steps = sorted({step for pair in pairs for step in pair})
    for size in range(len(steps) + 1):
        for chosen in combinations(steps, size):
            if all(p in chosen or x in chosen for p, x in pairs):
                return size
    raise AssertionError("unreachable")


@given(st.integers(0, 10**9))
def test_as_few_as_brute_force(seed: int) -> None:
    """On small random orders the set found is as small as the smallest there is, and leaves a legal order."""
    rng = Random(seed)
    steps = [f"s{i}" for i in range(8)]
    after = {s: tuple(p for p in steps[:i] if rng.random() < 0.35) for i, s in enumerate(steps)}
    order = [s for s in steps if rng.random() < 0.9]
    rng.shuffle(order)
    pairs = broken_pairs(ancestors(after), positions(order))
    chosen = {one.step for one in displaced(steps, after, positions(order))}
    assert len(chosen) == brute_force(pairs)
    assert all(p in chosen or x in chosen for p, x in pairs)


def test_ties_are_broken_by_the_file() -> None:
    """Of two steps that could be moved the one later in the file is named."""
    assert [d.step for d in displaced(["a", "b"], {"a": (), "b": ("a",)}, {"b": 0, "a": 1})] == ["b"]


def test_steps_at_the_same_instant_are_in_order() -> None:
    """Two conditions that become true in the same row break nothing."""
    assert displaced(["a", "b"], {"a": (), "b": ("a",)}, {"a": 3, "b": 3}) == ()


STEPS = """steps:
  - {id: a, done: {act: wear, on: A, title: {zh: 穿戴, en: gear}}}
  - {id: b, done: {act: open, on: B, title: {zh: 放空, en: vent}}, after: a}
  - {id: c, done: {act: call, on: C, title: {zh: 报告, en: report}}, after: a}
order: {weight: 2, goal: CO1}
"""


def test_order_is_an_item_of_its_own() -> None:
    """The sentence counts the steps in a legal order and says where the displaced one belongs."""
    item = only(STEPS, "order", acts=[act(1, "open", "B"), act(2, "call", "C"), act(3, "wear", "A")])
    assert (item.judgement, item.credit) == ("broken", pytest.approx(2 / 3))
    assert item.what.zh == "操作顺序：3 个步骤中有 2 个顺序正确；次序不当：“穿戴”（应在“放空、报告”之前）"
    assert item.what.en == (
        "Order of the steps: 2 of 3 steps were in a legal order; out of place: gear (should come before vent, report)"
    )
    assert item.evidence[0].refs == ("a2",)


@pytest.mark.parametrize(
    ("acts", "judgement"),
    [
        ([act(1, "wear", "A"), act(2, "call", "C")], "met"),
        ([act(1, "wear", "A")], "n/a"),
        ([], "n/a"),
        ([act(1, "open", "B"), act(2, "call", "C")], "met"),
    ],
)
def test_order_of_what_was_done(acts: list[tuple[object, ...]], judgement: str) -> None:
    """Missing steps do not break the order, and with fewer than two steps there is none to judge."""
    assert only(STEPS, "order", acts=acts).judgement == judgement


def test_a_lasting_state_stands_where_it_began() -> None:
    """A step that needs 10 s to be confirmed is in order if it began before the next was done."""
    body = """steps:
  - {id: a, done: {when: "F1 > 1 kg/s", for: 10 s}}
  - {id: b, done: {act: start, on: B}, after: a}
order: {weight: 1, goal: CO1}
"""
    assert only(body, "order", acts=[act(8, "start", "B")], F1=lambda s: 2.0 if s >= 5 else 0.0).judgement == "met"
    assert only(body, "order", acts=[act(3, "start", "B")], F1=lambda s: 2.0 if s >= 5 else 0.0).judgement == "broken"


def test_repeating_a_step_changes_nothing() -> None:
    """Only the first time a step is done has a place in the order."""
    acts = [act(1, "wear", "A"), act(2, "open", "B"), act(3, "wear", "A"), act(4, "call", "C")]
    assert only(STEPS, "order", acts=acts).judgement == "met"

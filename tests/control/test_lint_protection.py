"""Lint of protection: alarms that never sound, interlocks that cannot be reset, bypasses nobody guards."""

from __future__ import annotations

import pytest

from engine.control.linting import Check
from engine.control.truth import outcomes, rings
from engine.scenario.reporter import Reporter
from engine.tags import Tag
from tests.control.rig import analog, check, discrete, language, mode

PLANT = [
    analog("X.T", "degC", 0, 200), analog("X.U", "degC", 0, 200), discrete("X.on"), mode("X.key", "auto", "t1"),
    discrete("V1.command", writable=True), discrete("V2.command", writable=True),
]  # fmt: skip
BASE = """
instruments:
  TA: {title: a, reads: X.T}
  TB: {title: b, reads: X.U}
  Y1: {title: y, reads: V1.command}
"""
SOUND = "priority: low"


def alarm(text: str) -> list[tuple[str, str, bool]]:
    """Code, severity, and whether it says what to do."""
    found = check(PLANT, BASE + f"alarms: {{A: {{title: a, {text}}}}}\n")
    return [(p.code, p.severity, bool(p.fix and p.fix.zh and p.fix.en)) for p in found if p.code != "no_response"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on: TA, high: 65 degC, priority: low", []),
        ("on: TA, high: 200 degC, priority: low", ["never_alarms"]),
        ("on: TA, low: 0 degC, priority: low", ["never_alarms"]),
        ('when: "TA > 80 degC and TA < 70 degC", priority: low', ["never_alarms"]),
        ('when: "TA >= 0 degC", priority: low', ["always_alarms"]),
        ('when: "TA > 80 degC or X.on", priority: low', []),
        ("on: TA, high: 65 degC, priority: critical, shelve: {longest: 5 min}", ["shelving_critical"]),
        ("on: TA, high: 65 degC, priority: critical, shelve: false", []),
        ("on: TA, high: 65 degC, priority: critical", []),
        ('on: TA, low: 20 degC, priority: low, suppress: {when: "not X.on"}', []),
        ('on: TA, low: 20 degC, priority: low, suppress: {when: "TA < 20 degC"}', ["always_suppressed"]),
        ('on: TA, low: 20 degC, priority: low, suppress: {when: "TA < 30 degC"}', ["always_suppressed"]),
        ('on: TA, low: 20 degC, priority: low, suppress: {when: "TA < 10 degC"}', []),
        ('on: TA, high: 65 degC, priority: low, suppress: {when: "X.on or not X.on"}', ["always_suppressed"]),
        ('on: TA, high: 65 degC, priority: low, suppress: {when: "TB > 70 degC and TB < 60 degC"}', ["never_suppressed"]),
        ('on: X.on, is: 0, priority: low, suppress: {when: "not X.on and TB > 50 degC"}', []),
        ('on: X.on, is: 0, priority: low, suppress: {when: "not X.on"}', ["always_suppressed"]),
        ('on: TA, rising: 1 K/min, priority: low, suppress: {when: "not X.on"}', []),
        ('on: TA, high: 65 degC, priority: low, suppress: {when: "TZ > 3 degC"}', ["unknown_name"]),
        ('when: "X.on", shows: TZ, priority: low', ["unknown_name"]),
    ],
)  # fmt: skip
def test_alarms_that_never_sound_are_found(text: str, expected: list[str]) -> None:
    """Whatever keeps an alarm from sounding, or from meaning anything, is found and comes with a way out."""
    found = alarm(text)
    assert [code for code, _, _ in found] == expected
    assert all(fix for code, _, fix in found if code != "unknown_name")


def test_the_id_of_all_alarms_is_taken() -> None:
    """`ALARMS` acknowledges all alarms and begins the names of their figures: no alarm may be called so."""
    text = BASE + "alarms: {ALARMS: {title: a, on: TA, high: 65 degC, priority: low}}\n"
    assert [(p.code, p.severity) for p in check(PLANT, text)] == [("reserved", "error")]


def interlocks(text: str) -> list[tuple[str, str, bool]]:
    found = check(PLANT, BASE + "interlocks:\n" + text)
    return [(p.code, p.severity, bool(p.fix and p.fix.zh and p.fix.en)) for p in found if p.code != "true_value"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('  I1: {title: i, cause: "TA > 75 degC", effects: [{set: V1.command, to: 0}]}\n', []),
        ('  I1: {title: i, cause: "TA > 200 degC", effects: [{set: V1.command, to: 0}]}\n', ["never_trips"]),
        ('  I1: {title: i, cause: {vote: 2oo2, of: ["TA > 75 degC", "TA < 60 degC"]}, effects: [{set: V1.command, to: 0}]}\n',
         ["never_trips"]),
        ('  I1: {title: i, cause: "TA > 75 degC or not V1.command", effects: [{set: V1.command, to: 0}]}\n', ["never_resets"]),
        ('  I1: {title: i, cause: "TA > 75 degC or not Y1", effects: [{set: V1.command, to: 0}]}\n', ["never_resets"]),
        ('  I1: {title: i, cause: {vote: 2oo2, of: ["TA > 75 degC", "not Y1"]}, effects: [{set: V1.command, to: 0}]}\n', []),
        ('  I1: {title: i, cause: "TA > 75 degC or I1.tripped", effects: [{set: V1.command, to: 0}]}\n', ["never_resets"]),
        ('  I1: {title: i, cause: "TA >= 0 degC", effects: [{set: V1.command, to: 0}]}\n', ["never_resets"]),
        ('  I1: {title: i, cause: "TA > 75 degC", sil: 1, reset: auto, effects: [{set: V1.command, to: 0}]}\n', ["auto_reset"]),
        ('  I1: {title: i, cause: "TA > 75 degC", reset: auto, effects: [{set: V1.command, to: 0}]}\n', []),
        ('  I1: {title: i, cause: "TA > 75 degC", bypass: {key: K, permit: P}, effects: [{set: V1.command, to: 0}]}\n',
         ["bypass_limit"]),
        ('  I1: {title: i, cause: "TA > 75 degC", bypass: {limit: 8 h, permit: P}, effects: [{set: V1.command, to: 0}]}\n',
         []),
        ('  I1: {title: i, cause: "TA > 75 degC", bypass: {limit: 8 h, key: K}, effects: [{set: V1.command, to: 0}]}\n',
         ["bypass_unguarded"]),
        ('  I1: {title: i, cause: "TA > 75 degC", bypass: {limit: 8 h, key: K, permit: P, lamp: false}, '
         'effects: [{set: V1.command, to: 0}]}\n', ["bypass_dark"]),
        ('  I1: {title: i, cause: "TA > 75 degC", bypass: {limit: 8 h, key: K, permit: P}, effects: [{set: V1.command, to: 0}]}\n',
         []),
    ],
)  # fmt: skip
def test_interlocks_that_cannot_work_or_are_not_guarded_are_found(text: str, expected: list[str]) -> None:
    """Each trap for those who use the table later is found before it is built, and comes with a way out."""
    found = interlocks(text)
    assert [code for code, _, _ in found] == expected
    assert all(fix for _, _, fix in found)


RING = """
  I1: {{title: i, cause: "{one}", effects: [{{set: V1.command, to: 0}}]}}
  I2: {{title: j, cause: "{two}", effects: [{{set: V2.command, to: 0}}]}}
"""


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("TA > 75 degC or I2.tripped", "TB > 75 degC or I1.tripped", [("ring", "error")]),
        ("TA > 75 degC and I2.tripped", "TB > 75 degC or I1.tripped", [("ring", "warning")]),
        ("TA > 75 degC", "TB > 75 degC or I1.tripped", []),
    ],
)
def test_interlocks_that_trip_one_another_are_found(one: str, two: str, expected: list[tuple[str, str]]) -> None:
    """Two that keep each other tripped are an error, a ring that can be undone in order a warning, a chain is sound."""
    assert [(code, severity) for code, severity, _ in interlocks(RING.format(one=one, two=two))] == expected


@pytest.mark.parametrize(
    ("formulas", "expected"),
    [
        (("XB + 1 K", "XA + 1 K"), ["ring"]),
        (("XA + 1 K", "X.T"), ["ring"]),
        (("XB + 1 K", "X.T"), []),
    ],
)
def test_soft_sensors_in_a_ring_are_found(formulas: tuple[str, str], expected: list[str]) -> None:
    """A soft sensor that hangs on itself, straight or round a corner, shows nothing of the plant."""
    text = "instruments:\n" + "".join(
        f'  {name}: {{title: x, calculates: "{formula}", range: [0 degC, 200 degC]}}\n'
        for name, formula in zip(("XA", "XB"), formulas, strict=True)
    )
    assert [p.code for p in check(PLANT, text)] == expected


def judged(*texts: str, tags: list[Tag] | None = None, **fixed: float) -> frozenset[tuple[bool, ...]] | None:
    scenario = language(PLANT, 100).loads("schema: 1\n")
    known = {tag.id: tag for tag in tags or PLANT}
    held = {name.replace("__", "."): value for name, value in fixed.items()}
    return outcomes(Check(scenario, Reporter(scenario.source), known, 100), texts, held)


def test_outcomes_are_all_there_are() -> None:
    """Two limits on one tag leave three cases; a fixed tag leaves one; a mode is one of its options."""
    assert judged("X.T > 65 degC", "X.T > 60 degC") == {(False, False), (False, True), (True, True)}
    assert judged("X.T == 60 degC") == {(False,), (True,)}
    assert judged("X.on or X.T > 65 degC", X__on=1.0) == {(True,)}
    assert judged("X.key == 't1' or X.key == 'auto'") == {(True,)}


def test_what_calculates_is_not_judged() -> None:
    """A formula beyond comparisons with constants, or too many cases, gives no answer rather than a wrong one."""
    assert judged("X.T > X.U") is None
    assert judged("X.T - X.U > 3 K") is None
    many = [analog(f"M.{name}", "degC", 0, 200) for name in "abcdefghijklmno"]
    assert judged(" or ".join(f"{tag.id} > 1 degC" for tag in many), tags=many) is None


def test_rings_are_groups_that_reach_each_other() -> None:
    """A chain is none, a loop of three is one, what only leads into it is not part of it."""
    assert rings({"a": ["b"], "b": ["c"], "c": []}) == []
    assert rings({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]}) == [("a", "b", "c")]
    assert rings({"a": ["a"], "b": []}) == [("a",)]

"""Sound scenarios that cannot work for a learner: each finding comes, at its line, and only where it is true."""

from __future__ import annotations

import pytest

from engine.scenario import Problem
from engine.session.language import scenario_language
from engine.session.tidy import LIMITS
from engine.testing import TINY_SCENARIO, tiny_kind

LONG = "很长的题目" * 20


def warned(old: str, new: str) -> list[Problem]:
    """The warnings after one change of the tiny scenario."""
    assert old in TINY_SCENARIO
    text = TINY_SCENARIO.replace(old, new, 1)
    for name in ("inner", "high", "beside"):
        if f"    {name}:" in text:
            text = text.replace("walkways: [", f"walkways: [[desk, {name}], ")
    with tiny_kind():
        problems = [p for p in scenario_language().checks(text, "x.yaml") if p.code != "blocked"]
    assert all(p.severity == "warning" for p in problems), problems
    return problems


def test_a_sound_scenario_is_silent() -> None:
    """The tiny scenario as it stands has no finding of this kind."""
    assert warned("schema: 1", "schema: 1") == []


@pytest.mark.parametrize(
    ("old", "new", "code", "shown"),
    [
        ("A: {title: {zh: 启动", f"A: {{title: {{zh: {LONG}", "too_long", LONG),
        ("TI1.H: {title: {zh: 温度高", f"TI1.H: {{title: {{zh: {LONG}", "too_long", LONG),
        ("respond: {zh: 停止加热", f"respond: {{zh: {LONG}", "too_long", LONG),
        ("cold: {title: {zh: 冷,", f"cold: {{title: {{zh: {LONG},", "too_long", LONG),
        ("hot: {title: {zh: 超温", f"hot: {{title: {{zh: {LONG}", "too_long", LONG),
        ("b: {zh: 一百", f"b: {{zh: {LONG}", "too_long", LONG),
        ("TI1: {title: {zh: 温度,", f"TI1: {{title: {{zh: {LONG},", "too_long", LONG),
        ("shop: {title: {zh: 车间", f"shop: {{title: {{zh: {LONG}", "too_long", LONG),
        ("box: {at: [3, 3, 0]}\n", "box: {at: [3, 3, 0]}\n    inner: {at: [3, 4, 0]}\n", "inside", "inner"),
        ("box: {at: [3, 3, 0]}\n", "box: {at: [3, 3, 0]}\n    high: {at: [5, 5, 3]}\n", "no_floor", "high"),
        ("box: {at: [3, 3, 0]}\n", "box: {at: [3, 3, 0]}\n    lost: {at: [5, 5, 0]}\n", "not_joined", "lost"),
        ('{zh: 热, en: Hot}, when: "TI1 > 60 degC",', "{zh: 热, en: Hot},", "phase_never_begins", "hot"),
        ("hello: {from: boss, at: 1 s,", "hello: {from: boss,", "never_said", "hello"),
        ("q1: {at: 5 s, text", "q1: {text", "never_said", "q1"),
        ("boss: {zh: 班长, en: Boss}}", "boss: {zh: 班长, en: Boss}, cook: {zh: 厨师, en: Cook}}", "unused", "cook"),
        ('when: "TI1 > 60 degC"', 'when: "TI1 > 360 degC"', "never_true", "TI1 > 360 degC"),
        ('done: "H1.command"', 'done: "H1.command and 400 degC < TI1"', "never_true", "400 degC < TI1"),
        ("hello: {from: boss, at: 1 s,", 'hello: {from: boss, when: "TI1 >= -5 degC",', "always_true", "TI1 >= -5 degC"),
        ("when: H1.melted", "when: H1.melted or not TI1 > 300 degC", "never_true", "TI1 > 300 degC"),
        ("default: cold\n", "default: cold\n  ends_when: TI1 < -3 degC\n", "never_true", "TI1 < -3 degC"),
    ],
)  # fmt: skip
def test_each_finding_is_told_at_its_place(old: str, new: str, code: str, shown: str) -> None:
    """One warning, at the very words, in both languages, with what to do."""
    (problem,) = warned(old, new)
    assert problem.code == code
    assert problem.line[problem.span.col : problem.span.end_col].strip('"') == shown
    assert problem.text.zh
    assert problem.text.en
    assert problem.fix is not None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A: {title: {zh: 启动", "A: {title: {zh: " + "字" * (LIMITS["step"] // 2)),
        ("box: {at: [3, 3, 0]}\n", "box: {at: [3, 3, 0]}\n    beside: {at: [3, 4.5, 0]}\n"),
        ('when: "TI1 > 60 degC"', 'when: "TI1 > 299 degC"'),
        ('when: "TI1 > 60 degC"', 'when: "TI1 >= 300 degC"'),
        ("when: H1.melted", "when: H1.T > 360 degC"),
        ("hello: {from: boss, at: 1 s,", 'hello: {from: boss, when: "TI1 - 400 K < -350 K",'),
    ],
)
def test_what_is_right_is_left_alone(old: str, new: str) -> None:
    """At the limit, beside the thing, at the end of the range, a true value beyond an indicator: no warning."""
    assert [p for p in warned(old, new) if p.code != "true_value"] == []

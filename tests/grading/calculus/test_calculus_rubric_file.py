"""Rubric files: what is wrong is said at its line, with what was probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.scenario.errors import SourceError
from engine.scenario.problems import Problem
from engine.scenario.schema import fields_without_description
from grading.calculus.rules import RULE_KINDS
from grading.errors import RubricError
from grading.marker import Marker
from grading.rubric import LANGUAGE, Rubric
from tests.grading.calculus.lab import GATES, HEAD, TAGS, rubric

GOOD = """
marks: {hot: {when: "T1 > 65 degC"}}
steps:
  - {id: s1, done: {act: open, on: V1}, weight: 1, goal: CO1}
  - {id: s2, done: {act: close, on: V1}, after: s1, weight: 1, goal: CO1, gate: major}
order: {weight: 1, goal: CO1}
rules:
  - {id: r1, kind: hold, what: T1, high: 60 degC, weight: 1, goal: CO1}
  - {id: r2, kind: never, done: {event: trip, source: I1}, gate: veto}
  - {id: r3, kind: hold, what: T1, high: 80 degC, during: [hot, end], points: 1}
"""
OPERABLES = {"V1": ("open", "close"), "P1": ("start", "stop")}


def check(path: Path, body: str, head: str = HEAD) -> list[Problem]:
    path.write_text(head + body, encoding="utf-8")
    return Rubric.check(path, TAGS, 100, OPERABLES, ["I1", "F9"])


def test_a_good_rubric_has_no_problems(tmp_path: Path) -> None:
    """A sound file passes every check."""
    assert check(tmp_path / "rubric.yaml", GOOD + GATES) == []


def eight(*weights: float) -> str:
    """A rubric of eight steps, all of weight 1 but the first ones."""
    every = [*weights, *[1] * (8 - len(weights))]
    return "steps:\n" + "".join(
        f"  - {{id: s{n}, done: {{act: open, on: V1}}, weight: {w}, goal: CO1}}\n" for n, w in enumerate(every)
    )


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        (eight(), []),
        (eight(4.6), []),
        (eight(4.8), ["heavy_item"]),
        ("steps:\n  - {id: s1, done: {act: open, on: V1}, weight: 9, goal: CO1}\n", []),
        (eight(0), ["zero_weight"]),
        ("steps:\n  - {id: s1, done: {act: open, on: V1}}\n  - {id: s2, done: K1, weight: 1, goal: CO1}\n", []),
        ("marks: {hot: K1}\n" + eight(), ["unused_mark"]),
        ("marks: {hot: K1, hotter: {when: K1, after: hot}}\n" + eight(), ["unused_mark"]),
        ("marks: {hot: K1}\nsteps:\n  - {id: s1, done: K1, unless: hot, weight: 1, goal: CO1}\n", []),
    ],
)  # fmt: skip
def test_weights_and_moments_are_looked_at(tmp_path: Path, body: str, codes: list[str]) -> None:
    """One item of many that outweighs the rest, a weight of nothing, a moment nothing counts from: told; else silence."""
    found = check(tmp_path / "rubric.yaml", body)
    assert [p.code for p in found] == codes
    assert all(p.severity == "warning" and p.fix for p in found)


def test_after_without_order_is_told(tmp_path: Path) -> None:
    """`after` counts by the item `order` alone; where a rubric has none, the first `after` says so, once."""
    body = GOOD.replace("order: {weight: 1, goal: CO1}\n", "") + GATES
    (problem,) = check(tmp_path / "rubric.yaml", body)
    assert (problem.code, problem.severity) == ("order_not_marked", "warning")
    line = (HEAD + body).splitlines()[problem.span.line]
    assert "after: s1" in line
    assert problem.fix is not None
    assert "order: {weight: 1, goal: CO1}" in problem.fix.zh
    assert problem.text.zh == "`s2` 写了 `after`，但没有 `order`，次序不计分"


MISTAKES = [
    ("T1 > 65 degC", "T2 > 65 degC", "T2", "T1"),
    ("T1 > 65 degC", "TRUE1 > 65 degC", "TRUE1", "记录"),
    ("T1 > 65 degC", "T1 > 65", "65", "degC"),
    ("T1 > 65 degC", "T1 > 65 kPa", "65 kPa", ""),
    ("act: close", "act: clse", "clse", "close"),
    ("event: trip, source: I1", "event: alarm, source: I1, data: {state: unackd}", "unackd", "unack"),
    ("act: close", "act: start", "start", "open"),
    ("close, on: V1", "close, on: V2", "V2", "V1"),
    ("source: I1", "source: I2", "I2", "I1"),
    ("event: trip", "event: tripp", "tripp", "trip"),
    ("after: s1", "after: s9", "s9", "s"),
    ("after: s1", "after: s2", "s2", "依赖"),
    ("gate: major", "gate: mayor", "mayor", "major"),
    ("on: V1}, weight: 1, goal: CO1", "on: V1}, weight: 1, goal: CO2", "CO2", "CO1"),
    ("on: V1}, weight: 1, goal: CO1", "on: V1}, weight: 1", "1", "goal"),
    ("id: s2, done: {act: close", "id: s1, done: {act: close", "s1", "改"),
    ("kind: hold", "kind: holt", "", "hold"),
    ("high: 60 degC", "high: 60 degC, low: 70 degC", "70 degC", "交换"),
    ("high: 60 degC", "hihg: 60 degC", "hihg", "high"),
    ("high: 60 degC", "high: 60 kPa", "60 kPa", ""),
    ("high: 60 degC", "high: 60", "60", "degC"),
    ("weight: 1, goal: CO1}\n  - {id: r2", "weight: 1, points: 3, goal: CO1}\n  - {id: r2", "3", "删去"),
    ("after: s1, weight", "after: s1, from: hott, weight", "hott", "hot"),
    ("gate: veto}", "gate: veto, during: [hot, never]}", "never", ""),
    ("after: s1, weight", "after: s1, within: {3 min: 2, 7 min: 3}, weight", "", ""),
    ("after: s1, weight", "after: s1, within: {3: 4}, weight", "", ""),
    ("{event: trip, source: I1}", "{event: trip, act: open}", "", "when"),
    ("{event: trip, source: I1}", "{when: K1, source: I1}", "", ""),
    ("after: s1", "needs: T9 > 3 degC", "T9", "T1"),
    ("share: 100 %", "share: 90 %", "outcomes", "share"),
    ("high: 60 degC", "high: 60 degC, during: [s2, s2]", "", "较早"),
    ("high: 60 degC", "high: 60 degC, during: [end, s2]", "", "较早"),
    ("after: s1", "after: s1, until: s2", "s2", ""),
    ("gate: veto}", "gate: veto, causes: r9}", "r9", "r1"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "shown", "fix"), MISTAKES, ids=[bad[:34] for _, bad, _, _ in MISTAKES])
def test_mistakes_are_found_at_their_line(tmp_path: Path, good: str, bad: str, shown: str, fix: str) -> None:
    """Each mistake is an error at its own line (and word, where it is one), with a fix line."""
    text = (HEAD + GOOD + GATES).replace(good, bad, 1)
    assert text != HEAD + GOOD + GATES
    errors = [p for p in check(tmp_path / "rubric.yaml", text, head="") if p.severity == "error"]
    assert errors
    lines = text.splitlines()
    changed = next(i for i, line in enumerate(lines) if bad.split("\n")[0] in line)
    first = next((p for p in errors if shown and shown in p.line[p.span.col : p.span.end_col]), errors[0])
    if shown != "outcomes":
        assert first.span.line == changed
    if shown:
        assert shown in lines[first.span.line][first.span.col : first.span.end_col]
    if fix:
        assert fix in first.text.zh + (first.fix.zh if first.fix else "")
    assert first.text.en


@pytest.mark.parametrize(
    ("good", "bad", "code"),
    [
        ("gate: veto", "points: 3", "unused_gate"),
        ("title: {zh: 否决项, en: Veto}", "title: 否决项", "missing_translation"),
        ("after: s1, weight", "after: s1, within: {3 min: 4}, weight", "within_without_from"),
        ("high: 60 degC", "high: 300 degC", "outside_span"),
        ("T1 > 65 degC", "T1 > 300 degC", "outside_span"),
        ("high: 60 degC, weight: 1, goal: CO1", "high: 60 degC", "does_not_count"),
    ],
)  # fmt: skip
def test_doubtful_things_are_warnings(tmp_path: Path, good: str, bad: str, code: str) -> None:
    """What does not keep a rubric from marking is a warning."""
    problems = check(tmp_path / "rubric.yaml", (GOOD + GATES).replace(good, bad, 1))
    assert code in [p.code for p in problems]
    assert all(p.severity == "warning" for p in problems)


def test_a_clock_starts_from_what_can_be_perceived(tmp_path: Path) -> None:
    """A deadline that runs from a hidden fault is doubtful, from an alarm it is not."""
    body = GOOD.replace('"T1 > 65 degC"', "EVENT").replace("after: s1, weight", "from: hot, within: {3 min: 4}, weight")
    for event, codes in (("fault", ["hidden_start"]), ("alarm", [])):
        marks = body.replace("{when: EVENT}", f"{{event: {event}}}")
        assert [p.code for p in check(tmp_path / "rubric.yaml", marks + GATES)] == codes


def test_reading_back_the_canonical_form() -> None:
    """The canonical bytes give an equal rubric with the same hash."""
    made = rubric(GOOD + GATES)
    again = Rubric.from_canonical(made.canonical())
    assert again.document == made.document
    assert again.hash == made.hash
    assert again.canonical() == made.canonical()


def test_the_hash_follows_the_content_not_the_layout() -> None:
    """Comments and blanks do not change the hash, any other word does."""
    made = rubric(GOOD + GATES)
    assert rubric(GOOD + "# note\n" + GATES).hash == made.hash
    assert rubric(GOOD.replace("60 degC", "61 degC") + GATES).hash != made.hash


def test_a_stored_rubric_that_cannot_be_read_says_so() -> None:
    """Bytes that are no rubric are a typed error, not a trace-back."""
    with pytest.raises(RubricError):
        Rubric.from_canonical(b"{}")
    with pytest.raises(RubricError):
        Rubric.from_canonical(b"\xff\x00")


def test_a_rubric_for_other_tags_cannot_mark() -> None:
    """A rubric that names tags the attempt has not is refused before anything is marked."""
    with pytest.raises(RubricError, match="T1"):
        Marker(rubric(GOOD + GATES), TAGS[1:], 100)


def test_a_huge_rubric_is_refused() -> None:
    """More steps than any procedure has are an error, not a long wait."""
    with pytest.raises(SourceError) as caught:
        rubric("steps:\n" + "".join(f"  - {{id: s{i}, done: {{act: open}}}}\n" for i in range(101)))
    assert caught.value.problems[0].code == "too_long"


def test_missing_sections_are_named() -> None:
    """meta and outcomes are needed."""
    with pytest.raises(SourceError) as caught:
        Rubric.loads("schema: 1\nsteps: []\n")
    assert {p.code for p in caught.value.problems} == {"missing_section"}


def test_every_field_is_described_in_both_languages() -> None:
    """The editor shows Chinese and English for every field of every section."""
    from typing import get_args

    from grading.calculus.gates import Gate
    from grading.calculus.ordering import Order
    from grading.calculus.rules import Rule
    from grading.calculus.sections import Grade, Hints, Mark, Pass, RubricMeta, Scale
    from grading.calculus.steps import Step
    from grading.outcomes import Outcome, Parties, Requirement, Support

    kinds = get_args(get_args(Rule)[0])
    assert len(kinds) == len(RULE_KINDS)
    models = (
        *kinds,
        Gate,
        Order,
        Grade,
        Hints,
        Mark,
        Pass,
        RubricMeta,
        Scale,
        Step,
        Outcome,
        Parties,
        Requirement,
        Support,
    )
    assert fields_without_description(*models) == []


def test_json_schema_can_be_written() -> None:
    """The language gives a JSON Schema with every section and kind."""
    schema = LANGUAGE.json_schema()
    assert {"meta", "outcomes", "marks", "steps", "order", "rules", "gates", "pass"} <= set(schema["properties"])
    assert {kind.capitalize() for kind in RULE_KINDS} <= set(schema["$defs"])


@pytest.mark.parametrize(("model", "short"), [("Occurrence", "string"), ("Condition", "string"), ("Pass", "number")])
def test_the_schema_knows_the_short_forms(model: str, short: str) -> None:
    """An editor must not underline ``done: "T1 > 65 degC"`` or ``pass: 60``."""
    forms = LANGUAGE.json_schema()["$defs"][model]["anyOf"]
    assert {form["type"] for form in forms} == {"object", short}


@pytest.mark.parametrize("seed", range(60))
def test_broken_files_never_trace_back(seed: int, tmp_path: Path) -> None:
    """Whatever is cut out of a rubric, there is a report or a rubric, never a crash."""
    from random import Random

    rng = Random(seed)
    text = HEAD + GOOD + GATES
    for _ in range(rng.randrange(1, 4)):
        i = rng.randrange(len(text))
        text = text[:i] + rng.choice(["", ":", "{", "}", "，", "x", "9", "\n", " - "]) + text[i + rng.randrange(4) :]
    path = tmp_path / "rubric.yaml"
    path.write_text(text, encoding="utf-8")
    for problem in Rubric.check(path, TAGS, 100, OPERABLES, ["I1"]):
        assert problem.text.zh
        assert problem.text.en

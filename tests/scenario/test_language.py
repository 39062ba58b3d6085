"""The language of a file: composed sections, all problems at once, canonical form, versions."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field

from engine.errors import ShixunError
from engine.scenario import META, Language, Model, Reporter, Scenario, Section, SourceError, Text
from engine.scenario.document import SectionInvalidError
from engine.scenario.problems import Span
from tests.scenario.sample_language import GOOD, LANGUAGE, LIMITS, Works


def codes(text: str, language: Language = LANGUAGE) -> list[tuple[str, int]]:
    return [(p.code, p.span.line + 1) for p in language.checks(text, "x.yaml")]


def test_a_sound_file_loads_without_a_word() -> None:
    """What the manual shows is accepted with neither error nor warning."""
    scenario = LANGUAGE.loads(GOOD)
    assert scenario.warnings == []
    assert scenario.meta.id == "DEMO-01"
    assert scenario.meta.duration == 45 * 60_000
    assert scenario["plant"].units["L1"].flow == pytest.approx(0.13)
    assert scenario["limits"].root["cold"].within == {30: 4.0, 60: 2.5}
    assert scenario.where(("limits", "hot", "high")) == Span(21, 10, 21, 17)


def test_a_folder_is_read_by_its_file(tmp_path: Path) -> None:
    """Naming the folder reads its scenario.yaml; naming the file reads the file."""
    (tmp_path / "scenario.yaml").write_text(GOOD, encoding="utf-8")
    assert LANGUAGE.load(tmp_path) == LANGUAGE.load(tmp_path / "scenario.yaml")
    assert LANGUAGE.check(tmp_path / "none.yaml")[0].code == "not_found"
    assert [p.code for p in LANGUAGE.check(tmp_path / "..")] == ["not_found"]


def test_all_problems_come_at_once_in_file_order() -> None:
    """A wrong section does not hide what is wrong in another."""
    text = GOOD.replace("domain: demo", "domian: demo").replace("6.3 m3", "6.3 kg").replace("TI101 > 60", "TI1O1 > 60")
    assert codes(text) == [("extra_forbidden", 7), ("unit", 17), ("unknown_name", 24)]


def test_loading_a_wrong_file_raises_all_problems() -> None:
    """``load`` raises what ``check`` lists."""
    text = GOOD.replace("6.3 m3", "6.3 kg").replace("count: 3", "count: 30")
    with pytest.raises(SourceError) as caught:
        LANGUAGE.loads(text)
    assert [p.code for p in caught.value.problems] == ["unit", "less_than_equal"]
    assert "2 个错误" in str(caught.value)
    assert "2 error(s)" in caught.value.report("en")


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        (("schema: 1", "schema: 2"), "schema_newer", 2),
        (("schema: 1", "schema: one"), "schema_wrong", 2),
        (("schema: 1", "schema: true"), "schema_wrong", 2),
        (("schema: 1\n", ""), "schema_missing", 1),
        (("limits:", "limitz:"), "unknown_section", 19),
        (("plant:\n", "plants:\n"), "unknown_section", 14),
        (("plant:\n", "other:\n"), "missing_section", 1),
    ],
)
def test_the_frame_of_a_file_is_checked(change: tuple[str, str], code: str, line: int) -> None:
    """Version and section names are checked before what stands in them."""
    assert (code, line) in codes(GOOD.replace(*change))


@pytest.mark.parametrize("text", ["just words\n", "- a\n- b\n", "3\n", "null\n", "# only a comment\n"])
def test_a_file_that_is_no_mapping_says_what_it_should_be(text: str) -> None:
    """A text, a list or nothing at all is one clear problem."""
    assert [c for c, _ in codes(text)] == ["not_a_mapping"]


def test_canonical_form_is_the_scenario() -> None:
    """Canonical bytes give back an equal scenario and the same bytes; spelling does not matter."""
    scenario = LANGUAGE.loads(GOOD)
    again = LANGUAGE.from_canonical(scenario.canonical())
    assert again == scenario
    assert again.canonical() == scenario.canonical()
    respelt = (
        GOOD.replace("468 kg/h", "0.13 kg/s")
        .replace("45 min", "2700 s")
        .replace("{zh: 示例, en: Sample}", "{en: Sample, zh: 示例}")
    )
    assert LANGUAGE.loads(respelt).canonical() == scenario.canonical()
    assert LANGUAGE.loads(GOOD.replace("count: 3", "count: 4")) != scenario


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff", b'{"schema": 9}', b'{"schema": 1}', b"[" * 100_000])
def test_broken_canonical_bytes_are_a_source_error(data: bytes) -> None:
    """A damaged embedded scenario is refused like any other file."""
    with pytest.raises(SourceError):
        LANGUAGE.from_canonical(data)


def test_old_files_are_converted() -> None:
    """A file of an older version passes through the converters, one version at a time."""

    class Thing(Model):
        size: int = Field(description="大小 / size")

    def rename(data: dict[str, Any]) -> dict[str, Any]:
        return {**data, "thing": {"size": data["thing"]["length"]}}

    language = Language([Section("thing", Thing)], schema=3, converters={1: lambda data: data, 2: rename})
    assert language.loads("schema: 1\nthing: {length: 4}\n")["thing"].size == 4
    assert language.loads("schema: 3\nthing: {size: 4}\n")["thing"].size == 4
    gap = Language([Section("thing", Thing)], schema=3, converters={2: rename})
    assert codes("schema: 1\nthing: {length: 4}\n", gap) == [("schema_old", 1)]


def test_a_misspelt_name_is_one_mistake() -> None:
    """A required key or section written slightly wrong is not also reported as missing."""
    assert codes(GOOD.replace("plant:\n", "plants:\n")) == [("unknown_section", 14)]
    assert codes(GOOD.replace("title: {zh: 示例", "titel: {zh: 示例")) == [("extra_forbidden", 6)]
    assert codes(GOOD.replace("flow: 468", "flwo: 468")) == [("extra_forbidden", 18)]


def test_lint_that_needs_a_wrong_section_is_passed_over() -> None:
    """The author first mends the section; its lint does not stumble over it."""

    class A(Model):
        x: int = 1

    def lint(scenario: Scenario, reporter: Reporter) -> None:
        _ = scenario["b"].x
        reporter.error(("a", "x"), "永远", "always")

    language = Language([Section("a", A, lint=lint), Section("b", A)])
    assert codes("schema: 1\na: {x: 1}\nb: {x: 1}\n", language) == [("lint", 2)]
    assert codes("schema: 1\na: {x: 1}\nb: {x: no}\n", language) == [("int_type", 3)]


def test_lint_that_fails_is_a_problem_of_its_section() -> None:
    """An error raised on purpose inside a lint reaches the author as a problem, not as a trace-back."""

    class A(Model):
        x: int = 1

    def lint(scenario: Scenario, reporter: Reporter) -> None:
        raise ShixunError("no such thing")

    (problem,) = Language([Section("a", A, lint=lint)]).checks("schema: 1\na: {x: 1}\n")
    assert (problem.code, problem.span.line) == ("section", 1)
    assert "no such thing" in problem.text.en


def test_a_stumbling_lint_is_a_fault_of_the_program_only_in_a_sound_file() -> None:
    """What breaks on data already reported as wrong is passed over; on sound data it must come to light."""

    class A(Model):
        x: int = 1

    def stumble(scenario: Scenario, reporter: Reporter) -> None:
        raise KeyError("internal")

    def find(scenario: Scenario, reporter: Reporter) -> None:
        if scenario["b"].x == 2:
            reporter.error(("b", "x"), "不行", "no")

    language = Language([Section("a", A, lint=stumble), Section("b", A, lint=find)])
    assert codes("schema: 1\na: {x: 1}\nb: {x: 2}\n", language) == [("lint", 3)]
    assert codes("schema: 1\na: {x: 1}\nb: {x: no}\n", language) == [("int_type", 3)]
    with pytest.raises(KeyError):
        language.checks("schema: 1\na: {x: 1}\nb: {x: 1}\n")


def test_asking_for_what_is_not_there() -> None:
    """An absent section is a KeyError or the default; a refused one says so."""
    scenario = LANGUAGE.loads(GOOD.split("limits:")[0])
    assert "limits" not in scenario
    assert scenario.get("limits") is None
    with pytest.raises(KeyError):
        scenario["limits"]
    scenario.invalid.add("limits")
    with pytest.raises(SectionInvalidError):
        scenario.get("limits")


def test_section_names_must_be_distinct() -> None:
    """Two owners cannot bring the same section; that is a programmer's error."""
    with pytest.raises(ValueError, match="distinct"):
        Language([LIMITS, LIMITS])


def test_one_plant_kind_or_several() -> None:
    """With one kind its errors need no label; with several the kind chooses."""
    one = Language([META], plant_kinds={"works": Works})
    assert ("unit", 17) in codes(GOOD.replace("6.3 m3", "6.3 kg"), one)
    assert ("union_tag_invalid", 15) in codes(GOOD.replace("kind: works", "kind: wroks"))


def test_missing_translations_are_warned_of() -> None:
    """A text in one language only is noted when the file claims both."""
    text = GOOD.replace("{zh: 内操, en: Board operator}", "内操")
    (problem,) = LANGUAGE.checks(text)
    assert (problem.code, problem.severity, problem.span.line) == ("missing_translation", "warning", 9)
    assert LANGUAGE.checks(text.replace("answers:", "languages: [zh]\n  answers:")) == []
    assert LANGUAGE.loads(text).warnings == [problem]


def test_a_training_unit_has_a_name() -> None:
    """An empty title is an error: it is what learners choose by."""
    assert codes(GOOD.replace("{zh: 示例, en: Sample}", "{zh: ''}")) == [("lint", 6)]


def test_fields_with_aliases_are_written_by_alias_only() -> None:
    """A key that is a Python word is written as such; the field's inner name is not a second spelling."""

    class Step(Model):
        from_: str = Field(alias="from")

    language = Language([Section("step", Step)])
    assert language.loads("schema: 1\nstep: {from: a}\n")["step"].from_ == "a"
    assert codes("schema: 1\nstep: {from_: a}\n", language) == [("extra_forbidden", 2)]
    assert Step(from_="a").from_ == "a"


def test_a_large_file_is_checked_quickly() -> None:
    """2,000 lines with hundreds of conditions take well under 0.3 s, wrong ones no longer than right ones."""
    head, _ = GOOD.split("limits:")
    entry = (
        "  n{0}:\n    tag: TI101\n    high: {1} degC\n    delay: 3 s\n"
        "    when: TI101 > {1} degC and FI101 < 0.{1} kg/s\n    level: high\n"
    )
    text = head + "limits:\n" + "".join(entry.format(i, i % 200) for i in range(330))
    assert text.count("\n") >= 1990
    LANGUAGE.checks(GOOD)
    for content, wanted in ((text, 0), (text.replace("level: high", "levle: hihg"), 201)):
        best = min(_timed(content, wanted) for _ in range(3))
        assert best < 0.3


def _timed(text: str, wanted: int) -> float:
    start = time.process_time()
    problems = LANGUAGE.checks(text)
    seconds = time.process_time() - start
    assert len(problems) == wanted
    return seconds


def test_text_falls_back_to_the_other_language() -> None:
    """A missing translation shows the other language rather than nothing."""
    assert Text(zh="甲").of("en") == "甲"
    assert Text(en="a").of("zh") == "a"
    assert str(Text(zh="甲", en="a")) == "甲"

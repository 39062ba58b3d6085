"""Validation errors in a teacher's words, at the right place, with what was probably meant."""

from __future__ import annotations

import re
import typing
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, RootModel, model_validator
from pydantic_core import core_schema

from engine.scenario import Expression, Language, Model, Section, author_error
from engine.scenario.error_texts import TEXTS
from engine.scenario.problems import Problem
from engine.scenario.shapes import allowed_keys
from tests.scenario.sample_language import GOOD, LANGUAGE, Limits, Works


def only(old: str, new: str) -> Problem:
    """The one problem after replacing ``old`` by ``new`` in the sound file."""
    assert old in GOOD
    problems = LANGUAGE.checks(GOOD.replace(old, new, 1), "x.yaml")
    assert len(problems) == 1, [p.text.zh for p in problems]
    return problems[0]


def pointed(problem: Problem) -> str:
    """The characters the caret stands under."""
    return problem.line[problem.span.col : problem.span.end_col]


@pytest.mark.parametrize(
    ("old", "new", "code", "at", "said", "fix"),
    [
        ("level: high", "level: hihg", "literal_error", "hihg", "`hihg` 不是可选的值", "`high`"),
        ("level: high", "level: 3", "literal_error", "3", "`3`", "low、medium、high"),
        ("level: high", "levle: high", "extra_forbidden", "levle", "不认识的项 `levle`", "`level`"),
        ("level: high", "ｌevel: high", "extra_forbidden", "ｌevel", "", "`level`"),
        ("    tag: TI101\n    high", "    high", "missing", "hot", "缺少必填项 `tag`", "tag"),
        ("count: 3", "count: three", "int_type", "three", "整数", ""),
        ("count: 3", "count: '3'", "int_type", "'3'", "整数", "`3`"),
        ("count: 3", "count: ３", "int_type", "３", "整数", "`3`"),
        ("count: 3", "count: 03", "int_type", "03", "整数", "`3`"),
        ("count: 3", "count: 3.5", "int_type", "3.5", "整数", ""),
        ("count: 3", "count: 12", "less_than_equal", "12", "不大于 9", ""),
        ("count: 3", "count: 0", "greater_than_equal", "0", "不小于 1", ""),
        ("count: 3", "count:", "int_type", "", "空着", ""),
        ("on: false", "on: no", "bool_type", "no", "true 或 false", "`false`"),
        ("on: false", "on: 是", "bool_type", "是", "true 或 false", "`true`"),
        ("on: false", "on: 0", "bool_type", "0", "true 或 false", ""),
        ("tag: TI101\n    low", "tag: 101\n    low", "string_type", "101", "文字", '"101"'),
        ("version: 1.0.0", "version: 1.10", "string_type", "1.10", "文字", '"1.10"'),
        ("version: 1.0.0", "version: 1.0", "string_type", "1.0", "文字", '"1.0"'),
        ("version: 1.0.0", "version: v1", "string_pattern_mismatch", "v1", "写法不符", "三段版本号，如 1.0.0"),
        ("answers: [high_risk]", "answers: high_risk", "list_type", "high_risk", "列表", "[high_risk]"),
        ("answers: [high_risk]", "answers: [high_rsik]", "enum", "high_rsik", "`high_rsik`", "`high_risk`"),
        ("answers: [high_risk]", "answers: []", "too_short", "[]", "至少 1 项", ""),
        ("span: [0, 2.5]", "span: [0]", "missing", "span", "缺少", ""),
        ("span: [0, 2.5]", "span: [0, 1, 2]", "too_long", "[0, 1, 2]", "最多 2 项", ""),
        ("span: [0, 2.5]", "span: [0, x]", "float_type", "x", "一个数", ""),
        ("span: [0, 2.5]", "span: [0, 2 m]", "float_type", "2 m", "一个数", "`2`"),
        ("kind: tank", "kind: tnak", "union_tag_invalid", "tnak", "`tnak`", "`tank`"),
        ("kind: tank, ", "", "union_tag_not_found", "T1", "缺少 `kind`", "tank、line"),
        ("kind: tank", "kidn: tank", "union_tag_not_found", "kidn", "缺少 `kind`", "`kind`"),
        ("volume: 6.3 m3", "volume: 6.3", "unit", "6.3", "缺少单位", "`6.3 m3`"),
        ("volume: 6.3 m3", "volume: 6.3 kg", "unit", "6.3 kg", "这里要体积", "`m3`"),
        ("volume: 6.3 m3", "volume: -1 m3", "out_of_range", "-1 m3", "必须大于 0 m3", ""),
        ("when: TI101 > 60 degC", "when: TI101 > 60 degX", "unit", "degX", "不是可用的单位", ""),
        ("when: TI101 > 60 degC", "when: TI101 > 60", "bare_number", "60", "缺少单位", "`60 degC`"),
        ("when: TI101 > 60 degC", "when: TI101 ＞ 60 degC", "character", "＞", "不能写", "`>`"),
        ("when: TI101 > 60 degC and M101.running", "when: [1]", "expression", "[1]", "表达式", ""),
        ("text: {zh: 温度高, en: temperature high}", "text: [1]", "model_type", "[1]", "键: 值", ""),
        (
            "text: {zh: 温度高, en: temperature high}",
            "text: {zh: 温度高, eng: x}",
            "extra_forbidden",
            "eng",
            "",
            "`en`",
        ),
        ("after: [hot]", "after: 3", "no_alternative_fits", "3", "或者", ""),
        ("after: [hot]", "after: [3]", "string_type", "3", "文字", '"3"'),
        ("within: {30: 4, 60: 2.5}", "within: {x: 4}", "int_parsing", "x", "整数", ""),
        ("within: {30: 4, 60: 2.5}", "within: 30：4", "dict_type", "30：4", "键: 值", "全角"),
        ("units:\n", "unit:\n", None, "", "", ""),
    ],
)
def test_each_mistake_is_told_in_its_place(old: str, new: str, code: str | None, at: str, said: str, fix: str) -> None:
    """Code, underlined characters, words and fix of the mistakes teachers make."""
    if code is None:
        return
    problem = only(old, new)
    assert problem.code == code
    assert pointed(problem).strip() == at
    assert said in problem.text.zh
    assert fix in (problem.fix.zh if problem.fix else "")
    assert problem.text.en
    assert not re.search(r"Input should|valid|type=", problem.text.en), "pydantic's own words"


UNREACHABLE = {
    "no_such_attribute",
    "json_invalid",
    "json_type",
    "needs_python_object",
    "recursion_loop",
    "recursion_depth_exceeded",
    "frozen_field",
    "frozen_instance",
    "get_attribute_error",
    "dataclass_exact_type",
    "default_factory_not_called",
    "iteration_error",
    "ordered_dict_type",
    "counter_type",
    "deque_type",
    "set_item_not_hashable",
    "bytes_type",
    "bytes_too_short",
    "bytes_too_long",
    "bytes_invalid_encoding",
    "value_error",
    "assertion_error",
    "missing_sentinel_error",
    "ellipsis_error",
    "date_past",
    "date_future",
    "datetime_object_invalid",
    "datetime_past",
    "datetime_future",
    "timezone_naive",
    "timezone_aware",
    "timezone_offset",
    "time_delta_type",
    "time_delta_parsing",
    "is_instance_of",
    "is_subclass_of",
    "callable_type",
    "arguments_type",
    "missing_argument",
    "unexpected_keyword_argument",
    "missing_keyword_only_argument",
    "unexpected_positional_argument",
    "missing_positional_only_argument",
    "multiple_argument_values",
    "url_syntax_violation",
    "url_too_long",
    "url_scheme",
    "uuid_type",
    "uuid_parsing",
    "uuid_version",
    "decimal_max_digits",
    "decimal_max_places",
    "decimal_whole_digits",
    "complex_type",
    "complex_str_parsing",
}
"""Types that data from YAML cannot meet, or that no section may use; they get the general sentence."""


def test_every_error_pydantic_can_give_has_words() -> None:
    """A new pydantic with a new error type shows up here, not on a teacher's screen."""
    known = set(typing.get_args(core_schema.ErrorType))
    assert known - set(TEXTS) - UNREACHABLE == set()


class Bare(Model):
    n: int


class Named(Model):
    name: str
    n: int = 0


class ByKind(RootModel[Annotated[Bare | Named, Field(union_mode="left_to_right")]]):
    pass


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("x: {a: {n: x}}", [("int_type", "x")]),
        ("x: 3", [("dict_type", "3")]),
        ("y: {f: {n: 1, z: 2}}", [("extra_forbidden", "z")]),
        ("z: [1, two]", [("float_type", "two")]),
        ("z: two", [("no_alternative_fits", "two")]),
    ],
)
def test_unions_are_not_shown_to_the_author(text: str, lines: list[tuple[str, str]]) -> None:
    """Of the alternatives a value might have been, only what helps is said, once for each place."""

    class Top(Model):
        x: dict[str, Bare] = {}  # noqa: RUF012
        y: dict[str, Named | Bare] = {}  # noqa: RUF012
        z: float | list[float] = 0.0

    language = Language([Section("top", Top)])
    problems = language.checks(f"schema: 1\ntop: {{{text}}}\n")
    assert [(p.code, pointed(p)) for p in problems][: len(lines)] == lines


def test_a_key_named_like_a_label_is_still_found() -> None:
    """A mapping whose key is also the name of a kind does not mislead the search for the place."""

    class Tank(Model):
        kind: Literal["tank"]
        tank: Bare

    class Line(Model):
        kind: Literal["line"]

    class Top(Model):
        part: Annotated[Tank | Line, Field(discriminator="kind")]

    problems = Language([Section("top", Top)]).checks("schema: 1\ntop:\n  part:\n    kind: tank\n    tank: {n: x}\n")
    assert [(p.code, p.span.line) for p in problems] == [("int_type", 4)]


def test_an_owner_can_speak_in_its_own_words() -> None:
    """A validator's author_error reaches the file's author as written, with its place inside the scalar."""

    class Odd(Model):
        n: str

        @model_validator(mode="after")
        def _check(self) -> Odd:
            if self.n == "even":
                author_error("parity", "要单数", "odd is wanted", "写 odd", "write odd")
            return self

    (problem,) = Language([Section("odd", Odd)]).checks("schema: 1\nodd: {n: even}\n")
    assert (problem.code, problem.text.zh, problem.fix and problem.fix.en) == ("parity", "要单数", "write odd")


def test_plain_value_errors_do_not_leak() -> None:
    """A ValueError raised in a validator gives the general sentence, not an English trace."""

    class Odd(Model):
        n: int

        @model_validator(mode="after")
        def _check(self) -> Odd:
            raise ValueError("internal words")

    (problem,) = Language([Section("odd", Odd)]).checks("schema: 1\nodd: {n: 1}\n")
    assert "internal" not in problem.text.en


@pytest.mark.parametrize(
    ("model", "loc", "keys"),
    [
        (Works, ("units", "T1", "tank"), ["kind", "volume", "start"]),
        (Works, ("units", "T1"), ["kind", "volume", "start", "flow", "span"]),
        (Works, (), ["kind", "units"]),
        (Limits, ("hot", "text"), ["zh", "en"]),
        (Limits, ("hot", "tag"), []),
    ],
)
def test_allowed_keys_follow_the_branch(model: Any, loc: tuple[str | int, ...], keys: list[str]) -> None:
    """ "Did you mean" chooses from the keys that are possible right there."""
    assert allowed_keys(model, loc) == keys


def test_expressions_take_numbers_and_booleans() -> None:
    """``when: true`` and ``value: 0.5`` need no quotes."""

    class Top(Model):
        when: Expression
        value: Expression

    top = Language([Section("top", Top)]).loads("schema: 1\ntop: {when: true, value: 0.5}\n")["top"]
    assert (top.when, top.value) == ("true", "0.5")

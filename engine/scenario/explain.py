"""Pydantic's findings in a teacher's words, at the right place of the file.

Pydantic says *what kind* of thing is wrong and where in the model; here that becomes Chinese and English, and
the location becomes line and column: union labels are skipped, a missing key points at its parent's key, an
unknown key at itself with the name that was probably meant.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from engine.scenario.nearest import did_you_mean, meant
from engine.scenario.problems import Problem, Span, Text2
from engine.scenario.shapes import allowed_keys
from engine.scenario.source import Loc, Source

__all__ = ["TEXTS", "explain_validation"]

_LIST = Text2("这里要一个列表（每行以 `- ` 开头）", "a list is wanted (each line starts with `- `)")
_MAPPING = Text2("这里要一组“键: 值”", "a group of `key: value` lines is wanted")
_NUMBER = Text2("这里要一个数", "a number is wanted")
_WHOLE = Text2("这里要一个整数", "a whole number is wanted")
_YES_NO = Text2("这里要 true 或 false", "true or false is wanted")
_TEXT = Text2("这里要一段文字", "text is wanted")
_DATE = Text2("这里要一个日期，如 2026-03-05", "a date such as 2026-03-05 is wanted")
_TIME = Text2("这里要一个时刻，如 08:30", "a time such as 08:30 is wanted")
_OTHER = Text2("这个值不合要求", "this value does not fit")
_MANY = Text2("项数太多，最多 {max_length} 项", "too many entries, at most {max_length}")
_FEW = Text2("项数太少，至少 {min_length} 项", "too few entries, at least {min_length}")

TEXTS: dict[str, Text2] = {
    "missing": Text2("缺少必填项 `{last}`", "the entry `{last}` is missing"),
    "extra_forbidden": Text2("不认识的项 `{last}`", "unknown entry `{last}`"),
    "invalid_key": Text2("键必须是文字", "a key must be text"),
    "model_type": _MAPPING, "model_attributes_type": _MAPPING, "dataclass_type": _MAPPING,
    "dict_type": _MAPPING, "frozen_dict_type": _MAPPING, "mapping_type": _MAPPING, "named_tuple_type": _LIST,
    "list_type": _LIST, "tuple_type": _LIST, "set_type": _LIST, "frozen_set_type": _LIST,
    "iterable_type": _LIST,
    "too_short": _FEW, "too_long": _MANY,
    "greater_than": Text2("必须大于 {gt}", "must be greater than {gt}"),
    "greater_than_equal": Text2("必须不小于 {ge}", "must be at least {ge}"),
    "less_than": Text2("必须小于 {lt}", "must be less than {lt}"),
    "less_than_equal": Text2("必须不大于 {le}", "must be at most {le}"),
    "multiple_of": Text2("必须是 {multiple_of} 的倍数", "must be a multiple of {multiple_of}"),
    "finite_number": Text2("必须是有限的数", "must be a finite number"),
    "string_type": _TEXT, "string_unicode": _TEXT,
    "string_too_short": Text2("文字太短，至少 {min_length} 个字符", "too short: {min_length} characters or more"),
    "string_too_long": Text2("文字太长，最多 {max_length} 个字符", "too long: {max_length} characters or fewer"),
    "string_pattern_mismatch": Text2("写法不符", "not written in the wanted form"),
    "string_not_ascii": Text2("只能用英文字母、数字和符号", "only ASCII characters"),
    "bool_type": _YES_NO, "bool_parsing": _YES_NO,
    "int_type": _WHOLE, "int_parsing": _WHOLE, "int_parsing_size": _WHOLE, "int_from_float": _WHOLE,
    "float_type": _NUMBER, "float_parsing": _NUMBER,
    "decimal_type": _NUMBER, "decimal_parsing": _NUMBER, "fraction_type": _NUMBER,
    "fraction_parsing": _NUMBER,
    "literal_error": Text2("`{value}` 不是可选的值", "`{value}` is not one of the choices"),
    "enum": Text2("`{value}` 不是可选的值", "`{value}` is not one of the choices"),
    "union_tag_invalid": Text2("`{tag}` 不是可选的类型", "`{tag}` is not one of the kinds"),
    "union_tag_not_found": Text2("缺少 `{discriminator}`，不知是哪一类", "`{discriminator}` is missing"),
    "none_required": Text2("这里应当空着", "this must be empty"),
    "date_type": _DATE, "date_parsing": _DATE, "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "datetime_type": _DATE, "datetime_parsing": _DATE, "datetime_from_date_parsing": _DATE,
    "time_type": _TIME, "time_parsing": _TIME,
    "url_type": Text2("这里要一个网址", "a web address is wanted"),
    "url_parsing": Text2("这不是网址", "this is not a web address"),
}  # fmt: skip


def explain_validation(
    error: ValidationError, model: Any, source: Source, base: Loc, data: Any
) -> list[Problem]:
    """One problem for each finding of ``error``; ``base`` is where in the file the model's data stands."""
    found: dict[tuple[Loc, bool], list[tuple[dict[str, Any], bool]]] = {}
    for finding in error.errors(include_url=False):
        loc, skipped = data_loc(finding["loc"], data)
        found.setdefault((loc, finding["type"] == "missing"), []).append((dict(finding), skipped))
    _drop_shallow_alternatives(found)
    problems: list[Problem] = []
    for (loc, missing), findings in found.items():
        alternatives = [f for f, skipped in findings if skipped]
        if len(alternatives) > 1 and len(alternatives) == len(findings) and not missing:
            problems.append(_merged(alternatives, source, (*base, *loc), model))
        else:
            problems += [_one(f, model, source, base, loc) for f, _ in findings]
    return problems


def data_loc(loc: Sequence[str | int], data: Any) -> tuple[Loc, bool]:
    """The part of a pydantic location that exists in the data, and whether union labels were skipped."""
    out: list[str | int] = []
    skipped = False
    node = data
    for i, part in enumerate(loc):
        if part == "[key]":
            break
        if isinstance(node, dict) and part in node:
            rest = loc[i + 1] if i + 1 < len(loc) else None
            is_label = part in node.values() and not _holds(node[part], rest)
            if not is_label:
                out.append(part)
                node = node[part]
                continue
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            out.append(part)
            node = node[part]
            continue
        elif isinstance(node, dict) and isinstance(part, int) and str(part) in node:
            out.append(str(part))
            node = node[str(part)]
            continue
        chosen = isinstance(node, dict) and part in node.values()  # the label of a discriminated union
        if not chosen and (i < len(loc) - 1 or not isinstance(node, dict)):
            skipped = True
    return tuple(out), skipped


def _holds(node: Any, part: Any) -> bool:
    if isinstance(node, dict):
        return part is None or part in node or part == "[key]"
    return part is None or (isinstance(node, list) and isinstance(part, int))


def _drop_shallow_alternatives(found: dict[tuple[Loc, bool], list[tuple[dict[str, Any], bool]]]) -> None:
    """Of a union's branches keep those that got furthest: a mapping was not meant as a number."""
    for key in list(found):
        loc = key[0]
        deeper = any(len(other[0]) > len(loc) and other[0][: len(loc)] == loc for other in found)
        if deeper and all(skipped for _, skipped in found[key]):
            del found[key]


def _one(finding: dict[str, Any], model: Any, source: Source, base: Loc, loc: Loc) -> Problem:
    kind = finding["type"]
    context = finding.get("ctx") or {}
    full = (*base, *loc)
    if "zh" in context:
        return _from_author_error(context, source, full)
    span = _span(kind, finding, context, source, full)
    context = {k: v.strip("'") if k == "discriminator" else v for k, v in context.items()}
    values = {
        **context,
        "last": finding["loc"][-1] if finding["loc"] else "",
        "value": _shown(finding.get("input")),
    }
    text = TEXTS.get(kind, _OTHER)
    if finding.get("input") is None and kind not in ("missing", "extra_forbidden"):
        text = Text2(f"这里空着：{text.zh}", f"nothing is given: {text.en}")
    text = Text2(text.zh.format_map(_Forgiving(values)), text.en.format_map(_Forgiving(values)))
    return source.problem(span, kind, text, _fix(kind, finding, context, model, source, full))


def _from_author_error(context: dict[str, Any], source: Source, loc: Loc) -> Problem:
    at = context.get("at")
    span = source.part_span(loc, at[0], at[1]) if at else source.value_span(loc)
    fix = Text2(context["fix_zh"], context["fix_en"]) if context.get("fix_zh") else None
    return source.problem(span, str(context["code"]), Text2(context["zh"], context["en"]), fix)


def _span(kind: str, finding: dict[str, Any], context: dict[str, Any], source: Source, loc: Loc) -> Span:
    if kind == "union_tag_not_found" and (near := _misspelt(finding, context)):
        return source.key_span((*loc, near))
    if kind in ("missing", "union_tag_not_found"):
        return _opening(source, loc)
    if kind == "extra_forbidden" or "[key]" in finding["loc"]:
        return source.key_span(loc)
    if kind == "union_tag_invalid":
        return source.value_span((*loc, str(context.get("discriminator", ""))))
    if kind in ("dict_type", "model_type", "list_type", "tuple_type", "too_short", "too_long"):
        span = source.value_span(loc)
        return span if span.line == span.end_line else source.key_span(loc)
    return source.value_span(loc)


def _misspelt(finding: dict[str, Any], context: dict[str, Any]) -> str | None:
    """The key that was probably meant to be the discriminator."""
    given = finding.get("input")
    return did_you_mean(str(context.get("discriminator", "")), given) if isinstance(given, dict) else None


def _opening(source: Source, loc: Loc) -> Span:
    """Where a group begins: its key, or for a list item its first key."""
    if loc in source.keys:
        return source.keys[loc]
    span = source.value_span(loc)
    return Span(span.line, span.col, span.line, span.col + 1) if span.line != span.end_line else span


def _fix(
    kind: str, finding: dict[str, Any], context: dict[str, Any], model: Any, source: Source, loc: Loc
) -> Text2 | None:
    given = finding.get("input")
    if kind == "union_tag_not_found" and _misspelt(finding, context):
        return Text2(f"写成 `{context['discriminator']}`", f"write `{context['discriminator']}`")
    if kind == "extra_forbidden":
        return meant(str(finding["loc"][-1]), allowed_keys(model, finding["loc"][:-1]))
    if kind in ("literal_error", "enum", "union_tag_invalid"):
        expected = str(context.get("expected") or context.get("expected_tags") or "")
        word = str(context.get("tag") or given)
        return meant(word, [w.strip().strip("'") for w in expected.replace(" or ", ", ").split(",")], 30)
    if kind == "string_pattern_mismatch":
        return Text2(f"格式：{context.get('pattern')}", f"the form is {context.get('pattern')}")
    if kind == "string_type" and isinstance(given, bool | int | float):
        raw = source.raw(loc) or str(given)
        return Text2(f'加引号写成 "{raw}"', f'quote it: "{raw}"')
    if kind in ("int_type", "float_type", "bool_type") and isinstance(given, str):
        return _number_fix(given, kind)
    if kind in ("model_type", "dict_type") and isinstance(given, str) and "：" in given:
        return Text2("把全角冒号 `：` 改成半角冒号加空格 `: `", "use `: ` in place of the full-width `：`")
    return None


def _number_fix(given: str, kind: str) -> Text2 | None:
    if kind == "bool_type":
        word = {"yes": "true", "on": "true", "是": "true", "no": "false", "off": "false", "否": "false"}.get(
            given.lower()
        )
        return Text2(f"写成 `{word}`", f"write `{word}`") if word else None
    half = unicodedata.normalize("NFKC", given)
    try:
        float(half)
    except ValueError:
        return None
    if half != given:
        return Text2(f"用半角数字：`{half}`", f"use plain digits: `{half}`")
    return Text2(f"去掉引号或前面的 0：`{float(half):g}`", f"drop quotes or leading zeros: `{float(half):g}`")


def _merged(alternatives: list[dict[str, Any]], source: Source, loc: Loc, model: Any) -> Problem:
    """Several branches of a union refused the same value: say all that would have done."""
    texts: list[Text2] = []
    fixes: list[Text2] = []
    for finding in alternatives:
        problem = _one(finding, model, source, (), loc)
        if problem.text not in texts:
            texts.append(problem.text)
        if problem.fix is not None and problem.fix not in fixes:
            fixes.append(problem.fix)
    zh = "；或者".join(t.zh for t in texts)
    en = "; or ".join(t.en for t in texts)
    fix = fixes[0] if len(fixes) == 1 else None
    return source.problem(source.value_span(loc), "no_alternative_fits", Text2(zh, en), fix)


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"


class _Forgiving(dict[str, Any]):
    """A template's unknown names become empty instead of raising."""

    def __missing__(self, key: str) -> str:
        return ""

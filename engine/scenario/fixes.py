"""What to write instead: the fix line of a validation error."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any, NamedTuple

from engine.scenario.finding import Finding
from engine.scenario.nearest import meant
from engine.scenario.problems import Text2
from engine.scenario.shapes import allowed_keys, description_at, labels_at
from engine.scenario.source import Source

__all__ = ["fix_of"]

_YES_NO = {"yes": "true", "on": "true", "是": "true", "no": "false", "off": "false", "否": "false"}
_LEADING_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?(?=\s*[^\d\s.])", re.ASCII)


class _Case(NamedTuple):
    finding: Finding
    model: Any
    source: Source


def fix_of(finding: Finding, model: Any, source: Source) -> Text2 | None:
    """The likely remedy; failing that what the field is for, as its owner describes it."""
    special = _BY_KIND.get(finding.kind)
    fix = special(_Case(finding, model, source)) if special is not None else None
    if fix is None and finding.kind not in ("extra_forbidden", "missing", "union_tag_not_found"):
        return description_at(model, finding.loc)
    return fix


def _missing(case: _Case) -> Text2 | None:
    if case.finding.loc and isinstance(case.finding.loc[-1], int):
        return _few(case)
    about = description_at(case.model, case.finding.loc)
    zh, en = (f"（{about.zh}）", f" ({about.en})") if about else ("", "")
    return Text2(f"加上 `{case.finding.last}: …`{zh}", f"add `{case.finding.last}: …`{en}")


def _unknown(case: _Case) -> Text2 | None:
    return meant(case.finding.last, allowed_keys(case.model, case.finding.loc[:-1]))


def _choice(case: _Case) -> Text2 | None:
    expected = str(case.finding.context.get("expected") or case.finding.context.get("expected_tags") or "")
    words = [w.strip().strip("'") for w in expected.replace(" or ", ", ").split(",")]
    return meant(str(case.finding.context.get("tag") or case.finding.given), words, 30)


def _no_kind(case: _Case) -> Text2 | None:
    key = case.finding.context["discriminator"]
    if case.finding.misspelt():
        return Text2(f"写成 `{key}`", f"write `{key}`")
    labels = labels_at(case.model, case.finding.loc, key)
    return (
        Text2(f"加上 `{key}: …`，可用：{'、'.join(labels)}", f"add `{key}: …`, one of {', '.join(labels)}")
        if labels
        else None
    )


def _text(case: _Case) -> Text2 | None:
    if not isinstance(case.finding.given, bool | int | float):
        return None
    raw = case.source.raw(case.finding.place) or str(case.finding.given)
    return Text2(f'加引号写成 "{raw}"', f'quote it: "{raw}"')


def _yes_no(case: _Case) -> Text2 | None:
    word = _YES_NO.get(case.finding.given.lower()) if isinstance(case.finding.given, str) else None
    return Text2(f"写成 `{word}`", f"write `{word}`") if word else None


def _number(case: _Case) -> Text2 | None:
    if not isinstance(case.finding.given, str):
        return None
    half = unicodedata.normalize("NFKC", case.finding.given)
    try:
        plain = f"{float(half):g}"
    except ValueError:
        found = _LEADING_NUMBER.match(half)
        return Text2(f"只写数：`{found.group()}`", f"the number alone: `{found.group()}`") if found else None
    if half != case.finding.given:
        return Text2(f"用半角数字：`{half}`", f"use plain digits: `{half}`")
    return Text2(f"去掉引号或前面的 0：`{plain}`", f"drop quotes or leading zeros: `{plain}`")


def _list(case: _Case) -> Text2 | None:
    if isinstance(case.finding.given, dict | list) or case.finding.given is None:
        return None
    raw = case.source.raw(case.finding.place) or str(case.finding.given)
    return Text2(f"只有一项也写成 `[{raw}]`", f"also a single one: `[{raw}]`")


def _few(case: _Case) -> Text2 | None:
    """``[S1，S2]`` is one entry: the comma is full-width."""
    given = case.finding.given
    if not isinstance(given, list | tuple) or not any(isinstance(v, str) and set("，、；") & set(v) for v in given):
        return None
    return Text2("全角逗号改成半角逗号加空格 `, `", "write plain commas `, ` in place of full-width ones")


def _share(case: _Case) -> Text2 | None:
    """``40`` where a share of at most 1 is wanted was meant as per cent."""
    given = case.finding.given
    if case.finding.context.get("le") != 1.0 or not isinstance(given, int | float) or not 1 < given <= 100:
        return None
    return Text2(f"写成 `{given / 100:g}`（即 {given:g} %）", f"write `{given / 100:g}`, which is {given:g} %")


def _mapping(case: _Case) -> Text2 | None:
    if isinstance(case.finding.given, str) and "：" in case.finding.given:
        return Text2("把全角冒号 `：` 改成半角冒号加空格 `: `", "use `: ` in place of the full-width `：`")
    return None


def _pattern(case: _Case) -> Text2 | None:
    """Which characters an id may have, where the pattern is that of an id."""
    pattern = str(case.finding.context.get("pattern") or "")
    if not pattern or not re.search(pattern, "Ab1_"):
        return None
    more_zh, more_en = ("、_ 和 -", ", _ and -") if re.search(pattern, "A-b") else ("和 _", " and _")
    first_zh, first_en = ("", "") if re.search(pattern, "1b") else ("，以字母开头", ", beginning with a letter")
    return Text2(
        f"编号只能用英文字母、数字{more_zh}{first_zh}；给人看的文字写在 title 或 label",
        f"ids have ASCII letters, digits{more_en}{first_en}; words for people go into title or label",
    )


_BY_KIND: dict[str, Callable[[_Case], Text2 | None]] = {
    "missing": _missing,
    "too_short": _few,
    "string_pattern_mismatch": _pattern,
    "less_than_equal": _share,
    "extra_forbidden": _unknown,
    "literal_error": _choice,
    "enum": _choice,
    "union_tag_invalid": _choice,
    "union_tag_not_found": _no_kind,
    "string_type": _text,
    "bool_type": _yes_no,
    "int_type": _number,
    "float_type": _number,
    "int_parsing": _number,
    "float_parsing": _number,
    "list_type": _list,
    "tuple_type": _list,
    "model_type": _mapping,
    "dict_type": _mapping,
}

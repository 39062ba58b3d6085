"""Pydantic's findings in a teacher's words, at the right place of the file.

Pydantic says *what kind* of thing is wrong and where in the model; here that becomes Chinese and English, and
the location becomes line and column: union labels are skipped, a missing key points at its parent's key, an
unknown key at itself with the name that was probably meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from engine.scenario.error_texts import words
from engine.scenario.finding import Finding
from engine.scenario.fixes import fix_of
from engine.scenario.nearest import did_you_mean
from engine.scenario.places import data_loc, span_of
from engine.scenario.problems import Problem, Text2
from engine.scenario.shapes import allowed_keys
from engine.scenario.source import Loc, Source

__all__ = ["MAX_PROBLEMS", "explain_validation"]

MAX_PROBLEMS = 200


def explain_validation(error: ValidationError, model: Any, source: Source, base: Loc, data: Any) -> list[Problem]:
    """One problem for each thing wrong; ``base`` is where in the file the model's ``data`` stands."""
    by_place: dict[tuple[Loc, bool], list[Finding]] = {}
    findings = error.errors(include_url=False)
    for raw in findings[:MAX_PROBLEMS]:
        place, branch = data_loc(raw["loc"], data)
        context = {k: v.strip("'") if k == "discriminator" else v for k, v in raw.get("ctx", {}).items()}
        finding = Finding(raw["type"], raw["loc"], (*base, *place), raw.get("input"), context, branch)
        by_place.setdefault((finding.place, finding.kind == "missing"), []).append(finding)
    _drop_shallow_branches(by_place)
    _drop_misspelt(by_place, model)
    problems: list[Problem] = []
    for (_, missing), here in by_place.items():
        if not missing and len(here) > 1 and all(f.branch for f in here):
            problems.append(_merged(here, model, source))
        else:
            problems += [_explain(f, model, source) for f in here]
    if len(findings) > MAX_PROBLEMS:
        rest = len(findings) - MAX_PROBLEMS
        text = Text2(f"这一部分还有 {rest} 个问题没有列出", f"{rest} more problems in this section are not listed")
        fix = Text2("先改正列出的这些", "mend these first")
        problems.append(source.problem(source.key_span(base), "and_more", text, fix))
    return problems


def _drop_shallow_branches(by_place: dict[tuple[Loc, bool], list[Finding]]) -> None:
    """Of a union's branches keep those that got furthest: a mapping was not meant as a number."""
    deep = {place[:n] for place, _ in by_place for n in range(len(place))}
    for key in list(by_place):
        if key[0] in deep and all(f.branch for f in by_place[key]):
            del by_place[key]


def _drop_misspelt(by_place: dict[tuple[Loc, bool], list[Finding]], model: Any) -> None:
    """A missing key whose misspelling stands right there is one mistake, not two."""
    meant = {
        (f.place[:-1], did_you_mean(f.last, allowed_keys(model, f.loc[:-1])))
        for findings in by_place.values()
        for f in findings
        if f.kind == "extra_forbidden"
    }
    for key in list(by_place):
        if key[1]:
            by_place[key] = [f for f in by_place[key] if (f.place, f.last) not in meant]


def _explain(finding: Finding, model: Any, source: Source) -> Problem:
    context = finding.context
    if "zh" in context:
        return _from_author_error(finding, source)
    text = words(finding.kind, {**context, "last": finding.last, "value": _shown(finding.given)})
    if finding.kind == "missing" and finding.loc and isinstance(number := finding.loc[-1], int):
        text = Text2(f"这个列表缺少第 {number + 1} 项", f"entry {number + 1} of the list is missing")
    if finding.given is None and finding.kind not in ("missing", "extra_forbidden"):
        text = Text2(f"这里空着：{text.zh}", f"nothing is given: {text.en}")
    return source.problem(span_of(finding, source), finding.kind, text, fix_of(finding, model, source))


def _from_author_error(finding: Finding, source: Source) -> Problem:
    """The words of a validator's ``author_error``."""
    context, place = finding.context, finding.place
    at = context.get("at")
    span = source.part_span(place, at[0], at[1]) if at else source.value_span(place)
    fix = Text2(context["fix_zh"], context["fix_en"]) if context.get("fix_zh") else None
    return source.problem(span, str(context["code"]), Text2(context["zh"], context["en"]), fix)


def _merged(alternatives: Sequence[Finding], model: Any, source: Source) -> Problem:
    """Several branches of a union refused the same value: say all that would have done."""
    problems = [_explain(finding, model, source) for finding in alternatives]
    texts = list(dict.fromkeys(p.text for p in problems))
    if len(texts) == 1:
        return problems[0]
    fixes = list(dict.fromkeys(p.fix for p in problems if p.fix is not None))
    either = Text2("；或者".join(t.zh for t in texts), "; or ".join(t.en for t in texts))
    span = source.value_span(alternatives[0].place)
    return source.problem(span, "no_alternative_fits", either, fixes[0] if len(fixes) == 1 else None)


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"

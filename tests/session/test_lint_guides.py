"""What the task sheet points at must be possible: a guide to the impossible sends every learner astray."""

from __future__ import annotations

import pytest

from engine.session.language import scenario_language
from engine.testing import TINY_SCENARIO, tiny_kind

GUIDE = "guide: {verb: start, on: H1}"


def codes(guide: str) -> list[tuple[str, str]]:
    """Code and fix of every error of the tiny scenario with this guide."""
    assert GUIDE in TINY_SCENARIO
    with tiny_kind():
        problems = scenario_language().checks(TINY_SCENARIO.replace(GUIDE, guide), "x.yaml")
    return [(p.code, p.fix.zh if p.fix else "") for p in problems if p.severity == "error"]


@pytest.mark.parametrize("verb", ["start", "stop", "set", "check", "look"])
def test_a_guide_may_name_what_the_equipment_takes(verb: str) -> None:
    """Every verb of its own, and to be looked at and checked."""
    assert codes(f"guide: {{verb: {verb}, on: H1}}") == []


@pytest.mark.parametrize(
    ("guide", "code", "fix"),
    [
        ("guide: {verb: open, on: H1}", "no_verb", "可用：start、stop、set"),
        ("guide: {verb: wear, on: H1}", "no_verb", "可用：start、stop、set"),
        ("guide: {verb: opne, on: H1}", "unknown_name", "是不是 `open`？"),
        ("guide: {verb: start, on: H11}", "unknown_name", "是不是 `H1`？"),
    ],
)
def test_a_guide_to_the_impossible_is_told(guide: str, code: str, fix: str) -> None:
    """Told when the file is read, with what would do, and only once."""
    assert codes(guide) == [(code, fix)]

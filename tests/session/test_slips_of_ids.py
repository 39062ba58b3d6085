"""Slips a teacher makes with an input method for Chinese: each is told with its cure."""

from __future__ import annotations

import pytest

from engine.scenario.errors import SourceError
from engine.session.language import scenario_language
from engine.testing import TINY_SCENARIO, tiny_kind


@pytest.mark.parametrize(
    ("right", "wrong", "zh", "en"),
    [
        ("  HS1: {title", "  HS-1: {title", "编号只能用英文字母、数字和 _", "ASCII letters, digits and _"),
        ("  LOG: {title", "  记录: {title", "编号只能用英文字母、数字和 _", "ASCII letters, digits and _"),
        ("[desk, locker]", "[desk，locker]", "全角逗号改成半角逗号", "plain commas"),
        ('cause: "TI1 > 120 degC"', "cause: “TI1 > 120 degC”", "去掉引号", "leave the quotes out"),
    ],
)
def test_the_cure_is_named(right: str, wrong: str, zh: str, en: str) -> None:
    """Ids say which characters they have, a full-width comma is named, quotes of running text are to be left out."""
    assert right in TINY_SCENARIO
    with tiny_kind(), pytest.raises(SourceError) as caught:
        scenario_language().loads(TINY_SCENARIO.replace(right, wrong, 1))
    fix = caught.value.problems[0].fix
    assert fix is not None
    assert zh in fix.zh
    assert en in fix.en

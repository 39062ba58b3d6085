"""The word that was probably meant: letters for figures first, then the most alike, or nothing."""

from __future__ import annotations

import pytest

from engine.scenario.nearest import did_you_mean


@pytest.mark.parametrize(
    ("word", "words", "meant"),
    [
        ("BAY1O1", ["BAY511", "BAY111", "BAY101"], "BAY101"),
        ("QF51l", ["QF521", "QF512", "QF511"], "QF511"),
        ("qf-101", ["QF102", "QF101"], "QF101"),
        ("TR50", ["TR501"], "TR501"),
        ("T3", ["QF101", "BAY"], None),
        ("QF254", ["QF525", "QF524", "QF250"], "QF524"),
        ("QS1103", ["QS1113", "QS1102", "QS1013"], "QS1013"),
        ("amitcl", ["amicl", "amictl"], "amictl"),
    ],
)
def test_the_word_that_was_meant(word: str, words: list[str], meant: str | None) -> None:
    """Look-alike letters count as the figure they stand for, joiners and case do not count, neighbours that have changed places
    are looked for before other words that are alike, what is far is not offered.
    """
    assert did_you_mean(word, words) == meant

"""Whatever stands under the sections, the answer is a list of problems."""

from __future__ import annotations

import json
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.scenario import SourceError, render_all
from tests.scenario.sample_language import GOOD, LANGUAGE

WORDS = [
    *("kind", "tank", "line", "works", "units", "T1", "tag", "TI101", "high", "when", "zh", "en", "volume", "after"),
    *("hot", "text", "within", "30", "meta", "title", "[key]", "str", "Limit", "é", "\u200b"),
]
words = st.sampled_from(["", "65 degC", "TI101 > 60 degC", "6.3 m3", *WORDS])
leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | words
)
trees = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=5),
    max_leaves=25,
)


@given(st.fixed_dictionaries({}, optional={"meta": trees, "plant": trees, "limits": trees}))
@settings(max_examples=120, deadline=None)
def test_any_data_is_answered_with_problems(sections: dict[str, object]) -> None:
    """No shape of data under known sections makes the checker fall over, and every problem can be shown."""
    text = json.dumps({"schema": 1, **sections}, ensure_ascii=False)
    problems = LANGUAGE.checks(text, "x.yaml")
    assert problems
    for lang in ("zh", "en"):
        assert render_all(problems, lang)


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_refused_as_canonical_form(data: bytes) -> None:
    """A damaged embedded scenario never raises anything but a SourceError."""
    try:
        LANGUAGE.from_canonical(data)
    except SourceError:
        return
    raise AssertionError("random bytes were taken for a scenario")


def test_a_mistake_made_thousands_of_times_is_soon_told() -> None:
    """Many unknown keys, names and formulas in a file of the greatest length are answered within seconds."""
    head = GOOD.split("limits:")[0] + "limits:\n"
    entries = {
        "unknown keys": "  n{}: {{tag: TI101, hgih: 1, wehn: 2, x{}: 3}}\n",
        "unknown names": "  n{}: {{tag: TI1O{}, count: 1}}\n",
        "wrong formulas": "  n{}: {{tag: TI101, when: TI1O{} > 3}}\n",
    }
    for entry in entries.values():
        text = head + "".join(entry.format(i, i) for i in range(4500))
        start = time.process_time()
        problems = LANGUAGE.checks(text, "x.yaml")
        assert time.process_time() - start < 4.0
        assert any(p.code == "and_more" for p in problems)
        assert len(problems) <= 2 * 201


def test_a_file_cut_anywhere_is_answered() -> None:
    """A half-written file gives problems at every point where it may have been cut."""
    for cut in range(0, len(GOOD), 7):
        text = GOOD[:cut]
        problems = LANGUAGE.checks(text or "\n", "x.yaml")
        assert render_all(problems)

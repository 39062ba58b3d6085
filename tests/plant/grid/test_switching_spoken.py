"""A switching order is asked for in the words people use; what can mean several things is never guessed."""

from __future__ import annotations

import pytest

from engine.plant.grid.kind import GridKind
from engine.plant.sequencing import NoSequenceError
from tests.plant.grid.test_switching import deeds, section

KIND = GridKind()
FEEDER = ["-QF523", "-TR523", "+QE52340"]


@pytest.mark.parametrize("of", ["LN523", "ln523", "BAY523", "10kV水厂线", "10KV 水厂线", "Waterworks feeder"])
def test_a_feeder_is_meant_by_id_bay_or_name(of: str) -> None:
    """The bay of a feeder stands for the line it feeds; case, blanks and full-width letters do not count."""
    assert deeds(KIND.sequence(section(), {}, of, "maintenance")) == FEEDER


@pytest.mark.parametrize(
    ("of", "first"), [("1号主变", "+QF110"), ("523", "-QF523"), ("523断路器", "-QF523"), ("２号电容器", "-QF525")]
)
def test_a_thing_is_meant_by_its_name_or_plate(of: str, first: str) -> None:
    """The number on the plate is that device and no other, a name is the thing of that name before its bay."""
    assert first in deeds(KIND.sequence(section(), {}, of, "冷备用"))


@pytest.mark.parametrize(
    ("words", "state"), [(("运行",), "running"), (("热备用", "Hot standby"), "hot_standby"), (("冷备用", "cold-standby"), "cold_standby"),
                         (("检修", "检修状态", "MAINTENANCE"), "maintenance")],
)  # fmt: skip
def test_states_are_said_in_either_language(words: tuple[str, ...], state: str) -> None:
    """The words of the trade are as good as the ids, for the state before and the one after."""
    start = "maintenance" if state == "running" else "running"
    asked = deeds(KIND.sequence(section(), {}, "LN523", state, start))
    for word in words:
        assert deeds(KIND.sequence(section(), {}, "LN523", word, start)) == asked
    assert deeds(KIND.sequence(section(), {}, "LN523", "运行", "检修"))[-1] == "+QF523"


@pytest.mark.parametrize(
    ("of", "said"),
    [
        ("BAY101", "T1 (No.1 transformer), QF101"), ("1013", "`1013` has no states of its own"), ("TR523", "give LN523"),
        ("水厂线", "LN523"), ("LN532", "did you mean `LN523`?"), ("QF253", "did you mean `QF523`?"), ("599", "there is no equipment `599`"),
    ],
)  # fmt: skip
def test_what_is_not_clear_is_asked_back(of: str, said: str) -> None:
    """A bay of several things, gear that has no states, part of a name, neighbouring figures exchanged: a hint, never a guess."""
    with pytest.raises(NoSequenceError) as caught:
        KIND.sequence(section(), {}, of, "maintenance")
    assert caught.value.fault == "of"
    assert said in str(caught.value)


def test_an_unknown_state_is_answered_with_those_there_are() -> None:
    """With the words of the trade beside the ids."""
    with pytest.raises(NoSequenceError, match="maintenance（检修）"):
        KIND.sequence(section(), {}, "LN523", "大修")

"""What important customers lose is counted by itself, so that a rubric can weigh a hospital otherwise than a depot."""

from __future__ import annotations

import pytest

from engine.plant.grid.section import GridSection
from tests.plant.grid.test_plant import Operator
from tests.plant.grid.written import written


def test_only_important_loads_count_as_important() -> None:
    """Hospital and waterworks are marked: their power and energy count, those of others only in the totals."""
    o = Operator()
    o.order("open QF522")
    assert o["STATION.lost"] == pytest.approx(4.1, abs=0.01)
    assert (o["STATION.lost_important"], o["STATION.energy_lost_important"]) == (0.0, 0.0)
    o.order("open QF521", seconds=0.5)
    assert o["STATION.lost_important"] == pytest.approx(4.9)
    before = o["STATION.energy_lost_important"]
    o.wait(36.0)
    assert o["STATION.energy_lost_important"] - before == pytest.approx(4.9 * 36 / 3600)
    o.order("close QF521", seconds=0.5)
    assert o["STATION.lost_important"] == 0.0
    kept = o["STATION.energy_lost_important"]
    o.wait(10.0)
    assert o["STATION.energy_lost_important"] == kept > 0.0


def test_important_energy_follows_the_demand_and_is_kept() -> None:
    """A customer loses what it wants at the time; a snapshot keeps what has been lost."""
    o = Operator()
    o.order("open QF521")
    o.write("LD521.factor", 2.0)
    assert o["STATION.lost_important"] == pytest.approx(9.8)
    other = Operator()
    other.plant.restore(o.plant.snapshot())
    for tag in ("STATION.lost_important", "STATION.energy_lost_important"):
        assert other[tag] == o[tag] > 0.0


def test_the_mark_is_what_counts() -> None:
    """The same station with another customer marked counts that one."""
    plant = written()
    plant["devices"]["LD522"]["important"] = True
    o = Operator(None, GridSection.model_validate(plant))
    o.order("open QF522")
    assert o["STATION.lost_important"] == pytest.approx(4.1)

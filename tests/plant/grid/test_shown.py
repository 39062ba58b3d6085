"""What is shown: only what has changed is worked out anew, and nobody can tell."""

from __future__ import annotations

import random

import pytest

from engine.plant.grid.plant import GridPlant
from tests.plant.grid.test_plant import OUT, Operator, section
from tests.plant.grid.tickets import BACK, words


def fresh(plant: GridPlant) -> GridPlant:
    """Another plant that knows nothing but the snapshot."""
    other = GridPlant(section())
    other.restore(plant.snapshot())
    return other


@pytest.mark.parametrize("seed", range(4))
def test_what_is_shown_is_what_a_restored_plant_shows(seed: int) -> None:
    """After any commands and any time, while drives travel, springs charge, gas leaks and faults burn, every value shown
    is to the last bit that of a plant which works everything out from the snapshot.
    """
    dice = random.Random(seed)
    plant = GridPlant(section())
    writable = [tag for tag in plant.tags() if tag.writable]
    orders = [tag for tag in writable if tag.id.endswith(".operate")]
    ids = [tag.id for tag in plant.tags()]
    for _ in range(60):
        tag = dice.choice(orders if dice.random() < 0.6 else writable)
        plant.write(tag.id, dice.choice((tag.low, tag.high, tag.healthy, 1.0, 2.0)))
        plant.advance(dice.choice((1, 1, 2, 7, 40)))
        shown, right = plant.read(), fresh(plant).read()
        assert {i: (a, b) for i, a, b in zip(ids, shown, right, strict=True) if a != b} == {}


def test_a_plant_put_back_shows_what_was_there() -> None:
    """A plant restored to before an arc, and to the middle of it, shows what another plant restored so shows."""
    plant = GridPlant(section())
    kept = [plant.snapshot()]
    plant.write("TR501.operate", 1.0)
    for ticks in (12, 1, 60):
        plant.advance(ticks)
        kept.append(plant.snapshot())
    for snapshot in (*reversed(kept), *kept):
        plant.restore(snapshot)
        assert plant.read() == fresh(plant).read()
        plant.advance(1)
        assert plant.read() == fresh(plant).read()


def test_the_tickets_end_where_they_began() -> None:
    """After both tickets every current, voltage and power is to the last bit what it was before the first."""
    o = Operator({"QN1020.closed": 1.0})
    for transfer in ("BZT10_1", "BZT10_2", "BZT110_1", "BZT110_2"):
        o.write(f"{transfer}.enabled", 0.0)
    before = {tag.id: o[tag.id] for tag in o.plant.tags() if tag.unit in ("A", "kV", "MW", "Mvar", "MVA")}
    o.order(*OUT)
    o.write("GND1.based", 1.0)
    o.write("GND1.clamped", 1.0)
    o.order("open QF110", "close QF110")
    o.write("GND1.clamped", 0.0)
    o.order(*(f"{'close' if to else 'open'} {name}" for name, to in map(words, BACK[2:])))
    assert {tag: o[tag] for tag in before} == before
    assert before["QF501.I"] > 800

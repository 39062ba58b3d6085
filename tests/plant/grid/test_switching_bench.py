"""The benchmark of switching operations measures what it says."""

from __future__ import annotations

import pytest

from benchmarks.switching import ORDERS, TRANSFERS, operations, section
from engine.plant.grid.plant import GridPlant
from tests.plant.grid.tickets import BACK, OUT


def start() -> GridPlant:
    plant = GridPlant(section(), {"QN1020.closed": 1.0, **{f"{name}.enabled": 0.0 for name in TRANSFERS}})
    plant.advance(1)
    return plant


def test_every_operation_of_both_tickets_is_carried_out() -> None:
    """Each operation of the tickets is accepted and arrives; none costs less than asking for it; all is as before."""
    plant = start()
    before = plant.read()
    costs = list(operations(plant, pace=12))
    assert [cost.order for cost in costs] == list(ORDERS) == OUT + BACK
    assert all(0.0 < cost.asked < cost.total <= cost.ticking for cost in costs)
    after = plant.read()
    closed = [n for n, tag in enumerate(plant.tags()) if tag.id.endswith((".closed", ".I"))]
    assert [after[n] for n in closed] == [before[n] for n in closed]


def test_a_refused_operation_is_an_error() -> None:
    """What the interlock refuses is not measured as if it had been done."""
    plant = start()
    plant.write("TR501.contact_lost", 1.0)
    plant.advance(1)
    with pytest.raises(RuntimeError, match=r"\+QE10140.*501"):
        list(operations(plant, pace=12))

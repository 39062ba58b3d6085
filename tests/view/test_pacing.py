"""Real time: how far the model goes in a picture."""

from __future__ import annotations

import dataclasses

import pytest

from engine.view.pacing import BUDGET, Pacer
from tests.view.fake_port import FakePort


class SlowPort(FakePort):
    """A model that takes ``cost`` of wall time for each second of its own."""

    def __init__(self, cost: float = 0.0) -> None:
        super().__init__()
        self.cost, self.clock, self.asked = cost, 0.0, 0.0

    def advance(self, seconds: float) -> None:
        self.asked += seconds
        self.clock += seconds * self.cost


def _pacer(port: SlowPort) -> Pacer:
    return Pacer(port, clock=lambda: port.clock)


@pytest.mark.parametrize(("wall", "speed", "model"), [(0.016, 1, 0.016), (0.016, 10, 0.16), (0.02, 0.1, 0.002)])
def test_the_model_goes_as_far_as_wall_time_times_speed(wall: float, speed: float, model: float) -> None:
    """A picture asks for the wall time that passed, times the speed."""
    port = SlowPort()
    port.speed = speed
    _pacer(port).step(wall, port.frame())
    assert port.asked == pytest.approx(model)


def test_a_long_gap_does_not_count() -> None:
    """A laptop that slept an hour does not owe the model an hour."""
    port = SlowPort()
    _pacer(port).step(3600.0, port.frame())
    assert port.asked == pytest.approx(0.25)


@pytest.mark.parametrize("change", [{"frozen": True}, {"ended": "finished"}])
def test_nothing_moves_when_frozen_or_ended(change: dict[str, object]) -> None:
    """A frozen or ended attempt asks nothing of the model."""
    port = SlowPort()
    assert _pacer(port).step(0.1, dataclasses.replace(port.frame(), **change)) == 0.0
    assert port.asked == 0.0


def test_a_slow_computer_slows_the_model_not_the_pictures() -> None:
    """Where the model costs too much it runs slower, and the speed reached is known."""
    port = SlowPort(cost=0.05)
    port.speed = 100.0
    pacer = _pacer(port)
    for _ in range(60):
        before = port.clock
        pacer.step(0.1, port.frame())
        assert port.clock - before <= BUDGET + 0.5 * port.cost + 1e-9
    assert pacer.reached < 0.2

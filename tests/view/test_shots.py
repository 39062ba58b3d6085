"""Pictures without a screen: what is shown, and that no picture takes the place of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.paths import demand_scenario
from engine.session.language import scenario_language
from engine.view.errors import GraphicsError
from engine.view.shots import shots_of, take_pictures


def test_every_page_of_the_control_room_has_a_picture_of_its_own() -> None:
    """A point of view may be called like a page, or ``control``: each still gets a file of its own."""
    scenario = scenario_language().load(demand_scenario("power/transformer_outage"))
    shots = shots_of(scenario)
    names = [shot.name for shot in shots]
    assert len(set(names)) == len(names)
    assert set(scenario["stage"].views) < set(names)
    assert [shot.page for shot in shots if shot.page] == list(scenario["screens"].pages)


def test_a_picture_of_a_page_shows_that_page(tmp_path: Path) -> None:
    """Two pages of one session give two different pictures."""
    shots = [shot for shot in shots_of(scenario_language().load(demand_scenario("chemical/nitration"))) if shot.page]
    assert len(shots) >= 2
    try:
        one, two = take_pictures(shots[:2], tmp_path)
    except GraphicsError as error:
        pytest.skip(f"no software renderer here: {error}")
    assert one.read_bytes() != two.read_bytes()

"""What is read from a starting point without building anything is what a session has that really began there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.paths import scenario_folders
from engine.plant.grid.switching.facts import facts_of
from engine.plant.grid.switching.proof import carry
from engine.plant.grid.switching.standing import standing_of
from engine.scenario.document import Scenario
from engine.session.applied.placing import device_of
from engine.session.language import scenario_language
from engine.session.session import Session
from engine.session.tickets.beginnings import done_before, values_at
from engine.testing import tiny_kind
from tests.session.applied.bench import bench

FOLDERS = scenario_folders()
BASE, CLAMP = "{do: attach, on: LEAD2, value: {part: base, to: BAR}}", "{do: attach, on: LEAD2, value: {part: clamp, to: W2}}"


def stands(scenario: Scenario, session: Session) -> dict[str, str]:
    """The portable thing at each place of which every command has arrived in the plant of ``session``."""

    def arrived(fit: Any) -> bool:
        return session.tags.value(fit.set) == pytest.approx(fit.to.to(session.tags[fit.set].unit))

    out = {}
    for name, thing in (scenario.get("attachments") or {}).items():
        for device in {device_of(fit) for end in thing.ends.values() for fit in end.fits if fit.set is not None}:
            tells = [[fit for fit in end.fits if device_of(fit) == device] for end in thing.ends.values()]
            here = any(session.tags.value(f"{name}.{end}") for end in thing.ends)
            if here and all(any(arrived(fit) for fit in fits) for fits in tells if fits):
                out[device] = name
    return out


@pytest.mark.parametrize("folder", FOLDERS, ids=[f"{folder.parent.name}/{folder.name}" for folder in FOLDERS])
def test_a_starting_point_is_read_as_it_is_built(folder: Path) -> None:
    """At every starting point that ships, what is up where it says so, and every switch stands where its deeds bring it."""
    scenario = scenario_language().load(folder)
    for name in scenario["start"].points:
        begins = scenario["start"].point(name)
        session = Session(scenario, start=name)
        deeds, up = done_before(scenario, begins)
        assert up == stands(scenario, session), name
        session.tick()
        if scenario["plant"].kind == "grid":
            facts = facts_of(scenario["plant"])
            now = standing_of(scenario["plant"], facts.station, values_at(scenario, begins))
            for deed in deeds:
                carry(facts, now, deed)
            told = [f"{switch.id}.closed" for switch in facts.station.switches]
            seen = {tag: bool(session.tags.value(tag)) for tag in told if tag in session.tags.index}
            assert len(seen) > len(told) / 2
            assert seen == {tag: to for tag, to in zip(told, now.closed, strict=True) if tag in seen}, name


@pytest.mark.parametrize(
    ("setup", "up"),
    [
        ([BASE, CLAMP], True),
        ([CLAMP], False),
        ([BASE], False),
        ([CLAMP, "{do: attach, on: LEAD2}"], True),
        (["{do: attach, on: LEAD2, value: base}", "{do: attach, on: LEAD2, value: {part: clamp}}"], True),
        ([BASE, CLAMP, "{do: detach, on: LEAD2, value: clamp}"], False),
        ([BASE, CLAMP, "{do: detach, on: LEAD2, value: {part: base}}"], False),
        ([BASE, CLAMP, "{do: detach, on: LEAD2, value: base}", "{do: detach, on: LEAD2}"], False),
        ([BASE, CLAMP, "{do: detach, on: LEAD2, value: base}", "{do: attach, on: LEAD2}"], True),
    ],
)
def test_what_may_be_said_for_short_is_read_alike(setup: list[str], up: bool) -> None:
    """An end without its place, or without its name where only one can be meant, counts as the session takes it; a thing that
    tells the plant only with all its ends counts with all of them.
    """
    with tiny_kind():
        scenario = bench(("place: box}", f"place: box, setup: [{', '.join(setup)}]}}"))
        point = scenario["start"].point(scenario["start"].default)
        _, found = done_before(scenario, point)
        assert stands(scenario, Session(scenario)) == found == ({"H1": "LEAD2"} if up else {})

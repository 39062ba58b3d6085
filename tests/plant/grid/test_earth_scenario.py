"""An earthed phase in a session: how near is too near, what the selector says, how long it may last."""

from __future__ import annotations

import textwrap

import pytest

from engine.session.language import scenario_language
from engine.session.session import Session
from tests.plant.grid.test_session import REST
from tests.plant.grid.written import PLANT

MORE = textwrap.dedent("""
    keep_off:
      FALLEN: {safe: 8 m, ground: true, when: "LN512.earth_current > 1 A"}
""")
SELECTOR = (
    "  protection:\n"
    "    SEL_1: {title: {zh: 选线, en: Selector}, type: earth_selector, of: B10_1, lines: [LN511, LN512, LN513]}\n"
)
WHENS = {
    "NAMED": "SEL_1.selected == 'LN512'",
    "LATE": "STATION.earth_time > 20 s",
    "HURT": "FALLEN.near and LN512.step * 1.8 m2 / (learner.distance.FALLEN * (learner.distance.FALLEN + 0.8 m)) > 10 V",
}


def session(place: str) -> Session:
    """The learner at a place, two metres from the fallen conductor or ten."""
    consequences = "".join(
        f'  {name}: {{when: "{when}", title: {{zh: 甲, en: A}}, what: {{zh: 乙, en: B}}, why: {{zh: 丙, en: C}}, '
        "severity: critical}\n"
        for name, when in WHENS.items()
    )
    text = REST.strip() + "\n" + MORE.strip() + "\n" + PLANT.replace("  protection:\n", SELECTOR)
    for old, new in (
        ("consequences:\n", "consequences:\n" + consequences),
        (
            "faults:\n",
            "faults:\n  F7: {title: {zh: 接地, en: Earth}, by: instructor, does: [{set: LN512.fault, to: 1}]}\n",
        ),
        ("objects: {", "objects: {FALLEN: {kind: plate, at: [3, 3, 0], size: [0.2, 0.2, 0.2]}, "),
        ("places: {desk:", "places: {near: {at: [5, 3, 0], heading: 0}, desk:"),
        ("place: desk}", f"place: {place}}}"),
    ):
        assert old in text, old
        text = text.replace(old, new)
    return Session(scenario_language().loads(text, "earth.yaml"), seed=1)


@pytest.mark.parametrize(("place", "hurt"), [("near", 1), ("desk", 0)])
def test_an_accident_is_a_formula_of_the_distance(place: str, hurt: int) -> None:
    """Two metres from the earth the stride bridges more than 10 V and the scenario's accident happens, ten metres off not."""
    one = session(place)
    one.run(10)
    assert one.tags.value("HURT.occurred") == 0
    assert one.request("instructor", "start", "F7")
    one.run(10)
    assert one.tags.value("FALLEN.near") == hurt
    assert one.tags.value("HURT.occurred") == hurt
    one.run(300)
    assert (one.tags.value("NAMED.occurred"), one.tags.value("LATE.occurred")) == (1, 1)

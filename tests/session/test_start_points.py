"""Starting points: what one takes over from another, and the tags that say where an attempt began."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.plant.sequencing import NoSequenceError
from engine.scenario.errors import SourceError
from engine.session.alone import contract_of, sheet_of
from engine.session.language import scenario_language
from engine.session.modes import NoStartPointError
from engine.session.session import Session
from engine.session.tickets.generated import generated
from engine.session.tickets.section import Generate
from engine.testing import tiny_kind, tiny_scenario, tiny_session
from tests.plant.grid.switched import generating

WARM = "warm: {title: {zh: 热态, en: Warm}, place: desk, values: {H1.T: 70 degC}, setup: [{do: start, on: H1}]}"


@pytest.fixture(autouse=True)
def _tiny() -> Iterator[None]:
    with tiny_kind():
        yield


def begin(points: str, start: str) -> Session:
    return Session(tiny_scenario((WARM, f"{WARM}\n{points}")), start=start)


def test_a_point_takes_over_what_it_does_not_say() -> None:
    """`like` brings values, place, clothes and deeds; what is written replaces, values one by one."""
    points = """\
    drill: {title: {zh: 演练, en: Drill}, like: warm, wears: [helmet], values: {H1.power: 50 %}}
    hotter: {title: {zh: 更热, en: Hotter}, like: drill, values: {H1.T: 90 degC}, setup: []}"""
    drill, hotter = begin(points, "drill"), begin(points, "hotter")
    assert (drill.tags.value("H1.T"), drill.tags.value("H1.power"), drill.tags.value("H1.command")) == (70.0, 50.0, 1.0)
    assert drill.tags.value("learner.wears.helmet") == 1.0
    assert (hotter.tags.value("H1.T"), hotter.tags.value("H1.power"), hotter.tags.value("H1.command")) == (90.0, 50.0, 0.0)


def test_a_point_begins_the_same_from_the_embedded_scenario() -> None:
    """The scenario in an attempt's file begins where the author's does: what a point takes over is not lost in between."""
    points = """\
    drill: {title: {zh: 演练, en: Drill}, like: warm, wears: [helmet], values: {H1.power: 50 %}}
    hotter: {title: {zh: 更热, en: Hotter}, like: drill, values: {H1.T: 90 degC}, setup: []}"""
    scenario = tiny_scenario((WARM, f"{WARM}\n{points}"))
    embedded = scenario_language().from_canonical(scenario.canonical())
    assert embedded.canonical() == scenario.canonical()
    for name in scenario["start"].points:
        one, two = Session(scenario, start=name), Session(embedded, start=name)
        assert one.state_hash() == two.state_hash(), name
    assert Session(embedded, start="drill").tags.value("H1.command") == 1.0
    assert Session(embedded, start="hotter").tags.value("H1.command") == 0.0


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ("    a: {title: a, like: b}\n    b: {title: b, like: a}", "start_ring"),
        ("    a: {title: a, like: a}", "start_ring"),
        ("    a: {title: a, like: wram}", "unknown_name"),
        ("    a: {title: a, like: ''}", "unknown_name"),
        ("    a: {title: a, values: {TI1: 50 degC}}", "not_startable"),
        ("    a: {title: a, values: {H1.command: 0.5}}", "not_whole"),
    ],
)
def test_a_ring_or_an_unknown_point_is_refused(points: str, code: str) -> None:
    """A point like itself, in a ring, or like one that does not exist is an error of the file."""
    with pytest.raises(SourceError) as caught:
        tiny_scenario((WARM, f"{WARM}\n{points}"))
    assert code in [p.code for p in caught.value.problems]


def test_where_an_attempt_began_is_a_tag() -> None:
    """`start.NAME` is 1 for the point an attempt began at, 0 for all others, and stays so in a checkpoint."""
    for start in ("cold", "warm"):
        session = tiny_session(start=start)
        session.run(50)
        again = tiny_session()
        again.set_state(session.state())
        for one in (session, again):
            assert {name: one.tags.value(f"start.{name}") for name in ("cold", "warm")} == {
                "cold": float(start == "cold"),
                "warm": float(start == "warm"),
            }


def test_formulas_can_ask_where_an_attempt_began() -> None:
    """Messages and other conditions may use the tags of the starting points."""
    asks = ('at: 1 s, text: {zh: 开始, en: Go}', 'when: start.warm, text: {zh: 开始, en: Go}')
    assert asks[0] in tiny_scenario().source.text
    heard = {}
    for start in ("cold", "warm"):
        session = Session(tiny_scenario(asks), start=start)
        session.run(50)
        heard[start] = [line.text.en for line in session.frame().messages]
    assert "Go" in heard["warm"]
    assert "Go" not in heard["cold"]


def test_a_command_given_at_the_start_stands_until_somebody_changes_it() -> None:
    """A command among the values is a claim like one made by hand: a restored checkpoint keeps it, a stop ends it."""
    session = begin("    on: {title: {zh: 运行, en: On}, place: desk, values: {H1.command: 1}}", "on")
    session.run(20)
    state = session.state()
    session.set_state(state)
    session.run(20)
    assert session.tags.value("H1.command") == 1.0
    session.request("instructor", "stop", "H1")
    session.run(5)
    assert session.tags.value("H1.command") == 0.0


def test_what_is_embedded_begins_alike() -> None:
    """The canonical form of a scenario takes over exactly what the file does: an attempt replays from its own file."""
    points = """\
    drill: {title: {zh: 演练, en: Drill}, like: warm, wears: [helmet], values: {H1.power: 50 %}}
    later: {title: {zh: 以后, en: Later}, like: drill, values: {H1.T: 90 degC}}
    idle: {title: {zh: 未动, en: Idle}, like: drill, setup: []}"""
    scenario = tiny_scenario((WARM, f"{WARM}\n{points}"))
    again = scenario_language().from_canonical(scenario.canonical())
    assert again.canonical() == scenario.canonical()
    for start in scenario["start"].points:
        assert Session(again, start=start).state_hash() == Session(scenario, start=start).state_hash(), start


@pytest.mark.parametrize(("asked", "meant"), [("heavi", "did you mean `heavy`?"), ("nowhere", "there are: normal, heavy")])
def test_a_point_there_is_not_is_told_alike_everywhere(asked: str, meant: str) -> None:
    """A session, the plant by itself and a generated ticket say it in the same words, with what was meant or what there is."""
    whole = generating()
    told = set()
    for ask in (lambda: Session(whole, start=asked), lambda: sheet_of(whole, asked), lambda: contract_of(whole, asked)):
        with pytest.raises(NoStartPointError) as caught:
            ask()
        told.add((caught.value.text.of("en"), caught.value.fix.of("en")))
    with pytest.raises(NoSequenceError) as refused:
        generated(whole, Generate(of="T1", to="maintenance", start=asked))
    assert refused.value.fix is not None
    told.add((refused.value.text.of("en"), refused.value.fix.of("en")))
    assert told == {(f"there is no starting point `{asked}`", meant)}

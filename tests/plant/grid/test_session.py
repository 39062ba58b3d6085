"""A substation in a session: operated, refused, recorded, killed and replayed like any other plant."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from engine.scenario.errors import SourceError
from engine.session.attempt.reader import AttemptReader
from engine.session.attempt.writer import AttemptWriter
from engine.session.desk import embedded_strings
from engine.session.identity import new_header
from engine.session.language import scenario_language
from engine.session.replay import replay
from engine.session.session import Session
from engine.state import pack
from tests.plant.grid.written import PLANT

REST = textwrap.dedent("""
    schema: 1
    meta: {id: GRID-TEST, version: 1.0.0, title: {zh: 倒闸, en: Switching}, domain: power, duration: 1 h, answers: [high_risk],
           work_process: {task: {zh: 倒闸, en: Switching}, skill_module: {zh: 倒闸, en: Switching}, project: {zh: 倒闸, en: Switching}}}
    alarms:
      LOST: {title: {zh: 失电, en: Supply lost}, when: "STATION.lost > 0.1 MW", priority: high, respond: {zh: 查明, en: Find out why}}
    faults:
      F1: {title: {zh: 501拒分, en: 501 refuses}, by: instructor, does: [{set: QF501.stuck, to: 1}]}
    consequences:
      burn: {when: "QS1013.arc_energy > 40 cal/cm2", title: {zh: 灼伤, en: Burn}, what: {zh: 电弧灼伤, en: Burnt by an arc},
             why: {zh: 带负荷拉刀闸, en: Disconnector under load}, severity: critical}
    stage:
      rooms: {yard: {title: {zh: 场地, en: Yard}, box: [0, 0, 20, 20], style: yard, walls: false}}
      objects: {DESK: {kind: console, role: access, at: [10, 10, 0], size: [1, 2, 1.1], gives: ["*control"]}}
      places: {desk: {at: [9, 10, 0], heading: 270}}
    procedure:
      task: {zh: 停1号主变, en: Take out No.1 transformer}
      phases: {one: {title: {zh: 一, en: One}}}
      steps: {A: {title: {zh: 合110, en: Close 110}, done: "QF110.closed"}}
    start:
      default: normal
      points:
        normal: {title: {zh: 正常方式, en: Normal}, place: desk}
        heavy: {title: {zh: 重载, en: Heavy}, place: desk, values: {LD511.factor: 1.4, QF110.closed: 1}}
""")


def scenario(*changes: tuple[str, str]):
    text = REST.strip() + "\n" + PLANT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return scenario_language().loads(text, "grid.yaml")


def test_work_in_a_session() -> None:
    """Orders go through requests; the interlock refuses in words before anything happens; consequences follow."""
    session = Session(scenario(), seed=1)
    assert session.request("learner", "close", "QF110")
    session.run(10)
    assert session.tags.value("QF110.closed") == 1
    answer = session.request("learner", "open", "QS1013")
    assert not answer
    assert answer.code == "interlocked"
    assert "101" in answer.reason.of("zh")
    session.run(100)
    assert session.tags.value("QS1013.closed") == 1
    assert session.request("learner", "unlock", "STATION")
    session.run(1)
    assert session.request("learner", "open", "QS1013")
    session.run(100)
    assert session.tags.value("burn.occurred") == 1
    assert session.tags.value("QF101.tripped") == 1


def test_an_order_can_be_given_twice_in_a_session() -> None:
    """What a relay has opened is closed again by the same request that closed it first."""
    session = Session(scenario(), seed=1)
    for _ in range(2):
        assert session.request("learner", "close", "QF110")
        session.run(130)
        assert session.tags.value("QF110.closed") == 1
        assert session.request("learner", "open", "QF110")
        session.run(130)
        assert session.tags.value("QF110.closed") == 0


def test_an_attempt_replays(tmp_path: Path) -> None:
    """The file of an attempt verifies and replays to the same state at every checkpoint, accident and all."""
    model = scenario()
    path = tmp_path / "grid.attempt"
    draft = Session(model, seed=3)
    writer = AttemptWriter.create(path, new_header(draft, rubric=b"{}", strings=embedded_strings(), learner="somebody"))
    session = Session(model, seed=3, recorder=writer)
    session.request("instructor", "start", "F1")
    for verb, on in (
        ("close", "QF110"),
        ("close", "QF500"),
        ("open", "QF501"),
        ("unlock", "STATION"),
        ("open", "TR501"),
    ):
        session.run(50)
        session.request("learner", verb, on)
    session.run(400)
    session.end("quit", by="script")
    writer.close()
    with AttemptReader.open(path) as reader:
        reader.verify()
        report = replay(reader)
    assert report.same
    assert report.checkpoints > 0


def test_a_restored_session_goes_on_alike() -> None:
    """A session put to the state of another in the middle of a racking goes on like it."""
    one, two = Session(scenario(), seed=1), Session(scenario(), seed=1)
    one.request("learner", "unlock", "STATION")
    one.run(1)
    one.request("learner", "open", "TR501")
    one.run(10)
    two.restore(pack(one.state()))
    one.run(60)
    two.run(60)
    assert one.state_hash() == two.state_hash()


def test_a_starting_point_of_a_station() -> None:
    """Positions and inputs of a starting point are in force from the first tick."""
    session = Session(scenario(), seed=1, start="heavy")
    assert session.tags.value("QF110.closed") == 1
    assert session.tags.value("LD511.P") == pytest.approx(1.4 * 5.2, rel=0.01)
    session.run(20)
    assert session.tags.value("QF110.closed") == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('bay: BAY101, label: "1013"', 'bay: BAY1O1, label: "1013"', "BAY101"),
        ('bay: BAY102, label: "1023"', 'bay: BAY102, label: "1013"', "1013"),
        ("from: N101b, to: T1H", "from: N101b, to: TIH", "T1H"),
        ("rated: 40 MVA, voltages: [110 kV, 10.5 kV]", "rated: 40 Mvar, voltages: [110 kV, 10.5 kV]", "VA"),
        ("LD511: {type: load", "LD511: {type: laod", "load"),
    ],
)
def test_bad_stations_are_told_with_their_line(old: str, new: str, said: str) -> None:
    """A defect of the station is an error of the file at its line, with what was meant."""
    with pytest.raises(SourceError) as caught:
        scenario((old, new))
    problems = caught.value.problems
    line = next(
        n for n, text in enumerate((REST.strip() + "\n" + PLANT).replace(old, new).splitlines(), 1) if new in text
    )
    at = [p for p in problems if p.span is not None and p.span.line + 1 == line]
    assert at, problems
    assert said in at[0].text.en + (at[0].fix.en if at[0].fix else "")


def test_a_tap_and_what_is_counted_are_whole_numbers() -> None:
    """The position of a tap changer, earthed neutrals and earths in place have no decimals."""
    tags = Session(scenario(), seed=1).tags
    assert all(tags[name].whole for name in ("T1.tap", "STATION.neutrals", "STATION.earths"))


def test_a_closed_switch_is_not_told_as_a_shut_valve() -> None:
    """Whether contacts are closed has its own words, which differ from those of a valve; the header keeps them."""
    session = Session(scenario(), seed=1)
    for name in ("QF101", "QS1013", "QE10140", "QN1010", "TR501"):
        assert session.tags[f"{name}.closed"].words == "position"
    header = new_header(session, rubric=b"{}", learner="p-1")
    again = type(header).from_columns(header.columns())
    assert [(t.words, t.whole) for t in again.tags] == [(t.words, t.whole) for t in session.tags]


def test_supplies_stand_behind_what_is_switched() -> None:
    """What is done to a device most is offered first, its supplies last."""
    verbs = Session(scenario(), seed=1).parts.operables["QS1013"].verbs
    assert verbs[:4] == ("open", "close", "start", "stop")


def test_a_plate_that_says_what_it_is_is_not_told_twice() -> None:
    """501手车 is not called 501手车手车, and has its English noun in English."""
    title = Session(scenario(), seed=1).parts.operables["TR501"].title
    assert title.of("zh").endswith("10kV侧 501手车")
    assert title.of("en").endswith("501 truck")

"""The flowsheet as a plant: commands, start values, latches, snapshots, honest divergence."""

from __future__ import annotations

import math
from typing import Any, ClassVar, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import DivergenceError, TagError
from engine.plant.checker import exercise
from engine.plant.flowsheet import components
from engine.plant.flowsheet.component import Component
from engine.plant.flowsheet.kind import FlowsheetKind
from engine.plant.flowsheet.plant import FlowsheetPlant
from engine.tags import Kind
from tests.plant.flowsheet.nitration import HOT_START, nitration_section
from tests.plant.flowsheet.small import Rig

API = """
R101.T R101.T_wall R101.P R101.level R101.V R101.mass R101.n.chlorobenzene R101.n.nitric_acid
R101.n.nitrochlorobenzene R101.reaction_heat R101.decomposition_heat R101.cooling R101.mixing R101.ruptured
R101.fouling J101.T J101.flow M101.speed M101.running M101.command M101.trip P102A.command P102A.running
P102A.trip P102B.command P102B.running P102B.trip P102B.unavailable P101.command P101.running P101.trip
FV101.command FV101.position FV101.stuck FV101.stuck_at FV101.passing XV101A.command XV101A.position
XV101A.passing XV101A.stuck XV101B.command XV101B.position DOSING.flow DOSING.total TV102A.command
TV102A.position TV102B.command XV105.command XV107.command CHW.available CHW.T BRINE.available
STEAM.available RD101.burst V101.level V101.mass V102.level XV102.command V103.T V103.mass C101.running
C101.command """.split()  # noqa: SIM905 - a list of seventy lines would say no more


def test_ids_are_api() -> None:
    """Every id other rooms, attempts and rubrics refer to exists, with titles in both languages."""
    tags = {tag.id: tag for tag in FlowsheetKind().tags(nitration_section())}
    assert [i for i in API if i not in tags] == []
    assert [i for i, tag in tags.items() if not (tag.zh and tag.en)] == []
    assert tags["R101.ruptured"].kind is Kind.DISCRETE
    assert tags["R101.P"].unit == "kPag"


def test_tags_are_known_without_building() -> None:
    """The kind lists the same tags and operations, in the same order, as the built plant."""
    kind, plant = FlowsheetKind(), FlowsheetPlant(nitration_section())
    assert list(kind.tags(nitration_section())) == list(plant.tags())
    assert list(kind.operations(nitration_section())) == list(plant.operations())
    assert kind.titles(nitration_section())["R101"].zh == "硝化釜"


def test_start_values_by_tag() -> None:
    """Start values are in the tags' units, for states and inputs; the gas space is settled around them."""
    plant = FlowsheetKind().build(nitration_section(), HOT_START | {"V101.T": 30.0})
    values = dict(zip((t.id for t in plant.tags()), plant.read(), strict=True))
    assert values["R101.T"] == pytest.approx(60.0)
    assert values["R101.n.chlorobenzene"] == pytest.approx(20.0)
    assert values["R101.P"] == pytest.approx(0.0, abs=1e-6)
    assert values["V101.T"] == pytest.approx(30.0)
    assert (values["M101.speed"], values["J101.flow"]) == (pytest.approx(90.0), pytest.approx(32.0))


@pytest.mark.parametrize(("name", "message"), [("R101.level", "cannot be given"), ("R101.TT", "did you mean R101.T?")])
def test_impossible_start_values(name: str, message: str) -> None:
    """A start value for what follows from others, or for nothing, is refused with a hint."""
    with pytest.raises(TagError, match=message.replace("?", r"\?")):
        FlowsheetPlant(nitration_section(), {name: 1.0})


@pytest.mark.parametrize(
    ("tag", "value", "message"),
    [
        ("M101.comand", 1.0, "did you mean M101.command"),
        ("R101.T", 1.0, "takes no commands"),
        ("M101.command", math.nan, "cannot be nan"),
        ("FV101.command", -math.inf, "cannot be -inf"),
    ],
)
def test_refused_writes_say_why(tag: str, value: float, message: str) -> None:
    """A refused write says what is wrong and what was probably meant."""
    with pytest.raises(TagError, match=message):
        FlowsheetPlant(nitration_section()).write(tag, value)


def test_commands_stay_in_range() -> None:
    """A command beyond the range is taken as the end of the range, a discrete one as 0 or 1."""
    r = Rig({"FV1": {"type": "control_valve"}, "XV1": {"type": "onoff_valve"}})
    r["FV1.command"] = 140.0
    r["XV1.command"] = 0.7
    assert (r["FV1.command"], r["XV1.command"]) == (100.0, 1.0)


def test_reading_follows_a_write_at_once() -> None:
    """What depends on an input without delay is right after the write, before the next tick."""
    r = Rig({"P1": {"type": "pump"}})
    r["P1.command"] = 1.0
    assert r["P1.running"] == 1.0


def test_snapshot_of_another_plant_is_refused() -> None:
    """A snapshot of another flowsheet is a typed error naming what is missing, and changes nothing."""
    one, other = Rig({"P1": {"type": "pump"}}).plant, Rig({"P2": {"type": "pump"}}).plant
    before = other.snapshot()
    with pytest.raises(TagError, match=r"P2\.drive"):
        other.restore(one.snapshot())
    assert other.snapshot() == before


def test_stiff_plants_get_the_stiff_method() -> None:
    """The method follows from the initial state: a weir (100 1/s) needs ode23s, the nitration plant does
    not."""
    weir = Rig({
        "SUPPLY": {"type": "boundary", "composition": {"water": 1}},
        "V1": {"type": "tank", "volume": "2 m3", "contents": {"water": "1001 kg"}},
        "SINK": {"type": "boundary"},
        "OUT": {"type": "line", "from": "V1", "to": "SINK", "overflow": "1 m3"},
    })  # fmt: skip
    assert weir.plant.method == "ode23s"
    assert FlowsheetPlant(nitration_section(), HOT_START).method == "bs23"


def test_a_snapshot_keeps_its_method() -> None:
    """A plant restored from a snapshot goes on with the method the snapshot was made with."""
    one = FlowsheetPlant(nitration_section(), HOT_START, method="ode23s")
    other = FlowsheetPlant(nitration_section(), HOT_START)
    other.restore(one.snapshot())
    one.advance(20)
    other.advance(20)
    assert (other.method, other.snapshot()) == ("ode23s", one.snapshot())


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000))
def test_mass_is_kept(seed: int) -> None:
    """Whatever is commanded and whatever fails: what is in the vessels, spilled, or blown off as gas adds
    up."""
    start = HOT_START | {"R101.T": 150.0, "R101.n.nitrochlorobenzene": 10.0, "V102.n.chlorobenzene": 5.0}
    plant = FlowsheetPlant(nitration_section(), start)
    tags = {tag.id: i for i, tag in enumerate(plant.tags())}
    script = list(exercise([t for t in plant.tags() if t.writable], 600, seed))

    def total() -> float:
        v = plant.read()
        mass = sum(v[tags[f"{i}.mass"]] for i in ("R101", "V101", "V102", "V103", "V105"))
        gas = sum(v[tags[f"{i}.n.tar"]] for i in ("R101", "V103", "V105")) * 1.5 * 30.0
        return mass + gas + v[tags["R101.leaked"]] + v[tags["R101.released"]]

    before = total()
    for tick in range(600):
        for command in script:
            if command.tick == tick and not plant.read()[tags["R101.ruptured"]]:
                plant.write(command.tag, command.value)
        plant.advance()
        if plant.read()[tags["R101.ruptured"]]:
            return  # what flows into an open vessel is lost to the surroundings
    assert total() == pytest.approx(before, rel=1e-5)


def test_both_methods_agree() -> None:
    """Ten minutes of dosing come out the same with either method, within the tolerance."""
    ends = []
    for method in ("bs23", "ode23s"):
        plant = FlowsheetPlant(nitration_section(), HOT_START | {"FV101.command": 60.0}, method=method)
        plant.advance(3000)
        ends.append(plant.read())
    for tag, a, b in zip(plant.tags(), *ends, strict=True):
        assert a == pytest.approx(b, rel=1e-3, abs=1e-3 * (tag.high - tag.low)), tag.id


def test_fingerprint_names_the_arithmetic() -> None:
    """The same section has the same fingerprint; another parameter has another one."""
    a, b = Rig({"P1": {"type": "pump"}}), Rig({"P1": {"type": "pump"}})
    assert a.plant.fingerprint == b.plant.fingerprint
    assert Rig({"P1": {"type": "pump", "lag": "3 s"}}).plant.fingerprint != a.plant.fingerprint


class Exploding(Component):
    """A test vessel whose pressure runs to infinity in finite time once it is lit."""

    type: Literal["exploding"]
    fails_by: ClassVar[str] = ""

    def declare(self, d: Any) -> None:
        d.state("p", 1.0)
        d.output("p", "压", "p", high=1e9)
        d.switch("lit", "点", "lit")
        if self.fails_by:
            d.latch(self.fails_by, "破", "broken")

    def equations(self, me: Any) -> None:
        whole = 1.0 - me.z("broken") if self.fails_by else 1.0
        me.rate("p", whole * me.u("lit") * me.x("p") * me.x("p"))
        if self.fails_by:
            me.falls_when("broken", -1.0)

    def after_latch(self, latch: str, state: dict[str, float], d: Any) -> None:
        state["p"] = 0.0


def _explode(monkeypatch: pytest.MonkeyPatch, fails_by: str) -> FlowsheetPlant:
    from engine.plant.flowsheet.section import FlowsheetSection

    pump = components.Pump.model_validate({"type": "pump", "title": "泵", "start": "running"})
    bomb = Exploding.model_construct(type="exploding", title=pump.title, label="")
    monkeypatch.setattr(Exploding, "fails_by", fails_by)
    section = FlowsheetSection.model_construct(
        kind="flowsheet", tick=100, substances={}, reactions={}, components={"P1": pump, "B1": bomb}
    )
    return FlowsheetPlant(section, {"B1.lit": 1.0})


def test_divergence_names_the_equipment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the mathematics run away without a physical end, the error names the equipment that did."""
    with pytest.raises(DivergenceError, match="B1") as caught:
        _explode(monkeypatch, "").advance(50)
    assert caught.value.equipment == "B1"


def test_divergence_of_a_vessel_is_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the equipment has a physical end, running away *is* that end, and the plant goes on."""
    plant = _explode(monkeypatch, "broken")
    events = plant.advance(50)
    assert [(e.source, e.data["what"]) for e in events] == [("B1", "broken")]
    values = dict(zip((t.id for t in plant.tags()), plant.read(), strict=True))
    assert (values["B1.broken"], values["B1.p"], values["P1.running"]) == (1.0, 0.0, 1.0)


def test_every_kind_of_equipment_is_documented_and_tested() -> None:
    """Every component has its own module and test of the same name, and every field says what it is in two
    languages."""
    from pathlib import Path

    here = Path(__file__).parent / "components"
    for kind in components.COMPONENTS:
        module = kind.__module__.rpartition(".")[2]
        assert (here / f"test_{module}.py").exists(), module
        for name, field in kind.model_fields.items():
            assert field.description, f"{module}.{name}"
            assert " / " in field.description, f"{module}.{name}"

"""Figures that cannot be meant are named with their field; every figure of practice passes."""

from __future__ import annotations

from typing import Any

import pytest

from engine.plant.flowsheet.kind import FlowsheetKind
from engine.plant.flowsheet.plausible import implausible, unconnected
from engine.plant.flowsheet.section import FlowsheetSection
from engine.scenario.reporter import Reporter
from engine.scenario.source import Source
from tests.plant.flowsheet.nitration import nitration_section
from tests.plant.flowsheet.test_check import GOOD, _changed


def found(data: dict[str, Any]) -> list[tuple[str, tuple[Any, ...]]]:
    return [(fault.code, fault.loc) for fault in implausible(FlowsheetSection.model_validate(data))]


def test_sections_of_practice_are_silent() -> None:
    """The shipped plant and a small one hold nothing implausible."""
    assert list(implausible(nitration_section())) == []
    assert found(GOOD) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("substances", "water", "density"), "1e-9 kg/m3"), (("substances", "water", "density"), "1000 kg/l"),
        (("substances", "water", "cp"), "4180 kJ/(kg*K)"), (("substances", "water", "molar_mass"), "18 kg/mol"),
        (("components", "V1", "volume"), "1e30 m3"), (("components", "V1", "T"), "9000 K"),
        (("components", "L1", "limit"), "1e30 kg/s"), (("components", "R1", "loss"), "1e30 W/K"),
        (("components", "XV1", "stroke"), "1e9 s"), (("reactions", "r", "heat"), "-130 GJ/mol"),
    ],
)  # fmt: skip
def test_a_slip_of_the_pen_is_told_at_its_field(path: tuple[str, ...], value: str) -> None:
    """A missing exponent or a wrong unit: a warning that names the field and the usual range."""
    data = _changed(path, value)
    assert found(data) == [("implausible", path)]
    (fault,) = implausible(FlowsheetSection.model_validate(data))
    assert path[-1] in fault.text.en
    assert fault.fix is not None


@pytest.mark.parametrize("rate", ["-1 mol/s", "0 mol/s", "-2e-3 m3/kmol/s * n.solvent * n.water / V"])
def test_a_rate_that_is_never_above_zero_is_told(rate: str) -> None:
    """Reactions run forward only: a negative constant or a wrong sign means that nothing ever reacts."""
    assert found(_changed(("reactions", "r", "rate"), rate)) == [("no_rate", ("reactions", "r", "rate"))]


@pytest.mark.parametrize(
    "rate",
    ["1e-9 mol/s", "1e-6 / 1 s * n.solvent * exp(-80 kJ/mol / R / T)", "max(0 mol/s, T / 1 K * 1 mol/s - 320 mol/s)"],
)
def test_a_rate_that_can_be_above_zero_is_left_alone(rate: str) -> None:
    """Slow, or only in the heat: it is a rate."""
    assert found(_changed(("reactions", "r", "rate"), rate)) == []


def test_they_are_warnings() -> None:
    """An author may know better: the scenario can still be used."""
    reporter = Reporter(Source("x.yaml", "", {}))
    FlowsheetKind().lint(FlowsheetSection.model_validate(_changed(("components", "V1", "T"), "9000 K")), reporter)
    assert [(p.code, p.severity) for p in reporter.problems] == [("implausible", "warning")]


def test_equipment_that_nothing_names_is_told() -> None:
    """A valve in no line, a pump in no loop, an agitator in no vessel: operating them does nothing, which is told."""
    assert list(unconnected(FlowsheetSection.model_validate(GOOD))) == []
    data = _changed(("components", "L1", "through"), [])
    data["components"] |= {"M1": {"type": "agitator", "title": "搅拌", "rated_speed": "90 rpm"}}
    told = list(unconnected(FlowsheetSection.model_validate(data)))
    assert [fault.loc for fault in told] == [("components", "XV1"), ("components", "M1")]
    assert told[0].text.zh == "XV1 不在任何管线、加热或冷却里，操作它没有作用"
    assert all(fault.on_key and fault.fix for fault in told)

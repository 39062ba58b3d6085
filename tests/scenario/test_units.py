"""Units: exact conversions, kinds kept apart, words for the author."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.scenario.errors import UnitError
from engine.scenario.unit_roles import role
from engine.scenario.units import Dimension, convert, dimension_words, si_name, unit, unit_names


@pytest.mark.parametrize(
    ("value", "name", "si"),
    [
        (70.0, "degC", 343.15),
        (2.5, "m3/h", 2.5 / 3600),
        (0.13, "kg/s", 0.13),
        (5.0, "K/min", 5 / 60),
        (11.0, "kW/K", 11e3),
        (1.2, "kmol", 1200.0),
        (-130.0, "kJ/mol", -130e3),
        (20.0, "kPag", 121325.0),
        (20.0, "kPa", 20000.0),
        (20.0, "kPaa", 20000.0),
        (1.0, "barg", 201325.0),
        (0.6, "MPag", 701325.0),
        (90.0, "rpm", 9.42477796076938),
        (50.0, "%", 0.5),
        (20.0, "%LEL", 0.2),
        (3.0, "ppm", 3e-6),
        (1.0, "mg/m3", 1e-6),
        (22.41396954, "Nm3", 1000.0),
        (1.55, "kJ/(kg*K)", 1550.0),
        (1.55, "kJ/kg/K", 1550.0),
        (1.0, "W/(m2*K)", 1.0),
        (9.81, "m/s^2", 9.81),
        (9.81, "m/s2", 9.81),
        (2.0, "1/min", 2 / 60),
        (180.0, "deg", 3.141592653589793),
        (10.5, "kV", 10500.0),
        (1.0, "kWh", 3.6e6),
        (1.0, "MWh", 3.6e9),
        (16.2, "kA", 16200.0),
        (5.0, "mA", 5e-3),
        (40.0, "MVA", 40e6),
        (315.0, "kVA", 315e3),
        (4.8, "Mvar", 4.8e6),
        (600.0, "kvar", 600e3),
        (0.4, "ohm/km", 0.4e-3),
        (55.0, "mohm", 0.055),
        (0.37, "uF/km", 0.37e-9),
        (8.9, "nF/km", 8.9e-12),
        (1.2, "cal/cm2", 50208.0),
        (5.0208, "J/cm2", 50208.0),
        (100.0, "ohm*m", 100.0),
        (2.1, "A/km", 2.1e-3),
        (3.0, "kV/mm", 3e6),
        (40.0, "kA^2*s", 40e6),
        (0.002, "MPa/min", 0.002e6 / 60),
    ],
)
def test_values_in_si(value: float, name: str, si: float) -> None:
    """Each unit gives the SI value of the books."""
    assert unit(name).to_si(value) == pytest.approx(si, rel=1e-12)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("℃", "degC"),
        ("°C", "degC"),
        ("m³/h", "m3/h"),
        ("ＭＰａ", "MPa"),
        ("L/min", "l/min"),
        ("Ω", "ohm"),
        ("µm", "um"),
        ("kJ/(kg·K)", "kJ/(kg*K)"),
        ("％", "%"),
        ("分钟", "min"),
        ("r/min", "rpm"),
        ("Ω·m", "ohm*m"),
        ("MVar", "Mvar"),
        ("kVAr", "kvar"),
    ],
)
def test_other_ways_to_write_a_unit(written: str, same: str) -> None:
    """Signs from a Chinese keyboard or pasted from a data sheet mean the same unit."""
    a, b = unit(written), unit(same)
    assert (a.factor, a.offset, a.dimension) == (b.factor, b.offset, b.dimension)


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("kpa", "kPa"),
        ("degc", "degC"),
        ("m3/hr", "h"),
        ("Kg/s", "kg"),
        ("barg/s", "bar"),
        ("celsius", None),
        ("", None),
        ("kg//s", None),
        ("(kg", "kg"),
        ("kg^99", None),
        ("kg^0", None),
        ("9m", None),
        ("a" * 500, None),
    ],
)
def test_an_unknown_unit_names_the_likely_one(wrong: str, meant: str | None) -> None:
    """What is not a unit is an error, with the unit probably meant where there is one."""
    with pytest.raises(UnitError) as caught:
        unit(wrong)
    if meant is not None:
        assert caught.value.fix is not None
        assert f"`{meant}`" in caught.value.fix.zh


@pytest.mark.parametrize(
    ("a", "b"), [("kg/s", "m3/s"), ("rpm", "Hz"), ("degC", "delta_degC"), ("kPag", "m"), ("kg", "%")]
)
def test_different_things_do_not_convert(a: str, b: str) -> None:
    """Converting between unlike quantities, or a reading and a difference, is refused."""
    with pytest.raises(UnitError):
        convert(1.0, a, b)


@given(st.sampled_from(unit_names()), st.floats(-1e6, 1e6))
def test_there_and_back(name: str, x: float) -> None:
    """To SI and back gives the number again, up to rounding."""
    u = unit(name)
    assert u.from_si(u.to_si(x)) == pytest.approx(x, rel=1e-9, abs=1e-6 + 1e-9 * abs(u.offset / u.factor))


@pytest.mark.parametrize(("a", "b"), [("MW", "MVA"), ("kvar", "kW"), ("Mvar", "VA"), ("MVAr", "MW")])
def test_kinds_of_power_do_not_convert(a: str, b: str) -> None:
    """Active, apparent and reactive power share a dimension and are still refused for one another, in words."""
    with pytest.raises(UnitError, match="不是同一个量") as caught:
        convert(1.0, a, b)
    assert caught.value.fix is not None
    assert f"`{b}`" in caught.value.fix.zh
    assert convert(1.0, a, a.replace("M", "k")) == pytest.approx(1000.0 if "M" in a else 1.0)


def test_compound_units_have_no_kind_of_power() -> None:
    """Heat is not reactive: W/K, kVA*h and the written SI unit stay free to convert."""
    assert convert(1.0, "MVA*h", "MWh") == 1.0
    assert convert(1.0, "Mvar", "kg*m^2/s^3") == 1e6
    assert role("W/K") is None
    assert {role(name) for name in ("MW", "GVA", "kvar", "MVAr")} == {role("W"), role("VA"), role("var")}


def test_gauge_and_absolute_differ_by_one_atmosphere() -> None:
    """0 kPag is 101.325 kPa absolute."""
    assert convert(0.0, "kPag", "kPaa") == pytest.approx(101.325)


@given(st.builds(Dimension, *[st.integers(-3, 3)] * 7))
def test_every_dimension_has_a_written_si_unit(dimension: Dimension) -> None:
    """The SI name of any dimension reads back as that dimension with factor one: stored quantities survive."""
    u = unit(si_name(dimension))
    assert (u.dimension, u.factor, u.offset) == (dimension, 1.0, 0.0)


def test_common_dimensions_have_words() -> None:
    """Authors read "temperature", not exponents."""
    assert dimension_words(unit("degC").dimension) == ("温度", "temperature")
    assert dimension_words(unit("L/min").dimension) == ("体积流量", "volume flow")
    assert dimension_words(unit("ohm*m").dimension) == ("电阻率", "resistivity")
    assert dimension_words(unit("cal/cm2").dimension) == ("单位面积能量", "energy per area")
    assert dimension_words(unit("kg^2").dimension) == ("kg^2", "kg^2")

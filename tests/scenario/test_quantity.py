"""Quantity fields: the author's unit in, SI out, and words when it does not fit."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationError

from engine.scenario import Amount, Duration, Model, Quantity, Ratio, Seconds, Temperature, TemperatureDifference
from engine.scenario.errors import UnitError
from engine.scenario.quantity import PressureDifference


class Fields(Model):
    flow: Annotated[float, Quantity("kg/s", ge=0, lt=10)] = 0.0
    t: Temperature = 300.0
    dt: TemperatureDifference = 0.0
    dp: PressureDifference = 0.0
    p: Annotated[float, Quantity("Pa")] = 101325.0
    share: Ratio = 0.0
    hold: Duration = 0
    scan: Duration = Field(200, gt=0)
    wait: Seconds = 0.0
    limit: Amount = Amount(0.0)


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        ("flow", "0.13 kg/s", 0.13),
        ("flow", "468 kg/h", 0.13),
        ("flow", "0.13kg/s", 0.13),
        ("flow", " 1e-1 kg/s ", 0.1),
        ("t", "60 degC", 333.15),
        ("t", "333.15 K", 333.15),
        ("dt", "5 K", 5.0),
        ("dt", "5 delta_degC", 5.0),
        ("dp", "2 kPa", 2000.0),
        ("p", "20 kPag", 121325.0),
        ("p", "2 bar", 2e5),
        ("share", "50 %", 0.5),
        ("share", 0.25, 0.25),
        ("share", 1, 1.0),
        ("hold", "3 min", 180_000),
        ("hold", "100 ms", 100),
        ("hold", "0.5 s", 500),
        ("wait", "2 min", 120.0),
        ("limit", "65 degC", Amount(65.0, "degC")),
        ("limit", 3, Amount(3.0)),
    ],
)
def test_a_quantity_is_taken_in_any_fitting_unit(field: str, written: Any, value: Any) -> None:
    """What the author writes becomes the SI value (milliseconds for durations)."""
    assert getattr(Fields(**{field: written}), field) == pytest.approx(value)


@pytest.mark.parametrize(
    ("field", "written", "fix"),
    [
        ("flow", 0.13, "0.13 kg/s"),
        ("flow", "0.13", "0.13 kg/s"),
        ("flow", "3 m3/h", "kg/s"),
        ("flow", "3 kgs", "kg"),
        ("flow", "-1 kg/s", ""),
        ("flow", "10 kg/s", ""),
        ("dt", "5 degC", "5 K"),
        ("dp", "5 kPag", "5 kPa"),
        ("t", "5 delta_degC", ""),
        ("hold", 3, "3 s"),
        ("hold", "3.0001 ms", ""),
        ("hold", "-3 s", ""),
        ("hold", "1e90 s", ""),
        ("t", True, "65 degC"),
        ("t", None, "65 degC"),
        ("t", "hot", "65 degC"),
        ("t", [1], "65 degC"),
        ("share", "5 kg", ""),
        ("t", "1e200 K", ""),
        ("limit", "65 degCC", "degC"),
        ("t", "６０ degC", "`60 degC`"),
    ],
)
def test_a_quantity_that_does_not_fit_says_how_to_write_it(field: str, written: Any, fix: str) -> None:
    """A bare number, a wrong unit, a reading for a difference: each error says what to write."""
    with pytest.raises(ValidationError) as caught:
        Fields(**{field: written})
    (error,) = caught.value.errors()
    assert error["ctx"]["zh"]
    assert error["ctx"]["en"]
    assert fix in error["ctx"]["fix_zh"]


@given(st.floats(0, 9.99), st.floats(-1e3, 1e3), st.integers(0, 10**9))
def test_written_out_and_read_again(flow: float, dt: float, ms: int) -> None:
    """Writing a model as JSON data and reading it back gives the very same floats."""
    model = Fields(flow=f"{flow!r} kg/s", dt=f"{dt!r} K", p=f"{flow!r} barg", hold=f"{ms} ms", limit=f"{dt!r} degC")
    assert Fields.model_validate(model.model_dump(mode="json")) == model


def test_an_amount_converts_on_demand() -> None:
    """A limit is kept as written and asked for in its tag's unit."""
    assert Amount(65.0, "degC").to("degC") == 65.0
    assert Amount(338.15, "K").to("degC") == pytest.approx(65.0)
    assert Amount(1.0, "").to("") == 1.0
    with pytest.raises(UnitError):
        Amount(65.0).to("degC")
    with pytest.raises(UnitError):
        Amount(65.0).to("%")
    with pytest.raises(UnitError):
        Amount(65.0, "kg").to("degC")


@pytest.mark.parametrize("value", ["1", True, "yes", None])
def test_numbers_are_taken_as_written(value: Any) -> None:
    """Quoted numbers and booleans do not silently become numbers."""

    class Strict(Model):
        x: float

    with pytest.raises(ValidationError):
        Strict(x=value)


def test_text_numbers_and_booleans_stay_apart() -> None:
    """A number is not text, "no" is not false, a list may fill a tuple, text keys may be numbers."""

    class Mixed(Model):
        name: str = ""
        on: bool = True
        pair: tuple[int, float] = (0, 0.0)
        bands: dict[int, float] = Field(default_factory=dict)

    assert Mixed(pair=[1, 2], bands={"30": 4}) == Mixed(pair=(1, 2.0), bands={30: 4.0})
    for wrong in ({"name": 1013}, {"on": "no"}, {"on": 0}, {"pair": [1.5, 2]}, {"bands": {"x": 1}}):
        with pytest.raises(ValidationError):
            Mixed(**wrong)


@pytest.mark.parametrize("written", ["0 s", "0 ms", "0.0 h"])
def test_a_limit_on_a_length_of_time_holds(written: str) -> None:
    """A field that wants some time refuses none at all: a scan every 0 s would divide by zero."""
    with pytest.raises(ValidationError, match="greater than 0"):
        Fields.model_validate({"scan": written})
    assert Fields.model_validate({"scan": "1 ms"}).scan == 1


class Ratings(Model):
    rating: Annotated[float, Quantity("VA", gt=0)] = 1.0
    reactive: Annotated[float, Quantity("var")] = 0.0
    duty: Annotated[float, Quantity("W")] = 0.0
    high: Amount = Amount(0.0)


@pytest.mark.parametrize(
    ("field", "written", "words"),
    [
        ("rating", "31.5 MW", "`MW` is active power, `VA` is apparent power"),
        ("reactive", "4.8 MW", "`MW` is active power, `var` is reactive power"),
        ("duty", "4.8 Mvar", "`Mvar` is reactive power, `W` is active power"),
    ],
)
def test_a_rating_is_not_an_active_power(field: str, written: str, words: str) -> None:
    """W, VA and var have one dimension; a field still takes only its own kind, and says which one that is."""
    with pytest.raises(ValidationError, match=words):
        Ratings.model_validate({field: written})


def test_kinds_of_power_survive_being_stored() -> None:
    """A reactive power written in SI base units, as the canonical form has it, reads back as itself."""
    first = Ratings.model_validate({"reactive": "4.8 Mvar", "rating": "31.5 MVA", "duty": "3 kW"})
    again = Ratings.model_validate_json(first.model_dump_json())
    assert (again.reactive, again.rating, again.duty) == (4.8e6, 31.5e6, 3000.0)


def test_a_limit_in_another_kind_of_power_is_refused() -> None:
    """An alarm limit of 5 MW does not fit a tag in Mvar."""
    with pytest.raises(UnitError, match="无功功率"):
        Amount(5.0, "MW").to("Mvar")

"""The tape and its two back ends: the same bits, whatever the formula, and never an exception."""

from __future__ import annotations

import math
import struct
import time

import casadi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import exact
from engine.scenario.expression import (
    Symbol,
    check,
    compile_expression,
    loads_of_tags,
    parse,
    scope_of_tags,
    to_casadi,
    to_python,
)
from engine.scenario.expression.printing import python_source
from engine.scenario.expression.tape import portable_log, portable_tanh
from engine.tags import Kind, Tag, TagTable

SCOPE = {
    "a": Symbol(""),
    "b": Symbol(""),
    "c": Symbol(""),
    "d": Symbol(kind="discrete"),
    "m": Symbol(kind="mode", options=("x", "y")),
}
LOADS = {name: (i, 1.0, 0.0) for i, name in enumerate(SCOPE)}

leaves = st.sampled_from(["a", "b", "c", "1.5", "0.1", "3", "1e-3", "250", "0"])


def numbers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    condition = st.one_of(
        st.sampled_from(["d", "not d", "m == 'x'", "true", "false"]),
        st.tuples(inner, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), inner).map(" ".join),
    )
    condition = st.one_of(
        condition, st.tuples(condition, st.sampled_from(["and", "or"]), condition).map(lambda t: f"({' '.join(t)})")
    )
    return st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({' '.join(t)})"),
        st.tuples(inner, inner).map(lambda t: f"({t[0]} / (0.1 + {t[1]}))"),
        st.tuples(st.sampled_from("abc"), st.sampled_from(["2", "3", "5", "-1", "-2"])).map("^".join),
        inner.map("(-{})".format),
        st.tuples(st.sampled_from(["sqrt", "exp", "log", "tanh", "abs"]), inner).map(lambda t: f"{t[0]}({t[1]})"),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
        inner.map("clip({}, -2, 7)".format),
        inner.map("interp({}, 0, 1, 2, -3, 10, 4)".format),
        st.tuples(inner, condition, inner).map(lambda t: f"({t[0]} if {t[1]} else {t[2]})"),
    )


formulas = st.recursive(leaves, numbers, max_leaves=8).filter(lambda t: len(t) < 390)
values = st.one_of(st.sampled_from([0.0, -0.0, 1.0, -1.0]), st.floats(-1e3, 1e3), st.floats(-1e300, 1e300))
vectors = st.tuples(values, values, values, st.sampled_from([0.0, 1.0]), st.sampled_from([0.0, 1.0]))


def bits(x: float) -> bytes:
    return b"nan" if math.isnan(x) else struct.pack("<d", x)


@given(formulas, st.lists(vectors, min_size=1, max_size=4))
@settings(max_examples=150, deadline=None)
def test_printed_python_and_casadi_agree_to_the_bit(text: str, rows: list[tuple[float, ...]]) -> None:
    """The formula in the tick loop and the formula in the plant give identical doubles."""
    checked = check(parse(text), SCOPE, "number")
    tape = checked.tape
    if tape is None:
        assert {f.code for f in checked.faults} == {"zero_division"}
        return
    symbols = {name: casadi.SX.sym(name) for name in SCOPE}
    function = casadi.Function("f", list(symbols.values()), [to_casadi(tape, symbols)])
    printed = to_python(tape, LOADS)
    for row in rows:
        assert bits(float(printed(row))) == bits(float(function(*row))), (text, row)


@given(st.floats(1e-300, 1e300))
@settings(deadline=None)
def test_log_is_near_the_library_and_never_hangs(x: float) -> None:
    """The portable logarithm agrees with libm within rounding and is total."""
    assert portable_log(x) == pytest.approx(math.log(x), rel=1e-14, abs=1e-15)


@pytest.mark.parametrize("x", [0.0, -1.0, -0.0, math.inf, -math.inf, math.nan, 5e-324])
def test_log_of_anything_is_finite(x: float) -> None:
    """Zero, negative, infinite and not-a-number arguments are held at the ends of the range."""
    assert math.isfinite(portable_log(x))


@given(st.floats(-30, 30))
def test_tanh_is_near_the_library(x: float) -> None:
    """The portable tanh is within 1e-11 of libm."""
    assert portable_tanh(x) == pytest.approx(math.tanh(x), abs=1e-11)


@pytest.mark.parametrize(
    ("text", "row", "value"),
    [
        ("a / b", (1.0, 0.0), 0.0),
        ("sqrt(a)", (-4.0,), 0.0),
        ("sqrt(a)", (4.0,), 2.0),
        ("a^-1", (0.0,), 0.0),
        ("a^5", (2.0,), 32.0),
        ("a^-2", (2.0,), 0.25),
        ("exp(a)", (1e9,), exact.exp(600.0)),
        ("clip(a, 0, 1)", (5.0,), 1.0),
        ("min(a, b, c)", (3.0, 1.0, 2.0), 1.0),
        ("max(a, b, c)", (3.0, 1.0, 2.0), 3.0),
        ("interp(a, 0, 10, 1, 20)", (-1.0,), 10.0),
        ("interp(a, 0, 10, 1, 20)", (0.5,), 15.0),
        ("interp(a, 0, 10, 1, 20)", (2.0,), 20.0),
        ("1 if a > 2 else b", (1.0, 7.0), 7.0),
        ("-a", (3.0,), -3.0),
        ("abs(a)", (-3.0,), 3.0),
    ],
)
def test_operations_are_total_and_right(text: str, row: tuple[float, ...], value: float) -> None:
    """Division by zero gives 0, roots of negatives 0; the rest is arithmetic."""
    row = (*row, *([0.0] * (5 - len(row))))
    assert to_python(compile_expression(text, SCOPE), LOADS)(row) == value


@pytest.mark.parametrize(
    ("text", "row", "value"),
    [
        ("a > 2 and b < 1", (3.0, 0.0, 0.0, 0.0, 0.0), True),
        ("d", (0.0, 0.0, 0.0, 1.0, 0.0), True),
        ("not d", (0.0, 0.0, 0.0, 1.0, 0.0), False),
        ("m == 'y'", (0.0, 0.0, 0.0, 0.0, 1.0), True),
        ("m != 'y'", (0.0, 0.0, 0.0, 0.0, 1.0), False),
        ("true", (0.0,) * 5, True),
        ("a > 2 or false", (1.0, 0.0, 0.0, 0.0, 0.0), False),
        ("d == false", (0.0,) * 5, True),
        ("1 > 2", (0.0,) * 5, False),
    ],
)
def test_conditions_give_true_or_false(text: str, row: tuple[float, ...], value: bool) -> None:
    """A condition is a bool, also when it is constant."""
    assert to_python(compile_expression(text, SCOPE, "bool"), LOADS)(row) is value


def test_a_limit_is_exact_in_the_tags_own_unit() -> None:
    """A literal is converted by the very operation that converts the tag: 65.0 is not above 65 degC, ever."""
    for name, literal in (("degC", 65.0), ("kPag", 20.3), ("rpm", 54.1), ("%", 33.3), ("m3/h", 2.7), ("degC", 0.1)):
        table = TagTable()
        table.add(Tag("X1", unit=name, low=-1e3, high=1e3))
        tape = compile_expression(f"X1 > {literal} {name}", scope_of_tags(table), "bool")
        above = to_python(tape, loads_of_tags(tape, table))
        assert above([literal]) is False
        assert above([math.nextafter(literal, math.inf) if name == "%" else literal + 1e-9]) is True


def test_tags_of_every_kind_become_symbols() -> None:
    """Analog, discrete, mode and text tags are usable as what they are."""
    table = TagTable()
    table.add(Tag("TI101", unit="degC", low=0, high=200))
    table.add(Tag("M101.running", kind=Kind.DISCRETE))
    table.add(Tag("TIC101.mode", kind=Kind.MODE, options=("manual", "auto")))
    tape = compile_expression(
        "TI101 > 60 degC and M101.running and TIC101.mode == 'auto'", scope_of_tags(table), "bool"
    )
    check = to_python(tape, loads_of_tags(tape, table))
    assert check([61.0, 1.0, 1.0]) is True
    assert check([61.0, 1.0, 0.0]) is False


def test_equal_parts_are_computed_once() -> None:
    """What is used twice becomes one local variable; constants are folded."""
    source = python_source(compile_expression("(a + b)^2 + sqrt(a + b) + 2 * 3", SCOPE), LOADS)
    assert source.count("v[0]") == 1
    assert "6.0" in source
    assert "2.0" not in source


def test_nothing_of_the_authors_text_is_printed() -> None:
    """The printed function holds indices and numbers only."""
    scope = {"__import__": Symbol(""), "os.system": Symbol("")}
    source = python_source(
        compile_expression("__import__ + os.system", scope), {"__import__": (0, 1.0, 0.0), "os.system": (1, 1.0, 0.0)}
    )
    assert "import" not in source
    assert "os" not in source


def test_a_deep_formula_prints_within_pythons_limits() -> None:
    """Long chains become several lines instead of too many nested brackets."""
    text = "+".join(["a"] * 95)
    assert to_python(compile_expression(text, SCOPE), LOADS)((1.0,) * 5) == 95.0
    assert to_python(compile_expression(" and ".join(["a > 0"] * 33), SCOPE), LOADS)((1.0,) * 5) is True


def test_a_missing_load_is_an_error_at_once() -> None:
    """A name without a place in the vector is found when compiling, not while running."""
    with pytest.raises(KeyError):
        to_python(compile_expression("a + b", SCOPE), {"a": (0, 1.0, 0.0)})


def test_casadi_keeps_its_own_settings() -> None:
    """Building an expression leaves casadi's global simplification as it was."""
    to_casadi(compile_expression("a + b", SCOPE), {n: casadi.SX.sym(n) for n in SCOPE})
    assert casadi.GlobalOptions.getSimplificationOnTheFly() is True


def test_compiling_is_quick() -> None:
    """A scenario's hundreds of conditions are compiled in a blink: well under 2 ms each."""
    start = time.process_time()
    for i in range(50):
        compile_expression(f"a > {i} and b < 2 or c > {i}.5 and d", SCOPE, "bool")
    assert (time.process_time() - start) / 50 < 2e-3
    assert parse("a") is parse("a")

"""The type check: names, dimensions, readings and differences, modes, in words."""

from __future__ import annotations

import pytest

from engine.scenario.errors import ExpressionError
from engine.scenario.expression import Symbol, check, compile_expression, parse
from tests.scenario.sample_language import TAGS


@pytest.mark.parametrize(
    "text",
    [
        "TI101 > 65 degC",
        "TI101 > 338.15 K",
        "65 degC < TI101",
        "TI101 - TI102 > 3 K",
        "abs(TI101 - TI102) >= 3 delta_degC",
        "(TI101 + TI102)/2 > 60 degC",
        "0.5*TI101 + 0.5*TI102 > 60 degC",
        "0.1*TI101 + 0.2*TI102 + 0.7*TI101 > 60 degC",
        "(TI101 + TI102 + TI101)/3 > TI102",
        "TI101 + 5 K > 60 degC",
        "TI101 - 5 K > 60 degC",
        "2*(TI101 - TI102) > 3 K",
        "N*(TI101 - TI102) > 3 K",
        "PI101 > 20 kPag",
        "PI101 > 121 kPaa",
        "PI101 - 20 kPag > 5 kPa",
        "FI101 > 0.13 kg/s",
        "FI101 > 468 kg/h",
        "FI101 * 60 s > 1 kg",
        "LI101 > 25 %",
        "SI101 < 54 rpm",
        "N > 3",
        "N == 3 or N != 2",
        "M101.running",
        "not M101.running and true",
        "M101.running == false",
        "M101.running != M101.running",
        "TIC101.mode == 'auto'",
        "'auto' != TIC101.mode",
        "max(TI101, TI102, 20 degC) > 60 degC",
        "clip(FI101, 0 kg/s, 1 kg/s) > 0.5 kg/s",
        "(TI101 if M101.running else TI102) > 60 degC",
        "interp(TI101, 20 degC, 0, 60 degC, 1) > 0.5",
        "exp(-Ea/(R*T)) > 0.1",
        "sqrt(FI101*FI101) > 1 kg/s",
        "TI101 > -5 degC",
        "log(T/(300 K)) > 0",
        "T**2 > 5 K*K",
        "(1 m)^-2 < 2 1/m^2" if False else "N^-2 < 2",
        "tanh(N) < 1",
        "LI101*2 > 30 %",
        "min(LI101, 50 %) > 20 %",
        "1 - LI101/(100 %) > 0.5",
    ],
)
def test_sound_conditions_pass(text: str) -> None:
    """What a careful author writes is accepted."""
    assert compile_expression(text, TAGS, "bool").is_condition


@pytest.mark.parametrize(
    ("text", "code", "part", "fix"),
    [
        ("TI101 > 65", "bare_number", "65", "65 degC"),
        ("65 < TI101", "bare_number", "65", "65 degC"),
        ("TI101 > 0", "bare_number", "0", "0 degC"),
        ("TI101 - TI102 > 3", "bare_number", "3", "3 K"),
        ("TI101 + 5 > 60 degC", "bare_number", "5", "`5 K`"),
        ("PI101 - 5 > 60 kPag", "bare_number", "5", "`5 kPa`"),
        ("PI101 > 20", "bare_number", "20", "20 kPag"),
        ("PI101 - 5 kPag > 20", "bare_number", "20", "20 kPa"),
        ("FI101 > 0", "bare_number", "0", "0 kg/s"),
        ("LI101 > 25", "bare_number", "25", "25 %"),
        ("LI101 + TIC > 25", "unknown_name", "TIC", ""),
        ("min(LI101, 50) > 20 %", "bare_number", "50", "50 %"),
        ("TI101 > FI101", "dimension", "TI101 > FI101", ""),
        ("SI101 > 1.5 Hz", "dimension", "SI101 > 1.5 Hz", ""),
        ("TI101 + TI102 > 60 degC", "sum_of_readings", "TI101 + TI102", "(a + b)/2"),
        ("2*TI101 > 60 degC", "sum_of_readings", "2*TI101", ""),
        ("N*TI101 > 60 degC", "multiple_of_reading", "TI101", ""),
        ("-TI101 > 60 degC", "sum_of_readings", "-TI101", ""),
        ("PI101 + 20 kPaa > 60 kPag", "sum_of_readings", "PI101 + 20 kPaa", ""),
        ("TI101 - TI102 > 3 degC", "difference", "TI101 - TI102 > 3 degC", "3 K"),
        ("abs(TI101) > 3 K", "difference", "TI101", "TI101 - TI102"),
        ("PI101 > 20 kPa", "gauge", "20 kPa", "20 kPag"),
        ("max(PI101, 20 kPa) > 3 kPag", "gauge", "20 kPa", "20 kPag"),
        ("PI101 > 20 mbar", "gauge", "20 mbar", "kPag"),
        ("TI1O1 > 65 degC", "unknown_name", "TI1O1", "TI101"),
        ("FI101 > 2 kg / s", "unknown_name", "s", "空格"),
        ("m101.running", "unknown_name", "m101.running", "M101.running"),
        ("note == 'x'", "text_tag", "note", ""),
        ("TIC101.mode == 'Auto'", "mode", "'Auto'", "auto"),
        ("TIC101.mode == auto", "unknown_name", "auto", ""),
        ("TIC101.mode > 'auto'", "mode", "TIC101.mode > 'auto'", ""),
        ("TIC101.mode == 1", "mode", "TIC101.mode == 1", ""),
        ("TIC101.mode", "mode", "TIC101.mode", ""),
        ("'auto'", "mode", "'auto'", ""),
        ("M101.running == 1", "condition", "M101.running == 1", "not M101.running"),
        ("M101.running + 1 > 0", "not_a_number", "M101.running", "1 if"),
        ("N and M101.running", "not_a_condition", "N", ""),
        ("N", "not_a_condition", "N", ""),
        ("exp(T) > 1", "dimension", "T", ""),
        ("sqrt(FI101) > 1", "dimension", "FI101", ""),
        ("N/0 > 1", "zero_division", "0", ""),
        ("clip(N, 3, 1) > 1", "empty_window", "3", ""),
        ("interp(N, 1, 1, 0, 0) > 1", "interp", "0", ""),
        ("interp(N, N, 1, 2, 0) > 1", "interp", "N", ""),
        ("(TI101 if M101.running else FI101) > 1 kg/s", "dimension", "TI101 if M101.running else FI101", ""),
    ],
)
def test_unsound_conditions_are_explained(text: str, code: str, part: str, fix: str) -> None:
    """Each mistake is named in its place, with what to write where that is clear."""
    with pytest.raises(ExpressionError) as caught:
        compile_expression(text, TAGS, "bool")
    fault = caught.value.faults[0]
    assert (fault.code, text[fault.start : fault.end]) == (code, part)
    assert fix in (fault.fix.zh if fault.fix else "")
    assert fault.text.zh
    assert fault.text.en


@pytest.mark.parametrize(
    ("text", "want", "code"),
    [
        ("TI101", "degC", None),
        ("TI101 - TI102", "delta_degC", None),
        ("TI101 - TI102", "K", None),
        ("TI101", "K", None),
        ("60 degC", "degC", None),
        ("60", "degC", "bare_number"),
        ("N", "", None),
        ("60", "", None),
        ("LI101", "%", None),
        ("50", "%", "bare_number"),
        ("FI101", "degC", "dimension"),
        ("TI101 > 3 degC", "degC", "not_a_number"),
        ("TI101 - TI102", "degC", "difference"),
        ("3 kPa", "kPag", "gauge"),
        ("M101.running", "number", "not_a_number"),
        ("TI101 + TI102", "number", "sum_of_readings"),
        ("FI101", "number", None),
        ("1 if M101.running else 0", "number", None),
    ],
)
def test_the_result_must_be_what_its_owner_wants(text: str, want: str, code: str | None) -> None:
    """A formula for a temperature gives a temperature; a condition is not a number."""
    faults = check(parse(text), TAGS, want).faults
    assert (faults[0].code if faults else None) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("TI101 > 65 K", "kelvin"),
        ("FI101 == 0.1 kg/s", "exact_equality"),
        ("TI101 > 338 K", None),
        ("TI101 - TI102 > 3 K", None),
    ],
)
def test_doubtful_conditions_are_accepted_with_a_warning(text: str, code: str | None) -> None:
    """What is legal but hardly meant is said, not refused."""
    checked = check(parse(text), TAGS, "bool")
    assert checked.tape is not None
    assert [w.code for w in checked.warnings] == ([code] if code else [])


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("Q1 > 5 MW", True),
        ("Q1 > 5 Mvar", False),
        ("P1 + Q1 > 5 MW", True),
        ("min(P1, S1) > 5 MW", True),
        ("2*P1 > S1", True),
        ("P1/S1 > 0.9", False),
        ("sqrt(P1*P1 + Q1*Q1) < 31.5 MVA", False),
        ("P1 > 5 kJ/s", False),
    ],
)
def test_kinds_of_power_that_meet_are_doubtful(text: str, doubtful: bool) -> None:
    """Watts beside vars are said to the author; a power factor and the triangle of powers are sound."""
    tags = {"P1": Symbol("MW"), "Q1": Symbol("Mvar"), "S1": Symbol("MVA")}
    checked = check(parse(text), tags, "bool")
    assert checked.tape is not None
    assert [w.code for w in checked.warnings] == ["unlike_power"] * doubtful


def test_all_faults_of_a_formula_are_reported() -> None:
    """Two mistakes in one condition are both named."""
    checked = check(parse("TI1O1 > 65 degC and FI101 > 3"), TAGS, "bool")
    assert [f.code for f in checked.faults] == ["unknown_name", "bare_number"]


def test_names_are_listed_in_order_of_first_use() -> None:
    """The tape says which tags it reads, each once."""
    tape = compile_expression("TI102 > TI101 and TI102 > 3 degC and M101.running", TAGS)
    assert tape.names == ("TI102", "TI101", "M101.running")

"""What an author can get wrong with points, probes, portable things and distances: said at its line, with the nearest name."""

from __future__ import annotations

import pytest

from engine.scenario.problems import Problem
from engine.session.language import scenario_language
from tests.session.applied.bench import bench, changed, found


def errors(*changes: tuple[str, str]) -> list[Problem]:
    return [p for p in found(*changes) if p.severity == "error"]


def test_the_bench_is_sound() -> None:
    """Nothing is wrong with it but what the tests of other sections are about."""
    assert found() == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line_has", "fix"),
    [
        ("at: RAIL, parts", "at: RIAL, parts", "unknown_name", "  W1: {title", "RAIL"),
        ("W2: {title: {zh: 进线, en: Incoming}, at: H1BOX}", "W2: {title: {zh: 进线, en: Incoming}}", "no_object", "  W2: {title", "at:"),
        ("  BAR: {title", "  I1: {title: {zh: 甲, en: A}, at: RAIL}\n  BAR: {title", "id_taken", "  I1: {title: {zh: 甲", "another id"),
        ("SMALL: {kind: tool, role: tool", "SMALL: {kind: tool, role: look", "no_tool", "  SMALL: {at: {W2", "role: tool"),
        ("works: not H1.broken", "works: not H1.brokn", "", "    works:", "H1.broken"),
        ("works: not H1.broken", "works: H1.T", "", "    works:", ""),
        ("      W2: {shows: H1.command}\n", "      W3: {shows: H1.command}\n", "unknown_name", "      W3: {shows", "W"),
        ("{A: H1.command, B:", "{A: H1.command, C:", "no_part", "      W1: {shows", "`B: CONDITION`"),
        ("{A: H1.command, B: \"H1.T > 300 degC\"}", "{A: H1.command}", "no_part", "      W1: {shows", "`B: CONDITION`"),
        ("{H1BOX: {shows: H1.T}}", "{H1BOX: {shows: H1.power}}", "", "  THERMO: {range", ""),
        ("{H1BOX: {shows: H1.T}}", "{W2: {shows: H1.T}}", "two_scales", "  THERMO: {range", "point of its own"),
        ("range: [0 degC, 300 degC], at", "range: [300 degC, 0 degC], at", "impossible_window", "  THERMO: {range", "swapped"),
        ("range: [0 degC, 300 degC], at", "range: [0 degC, 3 bar], at", "unit", "  THERMO: {range", ""),
        ("with: ROD", "with: RDO", "unknown_name", "      clamp: {title", "ROD"),
        ("{at: BAR}, {at: FARBAR}", "{at: BAR}, {at: FARBAT}", "unknown_name", "      base: {title", "FARBAR"),
        ("at: W1.A, set", "at: W1.C, set", "unknown_name", "      clamp: {title", ""),
        ("at: W1.A, set", "at: W1, set", "no_part", "      clamp: {title", "W1.A"),
        ("set: H1.power, to: 50 %", "set: H1.T, to: 50 %", "read_only", "      clamp: {title", ""),
        ("set: H1.power, to: 50 %", "set: H1.power, to: 5 m", "unit", "      clamp: {title", ""),
        ("set: H1.power, to: 50 %", "set: H1.power, to: 500 %", "outside_span", "      clamp: {title", ""),
        ("  SPOT: {safe", "  SPOTT: {safe", "unknown_name", "  SPOTT: {safe", "SPOT"),
        ("contact: 2 m, when: H1.command", "contact: 2 m, when: H1.comand", "", "  RAIL: {safe", "H1.command"),
        ("contact: 2 m", "contact: 4 m", "impossible_window", "  RAIL: {safe", "swapped"),
        ("safe: 3 m", "safe: 3", "unit", "  RAIL: {safe", "3 m"),
        ("instrument: THERMO, mode: open", "instrument: THERMO, mode: freeze", "unknown_name", "", ""),
    ],
)  # fmt: skip
def test_each_slip_is_told_where_it_stands(old: str, new: str, code: str, line_has: str, fix: str) -> None:
    """One error, at the line of the slip, with what was probably meant."""
    told = errors((old, new))
    assert told
    assert not code or told[0].code == code, [p.code for p in told]
    text = changed((old, new)).splitlines()
    assert text[told[0].span.line].startswith(line_has)
    assert fix in ((told[0].fix.en or "") if told[0].fix is not None else "")
    assert told[0].text.zh
    assert told[0].text.en


def test_a_tag_of_two_owners_is_told() -> None:
    """An end called like an instrument's tag would hide it."""
    told = errors(
        (
            "  TI1: {title",
            "  LEAD1.base: {title: {zh: 甲, en: A}, reads: H1.T, range: [0 degC, 300 degC]}\n  TI1: {title",
        )
    )
    assert "id_taken" in [p.code for p in told]


def test_a_place_nobody_reaches_is_a_warning() -> None:
    """The file may be used, but somebody should stand nearer."""
    told = found(("    reach: 3 m\n", "    reach: 1 m\n"))
    assert [(p.severity, p.code) for p in told] == [("warning", "out_of_reach")] * 2


def test_what_is_fastened_before_the_start_is_checked() -> None:
    """A starting point that fastens an end where it does not fit is told before anybody begins."""
    for value in ("{part: base, to: W2}", "{part: nose}", "base", "null"):
        told = errors(("place: box}", f"place: box, setup: [{{do: attach, on: LEAD1, value: {value}}}]}}"))
        assert [p.code for p in told] == ["no_fit"], value


@pytest.mark.parametrize(
    ("deeds", "wrong"),
    [
        ("{do: attach, on: LEAD1, value: clamp}, {do: attach, on: LEAD1, value: {part: base, to: BAR}}", None),
        ("{do: attach, on: LEAD2, value: {part: base}}, {do: attach, on: LEAD2}, {do: detach, on: LEAD2, value: clamp}", None),
        ("{do: attach, on: LEAD2, value: base}, {do: attach, on: LEAD2, value: base}", 1),
        ("{do: attach, on: LEAD2, value: base}, {do: detach, on: LEAD2, value: clamp}", 1),
        ("{do: detach, on: LEAD2, value: clamp}", 0),
    ],
)
def test_a_starting_point_may_say_it_as_people_do(deeds: str, wrong: int | None) -> None:
    """The short forms that people may say are good, as long as the end can be fastened, or taken off, at that moment."""
    told = errors(("place: box}", f"place: box, setup: [{deeds}]}}"))
    assert [(p.code, p.line[p.span.col : p.span.end_col]) for p in told] == (
        [] if wrong is None else [("no_fit", "{" + deeds.strip("{}").split("}, {")[wrong] + "}")]
    )


def test_units_are_kept_and_the_scenario_reads_back_alike() -> None:
    """Millimetres, metres and seconds come to the same; the canonical form gives the same scenario."""
    a = bench(("safe: 3 m", "safe: 3000 mm"))
    assert a["keep_off"]["RAIL"].safe == 3.0
    assert a == bench()
    assert a.canonical() == bench().canonical()
    again = scenario_language().from_canonical(a.canonical())
    assert again == a
    assert again.canonical() == a.canonical()

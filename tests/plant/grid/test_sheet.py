"""The sheet of a station: figures of the model in words of the trade, which are those of the reference."""

from __future__ import annotations

import math
from functools import cache
from itertools import islice

import pytest
import yaml

from docs.pages.devices import SAMPLE
from engine.plant.grid.check import faults
from engine.plant.grid.kind import GridKind
from engine.plant.grid.section import GridSection
from engine.plant.sheet import Sheeted, Table, as_markdown
from engine.scenario.text import Text
from engine.session.alone import AloneError, contract_of, sheet_of, sheet_text
from engine.session.language import scenario_language
from engine.session.modes import NoStartPointError
from engine.testing import TINY_SCENARIO, TinyPlant, tiny_kind, tiny_scenario
from tests.plant.grid.test_doors import fenced
from tests.plant.grid.test_session import scenario
from tests.plant.grid.written import section_text

HEAVY = {"QF110.closed": 1.0, "QF500.closed": 1.0}


@cache
def station() -> GridSection:
    return GridSection.model_validate(yaml.safe_load(section_text("plant"))["plant"])


@cache
def tables() -> list[Table]:
    return list(GridKind().sheet(station(), {}))


def cells(table: Table, *key: str, lang: str = "zh") -> list[str]:
    """The row whose first cells are ``key``."""
    for row in table.rows:
        words = [cell if isinstance(cell, str) else cell.of(lang) for cell in row]
        if words[: len(key)] == list(key):
            return words[len(key) :]
    raise KeyError(key)


def titled(part: str, of: list[Table] | None = None) -> Table:
    return next(t for t in (tables() if of is None else of) if part in t.title.zh)


def test_every_table_is_whole_in_both_languages() -> None:
    """Every row has a cell for each head, and no head, title or note is missing in either language."""
    assert isinstance(GridKind(), Sheeted)
    for table in tables():
        assert table.rows, table.title.zh
        assert {len(row) for row in table.rows} == {len(table.heads)}
        for text in (table.title, table.note, *table.heads):
            assert text.zh
            assert text.of("en")
            assert text.of("en").isascii(), text.en


def test_short_circuits_of_the_reference() -> None:
    """Currents at the buses are those of power.md 5.1; nothing exceeds what the breakers there break."""
    found = titled("短路电流")
    assert cells(found, "110kV I母", "110 kV")[0] == "5.87"
    assert cells(found, "10kV I段母线", "10 kV")[:2] == ["16.22", "40.78"]
    assert cells(found, "10kV I段母线", "10 kV")[3] == "—", "a phase to earth is no short circuit there"
    assert cells(found, "机械厂线", "10 kV")[0] == "10.41"
    assert {cells(found, row[0].of("zh"))[-1] for row in found.rows} == {""}  # type: ignore[union-attr]


def test_parallel_transformers_are_marked() -> None:
    """At a start with both transformers on one bus the current exceeds the breakers, and the row says so."""
    found = titled("短路电流", list(GridKind().sheet(station(), HEAVY)))
    row = cells(found, "10kV I段母线", "10 kV")
    assert (row[0], row[-1]) == ("31.60", "超过")


def test_arcs_of_the_reference() -> None:
    """Energy and boundary of the cubicle at 60, 350, 600 and 1100 ms are those of power.md 4.7, with the clothing for it."""
    row = cells(titled("电弧"), "10kV I段母线")
    assert row[2:] == ["1.1（0）0.8 m", "6.2（2）2.6 m", "10.5（3）3.6 m", "19.3（3）5.4 m"]
    assert cells(titled("电弧"), "110kV I母")[2:] == ["致命"] * 4


def test_walking_near_an_earth() -> None:
    """7.6 A of the 10 kV network stay below the permissible step voltage at 1 m; a short circuit of the 110 kV does not at 8 m."""
    earths = titled("单相接地")
    small, large = cells(earths, "10kV I段母线"), cells(earths, "110kV I母")
    assert small[:6] == ["7.6", "可带故障运行", "54", "1", "70", "439"]
    assert large[1] == "跳闸"
    assert float(large[3]) > float(large[4]) == 546
    assert float(large[6]) > 8


def test_distances_and_gas() -> None:
    """Distances are those of the voltages of the station; a plain gauge falls with the cold, the relay only when gas condenses."""
    assert cells(titled("安全距离"), "110 kV") == ["1.50", "1.50", "1.00", "0.55"]
    assert cells(titled("安全距离"), "10 kV") == ["0.70", "0.35", "0.40", "0.10"]
    assert cells(titled("SF6"), "0.60", "-20")[:3] == ["0.48", "0.60", "正常"]
    assert cells(titled("SF6"), "0.60", "-30")[:3] == ["0.39", "0.51", "报警"]


@pytest.mark.parametrize(("volts", "row"), [("400 V", ["0.70", "0.35", "0.40", "—"]), ("500 kV", ["5.00", "5.00", "—", "—"])])
@pytest.mark.parametrize("start", [{}, {"S.available": 0.0}], ids=["fed", "dead"])
def test_any_station_has_a_sheet(volts: str, row: list[str], start: dict[str, float]) -> None:
    """Outside the range of a model or a table there is no figure but a dash or the reason, and nothing fails; below 1 kV no
    air gap flashes over.
    """
    plant = yaml.safe_load(SAMPLE)
    plant["bays"]["BAY"]["voltage"] = volts
    plant["devices"]["T"]["voltages"] = [volts, "10.5 kV" if "k" in volts else "390 V"]
    if "k" not in volts:
        plant["bays"]["BAY2"]["voltage"] = plant["devices"]["C"]["voltage"] = volts
    section = GridSection.model_validate(plant)
    assert faults(section) == []
    made = list(GridKind().sheet(section, start))
    assert cells(titled("安全距离", made), volts if "k" in volts else "0.4 kV") == row
    assert {len(r) for table in made for r in table.rows} <= {len(table.heads) for table in made}
    dead = [cells(titled("短路电流", made), r[0].of("zh"))[1] for r in titled("短路电流", made).rows]  # type: ignore[union-attr]
    assert ("—" in dead) == bool(start)


def test_the_interlock_is_listed_for_every_switch_and_door() -> None:
    """Every isolating switch stands there both ways with what it needs, and a door with what is behind it."""
    rows = titled("五防")
    said = cells(rows, "1号主变110kV侧", "分 1013")
    assert said == ["101 分"]
    assert "QF101" not in as_markdown([rows], "zh"), "plates, not ids"
    doors = titled("五防", list(GridKind().sheet(fenced(), {})))
    assert cells(doors, "柜门、网门", "打开 T1网门") == ["1号主变高压侧、1号主变10kV母线桥 均明显断开并接地"]
    without = titled("五防", list(GridKind().sheet(fenced(installed=False), {})))
    assert "未装五防" in without.note.zh


def test_markdown_keeps_its_columns() -> None:
    """A bar inside a cell does not end it."""
    assert sheet_text(scenario(), lang="en").startswith("## Safe distances (m)\n\nGB 26860")
    text = as_markdown([Table(Text(zh="甲"), (Text(zh="一"), Text(zh="二")), (("a|b", Text(zh="c")),))], "zh")
    assert text == "## 甲\n\n| 一 | 二 |\n| --- | --- |\n| a\\|b | c |\n"


def test_the_plant_of_a_scenario_alone() -> None:
    """Sheet and contract are those of the plant at a starting point of the scenario; a misspelt one is told with the nearest."""
    whole = scenario()
    assert cells(titled("短路电流", list(sheet_of(whole))), "110kV I母", "110 kV")[0] == "5.87"
    assert cells(titled("短路电流", list(sheet_of(whole, "heavy"))), "110kV I母", "110 kV")[0].startswith("10.7")
    with pytest.raises(NoStartPointError, match="heavy"):
        sheet_of(whole, "heavi")
    lines = list(islice(contract_of(whole, "heavy", ticks=6), 5))  # all of them are tried in test_plant
    assert all(kept for _, kept in lines)
    assert lines[0][0] == "✓ 位号完整 / tags are sound"
    with pytest.raises(NoStartPointError, match="normal"):
        next(contract_of(whole, "nowhere"))


def test_what_breaks_the_contract_is_told_below_its_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that is broken is crossed, and each way in which it is stands below; of many, the first ten."""
    monkeypatch.setattr(TinyPlant, "read", lambda self: [math.nan] * len(self.tags()))
    with tiny_kind():
        lines = list(contract_of(tiny_scenario(), ticks=12))
    at = next(n for n, (line, _) in enumerate(lines) if line.startswith("✗ 读数完整"))
    assert "reads nan" in lines[at + 1][0]
    assert "and" in lines[at + 11][0]
    assert not any(kept for _, kept in lines[at : at + 12])


def test_a_kind_of_plant_without_figures_says_so() -> None:
    """Asking a plant for a sheet that has none names the kinds that do."""
    with tiny_kind(), pytest.raises(AloneError, match="grid"):
        sheet_of(scenario_language().loads(TINY_SCENARIO, "tiny.yaml"))

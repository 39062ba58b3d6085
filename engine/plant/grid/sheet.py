"""The figures of a station as tables: distances, short circuits, arcs, earths, gas, and what the interlock asks for.

Nothing here is written down twice: every figure is asked of the model that the exercise runs on, with the switches as they
stand at a starting point. Whoever writes ``keep_off`` distances, settings of relays or the model answer of a ticket reads
them off (``python launcher.py sheet SCENARIO``).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from engine.plant.grid import devices as d
from engine.plant.grid.accidents import CUBICLE, FACE
from engine.plant.grid.approach import LOW_VOLTAGE, NoDistanceError, distances
from engine.plant.grid.arc_flash import (
    BEYOND_PPE,
    FATAL_RADIUS,
    OutsideModelError,
    arc_flash,
    arcing_current,
    exposure,
    to_cal,
)  # fmt: skip
from engine.plant.grid.declaration import FAULT_KINDS, declare
from engine.plant.grid.interlock_table import table as interlock_rows
from engine.plant.grid.section import GridSection
from engine.plant.grid.sf6 import Levels, compensated, gas_state, gauge
from engine.plant.grid.start import begin
from engine.plant.grid.step_voltage import (
    KEEP_OUT,
    body_current,
    keep_out_radius,
    permissible,
    step_voltage,
    surface_factor,
)  # fmt: skip
from engine.plant.grid.works import Works
from engine.plant.sheet import Table
from engine.scenario.problems import Text2
from engine.scenario.text import Text

__all__ = ["sheet"]

CLEARED = 0.2
"""s that a short circuit to earth is taken to stand: a line's protection and its breaker. source: power reference 4.8"""
BURNS = (0.06, 0.35, 0.6, 1.1)
"""s of an arc: arc-light relay, feeder, bus section, back-up of the transformer. source: power reference 4.7 and 4.9"""
GRAVEL, LAYER = 2500.0, 0.15
"""ohm·m and m of the gravel of a yard. source: IEEE 80, typical"""
CELSIUS = (-30.0, -20.0, -10.0, 0.0, 20.0, 40.0)
NONE = "—"


class _Place(NamedTuple):
    """A point at which something may go wrong: its node, id and name."""

    node: int
    id: str
    name: Text


def sheet(section: GridSection, start: Mapping[str, float]) -> list[Table]:
    """The tables of a sound section at ``start``."""
    declared = declare(section)
    inputs = {tag.id: tag.healthy for one in declared.values() for tag in one.tags if tag.writable}
    labels: dict[str, str | Text2] = {
        name: one.plate if one.plate != name else Text2(one.title.of("zh"), one.title.of("en"))
        for name, one in declared.items()
    }
    works = Works(section, inputs, labels)
    begin(works, start)
    return list(_Sheet(section, works, labels).tables())


class _Sheet:
    def __init__(self, section: GridSection, works: Works, labels: Mapping[str, str | Text2]) -> None:
        self._section, self._works, self._labels = section, works, labels
        self._places = list(self._where())

    def tables(self) -> Iterator[Table]:
        yield self._distances()
        yield self._short_circuits()
        yield self._arcs()
        earths = self._earths()
        if earths.rows:
            yield earths
        if self._works.machinery.sf6:
            yield self._gas()
        yield self._interlock()

    def _where(self) -> Iterator[_Place]:
        """Buses, both sides of the transformers, the far ends of lines that feed somebody."""
        works, station = self._works, self._works.station
        say, titles = works.interlock.say.name, {n: bus.title for n, bus in self._section.buses.items()}
        nodes = list(say.buses)
        nodes += [node for t in station.transformers for node in (t.hv, t.lv)]
        fed = {load.node: load.id for load in station.loads}
        nodes += [line.b for line in station.lines if line.b in fed]
        for node in dict.fromkeys(nodes):
            name = station.nodes[node].id
            said = say(fed.get(node, name))
            yield _Place(node, name, titles.get(name) or Text(zh=said.zh, en=said.en))

    # -- keeping away ------------------------------------------------------------------------------------------------
    def _distances(self) -> Table:
        rows: list[tuple[str | Text, ...]] = []
        for volts in sorted({bay.voltage for bay in self._section.bays.values()}, reverse=True):
            try:
                column = distances(volts)
            except NoDistanceError as error:
                rows.append((_kv(volts), Text(zh=error.text.zh, en=error.text.en), NONE, NONE, NONE))
                continue
            figures = (column.open, column.barrier, column.live_line, column.flashover if volts >= LOW_VOLTAGE else None)
            rows.append((_kv(volts), *(NONE if m is None else f"{m:.2f}" for m in figures)))
        return Table(
            Text(zh="安全距离（m）", en="Safe distances (m)"),
            _heads("电压|voltage", "设备不停电时|without a barrier", "有遮栏时|behind a barrier", "带电作业|live-line work",
                   "放电（模型）|flashover (model)"),
            tuple(rows),
            Text(zh="GB 26860、Q/GDW 1799.1；放电距离是本模型的。写 keep_off 的 safe 和 contact 时用。",
                 en="GB 26860, Q/GDW 1799.1; flashover is the model's own. For `safe` and `contact` of keep_off."),
        )  # fmt: skip

    # -- short circuits ----------------------------------------------------------------------------------------------
    def _bolted(self, place: _Place) -> float:
        electrics, positions = self._works.electrics, self._works.machinery.positions()
        return electrics.network.short_circuit(positions, place.node, sources_on=electrics.sources_on()).current

    def _short_circuits(self) -> Table:
        works, electrics = self._works, self._works.electrics
        positions, on, neutrals = works.machinery.positions(), electrics.sources_on(), works.machinery.neutrals()
        rows = []
        for place in self._places:
            three = electrics.network.short_circuit(positions, place.node, sources_on=on)
            two = electrics.network.short_circuit(positions, place.node, "two_phase", sources_on=on)
            one = electrics.network.short_circuit(
                positions, place.node, "single_phase", sources_on=on, neutrals=neutrals
            )
            duty = self._breaking(place.node)
            rows.append((
                place.name, _kv(works.station.nodes[place.node].voltage), _ka(three.current), _ka(three.peak), _ka(two.current),
                NONE if one.earth_fault else _ka(one.current), NONE if duty is None else _ka(duty),
                _t("超过", "above it") if duty is not None and three.current > duty else "",
            ))  # fmt: skip
        return Table(
            Text(zh="最大短路电流（kA）", en="Largest short-circuit currents (kA)"),
            _heads("地点|place", "电压|voltage", "三相|three phases", "峰值|peak", "两相|two phases", "单相|one phase",
                   "该处断路器开断|breakers there break", "判断|verdict"),
            tuple(rows),
            Text(zh="IEC 60909，按起点的运行方式；不接地系统单相接地不是短路，见下。",
                 en="IEC 60909, with the switches as at the starting point. One phase to earth where no neutral is earthed is no short "
                    "circuit: see below."),
        )  # fmt: skip

    def _breaking(self, node: int) -> float | None:
        """A that the weakest breaker breaks which is joined to a node with nothing but isolating contacts between."""
        works = self._works
        near = works.electrics.walk(node, works.machinery.breakers)
        found = [
            device.breaking
            for name, device in self._section.devices.items()
            if isinstance(device, d.Breaker)
            and not near.isdisjoint(works.station.switches[works.station.switch[name]].contacts[0])
        ]
        return min(found, default=None)

    def _arcs(self) -> Table:
        rows: list[tuple[str | Text, ...]] = []
        for place in self._places:
            volts, amperes = self._works.station.nodes[place.node].voltage, self._bolted(place)
            if amperes <= 0.0:
                rows.append((place.name, NONE, NONE, *[NONE] * len(BURNS)))
                continue
            try:
                cells = [_burn(volts, amperes, seconds) for seconds in BURNS]
                low = NONE if volts > 15e3 else _ka(arcing_current(volts, amperes, CUBICLE, reduced=True))
            except OutsideModelError as error:
                cells, low = [Text(zh=error.text.zh, en=error.text.en)] + [Text(zh=NONE)] * (len(BURNS) - 1), NONE
            rows.append((place.name, _ka(amperes), low, *cells))
        return Table(
            Text(zh=f"电弧：{FACE:g} m 处 cal/cm²（防护服等级）", en=f"Arcs: cal/cm2 at {FACE:g} m (category of clothing)"),
            _heads("地点|place", "短路 kA|bolted kA", "最小电弧 kA|least arc kA", *(f"{s * 1e3:.0f} ms" for s in BURNS)),
            tuple(rows),
            Text(zh=f"IEEE 1584-2018，手车柜；15 kV 以上无模型，{FATAL_RADIUS:g} m 内按致命计。每格：能量、等级、边界。保护要看得到最小电弧电流。",
                 en=f"IEEE 1584-2018, withdrawable cubicle; no model above 15 kV: fatal within {FATAL_RADIUS:g} m. Each cell has the energy, "
                    "the category and the boundary; relays have to see the least arc."),
        )  # fmt: skip

    # -- earths ------------------------------------------------------------------------------------------------------
    def _earths(self) -> Table:
        soil, indoor, outdoor = self._section.soil, KEEP_OUT["indoor"], KEEP_OUT["outdoor"]
        factor = surface_factor(soil, GRAVEL, LAYER)
        rows: list[tuple[str | Text, ...]] = []
        for place in self._places:
            if place.id not in self._section.buses:
                continue
            amperes, tripped = self._earthed(place.id)
            if amperes <= 0.0:
                continue
            lasts = CLEARED if tripped else math.inf
            bare = permissible("earthed" if tripped else "unearthed", "step", lasts, soil)
            laid = permissible("earthed" if tripped else "unearthed", "step", lasts, GRAVEL, factor)
            near = step_voltage(amperes, 1.0, soil)
            rows.append((
                place.name, f"{amperes:.1f}", _t("跳闸", "trips") if tripped else _t("可带故障运行", "runs on"),
                f"{near:.0f}", f"{step_voltage(amperes, 8.0, soil):.0f}", f"{bare:.0f}", f"{laid:.0f}",
                f"{keep_out_radius(amperes, bare, soil):.1f}", f"{body_current(near, 'step', soil) * 1e3:.0f}",
            ))  # fmt: skip
        return Table(
            Text(zh="单相接地：入地电流和跨步电压", en="One phase to earth: current into the ground and step voltage"),
            _heads("地点|place", "入地 A|into the ground A", "结果|outcome", "1 m 处 V|at 1 m V", "8 m 处 V|at 8 m V", "允许 V|permissible V",
                   "碎石上允许 V|on gravel V", "超过的半径 m|exceeded within m", "1 m 处人体 mA|body at 1 m mA"),
            tuple(rows),
            Text(zh=f"GB/T 50065，土壤 {soil:g} Ω·m，跳闸按 {CLEARED:g} s。规程：室内 {indoor:g} m、室外 {outdoor:g} m 以内须穿绝缘靴。",
                 en=f"GB/T 50065, soil of {soil:g} ohm m, tripped after {CLEARED:g} s. Rule: boots within {indoor:g} m indoors, "
                    f"{outdoor:g} m outdoors."),
        )  # fmt: skip

    def _earthed(self, bus: str) -> tuple[float, bool]:
        """A into the ground with phase A of a bus earthed, and whether that is a short circuit. Leaves all as it was."""
        works = self._works
        works.inputs[f"{bus}.fault"] = float(FAULT_KINDS.index("earth"))
        works.settle()
        found = works.earthed.current(bus), works.accidents.any
        works.inputs[f"{bus}.fault"] = 0.0
        works.settle()
        return found

    # -- gas ---------------------------------------------------------------------------------------------------------
    def _gas(self) -> Table:
        rows = []
        for rated in sorted({v.sf6 for v in self._section.devices.values() if isinstance(v, d.Breaker) and v.sf6}):
            levels = Levels()
            share = rated / levels.rated
            levels = Levels(rated, levels.alarm * share, levels.lockout * share)
            for celsius in CELSIUS:
                shown = compensated(rated, celsius + 273.15)
                state = {"normal": _t("正常", "normal"), "alarm": _t("报警", "alarm"), "locked": _t("闭锁", "locked out")}
                rows.append((
                    _mpa(rated), f"{celsius:g}", _mpa(gauge(rated, celsius + 273.15)), _mpa(shown), state[gas_state(shown, levels)],
                    f"{_mpa(levels.alarm)} / {_mpa(levels.lockout)}",
                ))  # fmt: skip
        return Table(
            Text(zh="SF6 断路器：气温与压力（MPa，表压）", en="SF6 breakers: temperature and pressure (MPa, gauge)"),
            _heads("额定（20 ℃）|rated (20 degC)", "气温 ℃|air degC", "普通表|plain gauge", "密度继电器|density relay", "状态|state",
                   "报警 / 闭锁|alarm / lock-out"),
            tuple(rows),
            Text(zh="气量不变时。普通表随气温变化，天冷读数低不等于漏气。", en="With none lost. A plain gauge falls with the cold; that is no leak."),
        )  # fmt: skip

    # -- the interlock -----------------------------------------------------------------------------------------------
    def _interlock(self) -> Table:
        works, say = self._works, self._works.interlock.say.name
        neutrals = {name: v.of for name, v in self._section.devices.items() if isinstance(v, d.NeutralSwitch)}
        rows: list[tuple[str | Text, ...]] = []
        for row in interlock_rows(works.station, self._labels, neutrals):
            bay = self._section.bays[works.station.switches[works.station.switch[row.switch]].bay].title
            what, wants = (text.split(mark, 1) for text, mark in ((row.text.zh, "："), (row.text.en, ": ")))
            rows.append((bay, Text(zh=what[0], en=wants[0]), Text(zh=what[1], en=wants[1])))
        for name, points in works.doors.points.items():
            door, inside = say(name), say.listed(points)
            rows.append((
                _t("柜门、网门", "doors"), Text(zh=f"打开 {door.zh}", en=f"open {door.en}"),
                Text(zh=f"{inside.zh} 均明显断开并接地", en=f"{inside.en} visibly cut off and earthed"),
            ))  # fmt: skip
        fitted = self._section.five_prevention.installed
        return Table(
            Text(zh="五防闭锁条件", en="What the interlock asks for"),
            _heads("间隔|bay", "操作|operation", "应满足|condition"),
            tuple(rows),
            Text(zh="由接线推出，不是逐间隔编写的。" + ("" if fitted else "本站未装五防：运行中不闭锁。"),
                 en="Worked out from the connections, written for no bay."
                    + ("" if fitted else " This station has none: nothing is held.")),
        )  # fmt: skip


def _burn(volts: float, amperes: float, seconds: float) -> Text:
    """What an arc does to somebody at a cubicle, and what has to be worn."""
    met = exposure(volts, amperes, seconds, CUBICLE, FACE)
    if met.energy is None:
        return Text(zh="致命", en="fatal") if met.fatal else Text(zh=NONE)
    cal = f"{to_cal(met.energy):.1f}"
    reach = f"{arc_flash(volts, amperes, seconds, CUBICLE, FACE).boundary:.1f} m"
    if met.category == BEYOND_PPE:
        return Text(zh=f"{cal}（无可用防护）{reach}", en=f"{cal} (beyond clothing) {reach}")
    return Text(zh=f"{cal}（{met.category}）{reach}", en=f"{cal} ({met.category}) {reach}")


def _heads(*both: str) -> tuple[Text, ...]:
    """Heads written ``中文|English``."""
    return tuple(Text(zh=zh, en=en) for zh, _, en in (head.partition("|") for head in both))  # without one it is both


def _t(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


def _kv(volts: float) -> str:
    return f"{volts / 1e3:g} kV"


def _ka(amperes: float) -> str:
    return NONE if amperes <= 0.0 else f"{amperes / 1e3:.2f}"


def _mpa(pascals: float) -> str:
    return f"{pascals / 1e6:.2f}"

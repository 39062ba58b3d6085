"""The figures of reference 6.A and how far the kit may be from them.

Each ``Figure`` names a case of ``fault_cases``, what is read off it, and what 6.A says. How near is near:

    temperatures  10 % of the rise over 60 °C, at least 1.5 K. The cascade of 6.A keeps the jacket swinging by ±8 K, so
                  that the first minutes after a fault depend on the phase in which it comes; 6.A rounds to 1 K.
    times         10 %, at least 0.6 min, for the same reason
    amounts       10 %
    kit against script: 6 % (at least 0.9 K, 0.36 min). Both meet the fault in nearly the same phase (60 min: jacket 25
                  against 24 °C, 5 min later 2 K apart); what is left are strokes instead of
                  lags, measuring noise and the flow controller.

Where an outcome hangs on a knife's edge (``EDGE``), the neighbours in the table have to agree instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tests.plant.flowsheet.fault_cases import HOWS, MINUTES, Figures, case

__all__ = ["EDGE", "FIGURES", "TABLE", "Cell", "Figure", "cell", "close"]

Kind = Literal["T", "t", "n"]


@dataclass(frozen=True)
class Figure:
    """One published figure. ``kind``: temperature in °C, time in ``unit`` or amount."""

    case: str
    what: str
    published: float
    unit: str
    zh: str
    en: str
    kind: Kind = "T"

    @property
    def id(self) -> str:
        """For test names."""
        return f"{self.case}: {self.what}"

    def of(self, side: str) -> float:
        """The figure as ``side`` ("kit" or "script") has it."""
        return case(self.case, side)[self.what]


def close(value: float, wanted: float, kind: Kind, share: float = 0.10) -> bool:
    """Whether two figures agree, see above; ``share`` 0.10 for 6.A, 0.06 between kit and script."""
    part = share / 0.10
    if kind == "T":
        room = max(share * abs(wanted - 60.0), 1.5 * part)
    elif kind == "t":
        room = max(share * abs(wanted), 0.6 * part)
    else:
        room = share * abs(wanted) + 1e-9
    return abs(value - wanted) <= room


def _times(name: str, zh: str, en: str, values: dict[str, float]) -> list[Figure]:
    words = {"to 65": ("到 65 ℃（H）", "to 65 °C (H)"), "to 75": ("到 75 ℃（HH）", "to 75 °C (HH)"), "to 95": ("到 95 ℃", "to 95 °C"),
             "to 105": ("到 105 ℃（TD24）", "to 105 °C (TD24)"), "to 120": ("到 120 ℃", "to 120 °C"), "to 150": ("到 150 ℃", "to 150 °C"),
             "burst": ("爆破片爆破", "rupture disc bursts"), "rupture": ("釜体破裂", "vessel ruptures")}  # fmt: skip
    return [Figure(name, w, v, "min", f"{zh}：{words[w][0]}", f"{en}: {words[w][1]}", "t") for w, v in values.items()]


FIGURES = [
    Figure("normal", "dosed by", 174, "min", "正常批：加料结束", "Normal batch: dosing ends", "t"),
    Figure("normal", "lowest", 58.2, "°C", "正常批：加料 20 min 后最低釜温",
           "Normal batch: lowest temperature after 20 min"),
    Figure("normal", "peak", 64.2, "°C", "正常批：最高釜温", "Normal batch: highest temperature"),
    Figure("normal", "accumulated", 2.39, "kmol", "正常批：硝酸最大积累",
           "Normal batch: most nitric acid accumulated", "n"),
    Figure("normal", "left", 0.23, "kmol", "正常批：保温 2 h 后剩余氯苯",
           "Normal batch: chlorobenzene left after 2 h of cooking", "n"),
    Figure("normal", "volume", 4.26, "m³", "正常批：最终体积", "Normal batch: final volume", "n"),
    Figure("normal", "alarms", 0, "", "正常批：报警与联锁次数", "Normal batch: alarms and trips", "n"),
    Figure("normal", "adiabatic rise", 269, "K", "绝热温升", "Adiabatic temperature rise", "n"),
    Figure("normal", "MTSR", 88, "°C", "MTSR（冷却失效后合成反应能到的最高温度）",
           "MTSR (maximum temperature of the synthesis reaction)"),
    Figure("decomposition", "TD24", 105, "°C", "TD24（TMRad 为 24 h 的温度）", "TD24 (TMRad is 24 h)"),
    Figure("decomposition", "MTT", 160, "°C", "MTT（蒸气压达 1 atm）", "MTT (vapour pressure 1 atm)"),
    Figure("decomposition", "TMR 105", 22, "h", "TMRad，105 ℃", "TMRad at 105 °C", "n"),
    Figure("decomposition", "TMR 120", 3.9, "h", "TMRad，120 ℃", "TMRad at 120 °C", "n"),
    Figure("decomposition", "TMR 130", 1.3, "h", "TMRad，130 ℃", "TMRad at 130 °C", "n"),
    Figure("decomposition", "TMR 140", 28, "min", "TMRad，140 ℃", "TMRad at 140 °C", "n"),
    Figure("decomposition", "TMR 150", 10, "min", "TMRad，150 ℃", "TMRad at 150 °C", "n"),
    Figure("decomposition", "TMR 160", 4, "min", "TMRad，160 ℃", "TMRad at 160 °C", "n"),
    Figure("F1 all interlocks", "trip I103", 1.0, "min", "F1 联锁完好：I-103 动作",
           "F1, interlocks work: I-103 trips", "t"),
    Figure("F1 all interlocks", "peak", 65.7, "°C", "F1 联锁完好：最高釜温",
           "F1, interlocks work: highest temperature"),
    Figure("F1 only I-101", "trip I101", 7.2, "min", "F1 只有 I-101 有效：I-101 动作",
           "F1, only I-101 works: it trips", "t"),
    Figure("F1 only I-101", "peak", 76.4, "°C", "F1 只有 I-101 有效：最高釜温",
           "F1, only I-101 works: highest temperature"),
    *_times("F1 bypassed", "F1 联锁旁路、无人处置", "F1, interlocks bypassed, nobody acts",
            {"to 65": 3.3, "to 75": 7.2, "to 95": 19.9, "to 105": 28.4, "to 120": 43.7, "to 150": 76.0, "burst": 83.9, "rupture": 87.4}),
    Figure("F1 bypassed at 50", "rupture", 78.5, "min", "同上，加料 50 min 时发生：破裂",
           "The same at 50 min of dosing: rupture", "t"),
    Figure("F1 bypassed at 135", "peak", 106.0, "°C", "同上，加料 135 min 时发生：不破裂，最高釜温",
           "The same at 135 min: no rupture, highest temperature"),
    *[Figure(f"F1 cooling back +{m}", "peak", T, "°C", f"F1 后 {m} min 恢复循环与冷冻水（不停料）：最高釜温",
             f"F1, cooling back after {m} min, dosing on: highest temperature")
      for m, T in ((2, 64.8), (5, 72.0), (8, 78.2))],
    Figure("F1 brine forgotten", "end", -9.0, "°C", "盐水忘关 2 h：釜温", "Brine left open for 2 h: temperature"),
    Figure("F1 stop + dump +20", "dumped", 4.1, "t", "20 min 时停料并排放：排入 V-103",
           "Stopped and dumped at 20 min: into V-103", "n"),
    Figure("F1 stop + dump +20", "quench", 43.0, "°C", "20 min 时停料并排放：V-103 温度",
           "Stopped and dumped at 20 min: temperature of V-103"),
    *[Figure(f"F2 restart +{m}", "peak", T, "°C", f"F2 不停料 {m} min 后重启搅拌：最高釜温",
             f"F2, dosing on, agitator restarted after {m} min: highest temperature")
      for m, T in ((3, 62.0), (5, 64.0), (10, 77.0), (15, 92.0), (20, 107.0), (30, 134.0), (45, 156.0))],
    Figure("F2 restart +20", "lowest", 52.0, "°C", "F2 停搅拌时釜温降到（陷阱）",
           "F2: temperature falls to (the trap)"),
    Figure("F3 interlocks work", "trip I101", 11.8, "min", "F3 测温冻结 58 ℃：I-101 由 TT-101B 动作",
           "F3, frozen at 58 °C: I-101 trips on TT-101B", "t"),
    Figure("F3 interlocks work", "peak", 75.3, "°C", "F3 测温冻结：最高釜温", "F3: highest temperature"),
    Figure("F3 bypassed", "peak", 97.8, "°C", "F3 且联锁旁路：最高釜温",
           "F3, interlocks bypassed: highest temperature"),
    Figure("F4 interlocks work", "trip I101", 15.3, "min", "F4 冷冻水中断：I-101 动作",
           "F4, chilled water lost: I-101 trips", "t"),
    Figure("F4 interlocks work", "peak", 75.6, "°C", "F4：最高釜温", "F4: highest temperature"),
    *_times("F4 bypassed", "F4 且联锁旁路", "F4, interlocks bypassed", {"to 105": 49.0, "to 150": 127.0, "rupture": 143.0}),
    Figure("F5 I-105 failed", "peak", 65.1, "°C", "F5 加料阀卡在 0.45 kg/s（I-105 拒动）：最高釜温",
           "F5, dosing stuck at 0.45 kg/s (I-105 failed): highest temperature"),
    Figure("F6", "peak", 67.3, "°C", "F6 传热降到 60 %：最高釜温", "F6, heat transfer 60 %: highest temperature"),
    Figure("F7 only A shut", "leak", 0.0225, "kg/s", "F7 XV-101A 内漏 5 %，只关 A、泵未停：仍流过",
           "F7, XV-101A passes 5 %, only A shut, pump on: still flows", "n"),
    Figure("F7 both shut", "leak", 0.0, "kg/s", "F7 两阀都关：流过", "F7, both shut: flows", "n"),
    Figure("cold dosing", "accumulated", 1.5, "kmol", "30 ℃ 加料 40 min：硝酸积累",
           "Dosed at 30 °C for 40 min: nitric acid accumulated", "n"),
    Figure("cold dosing", "MTSR", 78, "°C", "30 ℃ 加料 40 min：MTSR", "Dosed at 30 °C for 40 min: MTSR"),
]  # fmt: skip
"""All single figures. F7's are those of the equations (5 % of 0.45 kg/s); 6.A gives none."""


@dataclass(frozen=True)
class Cell:
    """What became of a response: the highest temperature (°C), or the rupture and its time (min)."""

    ruptured: bool
    value: float

    def text(self) -> str:
        """As the table prints it."""
        return f"✕ {self.value:.0f}" if self.ruptured else f"{self.value:.1f}"


_PEAKS = {
    "stop": (69.6, 82.0, 95.5, 107.0, 117.0, 126.0, 134.0, 138.5),
    "stop + brine": (66.2, 81.0, 95.4, 107.0, 117.0, 126.0, 134.0, 138.5, 143.0, 149.0, 157.0),
    "stop + dump": (68.6, 82.0, 95.5, 107.0, 117.0, 126.0, 134.0, 138.5, 143.0, 149.5, 163.0),
}
_RUPTURES = {
    ("stop", 70): 236.0, ("stop", 75): 100.0, ("stop", 80): 87.6, ("stop", 85): 87.4,
    ("stop + brine", 85): 89.2, ("stop + dump", 85): 87.4,
}  # fmt: skip
TABLE: dict[tuple[str, int], Cell] = {
    (how, minute): Cell(False, T) for how in HOWS for minute, T in zip(MINUTES, _PEAKS[how], strict=False)
} | {key: Cell(True, at) for key, at in _RUPTURES.items()}
"""The response table of 6.A (times of the last four ruptures from the run 6.A was printed from)."""

EDGE = {("stop", 70), ("stop + brine", 85)}
"""Where 6.A ruptures and the kit just does not: at the 0.9 K by which the kit is cooler after 70 min, the runaway that
took another 166 min in 6.A dies out. Five minutes earlier and (without brine) later all three agree."""


def cell(how: str, minute: int, side: str) -> Cell:
    """One cell of the table as ``side`` has it."""
    figures: Figures = case(f"F1 {how} +{minute}", side)
    if "rupture" in figures:
        return Cell(True, figures["rupture"])
    return Cell(False, figures["peak"])

"""How near is too near: the distances people keep from live parts, and where the air gives way.

Two tables of the safety rules: without a barrier (设备不停电时的安全距离) and for the movement of workers behind one
(工作人员工作中正常活动范围). Nearer than the table is a violation; nearer than the flashover distance is an accident.

    >>> judge(110e3, 1.2), judge(110e3, 0.5), judge(10.5e3, 0.7)
    ('violation', 'flashover', 'safe')

Units: V between phases, m. A voltage takes the first column whose highest operating voltage it does not exceed, so
that a bus at 10.5 kV belongs to 10 kV and one at 38.5 kV to 35 kV. source: GB/T 156 for the highest voltages.
source: GB 26860-2011 tables 1 and 2, Q/GDW 1799.1-2013; live-line distances likewise. The figures follow practice and
have not been compared with the printed tables.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from engine.errors import ShixunError
from engine.scenario.problems import Text2

__all__ = [
    "CLASSES", "VERDICTS", "Distances", "NoDistanceError", "Verdict", "distances", "flashover_distance", "judge",
    "safe_distance",
]  # fmt: skip

Verdict = Literal["safe", "violation", "flashover"]
VERDICTS: dict[Verdict, Text2] = {
    "safe": Text2("在安全距离之外", "outside the safe distance"),
    "violation": Text2("小于安全距离", "nearer than the safe distance"),
    "flashover": Text2("空气间隙击穿放电", "the air gap flashes over"),
}
LOW_VOLTAGE = 1e3
"""V: below it the air does not give way, only touching counts. source: design."""


class NoDistanceError(ShixunError):
    """No figure for this voltage in the tables; ``text`` says so in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        self.text = Text2(zh, en)
        super().__init__(f"{zh} / {en}")


class Distances(NamedTuple):
    """One column: nominal and highest operating voltage (V), distance without and with a barrier, live-line work and flashover (m).

    The flashover distances are those of the model, not of a standard. source: design (power reference 4.5).
    """

    voltage: float
    highest: float
    open: float
    barrier: float
    live_line: float | None
    flashover: float | None


CLASSES: tuple[Distances, ...] = (
    Distances(10e3, 12e3, 0.70, 0.35, 0.4, 0.10),
    Distances(35e3, 40.5e3, 1.00, 0.60, 0.6, 0.25),
    Distances(110e3, 126e3, 1.50, 1.50, 1.0, 0.55),
    Distances(220e3, 252e3, 3.00, 3.00, 1.8, 1.2),
    Distances(330e3, 363e3, 4.00, 4.00, None, None),
    Distances(500e3, 550e3, 5.00, 5.00, None, None),
    Distances(750e3, 800e3, 7.20, 8.00, None, None),
)


def distances(voltage: float) -> Distances:
    """The column for ``voltage`` V between phases. Raises ``NoDistanceError`` above 750 kV and for no voltage."""
    if not voltage > 0.0:
        raise NoDistanceError(f"电压 {voltage:g} V 没有安全距离", f"no safe distance for {voltage:g} V")
    for column in CLASSES:
        if voltage <= column.highest:
            return column
    raise NoDistanceError(
        f"{voltage / 1e3:g} kV 高于 750 kV，规程表中没有", f"{voltage / 1e3:g} kV is above the 750 kV the table ends at"
    )


def safe_distance(voltage: float, barrier: bool = False) -> float:
    """m to keep from a live part, behind a barrier the smaller one."""
    column = distances(voltage)
    return column.barrier if barrier else column.open


def flashover_distance(voltage: float) -> float:
    """m at which the air gives way: 0 below 1 kV. Raises ``NoDistanceError`` above 220 kV (no figure sourced)."""
    column = distances(voltage)
    if voltage < LOW_VOLTAGE:
        return 0.0
    if column.flashover is None:
        raise NoDistanceError(
            f"{voltage / 1e3:g} kV 没有可引用的放电距离，模型只到 220 kV",
            f"no sourced flashover distance for {voltage / 1e3:g} kV: the model ends at 220 kV",
        )
    return column.flashover


def judge(voltage: float, distance: float, barrier: bool = False) -> Verdict:
    """What ``distance`` m (conductor to the nearest part of the body or tool) means at ``voltage`` V; 0 V is dead.

    Raises ``NoDistanceError`` as ``flashover_distance``, ``ValueError`` for a negative distance or voltage.
    """
    if not (distance >= 0.0 and voltage >= 0.0):
        raise ValueError(f"distance {distance} m, voltage {voltage} V")
    if voltage == 0.0:
        return "safe"
    if distance <= flashover_distance(voltage):
        return "flashover"
    return "violation" if distance < safe_distance(voltage, barrier) else "safe"

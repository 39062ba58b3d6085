"""How near is too near: the distances people keep from live parts, and where the air gives way.

Two tables of the safety rules: without a barrier (设备不停电时的安全距离) and for the movement of workers behind one
(工作人员工作中正常活动范围). Nearer than the table is a violation; nearer than the flashover distance is an accident. Scenarios
say so in ``keep_off`` with the figures the sheet of their station prints (``sheet.py``).

    >>> distances(110e3).open, distances(110e3).flashover, distances(10.5e3).barrier
    (1.5, 0.55, 0.35)

Units: V between phases, m. A voltage takes the first column whose highest operating voltage it does not exceed, so
that a bus at 10.5 kV belongs to 10 kV and one at 38.5 kV to 35 kV. source: GB/T 156 for the highest voltages.
source: GB 26860-2011 tables 1 and 2, Q/GDW 1799.1-2013; live-line distances likewise. The figures follow practice and
have not been compared with the printed tables.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.errors import ShixunError
from engine.scenario.problems import Text2

__all__ = ["CLASSES", "LOW_VOLTAGE", "Distances", "NoDistanceError", "distances"]

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

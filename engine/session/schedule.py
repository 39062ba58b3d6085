"""Which scans are due at which tick: laid out once, so that the tick loop only walks a list.

    schedule = Schedule(blocks, record_ticks=10)
    for scan in schedule.before[tick % schedule.cycle]: scan()
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from engine.control.bus import Block
from engine.errors import ScenarioError
from engine.session.phases import AFTER_PLANT, BEFORE_PLANT

__all__ = ["MAX_CYCLE", "Schedule"]

MAX_CYCLE = 6000
"""The scan periods must all meet again after at most so many ticks."""

Scan = Callable[[], None]


class Schedule:
    """The scans of one cycle: ``before[k]`` and ``after[k]`` the plant, for ticks with ``tick % cycle == k``.

    Raises ``ScenarioError`` for periods that meet too seldom.
    """

    def __init__(self, blocks: Mapping[str, Sequence[Block]], record_ticks: int) -> None:
        every = [block for phase in (*BEFORE_PLANT, *AFTER_PLANT) for block in blocks[phase]]
        self.cycle = math.lcm(record_ticks, *(block.period for block in every))
        if self.cycle > MAX_CYCLE:
            raise ScenarioError(
                f"采样周期每 {self.cycle} 拍才重合一次，请改成能互相整除的周期"
                f" / the scan periods only meet every {self.cycle} ticks; choose periods that divide one another"
            )
        self.before = [self._due(blocks, BEFORE_PLANT, n) for n in range(self.cycle)]
        self.after = [self._due(blocks, AFTER_PLANT, n) for n in range(self.cycle)]

    @staticmethod
    def _due(blocks: Mapping[str, Sequence[Block]], phases: Sequence[str], n: int) -> list[Scan]:
        return [block.scan for phase in phases for block in blocks[phase] if n % block.period == 0]

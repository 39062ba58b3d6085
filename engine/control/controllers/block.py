"""All loops together: linked into cascades, worked out masters first."""

from __future__ import annotations

import math
from typing import Any

from engine.control.bus import Bus
from engine.control.controllers.faceplate import Faceplate
from engine.control.controllers.loop import Drive, Loop
from engine.control.controllers.section import Controllers, Ranges, ranges, slave_of, tuning
from engine.control.errors import ControlError

__all__ = ["ControllerBlock"]


class ControllerBlock:
    """The controllers of a scenario."""

    def __init__(self, section: Controllers, bus: Bus) -> None:
        self._bus = bus
        self.loops: dict[str, Loop] = {}
        for key, entry in section.root.items():
            made = ranges(key, section, bus.tags)
            drives = _drives(key, section, made, bus)
            tuned = tuning(key, section, bus.tags, bus.tick_ms)
            self.loops[key] = Loop(key, entry, made, tuned, drives, bus)
        for key, entry in section.root.items():
            slave = slave_of(entry, section)
            if slave is not None:
                self.loops[key].slave = self.loops[slave]
                self.loops[slave].master = self.loops[key]
        self._order = _masters_first(self.loops)
        self.period = math.gcd(*(loop.period for loop in self._order)) if self._order else 1
        self._driver = {drive.tag: key for key, loop in self.loops.items() for drive in loop.drives}
        self.operables = [Faceplate(loop) for loop in self.loops.values()]

    def driver_of(self, tag: str) -> str | None:
        """The loop that drives a plant tag, whatever its mode: its faceplate is the place to operate from."""
        return self._driver.get(tag)

    def start(self) -> None:
        """Take the first measurements and put the first outputs out."""
        for loop in self._order:
            loop.start()

    def scan(self) -> None:
        """Work out the loops that are due at ``bus.tick``."""
        tick = self._bus.tick
        for loop in self._order:
            if tick % loop.period == 0:
                loop.scan()

    def state(self) -> dict[str, Any]:
        """The state of every loop by id."""
        return {key: loop.state() for key, loop in self.loops.items()}

    def set_state(self, state: dict[str, Any]) -> None:
        """Put back ``state()`` and the loops' tags."""
        for key, one in state.items():
            self.loops[key].set_state(one)


def _drives(key: str, section: Controllers, made: Ranges, bus: Bus) -> list[Drive]:
    entry = section.root[key]
    if entry.split is None:
        if entry.drives is None or slave_of(entry, section) is not None:
            return []
        ends = [(entry.drives, made.out_low, made.out_high)]
    else:
        ends = [(s.drives, s.begin.to(made.out_unit), s.to.to(made.out_unit)) for s in entry.split]
    out = []
    for tag, begin, end in ends:
        driven = bus.tags[tag]
        if not driven.writable or begin == end:
            raise ControlError(key, f"cannot drive {tag}")
        if entry.split is None:  # one output in the tag's own unit, whatever its limits
            out.append(Drive(tag, driven.low, driven.high, driven.low, driven.high))
        else:
            out.append(Drive(tag, begin, end, driven.low, driven.high))
    return out


def _masters_first(loops: dict[str, Loop]) -> list[Loop]:
    """Loops in the order of the file, each after its master. Raises ``ControlError`` for a ring."""
    done: list[Loop] = []
    for first in loops.values():
        chain = [first]
        while (master := chain[-1].master) is not None and master not in done:
            if master in chain:
                raise ControlError(first.id, "the cascade goes in a ring")
            chain.append(master)
        done += [loop for loop in reversed(chain) if loop not in done]
    return done

"""One loop: a PID with its modes, its place in a cascade and the outputs it drives.

    manual   the operator sets the output
    auto     the operator sets the set-point
    cascade  the master loop sets the set-point

Changing the mode never moves the output: whenever a loop was not in command (manual, its slave not in cascade,
its outputs held by a trip, a fault or by hand) it follows what is, and takes over from there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.control.bus import Bus, Layer
from engine.control.controllers.pid import Pid, Tuning
from engine.control.controllers.section import MODES, Controller, Ranges
from engine.scenario.text import Text

__all__ = ["Drive", "Loop"]

_SHED = {
    "zh": "测量信号故障，{label} 已切到手动，请手动操作输出",
    "en": "The measurement of {label} has failed; it is in manual now, operate its output by hand",
}


class Drive:
    """One driven tag: the loop's output ``begin`` → ``end`` becomes ``low`` → ``high`` of the tag."""

    __slots__ = ("begin", "end", "high", "low", "tag")

    def __init__(self, tag: str, begin: float, end: float, low: float, high: float) -> None:
        self.tag, self.begin, self.end, self.low, self.high = tag, begin, end, low, high

    def command(self, out: float) -> float:
        """What the tag is told at loop output ``out``."""
        if self.begin == self.low and self.end == self.high:
            return out
        share = (out - self.begin) / (self.end - self.begin)
        return self.low + min(max(share, 0.0), 1.0) * (self.high - self.low)

    def back(self, command: float) -> float:
        """The loop output that would give ``command``."""
        if self.begin == self.low and self.end == self.high:
            return command
        return self.begin + (command - self.low) / (self.high - self.low) * (self.end - self.begin)


class Loop:
    """One controller at run time."""

    def __init__(
        self, key: str, entry: Controller, made: Ranges, tuning: Tuning, drives: Sequence[Drive], bus: Bus
    ) -> None:
        self.id = key
        self.entry = entry
        self.ranges = made
        self.drives = list(drives)
        self.slave: Loop | None = None
        self.master: Loop | None = None
        self.period = bus.ticks(entry.scan)
        self.mode: str = entry.mode
        self.sp = entry.sp.to(made.pv.unit)
        self._bus = bus
        self._at = {name: bus.tags.at(f"{key}.{name}") for name in ("pv", "sp", "out", "mode")}
        self._pv_at = bus.tags.at(entry.pv)
        self._bad_at = bus.tags.index.get(f"{entry.pv}.bad")
        self._following = True
        first = min(max(0.0, made.out_low), made.out_high) if entry.start is None else entry.start.to(made.out_unit)
        self.pid = Pid(tuning, first)

    @property
    def out(self) -> float:
        """The output in force, in its unit."""
        return self.pid.out

    @property
    def title(self) -> Text:
        """The loop's title."""
        return self.entry.title

    @property
    def measurement_failed(self) -> bool:
        """Whether the instrument says that its signal is lost."""
        return self._bad_at is not None and self._bus.values[self._bad_at] != 0.0

    def start(self) -> None:
        """Take the first measurement; a master starts from its slave's set-point."""
        if self.slave is not None and self.slave.mode == "cascade" and self.entry.start is None:
            self.pid.out = min(max(self.slave.sp, self.ranges.out_low), self.ranges.out_high)
        self.pid.initialise(self.pid.out, self._bus.values[self._pv_at], self.sp)
        if self.slave is not None and self.slave.mode == "cascade":
            self.slave.take_sp(self.pid.out)
        self.show()
        self.command()

    def scan(self) -> None:
        """Work the loop out once."""
        values = self._bus.values
        pv = values[self._pv_at]
        if self.mode != "manual" and self.measurement_failed:
            self._shed()
        held = self.held_at()
        if self.mode == "manual" or held is not None:
            self.pid.initialise(self.pid.out if held is None else held, pv, self.sp)
            self._following = True
        else:
            if self._following:
                self.pid.initialise(self.pid.out, pv, self.sp)
                self._following = False
            self.pid.step(pv, self.sp)
        if self.slave is not None and self.slave.mode == "cascade" and held is None:
            self.slave.take_sp(self.pid.out)
        self.show()
        if held is None:
            self.command()

    def held_at(self) -> float | None:
        """The output this loop is held at by somebody else, or ``None`` while it is in command."""
        slave = self.slave
        if slave is not None:
            return slave.sp if slave.mode != "cascade" or slave.held_at() is not None else None
        outputs = self._bus.outputs
        for drive in self.drives:
            if not outputs.holder(drive.tag, Layer.CONTROLLER):
                return None
        if len(self.drives) > 1:
            return self.pid.out  # several held outputs give no single answer: stay
        return self.drives[0].back(outputs.resolve(self.drives[0].tag)[0])

    def take_sp(self, sp: float) -> None:
        """A new set-point, held inside its range."""
        self.sp = min(max(sp, self.ranges.sp_low), self.ranges.sp_high)

    def set_mode(self, mode: str) -> None:
        """Change the mode without a bump; whoever takes command here ends local operation of what it drives."""
        self.mode = mode
        self._following = True
        for drive in self.drives:
            self._bus.outputs.take_over(Layer.MANUAL, drive.tag)
        self.show()

    def set_out(self, out: float) -> None:
        """The operator's output, in force at once."""
        self.pid.initialise(out, self._bus.values[self._pv_at], self.sp)
        if self.slave is not None and self.slave.mode == "cascade":
            self.slave.take_sp(self.pid.out)
            self.slave.show()
        for drive in self.drives:
            self._bus.outputs.take_over(Layer.MANUAL, drive.tag)
        self.show()
        self.command()

    def command(self) -> None:
        """Tell every driven tag."""
        out = self.pid.out
        for drive in self.drives:
            self._bus.outputs.put(Layer.CONTROLLER, drive.tag, drive.command(out), self.id)

    def show(self) -> None:
        """Write the loop's own tags."""
        values, at = self._bus.values, self._at
        values[at["pv"]] = self.pid.last_pv
        values[at["sp"]] = self.sp
        values[at["out"]] = self.pid.out
        values[at["mode"]] = float(MODES.index(self.mode))

    def _shed(self) -> None:
        """Give up automatic control: the measurement has failed, the output stays where it is."""
        self.mode = "manual"
        label = self.entry.label or self.id
        text = {lang: words.format(label=label) for lang, words in _SHED.items()}
        self._bus.emit("message", self.id, sender=self.title.model_dump(), text=text)

    def state(self) -> dict[str, Any]:
        """Mode, set-point, PID memory, and whether the loop was following."""
        return {"following": self._following, "mode": self.mode, "pid": self.pid.state(), "sp": self.sp}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()`` and show it."""
        self._following, self.mode, self.sp = state["following"], state["mode"], state["sp"]
        self.pid.set_state(state["pid"])
        self.show()

"""The nitration scenario as a whole session (instruments, controllers, interlocks, faults), for measuring.

``Attempt`` plays the batch of reference 6.A from the charged, hot reactor on; minute 0 is the first acid. Plant,
instruments, controllers and interlocks are those of the shipped scenario; start point and faults are written into a
copy of it in memory, so that no figure hangs on what else the scenario says. People act as ``instructor``: the figures
are about the plant, not about walking.

    batch = Attempt.at(90).fork()
    batch.fault("F1", "FI103S")
    batch.run(200)
    print(batch.peak, batch.reached, batch.trips)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from engine.events import Event
from engine.scenario.document import Scenario
from engine.session.language import scenario_language
from engine.session.recorder import MemoryRecorder
from engine.session.session import Session
from engine.state import pack

__all__ = ["ACID", "ALL_SIS", "Attempt"]

FILE = Path(__file__).parents[3] / "scenarios/chemical/nitration/scenario.yaml"
ACID = 3213.0  # kg
LIMITS = (65.0, 75.0, 95.0, 105.0, 120.0, 150.0)
ALL_SIS = ("FI101S", "FI102S", "FI103S", "FI104S", "FI105S", "FI106S")
TICKS = 10  # in a second

FAULTS: dict[str, list[dict[str, Any]]] = {
    "F1": [{"set": "P102A.trip", "to": 1}, {"set": "P102B.unavailable", "to": 1}, {"set": "CHW.available", "to": 0}],
    "F2": [{"set": "M101.trip", "to": 1}],
    "F1A": [{"set": "P102A.trip", "to": 1}],
    "F3": [{"instrument": "TI101A", "mode": "freeze", "to": "58 degC"}],
    "F3N": [{"instrument": "TI101A", "mode": "freeze"}],
    "F4": [{"set": "CHW.available", "to": 0}],
    "F4V": [{"set": "TV102A.stuck_at", "to": "0 %"}],
    "F5": [{"set": "FV101.stuck_at", "to": "100 %"}],
    "F5H": [{"set": "FV101.stuck_at", "to": "93 %"}],
    "F6": [{"set": "R101.fouling", "to": 0.6}],
    "F7": [{"set": "XV101A.passing", "to": "5 %"}],
    "F7B": [{"set": "XV101A.passing", "to": "5 %"}, {"set": "XV101B.stuck", "to": 1}],
    **{f"FI10{n}S": [{"interlock": f"I10{n}", "mode": "fail"}] for n in range(1, 7)},
}
RUNNING = ("P102A", "M101", "P101")


class _Loader(yaml.SafeLoader):
    """YAML as scenarios are written: ``on`` is a word, only true and false are truth values."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _start(celsius: float, jacket: float) -> dict[str, Any]:
    """The charged reactor at ``celsius`` with everything running and the acid line open."""
    values: dict[str, Any] = {"R101.n.chlorobenzene": "20 kmol", "R101.T": f"{celsius} degC",
                              "R101.T_wall": f"{(celsius + jacket) / 2} degC", "J101.T": f"{jacket} degC"}  # fmt: skip
    values |= {f"{id_}.command": 1 for id_ in (*RUNNING, "XV101A", "XV101B")}
    setup: list[dict[str, Any]] = [{"do": "start", "on": id_} for id_ in RUNNING]
    setup += [{"do": "open", "on": id_} for id_ in ("XV101A", "XV101B")]
    return {"title": {"zh": "热态", "en": "hot"}, "place": "console", "values": values, "setup": setup}


@cache
def scenario(dump_locked: bool = True) -> Scenario:
    """The shipped scenario with the faults above and two starting points; ``dump_locked=False`` lets the dump valve
    open without its permit, as in the response table of 6.A."""
    data = yaml.load(FILE.read_text("utf-8"), Loader=_Loader)
    data["faults"] |= {
        key: {"title": {"zh": key, "en": key}, "by": "instructor", "does": does} for key, does in FAULTS.items()
    }
    data["start"].pop("ends_when", None)
    data["start"].pop("ends_for", None)
    data["start"]["points"] |= {"hot": _start(60.0, 57.85), "cold30": _start(30.0, 30.0)}
    data["messages"]["say"] = {}
    if not dump_locked:
        for entry in data["interlocks"].values():
            entry["effects"] = [e for e in entry["effects"] if "permit" not in e]
    return scenario_language().loads(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "copy.yaml")


class Attempt:
    """One batch as a session. ``peak``, ``lowest`` (°C), ``accumulated`` (kmol) and ``reached`` (minutes) hold from
    the last fork on; ``trips``, ``alarms`` and ``harm`` are (minute, id)."""

    def __init__(self, start: str = "hot", *, dump_locked: bool = True, checkpoint: bytes | None = None) -> None:
        self._how = (start, dump_locked)
        self._recorder = MemoryRecorder()
        self.session = Session(scenario(dump_locked), start=start, recorder=self._recorder, checkpoint=checkpoint)
        self._seen = 0
        self.dosing = True
        self.trips: list[tuple[float, str]] = []
        self.alarms: list[tuple[float, str]] = []
        self.harm: list[tuple[float, str]] = []
        self.reached: dict[float, float] = {}
        self.history: list[tuple[float, float, float]] = []
        self.peak, self.lowest, self.accumulated = -1e9, 1e9, 0.0
        if checkpoint is None:
            # the cascade takes over from the jacket as it stands, without a bump
            self.do("set", "TIC101", {"out": self.value("J101.T")})
            self.do("set", "TIC102", {"mode": "cascade"})
            self.do("set", "TIC101", {"mode": "auto"})

    @staticmethod
    @cache
    def at(minute: float) -> Attempt:
        """The undisturbed batch at ``minute``: fork it, do not run it."""
        return Attempt().run(minute)

    def fork(self, *, dump_locked: bool = True) -> Attempt:
        """A batch that goes on from here by itself, with a fresh record."""
        state = pack(self.session.state())
        other = Attempt(self._how[0], dump_locked=dump_locked, checkpoint=state)
        other.dosing = self.dosing
        return other

    @property
    def minute(self) -> float:
        """Model time since the first acid."""
        return self.session.seconds / 60.0

    def value(self, tag: str) -> float:
        """The present value of a tag in its own unit."""
        return float(self.session.tags.value(tag))

    def do(self, verb: str, on: str, value: Any = None) -> None:
        """Act, and insist that it is accepted."""
        answer = self.session.request("instructor", verb, on, value)
        assert answer, f"{verb} {on}: {answer}"

    def fault(self, *ids: str) -> Attempt:
        """Begin faults now."""
        for id_ in ids:
            self.do("start", id_)
        return self

    def respond(self, how: str) -> Attempt:
        """Stop dosing, and open brine or dump where ``how`` says so."""
        self.dosing = False
        for id_ in ("XV101A", "XV101B"):
            self.do("close", id_)
        self.do("stop", "P101")
        if "brine" in how:
            self.do("open", "XV105")
        if "dump" in how:
            self.do("open", "XV107")
        return self

    def _dose(self) -> None:
        """The operator: three stages by the book, nothing more than the recipe."""
        total = self.value("FQ101")
        if total >= ACID:
            self.dosing = False
            wanted = 0.0
        else:
            wanted = 0.13 if self.session.seconds < 900 or total < 130.0 else 0.25 if total < 700.0 else 0.35
        if self.value("FIC101.sp") != wanted and self.value("FIC101.mode") != 0.0:
            self.do("set", "FIC101", {"sp": wanted})
        if not self.dosing:
            self.respond("stop")

    def run(self, minutes: float, each: Callable[[Attempt], None] | None = None) -> Attempt:
        """Go on until ``minutes`` from the first acid, or to the rupture; ``each`` is called every second."""
        while self.minute < minutes - 1e-9 and self.value("R101.ruptured") == 0.0:
            if each is not None:
                each(self)
            if self.dosing:
                self._dose()
            self.session.run(TICKS)
            self._look()
        return self

    def _look(self) -> None:
        T, acid = self.value("R101.T"), self.value("R101.n.nitric_acid")
        self.peak, self.lowest, self.accumulated = max(self.peak, T), min(self.lowest, T), max(self.accumulated, acid)
        shown = self.value("TI101B")
        for limit in LIMITS:
            if shown > limit:
                self.reached.setdefault(limit, self.minute)
        if self.session.now % (60 * TICKS) == 0:
            self.history.append((self.minute, T, acid))
        events = self._recorder.events
        for event in events[self._seen :]:
            self._note(event)
        self._seen = len(events)

    def _note(self, event: Event) -> None:
        at = (event.tick + 1) * self.session.tick_ms / 60_000.0
        if event.kind == "trip":
            self.trips.append((at, event.source))
        elif event.kind == "consequence":
            self.harm.append((at, event.source))
        elif event.kind == "alarm" and event.data.get("state") == "unack":
            self.alarms.append((at, event.source))

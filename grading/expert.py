"""The run to learn from: a reference run of the scenario, played again to stand beside an attempt.

It is played headless with the scenario *inside the attempt* and marked by the rubric inside it, so that both did the
same thing under the same rules. Of the scenario's reference runs that must get at least ``MODEL_TOTAL``, the one that met
the same faults is taken, else one from the same start, else ``expert``. Nothing is kept.

    shown = play_expert(attempt, folder)                 # Expert, or NoExpert with the reason in words
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.errors import ShixunError
from engine.events import Event
from engine.paths import scenario_folders
from engine.scenario.text import Text
from engine.session.actions import Action
from engine.session.language import scenario_language
from engine.session.script import Run, play
from engine.session.session import Session
from engine.state import unpack
from grading.calculus.result import Result
from grading.marker import Marker
from grading.proof import load_run, run_files
from grading.rubric import Rubric

__all__ = ["MODEL_TOTAL", "Expert", "NoExpert", "folder_at_hand", "play_expert"]

MODEL_TOTAL = 90.0
"""A reference run is one to learn from if its written result is at least this many points."""

_ONLY_NAMED = {"title", "text", "like"}
"""What a start says that is in the same state as the one it is like."""


class Attempt(Protocol):
    """What is needed of an attempt: its header and its events."""

    @property
    def header(self) -> Any:
        """With ``scenario``, ``scenario_id``, ``scenario_version``, ``rubric``, ``tick_ms`` and ``extra``."""

    def events(self) -> Iterable[Event]:
        """All events in order."""


@dataclass(frozen=True, slots=True)
class NoExpert:
    """Why there is no run to show."""

    why: Text


@dataclass(slots=True)
class Expert:
    """The run as it went: what was done, what happened, what every tag did, and its mark."""

    name: str
    title: Text
    result: Result
    tick_ms: int
    tags: dict[str, int]
    actions: list[Action] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    ticks: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    values: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    """One row a recorded row, one column a tag."""

    @property
    def last(self) -> int:
        """The last tick."""
        return self.result.end

    def signal(self, tag_id: str) -> tuple[NDArray[np.int64], NDArray[np.float32]] | None:
        """Ticks and values of one tag; ``None`` where it has none."""
        place = self.tags.get(tag_id)
        return None if place is None or not len(self.ticks) else (self.ticks, self.values[:, place])


class _Watcher:
    """Keeps what was done, what happened and every row as 32-bit numbers."""

    def __init__(self) -> None:
        self.actions: list[Action] = []
        self.events: list[Event] = []
        self.ticks = array("q")
        self.values = array("f")

    def on_action(self, action: Action) -> None:
        self.actions.append(action)

    def on_event(self, event: Event) -> None:
        self.events.append(event)

    def on_row(self, tick: int, values: Sequence[float]) -> None:
        self.ticks.append(tick)
        self.values.extend(iter(values))  # numbers of another width: one by one

    def on_end(self, tick: int, how: str) -> None:
        """Its end is in the mark."""


def folder_at_hand(scenario_id: str) -> Path | None:
    """The folder of the scenario with this id on this computer; ``None`` if there is none that can be read."""
    for folder in scenario_folders():
        with suppress(ShixunError):
            if scenario_language().load(folder).meta.id == scenario_id:
                return folder
    return None


def play_expert(
    attempt: Attempt, folder: Path | None, progress: Callable[[float], None] | None = None
) -> Expert | NoExpert:
    """Play the run to learn from; ``folder`` is the scenario's, ``None`` where it is not at hand.

    ``progress`` is told the share of the run's longest time that is played. Raises nothing on purpose: what is in the
    way is said in the ``NoExpert``.
    """
    header = attempt.header
    if folder is None:
        return NoExpert(Text(zh="本机没有这个场景的文件夹", en="the folder of the scenario is not on this computer"))
    try:
        meta = scenario_language().load(folder).meta
        if (meta.id, str(meta.version)) != (header.scenario_id, str(header.scenario_version)):
            here = f"{meta.id} {meta.version}"
            return NoExpert(
                Text(
                    zh=f"本机的场景是 {here}，记录的是 {header.scenario_id} {header.scenario_version}",
                    en=f"here the scenario is {here}, in the attempt {header.scenario_id} {header.scenario_version}",
                )
            )
        chosen = _choose(folder, header, {e.source for e in attempt.events() if e.kind == "fault"})
        if chosen is None:
            return NoExpert(
                Text(
                    zh=f"没有从同一起点开始、预期 {MODEL_TOTAL:g} 分以上的参考过程",
                    en=f"no reference run begins there and must get {MODEL_TOTAL:g} points or more",
                )
            )
        return _play(header, *chosen, progress)
    except (ValueError, AttributeError):
        return NoExpert(Text(zh="记录中的场景无法读取", en="the scenario in the attempt cannot be read"))
    except ShixunError as error:
        zh, _, en = str(error).partition(" / ")
        return NoExpert(Text(zh=f"参考过程不能运行：{zh}", en=f"the reference run cannot be played: {en or zh}"))


def _choose(folder: Path, header: Any, faults: set[str]) -> tuple[str, Run] | None:
    """The model run that met most of the same faults and fewest others, then of the very start, ``expert``, by name.

    It began where the attempt did: a drill that only takes over another start is the same moment of the plant, and the
    fault the seed drew may have been met by a run that got it otherwise. A fault that only takes protection away disturbs
    nothing by itself and is not compared. A run that is thrown back is not one course of events.
    """
    silent = _only_disarm(header.scenario)
    section = unpack(header.scenario).get("start") or {}
    starts, default = section.get("points") or {}, str(section.get("default", ""))
    start = str(header.extra.get("start", "")) or default
    known: list[tuple[tuple[int, int, bool, bool, str], Run]] = []
    for path in run_files(folder):
        run, expect = load_run(path)
        deeds = (*run.acts, *run.reactions)
        if expect.total[0] < MODEL_TOTAL or any(deed.do == "restore" for deed in deeds):
            continue
        if _origin(starts, run.start or default) != _origin(starts, start):
            continue
        met = {deed.on for deed in deeds if deed.do == "start" and deed.by != "learner"}
        drawn = {event.source for event in expect.events if event.kind == "fault"}  # by the seed: no deed brings it
        met = (met | drawn) - silent - {""}
        fits = -len(met & faults), len(met - faults)
        known.append(((*fits, (run.start or default) != start, path.stem != "expert", path.stem), run))
    if not known:
        return None
    order, run = min(known, key=lambda one: one[0])
    return order[-1], run


def _origin(starts: Mapping[str, Any], start: str) -> str:
    """The start whose state ``start`` begins in: of one that is only ``like`` another, and nothing more, that one."""
    while start in starts and starts[start].get("like") and starts[start].keys() <= _ONLY_NAMED:
        start = str(starts[start]["like"])
    return start


def _only_disarm(scenario: bytes) -> set[str]:
    """The faults whose every effect is on an interlock."""
    faults = unpack(scenario).get("faults") or {}
    return {
        name for name, fault in faults.items() if fault.get("does") and all(d.get("interlock") for d in fault["does"])
    }


def _play(header: Any, name: str, run: Run, progress: Callable[[float], None] | None) -> Expert:
    scenario = scenario_language().from_canonical(header.scenario)
    watcher = _Watcher()
    session = Session(scenario, seed=run.seed, mode=run.mode, start=run.start)
    marker = Marker(Rubric.from_canonical(header.rubric), session.tags, session.tick_ms, session.parts.mode.hint_cost)
    session.observers += [marker, watcher]

    def told() -> None:
        if progress is not None and session.now % 2000 == 0:
            progress(min(1.0, session.now * session.tick_ms / run.duration))

    play(session, run, each=told)
    tags = {tag.id: place for place, tag in enumerate(session.tags)}
    values = np.frombuffer(watcher.values, np.float32).reshape(len(watcher.ticks), -1)
    return Expert(
        name, run.title, marker.result(), session.tick_ms, tags, watcher.actions, watcher.events,
        np.frombuffer(watcher.ticks, np.int64), values,
    )  # fmt: skip

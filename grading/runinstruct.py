"""Whether the instructor's part of a run fits its scenario: snapshots, phrases and instruments it names.

Told at the line, before the run is played: going back to a snapshot nobody took, say, or a phrase that is not there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from engine.scenario.document import Scenario
from engine.scenario.lint import names_exist
from engine.scenario.problems import Text2
from engine.scenario.reporter import Reporter
from engine.scenario.source import Loc
from engine.session.modes import DEFAULT_MODES
from engine.session.script import Act, Reaction, Run

__all__ = ["Room", "check_instructor"]


@dataclass(frozen=True, slots=True)
class Room:
    """The names an instructor may use."""

    phrases: Collection[str]
    instruments: Collection[str]
    rewound: Collection[str]
    """Modes in which one may go back."""

    @classmethod
    def of(cls, scenario: Scenario) -> Room:
        """What there is in ``scenario``."""
        messages, instruments = scenario.get("messages"), scenario.get("instruments")
        modes = {**DEFAULT_MODES, **(scenario.get("modes") or {})}
        return cls(
            phrases=list(messages.phrases) if messages is not None else [],
            instruments=list(instruments.root) if instruments is not None else [],
            rewound=[str(name) for name, mode in modes.items() if mode.rewind],
        )


def check_instructor(run: Run, room: Room, reporter: Reporter) -> None:
    """Report every name of the instructor's acts that leads nowhere."""
    taken: dict[str, None] = {}
    for i, act in enumerate(run.acts):
        loc: Loc = ("run", "acts", i, "value")
        if act.refused:
            continue
        if (act.do, act.on) == ("take", "SNAPSHOT"):
            if act.value in taken:
                reporter.error(
                    loc, f"已有快照 {act.value}", f"there is a snapshot {act.value} already",
                    "换一个名字", "choose another name", code="taken",
                )  # fmt: skip
            elif isinstance(act.value, str):
                taken[act.value] = None
        elif (act.do, act.on) == ("restore", "SNAPSHOT"):
            _restore(run, act, loc, taken, room, reporter)
        else:
            _names(act, loc, room, reporter)
    for i, reaction in enumerate(run.reactions):
        if not reaction.refused:
            _names(reaction, ("run", "reactions", i, "value"), room, reporter)


def _restore(run: Run, act: Act, loc: Loc, taken: dict[str, None], room: Room, reporter: Reporter) -> None:
    """The mode allows it and the snapshot is there; those after it are not, once it has been gone back to."""
    if run.mode not in room.rewound:
        reporter.error(
            loc[:-1], f"模式 {run.mode} 不能回退", f"the mode {run.mode} is not rewound",
            f"在 run 里写 mode: {'、'.join(room.rewound)}" if room.rewound else None,
            f"give the run the mode {' or '.join(room.rewound)}" if room.rewound else None, code="no_rewind",
        )  # fmt: skip
    if not isinstance(act.value, str):
        return
    if names_exist([(loc, act.value)], taken, reporter, Text2("快照", "snapshot")):
        names = list(taken)
        for later in names[names.index(act.value) + 1 :]:
            del taken[later]


def _names(deed: Act | Reaction, loc: Loc, room: Room, reporter: Reporter) -> None:
    """A phrase or an instrument by its name."""
    value: Any = deed.value
    if not isinstance(value, dict):
        return
    if deed.on == "LEARNER" and isinstance(value.get("phrase"), str):
        names_exist([((*loc, "phrase"), value["phrase"])], room.phrases, reporter, Text2("准备好的话", "phrase"))
    elif deed.on == "MALFUNCTION" and isinstance(value.get("instrument"), str):
        names_exist([((*loc, "instrument"), value["instrument"])], room.instruments, reporter, Text2("仪表", "instrument"))

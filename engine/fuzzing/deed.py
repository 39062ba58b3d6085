"""What a fuzz learner asked for, and when: enough to play a trial again.

deeds = [Deed(600, "learner", "start", "P102A")]
write(path, setting, deeds, last_tick, failure)     # a run file a developer can read and play again
setting, deeds, last_tick = read(path, scenario)
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import ScenarioError
from engine.paths import write_whole
from engine.scenario.language import Language
from engine.session.language import RUN_SECTION

__all__ = ["Deed", "Setting", "read", "write"]

_RUN = Language([RUN_SECTION], file_name="run.yaml")


@dataclass(frozen=True, slots=True)
class Deed:
    """One request before ``tick``, whether it was granted or not."""

    tick: int
    by: str
    verb: str
    on: str
    value: Any = None

    def __str__(self) -> str:
        said = "" if self.value is None else f" {_plain(self.value)[:120]}"
        return f"{self.tick} {self.by}: {self.verb} {self.on}{said}"


@dataclass(frozen=True, slots=True)
class Setting:
    """What else decides a trial: seed, mode and starting point."""

    seed: int
    mode: str
    start: str


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _act(deed: Deed, tick_ms: int) -> str:
    parts = [f"at: {deed.tick * tick_ms} ms", f"do: {_plain(deed.verb)}"]
    to = deed.value.get("to") if isinstance(deed.value, dict) and len(deed.value) == 1 else None
    if deed.verb == "move" and deed.on == deed.by == "learner" and isinstance(to, str):
        return "{" + ", ".join([*parts, f"on: {_plain(to)}"]) + "}"
    parts.append(f"on: {_plain(deed.on)}")
    if deed.value is not None:
        parts.append(f"value: {_plain(deed.value)}")
    if deed.by != "learner":
        parts.append(f"by: {_plain(deed.by)}")
    return "{" + ", ".join(parts) + "}"


def write(
    path: Path, setting: Setting, deeds: Sequence[Deed], last_tick: int, tick_ms: int, notes: Sequence[str] = ()
) -> None:
    """Write a trial as a run file: one act a request, each at its tick. ``notes`` become comments at its head.

    Raises ``OSError`` where nothing can be written.
    """
    head = [f"# {line}" for note in notes for line in note.splitlines()]
    title = '{zh: "fuzz 最小复现", en: "fuzz: smallest reproduction"}'
    body = [
        "schema: 1", "run:", f"  title: {title}", f"  start: {_plain(setting.start)}", f"  mode: {setting.mode}",
        f"  seed: {setting.seed}", f"  duration: {max(1, last_tick) * tick_ms} ms", "  acts:" if deeds else "  acts: []",
        *(f"    - {_act(deed, tick_ms)}" for deed in deeds),
    ]  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, ("\n".join([*head, *body]) + "\n").encode())


def read(path: Path, tick_ms: int) -> tuple[Setting, list[Deed], int]:
    """A run file as (setting, deeds, last tick). Raises ``SourceError`` for one that cannot be read, ``ScenarioError``
    for one whose acts wait for a condition: those are played by ``check``.
    """
    run = _RUN.load(path)["run"]
    deeds = []
    for act in run.acts:
        if act.at is None or act.when is not None:
            raise ScenarioError(
                f"{path.name}：重放的动作都要写明时刻 at，不能用 when / every act to be repeated needs `at`, and no `when`"
            )
        tick = int(act.at) // tick_ms
        if act.do == "move" and act.value is None:
            deeds.append(Deed(tick, act.by, "move", act.by, {"to": act.on}))
        else:
            deeds.append(Deed(tick, act.by, act.do, act.on, act.value))
    return Setting(run.seed, run.mode, run.start), deeds, int(run.duration) // tick_ms

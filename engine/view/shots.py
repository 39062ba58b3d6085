"""Pictures of a scenario without a screen: the place, the pages of the control room, an alarm, the locker, the result.

    for path in take_pictures(shots_of(scenario), Path("out/shots"), lang="zh"): print(path)

The sessions shown are the caller's; poses are set directly, because a picture is nobody's walk.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.scenario.document import Scenario
from engine.session.attempt.reader import AttemptReader
from engine.session.findings import ResultView
from engine.session.frame import Pose
from engine.session.place import EYE_HEIGHT
from engine.session.replay import seek, tell
from engine.session.session import Session
from engine.session.shapes import mm
from engine.session.stage import StageSection, View
from engine.view.app import App
from engine.view.desk import Panel
from engine.view.field import Field
from engine.view.panels.default_pages import pages_of

__all__ = ["Shot", "facing", "shots_of", "take_pictures"]

FAULT_SHOWN_MS = 4 * 60_000
"""How long a fault has lasted in the picture of an alarm, model time."""
SETTLE = 8
"""Frames drawn before a picture: glyphs are baked on demand and panels find their size."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: what of a session is shown. ``view`` names a point of view of the stage, ``page`` one of the screen."""

    name: str
    session: Session
    view: str = ""
    control: bool = False
    panel: Panel = Panel.NONE
    page: str = ""
    result: ResultView | None = None


def shots_of(scenario: Scenario, attempt: Path | None = None, result: ResultView | None = None) -> list[Shot]:
    """What is worth a picture: the place from each point of view, the locker, the task sheet, each page of the control room.

    With the file of an ``attempt`` the pages are shown in the middle of it, the first one again after the scenario's
    first fault, and its ``result`` at its end. Raises what ``AttemptReader.open`` raises.
    """
    fresh = Session(scenario)
    shots = [Shot(name, fresh, view=name) for name in scenario["stage"].views]
    shots += [Shot("locker", fresh, panel=Panel.LOCKER), Shot("tasks", fresh, panel=Panel.TASKS)]
    if attempt is None:
        return [*shots, *_pages(fresh)]
    with AttemptReader.open(attempt) as reader:
        middle, alarm = (_seek_with_trends(reader, reader.last_tick() // 2) for _ in range(2))
        fault = next(iter(scenario["faults"].root), "") if "faults" in scenario else ""
        if fault and alarm.request("instructor", "start", fault):
            alarm.run(FAULT_SHOWN_MS // alarm.tick_ms)
        last = seek(reader, reader.last_tick())
    shots += [*_pages(middle), Shot("alarm", alarm, control=True)]
    return [*shots, Shot("result", last, result=result)] if result is not None else shots


def _pages(session: Session) -> list[Shot]:
    """A picture a page of the control room; ``page_`` keeps them apart from points of view of the same name."""
    return [Shot(f"page_{name}", session, control=True, page=name) for name in pages_of(session)]


def _seek_with_trends(reader: AttemptReader, tick: int) -> Session:
    session = seek(reader, tick)
    tell(reader, [session.watch_history()], until=session.now)
    return session


def facing(view: View) -> Pose:
    """The pose of somebody who stands at a point of view and looks where it looks."""
    dx, dy = view.look[0] - view.at[0], view.look[1] - view.at[1]
    dz = view.look[2] - (view.at[2] + EYE_HEIGHT / 1000)
    heading = math.degrees(math.atan2(-dx, dy)) % 360
    pitch = math.degrees(math.atan2(dz, math.hypot(dx, dy)))
    return Pose(mm(view.at[0]), mm(view.at[1]), mm(view.at[2]), round(heading * 1000), round(pitch * 1000))


def take_pictures(
    shots: Sequence[Shot], folder: Path, lang: str = "zh", size: tuple[int, int] = (1366, 768)
) -> list[Path]:
    """Draw every shot and return the files, ``<name>.png`` in ``folder``. Raises ``GraphicsError`` without graphics."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_take(shot, folder / f"{shot.name}.png", lang, size) for shot in shots]


def _take(shot: Shot, path: Path, lang: str, size: tuple[int, int]) -> Path:
    session = shot.session
    stage: StageSection = session.scenario["stage"]
    if shot.view:
        session.parts.people.everyone["learner"].pose = facing(stage.views[shot.view])
        session.parts.people.publish()
    app = App(session, lang=lang, size=size, kind="offscreen", place=Field)
    try:
        desk = app.desk
        desk.control = shot.control
        desk.panel = shot.panel
        if shot.page:
            desk.room.page = shot.page
        if shot.result is not None:
            desk.result, desk.panel = shot.result, Panel.RESULT
        for _ in range(SETTLE):
            app.step_frame(advance=False)
        app.screenshot(path)
    finally:
        app.close()
    return path

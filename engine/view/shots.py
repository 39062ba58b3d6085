"""Pictures of a scenario without a screen: the place, the control room, an alarm, the locker, the result.

    for path in take_pictures(session, Path("out/shots"), lang="zh", result=view): print(path)

The sessions shown are the caller's; poses are set directly, because a picture is nobody's walk.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.session.frame import Pose
from engine.session.place import EYE_HEIGHT, mm
from engine.session.session import Session
from engine.session.stage import StageSection, View
from engine.view.app import App
from engine.view.desk import Panel
from engine.view.field import Field
from engine.view.port import ResultView

__all__ = ["Shot", "facing", "take_pictures"]

SETTLE = 8
"""Frames drawn before a picture: glyphs are baked on demand and panels find their size."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: what of a session is shown. ``view`` names a point of view of the stage."""

    name: str
    session: Session
    view: str = ""
    control: bool = False
    panel: Panel = Panel.NONE
    page: str = ""
    result: ResultView | None = None


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
        if shot.result is not None:
            desk.result, desk.panel = shot.result, Panel.RESULT
        for _ in range(SETTLE):
            app.step_frame(advance=False)
        app.screenshot(path)
    finally:
        app.close()
    return path

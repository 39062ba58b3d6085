"""The single-line diagram of the station of the power scenarios, on the screen of a real session, for tests and pictures.

    python -m tests.view.single_line FOLDER      # draws it in several states and sizes

Plant, instruments and pages are those of the scenario; what is around them is short, so that a session starts in no time.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from engine.scenario.document import Scenario
from engine.session.language import scenario_language
from engine.session.session import Session
from engine.view.app import App
from tests.plant.grid.written import section_text

__all__ = ["STATES", "control_room", "session_in", "station"]

REST = """
schema: 1
meta: {id: LINE-TEST, version: 1.0.0, title: {zh: 110kV 临江变, en: 110 kV Linjiang}, domain: power, duration: 1 h,
       answers: [high_risk], work_process: {task: {zh: 倒闸, en: Switching}, skill_module: {zh: 倒闸, en: Switching},
       project: {zh: 倒闸, en: Switching}}}
stage:
  rooms: {yard: {title: {zh: 场地, en: Yard}, box: [0, 0, 20, 20], style: yard, walls: false}}
  objects: {DESK: {kind: console, role: access, at: [10, 10, 0], size: [1, 2, 1.1], gives: ["*control"]}}
  places: {desk: {at: [9, 10, 0], heading: 270}}
procedure:
  task: {zh: 停1号主变, en: Take out No.1 transformer}
  phases: {one: {title: {zh: 一, en: One}}}
  steps: {A: {title: {zh: 合110, en: Close 110}, done: "QF110.closed"}}
start:
  default: normal
  points:
    normal: {title: {zh: 正常方式, en: Normal}, place: desk}
    out:
      title: {zh: 1号主变检修, en: No.1 transformer under maintenance}
      place: desk
      values: {QF101.closed: 0, QS1011.closed: 0, QS1013.closed: 0, QE10140.closed: 1, QN1010.closed: 0,
               QN1020.closed: 1, QF501.closed: 0, TR501.place: 1, GND1.clamped: 1, GND1.based: 1, QF500.closed: 1}
    shorted:
      title: {zh: 带电合接地刀闸, en: Earthed while live}
      place: desk
      values: {QE51140.closed: 1, QE10140.closed: 1}
    fault: {title: {zh: 511线路短路, en: Short circuit on 511}, place: desk, values: {LN511.fault: 3}}
"""


@cache
def station() -> Scenario:
    """The station with its pages."""
    sections = "".join(section_text(name) for name in ("plant", "instruments", "screens"))
    return scenario_language().loads(textwrap.dedent(REST) + sections, "single_line.yaml")


def session_in(state: str) -> Session:
    """A session of the station in one of the ``STATES``."""
    point, act = STATES[state]
    session = Session(station(), seed=1, start=point)
    act(session)
    return session


def _moving(session: Session) -> None:
    """511 tripped by its protection; 1013 half way, its breaker open."""
    session.run(10)
    assert session.request("learner", "open", "QF101")
    session.run(10)
    assert session.request("learner", "open", "QS1013")
    session.run(20)


STATES: dict[str, tuple[str, Callable[[Session], None]]] = {
    "normal": ("normal", lambda _: None),
    "out": ("out", lambda _: None),
    "shorted": ("shorted", lambda _: None),
    "moving": ("fault", _moving),
}
"""Name → starting point, and what is done there."""


@contextmanager
def control_room(state: str, lang: str = "zh", size: tuple[int, int] = (1366, 768)) -> Iterator[App]:
    """The screen of the control room on the page, off-screen, drawn by the software renderer."""
    app = App(session_in(state), lang=lang, size=size, kind="offscreen", displays=("p3tinydisplay",))
    try:
        app.desk.open_control()
        for _ in range(8):  # glyphs are baked on demand
            app.step_frame(advance=False)
        yield app
    finally:
        app.close()


def main(folder: Path) -> None:
    """Draw every state in both sizes and languages."""
    folder.mkdir(parents=True, exist_ok=True)
    for state in STATES:
        for lang, size in (("zh", (1366, 768)), ("zh", (1920, 1080)), ("en", (1366, 768))):
            with control_room(state, lang, size) as app:
                app.screenshot(folder / f"{state}_{lang}_{size[0]}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

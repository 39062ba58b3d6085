"""The place under the panels: the learner's eyes, hands and what they are pointed at.

Left button or Enter operates what is pointed at; with the right button held the mouse turns the head. Without a
mouse the middle of the picture points, and Tab turns to the next thing within reach.

    app = App(session, place=Field)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from direct.showbase.DirectObject import DirectObject
from numpy.typing import NDArray
from panda3d import core

from engine.scenario.text import Text
from engine.session.applied.points import objects_of
from engine.session.frame import Frame, Person, Pose
from engine.session.place import Geometry
from engine.view.building.screen_picture import page_picture
from engine.view.held import Held
from engine.view.keys import bare
from engine.view.panels.hud import Aim, Beacon
from engine.view.panels.verb_words import PASSIVE
from engine.view.pick import Picked, Picker
from engine.view.scene import Scene
from engine.view.ui import Ui
from engine.view.walk import Walker

if TYPE_CHECKING:
    from engine.view.app import App

__all__ = ["Field"]

FIELD_OF_VIEW = 68.0
"""Horizontal, degrees."""


class Field(DirectObject):
    """Scene, walker and picker of one learner in one window."""

    def __init__(self, app: App) -> None:
        super().__init__()
        self._app, self._port, self._actor = app, app.port, app.actor
        base, stage = app.base, app.port.scenario.sections["stage"]
        page = self._first_page(app.desk.ui)
        self.scene = Scene(base, stage, app.port.tags, app.stage.t.lang, self._title, page)
        base.camLens.set_fov(FIELD_OF_VIEW)
        base.camLens.set_near_far(0.08, 200.0)
        self.held = Held(self.scene)
        self.picker = Picker(self.scene, base.camera, base.camLens)
        person = app.port.frame().people[self._actor]
        self.walker = Walker(stage, self._propose, person.pose)
        self._geometry = Geometry(stage)
        points = app.port.scenario.sections.get("points") or {}
        self._points: dict[str, list[str]] = {}
        """What is at each object besides itself, and may be reached with what is in the hand."""
        for point in points:
            for name in objects_of(points, point):
                self._points.setdefault(name, []).append(point)
        self._walking = False
        self._mouse: tuple[float, float] | None = None
        self._turning = False
        self._in_reach: list[str] = []
        self._extents: dict[str, tuple[core.LPoint3f, core.LPoint3f]] = {}
        self._pose = person.pose
        self.accept("ui-down", self._down)
        self.accept("ui-up", self._up)

    @staticmethod
    def _first_page(ui: Ui) -> NDArray[np.uint8] | None:
        """The first page with a picture; ``None`` where there is none."""
        page = next((page for page in ui.pages.values() if page.lines), None)
        return None if page is None else page_picture(page)

    def _title(self, name: str) -> Text | None:
        operable = self._port.operables.get(name)
        return operable.title if operable is not None else None

    def _propose(self, pose: Pose) -> bool:
        value = {"x": pose.x, "y": pose.y, "z": pose.z, "heading": pose.heading, "pitch": pose.pitch}
        return bool(self._port.request(self._actor, "move", self._actor, value))

    # -- input ----------------------------------------------------------------------------------------------
    def _down(self, key: str) -> None:
        if not self._walking:
            return
        if bare(key) == "mouse3":
            self._turning, self._mouse = True, None
        does = self.walker.press(key if key == "shift-tab" else bare(key))
        if does in ("next", "previous"):
            name = self.walker.cycle(self._in_reach, does == "previous")
            pose = self.picker.aim_at(name, self._pose) if name else None
            if pose is not None:
                self.walker.face(pose)

    def _up(self, key: str) -> None:
        if bare(key) == "mouse3":
            self._turning = False
        self.walker.release(bare(key))

    def _pointer(self) -> tuple[float, float] | None:
        """Where the mouse is in the window in pixels, ``None`` outside or on a panel."""
        window = self._app.base.win
        if not isinstance(window, core.GraphicsWindow) or self._app.stage.layer.wants_mouse:
            return None
        state = window.get_pointer(0)
        return (state.get_x(), state.get_y()) if state.get_in_window() else None

    def _turn_head(self, pointer: tuple[float, float] | None) -> None:
        if not self._turning or pointer is None:
            self._mouse = None
            return
        if self._mouse is not None:
            self.walker.mouse(pointer[0] - self._mouse[0], pointer[1] - self._mouse[1])
        self._mouse = pointer

    # -- every frame ----------------------------------------------------------------------------------------
    def update(self, frame: Frame, seconds: float, walking: bool, shown: bool) -> Aim | None:
        """Follow the frame, take steps if ``walking``; returns what is pointed at. Hidden unless ``shown``."""
        if not shown:
            self.scene.root.hide()
        else:
            self.scene.root.show()
            self.scene.update(frame)
        if walking != self._walking:
            self._walking = walking
            self.walker.release_all()
            self._turning = False
        person = frame.people[self._actor]
        self._pose = person.pose
        self._in_reach = [name for name in self.scene.objects if self._reaches(person, name)]
        pointer = self._pointer() if walking else None
        self._turn_head(pointer)
        self.walker.step(min(seconds, 0.1), person.pose)
        camera = self._app.base.camera
        camera.set_pos(*self.walker.eye)
        camera.set_hpr(*self.walker.hpr)
        self.held.follow(person.holds, camera)
        picked = self.picker.picked(self._window_point(pointer)) if shown else None
        self.scene.highlight(picked.object if picked is not None and walking else "")
        return self._aim(picked, person) if picked is not None else None

    def _window_point(self, pointer: tuple[float, float] | None) -> tuple[float, float]:
        if pointer is None or self._turning:
            return 0.0, 0.0
        width, height = self._app.base.win.get_x_size(), self._app.base.win.get_y_size()
        return pointer[0] / width * 2 - 1, 1 - pointer[1] / height * 2

    def _reaches(self, person: Person, name: str) -> bool:
        """Whether the hands can do something at a stage object.

        The object itself counts: what the console operates is in reach of the console, not of the hands.
        """
        thing = self.scene.stage.objects[name]
        if any(point in person.in_reach for point in self._points.get(name, ())):
            return True
        return thing.role != "decor" and self._geometry.reaches(person.pose, name)

    def _aim(self, picked: Picked, person: Person) -> Aim:
        thing = self.scene.stage.objects[picked.object]
        verb = given = ""
        for on in (*picked.gives, *self._points.get(picked.object, ())):
            operable = self._port.operables.get(on)
            active = [v for v in operable.verbs if v not in PASSIVE] if operable is not None else []
            if active:
                verb, given = active[0], on
                break
        reach = self._reaches(person, picked.object)
        box = self._covered(picked.object)
        return Aim(picked.object, picked.label, picked.title, reach, verb, thing.reads, given, box)

    def _covered(self, name: str) -> tuple[float, float, float, float] | None:
        """The rectangle of the window (0…1, y down) around an object; ``None`` where some of it is behind the eye."""
        low, high = self._extent(name)
        camera, xs, ys = self._app.base.camera, [], []
        for x in (low.x, high.x):
            for y in (low.y, high.y):
                for z in (low.z, high.z):
                    seen, point = camera.get_relative_point(self.scene.root, core.LPoint3f(x, y, z)), core.Point2()
                    if seen.y <= 0.05:
                        return None
                    self._app.base.camLens.project(seen, point)
                    xs.append((point.x + 1) / 2)
                    ys.append((1 - point.y) / 2)
        return min(xs), min(ys), max(xs), max(ys)

    def beacon(self, objects: Sequence[str]) -> Beacon | None:
        """Where the nearest of ``objects`` is seen from here, ``None`` if there is none."""
        eye = self._app.base.camera.get_pos(self.scene.root)
        middles = {name: self._middle(name) for name in objects if name in self.scene.objects}
        if not middles:
            return None
        name = min(middles, key=lambda n: (middles[n] - eye).length_squared())
        seen = self._app.base.camera.get_relative_point(self.scene.root, middles[name])
        point = core.Point2()
        shown = seen.y > 0 and self._app.base.camLens.project(seen, point)
        x, y = ((point.x + 1) / 2, (1 - point.y) / 2) if shown else (float(seen.x > 0), 0.5)
        label, title = self.scene.name_of(name)
        return Beacon(label or title, x, y, float((middles[name] - eye).length()), bool(shown))

    def _middle(self, name: str) -> core.LPoint3f:
        """The middle of an object, in the axes of the scene."""
        low, high = self._extent(name)
        return core.LPoint3f((low + high) / 2)

    def _extent(self, name: str) -> tuple[core.LPoint3f, core.LPoint3f]:
        """The box around an object, in the axes of the scene."""
        if name not in self._extents:
            node = self.scene.objects[name]
            bounds = node.get_tight_bounds(self.scene.root)
            here = node.get_pos(self.scene.root)
            self._extents[name] = (bounds[0], bounds[1]) if bounds else (here, here)
        return self._extents[name]

    def close(self) -> None:
        """Release everything."""
        self.ignore_all()
        self.picker.close()
        self.held.close()
        self.scene.close()

"""The 3-D place of a scenario: what stands where, how it follows the frame, and what is highlighted.

The scene draws; it never decides anything. It is built from the ``stage`` section, moves parts by the values of a
frame, and gives everything back on ``close``. It also works with ``window-type none``, where only the scene graph
exists: walking and picking are tested that way.

    scene = Scene(base, stage, session.tags, "zh")
    scene.update(session.frame())
    scene.highlight("P102A")
    scene.close()
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from panda3d import core

from engine.scenario.text import Text
from engine.session.frame import Frame
from engine.session.stage import StageSection
from engine.tags import TagTable
from engine.view.building.place import Item, build_place, buildable
from engine.view.effects import Effect
from engine.view.equipment.furnishing import EffectOptions
from engine.view.equipment.model import Part
from engine.view.ground import lay_ground
from engine.view.labels import PlateWriter
from engine.view.lights import light_up
from engine.view.materials import Look, is_software, to_geom, vertex_colours
from engine.view.mesh import Mesh, join
from engine.view.motion import Mover, resolve
from engine.view.outline import outline
from engine.view.readings import Display, digit_font, hang_dial
from engine.view.solids import OBJECT_TAG, add_solids, add_walls

__all__ = ["SKY", "Scene"]

SKY = (0.70, 0.78, 0.86)
_OUTLINE = (1.0, 0.72, 0.05, 1.0)


class Scene:
    """All nodes of one stage under ``root``; ``base`` needs no more than a ``render`` node."""

    def __init__(
        self,
        base: Any,
        stage: StageSection,
        tags: TagTable,
        lang: str = "zh",
        titles: Callable[[str], Text | None] | None = None,
    ) -> None:
        self.stage, self.tags, self.lang = buildable(stage), tags, lang
        self._titles = titles or (lambda _id: None)
        self.place = build_place(self.stage)
        self.look = Look(is_software(base))
        self.root: core.NodePath = base.render.attach_new_node("stage")
        self.objects: dict[str, core.NodePath] = {}
        self._movers: list[Mover] = []
        self._effects: list[Effect] = []
        self._displays: list[Display] = []
        self._writer = PlateWriter(self.look)
        self._plates: list[core.NodePath] = []
        self._seconds: float | None = None
        self._gone: set[str] = set()
        self._outlined = ""
        self._outline: core.NodePath | None = None
        self._hulls: dict[str, core.GeomNode] = {}
        self._build()
        light_up(self.root)
        if getattr(base, "win", None) is not None:
            base.set_background_color(*SKY)

    # -- building ------------------------------------------------------------------------------------------
    def _build(self) -> None:
        self._shell = self.root.attach_new_node("shell")
        for name, parts in self.place.shell.items():
            self._add_group(self._shell, name, parts)
        lay_ground(self._shell, self.place.floors, self.stage, self.look)
        for name, item in self.place.items.items():
            self._add_object(name, item)
        add_walls(self._shell, self.stage)
        self.write_plates()

    def _shade(self, solid: Mesh, softly: bool = False) -> NDArray[np.float32]:
        """Contact shadow of vertices in the stage's axes; undersides are darker. Walls have few vertices, so
        theirs is softened."""
        light = self.place.shade.at(solid.p, solid.n)
        if softly:
            light = 0.6 + 0.4 * light
        return np.asarray(light * (0.88 + 0.12 * solid.n[:, 2]), np.float32)

    def _batches(self, parts: Sequence[Part], item: Item | None) -> core.GeomNode:
        """Parts merged by surface; vertices keep their own axes, the shade is that of the place they stand."""
        node = core.GeomNode("fixed")
        groups: dict[str, list[Part]] = {}
        for part in parts:
            groups.setdefault(self.look.surface(part.finish), []).append(part)
        for members in groups.values():
            colours = []
            for part in members:
                world = item.to_world(part.mesh) if item else part.mesh
                shade = self._shade(world, softly=item is None and part.name in ("wall", "skirting", "facade", "roof"))
                colours.append(vertex_colours(part.finish, shade, len(part.mesh.p)))
            solid = join(part.mesh for part in members)
            node.add_geom(to_geom(solid, np.concatenate(colours)), self.look.state(members[0].finish))
        return node

    def _add_group(self, parent: core.NodePath, name: str, parts: Sequence[Part]) -> None:
        group = parent.attach_new_node(name)
        outside = [part for part in parts if part.name == "facade"]
        inside = [part for part in parts if part.name != "facade"]
        if inside:
            group.attach_new_node(self._batches(inside, None))
        if outside:
            group.attach_new_node(self._batches(outside, None)).set_name("facade")

    def _add_object(self, name: str, item: Item) -> None:
        node = self.root.attach_new_node(name)
        node.set_pos(*item.thing.at)
        node.set_h(item.thing.turn)
        node.set_python_tag(OBJECT_TAG, name)
        node.set_tag(OBJECT_TAG, name)
        self.objects[name] = node
        fixed: list[Part] = []
        for part in item.model.parts:
            found = resolve(part.move, name, item.thing, self.tags) if part.move else ""
            if part.move is None or not found:
                fixed += self._at_rest(part)
            else:
                self._add_moving(node, item, part, found)
        if fixed:
            node.attach_new_node(self._batches(fixed, item))
        if item.kind.id == "effect":
            self._add_effect(node, item)
        face, reads = item.model.face, item.thing.reads
        if face is not None and reads in self.tags:
            if face.how == "dial":
                hang_dial(node, face, self.tags[reads], self._writer, self.look)
            else:
                font = digit_font()
                self._displays.append(Display(node, face, self.tags[reads], self.tags.index[reads], font))
        add_solids(node, item)

    @staticmethod
    def _at_rest(part: Part) -> list[Part]:
        """A part nothing moves: lamps are dark and level columns empty."""
        if part.move is None or part.move.how in ("spin", "turn", "slide"):
            return [part]
        return [] if part.move.how == "grow" else [Part(part.name, part.mesh, "lamp_off")]

    def _add_moving(self, node: core.NodePath, item: Item, part: Part, tag: str) -> None:
        assert part.move is not None
        x, y, z = part.move.pivot
        colours = vertex_colours(part.finish, self._shade(item.to_world(part.mesh)), len(part.mesh.p))
        geoms = core.GeomNode(part.name)
        geoms.add_geom(to_geom(part.mesh.moved(-x, -y, -z), colours), self.look.state(part.finish))
        moving = node.attach_new_node(geoms)
        moving.set_pos(x, y, z)
        self._movers.append(Mover(moving, part.move, self.tags.index[tag], self.tags[tag]))

    def _add_effect(self, node: core.NodePath, item: Item) -> None:
        options = EffectOptions.model_validate(item.thing.options)
        if options.when in self.tags:
            size = item.thing.size or item.kind.size
            index = self.tags.index[options.when]
            self._effects.append(Effect(node, options, (size[0], size[1], size[2]), index, self.look))

    # -- words ---------------------------------------------------------------------------------------------
    def name_of(self, name: str) -> tuple[str, str]:
        """What people call an object: its tag label and its name in the language of the scene."""
        thing = self.stage.objects[name]
        title = thing.title or self._titles(thing.shows or name)
        label = thing.label if self.lang != "en" or thing.label.isascii() else ""  # a Chinese plate is no name in English
        return label, title.of(self.lang) if title is not None else ""

    def write_plates(self) -> None:
        """(Re)write all plates in the language of the scene."""
        for old in self._plates:
            old.remove_node()
        self._plates.clear()
        for name, item in self.place.items.items():
            lines = self._lines(name, item)
            for plate in (item.model.plate, item.model.other_plate):
                if plate is None or not lines:
                    continue
                written = self._writer.write(self.objects[name], plate, lines)
                if written is not None:
                    self._plates.append(written)

    def _lines(self, name: str, item: Item) -> list[str]:
        options = item.thing.options
        if item.kind.id == "sign":
            words = options.get("en") if self.lang == "en" else options.get("zh")
            return str(words or options.get("zh") or options.get("en") or "").split("\n")
        label, title = self.name_of(name)
        if label and label == title:
            return [label]
        return [label, title] if label and label.isascii() else [title if self.lang == "en" else label or title]

    def set_language(self, lang: str) -> None:
        """Change the language of plates and signs."""
        if lang != self.lang:
            self.lang = lang
            self.write_plates()

    # -- every frame ---------------------------------------------------------------------------------------
    def update(self, frame: Frame) -> None:
        """Move parts and effects to what the frame shows."""
        passed = 0.0 if self._seconds is None else frame.seconds - self._seconds
        self._seconds = frame.seconds
        self._carry_away(frame)
        for mover in self._movers:
            mover.follow(frame.values, passed)
        for display in self._displays:
            display.follow(frame.values)
        for effect in self._effects:
            effect.follow(frame.values[effect.index], frame.seconds)

    def _carry_away(self, frame: Frame) -> None:
        """What somebody holds, or what hangs on something, is not in its place: neither seen nor pointed at there."""
        gone = {name for person in frame.people.values() for name in person.holds} | {one.id for one in frame.hanging}
        if gone != self._gone:
            for name in (gone ^ self._gone) & self.objects.keys():
                node = self.objects[name]
                node.stash() if name in gone else node.unstash()
            self._gone = gone

    def highlight(self, name: str) -> None:
        """Draw an outline around one object, or around none for an empty name."""
        if name == self._outlined:
            return
        self._outlined = name
        if self._outline is not None:
            self._outline.remove_node()
            self._outline = None
        if name not in self.place.items or not self.place.items[name].model.parts:
            return
        if name not in self._hulls:
            self._hulls[name] = self._hull(name)
        self._outline = self.objects[name].attach_new_node(self._hulls[name])

    def _hull(self, name: str) -> core.GeomNode:
        """The outline of an object, slightly larger than it and inside out."""
        solid = join(part.mesh for part in self.place.items[name].model.parts)
        low, high = (np.array(v) for v in solid.bounds())
        hull = outline(solid, float(np.clip(np.max(high - low) * 0.012, 0.006, 0.022)))
        geoms = core.GeomNode("outline")
        colours = np.tile(np.array([round(c * 255) for c in _OUTLINE], np.uint8), (len(hull.p), 1))
        state = core.RenderState.make(
            core.ColorAttrib.make_vertex(),
            core.LightAttrib.make_all_off(),
            core.CullFaceAttrib.make(core.CullFaceAttrib.M_cull_counter_clockwise),
        )
        geoms.add_geom(to_geom(hull, colours), state)
        return geoms

    @property
    def highlighted(self) -> str:
        """The object with an outline, or an empty string."""
        return self._outlined

    def show_outside(self, shown: bool) -> None:
        """Hide the outer faces of walls for a look into the building from above."""
        for facade in self._shell.find_all_matches("**/facade"):
            facade.show() if shown else facade.hide()

    def items(self) -> Mapping[str, Item]:
        """All objects that are built, by id."""
        return self.place.items

    def close(self) -> None:
        """Remove all nodes and release textures."""
        self.highlight("")
        self._movers.clear()
        self._effects.clear()
        self._displays.clear()
        self._plates.clear()
        self.objects.clear()
        self._hulls.clear()
        self.root.remove_node()
        self.look.release()

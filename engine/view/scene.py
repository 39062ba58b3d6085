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
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from panda3d import core

from engine.scenario.text import Text
from engine.session.frame import Frame
from engine.session.stage import StageSection
from engine.tags import TagTable
from engine.view.arcs import Arc
from engine.view.building.place import Item, build_place, buildable
from engine.view.effects import Effect
from engine.view.equipment.furnishing import EffectOptions
from engine.view.equipment.model import Lettering, Move, Part
from engine.view.ground import lay_ground
from engine.view.labels import PlateWriter
from engine.view.lights import light_up
from engine.view.materials import Look, is_software, to_geom, vertex_colours
from engine.view.mesh import Mesh, Vector, join
from engine.view.motion import Flag, Mover, at_rest, resolve
from engine.view.outline import hull_node
from engine.view.put_up import PutUp
from engine.view.readings import Display, digit_font, hang_dial
from engine.view.solids import OBJECT_TAG, add_solids, add_walls

__all__ = ["SKY", "Scene"]

SKY = (0.70, 0.78, 0.86)
_LEGIBLE = 500.0
"""From how many times its height a letter is not even a smudge any more; words farther away are not drawn."""


class Scene:
    """All nodes of one stage under ``root``; ``base`` needs no more than a ``render`` node."""

    def __init__(
        self,
        base: Any,
        stage: StageSection,
        tags: TagTable,
        lang: str = "zh",
        titles: Callable[[str], Text | None] | None = None,
        page: NDArray[np.uint8] | None = None,
    ) -> None:
        """``page``: the picture on the screens of desks, by default one that belongs to no trade."""
        self.stage, self.tags, self.lang = buildable(stage), tags, lang
        self._titles = titles or (lambda _id: None)
        self.place = build_place(self.stage)
        self.look = Look(is_software(base))
        if page is not None:
            self.look.show_on_screens(page)
        self.root: core.NodePath = base.render.attach_new_node("stage")
        self.objects: dict[str, core.NodePath] = {}
        self.parts: dict[tuple[str, str], core.NodePath] = {}
        """What moves, by object and part; parts that move together share a node."""
        self._movers: list[Mover] = []
        self._effects: list[Effect | Arc] = []
        self._displays: list[Display] = []
        self._flags: list[Flag] = []
        self._writer = PlateWriter(self.look)
        self._plates: list[core.NodePath] = []
        self._sheets: list[tuple[core.NodePath, Lettering]] = []
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
        self._put_up = PutUp(self.root, self.stage, self.place.items, self.objects, self.look)
        self.write_plates()

    def _shade(self, solid: Mesh, softly: bool = False) -> NDArray[np.float32]:
        """Contact shadow of vertices in the stage's axes; undersides are darker. Walls have few vertices, so
        theirs is softened."""
        light = self.place.shade.at(solid.p, solid.n)
        if softly:
            light = 0.6 + 0.4 * light
        return np.asarray(light * (0.88 + 0.12 * solid.n[:, 2]), np.float32)

    def _batches(
        self, parts: Sequence[Part], item: Item | None, softly: bool = False, shift: Vector = (0.0, 0.0, 0.0),
        name: str = "fixed",
    ) -> core.GeomNode:  # fmt: skip
        """Parts merged by surface; vertices keep their own axes, the shade is that of the place they stand."""
        node = core.GeomNode(name)
        groups: dict[str, list[Part]] = {}
        for part in parts:
            groups.setdefault(self.look.surface(part.finish), []).append(part)
        for members in groups.values():
            solid = join(part.mesh for part in members)
            if item is not None:
                shade = self._shade(item.to_world(solid), softly)
            else:
                shade = np.concatenate(
                    [self._shade(p.mesh, p.name in ("wall", "skirting", "facade", "roof")) for p in members]
                )
            counts = np.cumsum([len(part.mesh.p) for part in members])[:-1]
            colours = [
                vertex_colours(p.finish, s, len(s)) for p, s in zip(members, np.split(shade, counts), strict=True)
            ]
            node.add_geom(to_geom(solid.moved(*shift), np.concatenate(colours)), self.look.state(members[0].finish))
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
        moving: dict[tuple[Move, Move | None], list[Part]] = {}
        for part in item.model.parts:
            if part.move is None or not resolve(part.move.tags, name, item.thing, self.tags):
                fixed += at_rest(part)
            else:
                moving.setdefault((part.move, part.rides), []).append(part)
        for parts in moving.values():
            self._add_moving(node, item, parts)
        if fixed:
            node.attach_new_node(self._batches(fixed, item))
        if item.kind.id == "effect":
            self._add_effect(node, item)
        for emitter in item.model.emitters:
            if emitter.when in self.tags:
                foot = node.attach_new_node("emitter")
                foot.set_pos(*emitter.at)
                self._effects.append(Effect(foot, emitter, emitter.size, self.tags.index[emitter.when], self.look))
        for lettering in item.model.letterings:
            self._add_lettering(node, item, lettering)
        self._add_glows(node, name, item)
        for face in item.model.faces:
            reads = resolve(face.tags, name, item.thing, self.tags)
            if reads and face.how == "dial":
                hang_dial(node, face, self.tags[reads], self._writer, self.look)
            elif reads:
                font = digit_font()
                self._displays.append(Display(node, face, self.tags[reads], self.tags.index[reads], font))
        add_solids(node, item)

    def _carrier(self, node: core.NodePath, item: Item, rides: Move | None) -> core.NodePath:
        """The node a part hangs under: the object itself, or one that slides with what the part is mounted on."""
        tag = resolve(rides.tags, item.name, item.thing, self.tags) if rides else ""
        if rides is None or not tag:
            return node
        carrier = node.attach_new_node("carrier")
        self._movers.append(Mover(carrier, rides, self.tags.index[tag], self.tags[tag]))
        return carrier

    def _add_moving(self, node: core.NodePath, item: Item, parts: Sequence[Part]) -> None:
        """Parts with one and the same move as one node, named after the first: few nodes draw fast."""
        move = parts[0].move
        assert move is not None
        tag = resolve(move.tags, item.name, item.thing, self.tags)
        softly = move.how in ("turn", "slide", "show")  # it leaves the corner it was built in
        x, y, z = move.pivot
        moving = self._carrier(node, item, parts[0].rides).attach_new_node(
            self._batches(parts, item, softly, (-x, -y, -z), parts[0].name)
        )
        moving.set_pos(x, y, z)
        self.parts.update({(item.name, part.name): moving for part in parts})
        stop = resolve(move.stop, item.name, item.thing, self.tags)
        halt = self.tags.index[stop] if stop else None
        self._movers.append(Mover(moving, move, self.tags.index[tag], self.tags[tag], halt))

    def _add_effect(self, node: core.NodePath, item: Item) -> None:
        options = EffectOptions.model_validate(item.thing.options)
        if options.when in self.tags:
            size = item.thing.size or item.kind.size
            index = self.tags.index[options.when]
            box = (size[0], size[1], size[2])
            if options.style in ("arc", "flash"):
                self._effects.append(Arc(node, self.root, options, box, index, self.look))
            else:
                self._effects.append(Effect(node, options, box, index, self.look))

    def _add_glows(self, node: core.NodePath, name: str, item: Item) -> None:
        for glow in item.model.glows:
            tag = resolve(glow.tags, name, item.thing, self.tags)
            if tag:
                spot = node.attach_new_node("glow")
                spot.set_pos(*glow.at)
                options = EffectOptions(style="arc", when=tag, to=glow.to)
                arc = Arc(spot, self.root, options, (0.5, 0.5, 1.0), self.tags.index[tag], self.look, glow.lit)
                self._effects.append(arc)

    def _add_lettering(self, node: core.NodePath, item: Item, lettering: Lettering) -> None:
        """A holder for a sheet of words, which moves with what it is written on."""
        near = core.LODNode("lettering")
        near.add_switch(_LEGIBLE * max(word.height for word in lettering.words), 0)
        holder = node.attach_new_node(near)
        move = lettering.move
        tag = resolve(move.tags, item.name, item.thing, self.tags) if move else ""
        if move is not None and tag:
            holder.set_pos(*move.pivot)
            self._movers.append(Mover(holder, move, self.tags.index[tag], self.tags[tag]))
            x, y, z = (a - b for a, b in zip(lettering.at, move.pivot, strict=True))
            lettering = replace(lettering, at=(x, y, z))
        self._sheets.append((holder, lettering))

    # -- words ---------------------------------------------------------------------------------------------
    def name_of(self, name: str) -> tuple[str, str]:
        """What people call an object: its tag label and its name in the language of the scene."""
        thing = self.stage.objects[name]
        title = thing.title or self._titles(thing.shows or name)
        label = (
            thing.label if self.lang != "en" or thing.label.isascii() else ""
        )  # a Chinese plate is no name in English
        return label, title.of(self.lang) if title is not None else ""

    def write_plates(self) -> None:
        """(Re)write all plates and marks in the language of the scene."""
        for old in self._plates:
            old.remove_node()
        self._plates.clear()
        self._flags.clear()
        for name, item in self.place.items.items():
            lines = self._lines(name, item)
            for plate in (item.model.plate, item.model.other_plate):
                if plate is None or not lines:
                    continue
                written = self._writer.write(self.objects[name], plate, lines)
                if written is not None:
                    self._plates.append(written)
            self._write_marks(name, item)
        for holder, lettering in self._sheets:
            self._plates.append(self._writer.letter(holder, lettering, self.lang))

    def _write_marks(self, name: str, item: Item) -> None:
        for mark in item.model.marks:
            tag = resolve(mark.tags, name, item.thing, self.tags)
            word = mark.text.en if self.lang == "en" else mark.text.zh
            written = self._writer.write(self.objects[name], mark.plate, [word]) if tag else None
            if written is not None:
                self._plates.append(written)
                written.hide()
                self._flags.append(Flag(written, mark.shown, self.tags.index[tag], self.tags[tag]))

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
            self._put_up.renew()

    # -- every frame ---------------------------------------------------------------------------------------
    def update(self, frame: Frame) -> None:
        """Move parts and effects to what the frame shows."""
        passed = 0.0 if self._seconds is None else frame.seconds - self._seconds
        self._seconds = frame.seconds
        self._carry_away(frame)
        self._put_up.follow(frame)
        for mover in self._movers:
            mover.follow(frame.values, passed)
        for display in self._displays:
            display.follow(frame.values)
        for flag in self._flags:
            flag.follow(frame.values)
        for effect in self._effects:
            effect.follow(frame.values[effect.index], frame.seconds)

    def _carry_away(self, frame: Frame) -> None:
        """What somebody holds, what hangs on something or is fastened is not in its place: neither seen nor pointed at
        there."""
        gone = {name for person in frame.people.values() for name in person.holds}
        gone |= {one.id for one in frame.hanging} | {one.id for one in frame.fastened}
        if gone != self._gone:
            for name in (gone ^ self._gone) & self.objects.keys():
                node = self.objects[name]
                node.stash() if name in gone else node.unstash()
            self._gone = gone

    def highlight(self, name: str) -> None:
        """Draw an outline around what never moves of one object, or around none for an empty name: where its other parts
        are is for people to look at."""
        if name == self._outlined:
            return
        self._outlined = name
        if self._outline is not None:
            self._outline.remove_node()
            self._outline = None
        if name not in self.place.items or not self.place.items[name].model.parts:
            return
        if name not in self._hulls:
            model = self.place.items[name].model
            self._hulls[name] = hull_node(join(part.mesh for part in model.still or model.standing or model.parts))
        self._outline = self.objects[name].attach_new_node(self._hulls[name])

    def items(self) -> Mapping[str, Item]:
        """All objects that are built, by id."""
        return self.place.items

    def close(self) -> None:
        """Remove all nodes and release textures."""
        self.highlight("")
        self._movers.clear()
        self._effects.clear()
        self._displays.clear()
        self._flags.clear()
        self._plates.clear()
        self._sheets.clear()
        self.parts.clear()
        self.objects.clear()
        self._hulls.clear()
        self.root.remove_node()
        self.look.release()

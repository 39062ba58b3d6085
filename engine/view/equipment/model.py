"""What a builder of equipment hands over: named parts, how they move, where pipes join, its plate.

Nothing here draws. A kind of equipment is a row of the catalogue: its name in both languages, its options (a
small pydantic model, so that a teacher's slip is found without graphics) and a function from size and options
to a model.

Axes of a model: the base centre is the origin, z up, the front looks south (−y) until the object is turned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.scenario.problems import Text2
from engine.view.mesh import Mesh, Vector

__all__ = [
    "Emitter", "Extent", "Face", "Glow", "Kind", "Lettering", "Mark", "Model", "Move", "Nozzle", "Options", "Part",
    "Plate", "Size", "Word",
]  # fmt: skip

Size = tuple[float, float, float]
Extent = tuple[Vector, Vector]
"""Lowest and highest corner of a box, metres."""


class Options(BaseModel):
    """Base of the options of every kind: unknown keys are errors. Its own are those that any object takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hang: Vector | None = Field(
        None,
        description="标示牌和锁挂在哪里，以对象自身坐标计 [右, 后, 上]，米；缺省在操作把手上，或正面手高处"
        " / where signs and locks hang, in the object's own axes [right, back, up], metres; by default on its handle, or in "
        "front at the height of a hand",
    )
    spots: dict[str, Vector] = Field(
        default_factory=dict,
        description="点位及其部分在它的哪里：部分、点位或 点位.部分 → [右, 后, 上]，米；缺省在同名接线端，或顶部"
        " / where points and their parts are on it: PART, POINT or POINT.PART → [right, back, up], metres; by default at the "
        "terminal of that name, or on top",
    )


@dataclass(frozen=True, slots=True)
class Move:
    """How a part follows a tag.

    ``tags`` are tried in order: ``position`` means ``<what the object shows>.position``, a name with a dot
    is a whole tag id, ``@reads`` is the tag the object reads, ``@shows`` the id it shows, ``@id:X`` the
    tag X. The value is scaled
    to 0…1 over the tag's range; ``spin`` turns on with ``span`` degrees a second at 1, ``turn`` stands at
    ``span`` degrees, ``slide`` at ``span`` metres along ``axis``, ``grow`` stretches upward from ``pivot``,
    ``lamp`` glows above 0.5 and ``unlamp`` below; ``show`` is there above 0.5 and gone below.

    ``path`` replaces the scaling: pairs of (value of the tag, share), rising by value, straight between them, so
    that one tag with several positions can move a part to each of them, or light one lamp in one of them.
    ``seconds`` is the model time a change of 1 takes; 0 jumps.

    A part may jam: while the first tag of ``stop`` that exists is on, it goes no further than ``stop_at`` (0…1).
    """

    how: Literal["spin", "turn", "slide", "grow", "lamp", "unlamp", "show"]
    tags: tuple[str, ...]
    axis: Vector = (0.0, 0.0, 1.0)
    pivot: Vector = (0.0, 0.0, 0.0)
    span: float = 90.0
    path: tuple[tuple[float, float], ...] = ()
    seconds: float = 0.0
    stop: tuple[str, ...] = ()
    stop_at: float = 0.78


@dataclass(frozen=True, slots=True)
class Part:
    """One named piece of one finish; without a ``move`` it is merged with its neighbours. ``rides`` is the slide of
    what it is mounted on, for a lamp or flag on something that moves itself."""

    name: str
    mesh: Mesh
    finish: str
    move: Move | None = None
    rides: Move | None = None


@dataclass(frozen=True, slots=True)
class Nozzle:
    """Where a pipe may join: a point and the direction out of the equipment."""

    name: str
    at: Vector
    out: Vector


@dataclass(frozen=True, slots=True)
class Plate:
    """Where the name plate hangs: the middle of its lower edge, its facing (0 looks south) and size."""

    at: Vector
    turn: float = 0.0
    width: float = 0.5
    height: float = 0.16
    board: bool = True
    ink: Literal["black", "white"] = "black"
    paper: str = ""
    """Finish of the board; by default the white of name plates with their rim."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A word on the equipment that is there only while a tag lies in a range: the flag of a position indicator.

    ``tags`` are tried in order as those of a ``Move``; the value scaled to 0…1 is compared with ``shown`` (both ends
    count). Without any of the tags the mark is never seen.
    """

    text: Text2
    plate: Plate
    tags: tuple[str, ...]
    shown: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Face:
    """Where the value of what the object reads is shown: a ``dial`` gets figures around its rim, a ``display`` the
    number itself. ``at`` is its middle, looking south; ``size`` the radius of a dial, the height of the digits. ``tags``
    are tried in order as those of a ``Move``."""

    how: Literal["dial", "display"]
    at: Vector
    size: float
    tags: tuple[str, ...] = ("@reads",)
    decimals: int | None = None
    """Digits behind the point of a display; by default as many as its range makes sensible."""


@dataclass(frozen=True, slots=True)
class Glow:
    """An arc the equipment itself may draw, from ``at`` to ``at + to``, while the first of ``tags`` that exists is on;
    ``lit`` says whether it throws light on the place (one of a group is enough)."""

    at: Vector
    to: Vector
    tags: tuple[str, ...]
    lit: bool = True


@dataclass(frozen=True, slots=True)
class Word:
    """One line of a lettering: its middle (x, z) from the middle of the sheet's lower edge, the height of its
    letters, and the width it must fit into (0: any), metres. With ``paper`` (a finish) it stands on a label."""

    x: float
    z: float
    height: float
    text: Text2
    wide: float = 0.0
    ink: str = "black"
    paper: str = ""


@dataclass(frozen=True, slots=True)
class Lettering:
    """Words that belong to the look itself (captions of lamps, the text of a sign), all on one flat sheet: the
    middle of its lower edge, its facing (0 looks south) and size; ``paper`` is the finish behind, "" for none."""

    at: Vector
    width: float
    height: float
    words: tuple[Word, ...]
    turn: float = 0.0
    paper: str = ""
    move: Move | None = None


@dataclass(frozen=True, slots=True)
class Emitter:
    """A visible effect an object brings with it: ``when`` is the tag that switches it on, ``at`` the middle of its
    foot, ``rise`` m/s, ``seconds`` how long it lasts after that (0: while the tag is on)."""

    style: Literal["smoke", "fire", "steam", "gas", "burst", "glare"]
    when: str
    size: Size
    at: Vector = (0.0, 0.0, 0.0)
    rise: float = 1.0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Model:
    """A built piece of equipment."""

    parts: tuple[Part, ...]
    nozzles: tuple[Nozzle, ...] = ()
    plate: Plate | None = None
    other_plate: Plate | None = None
    face: Face | None = None
    letterings: tuple[Lettering, ...] = ()
    emitters: tuple[Emitter, ...] = ()

    other_faces: tuple[Face, ...] = ()
    marks: tuple[Mark, ...] = ()
    glows: tuple[Glow, ...] = ()
    solid: tuple[Extent, ...] = ()
    """What a pointing ray meets, where boxes around the largest parts would fill the air between them."""

    @property
    def standing(self) -> tuple[Part, ...]:
        """The parts that are always there: what may come and go throws no shadow and stops no hand."""
        return tuple(part for part in self.parts if part.move is None or part.move.how != "show")

    @property
    def still(self) -> tuple[Part, ...]:
        """The parts that never move from where they are built; what moves may be elsewhere."""
        return tuple(part for part in self.parts if part.move is None or part.move.how in ("lamp", "unlamp"))

    @property
    def faces(self) -> tuple[Face, ...]:
        """All faces."""
        return (self.face, *self.other_faces) if self.face is not None else self.other_faces

    @property
    def triangles(self) -> int:
        """How many triangles all parts draw."""
        return sum(part.mesh.triangles for part in self.parts)


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the catalogue."""

    id: str
    title: Text2
    size: Size
    options: type[Options]
    build: Callable[[Size, Any], Model]
    wall: bool = False
    """Hangs on a wall or a post: ``at`` is its own base, not a floor."""

    def model(self, size: Sequence[float] | None = None, options: dict[str, Any] | None = None) -> Model:
        """Build it; pydantic's ``ValidationError`` for options it does not know."""
        x, y, z = size or self.size
        return self.build((x, y, z), self.options.model_validate(options or {}))

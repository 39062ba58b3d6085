"""The ground of an outdoor yard and what stands about on it: paving, trench covers, fences, gates, lamps, number plates,
earth terminals; and the zone, which is not seen at all.

>>> PAVING.model([6, 3, 0.04], {"surface": "asphalt"}).parts[0].finish
'asphalt'
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.model import Extent, Kind, Model, Move, Options, Part, Plate, Size
from engine.view.mesh import Mesh, box, cylinder, join, lathe

__all__ = ["DESIGNATION", "EARTH_POST", "FENCE", "GATE", "KINDS", "PAVING", "TRENCH_COVER", "YARD_LAMP", "ZONE"]


class PavingOptions(Options):
    """A flat piece of ground: a road, a path, a bed."""

    surface: Literal["concrete", "asphalt", "gravel", "grass"] = Field(
        "concrete", description="材料 / what it is made of"
    )
    kerb: bool = Field(False, description="两侧路缘石 / kerbs along its length")


def _paving(size: Size, options: PavingOptions) -> Model:
    x, y, z = size
    cells = [
        box(x / m, y / n, z).moved(x * ((i + 0.5) / m - 0.5), y * ((j + 0.5) / n - 0.5))
        for m, n in [(max(1, min(12, round(x / 4))), max(1, min(12, round(y / 4))))]
        for i in range(m)
        for j in range(n)
    ]
    parts = [Part("slab", join(cells), options.surface)]
    if options.kerb:
        count = max(1, round(x / 4))  # no long thin triangles: the shade samples them densely
        kerb = box(x / count, 0.12, z + 0.08, 0.01)
        kerbs = join(
            kerb.moved(x * ((k + 0.5) / count - 0.5), s * (y / 2 + 0.06)) for s in (-1, 1) for k in range(count)
        )
        parts.append(Part("kerbs", kerbs, "concrete"))
    return Model(tuple(parts))


class NoOptions(Options):
    """Nothing to choose."""


def _trench(size: Size, _options: NoOptions) -> Model:
    """Concrete planks across a cable trench that runs along x."""
    x, y, z = size
    count = max(2, min(80, round(x / 0.5)))
    plank = box(x / count - 0.02, y - 0.08, z * 0.9, min(0.01, z * 0.2)).moved(z=z * 0.1)
    runs = max(1, round(x / 4))
    edge = box(x / runs, 0.06, z)
    edges = join(edge.moved(x * ((k + 0.5) / runs - 0.5), s * (y / 2 - 0.02)) for s in (-1, 1) for k in range(runs))
    planks = join(plank.moved(x * ((k + 0.5) / count - 0.5)) for k in range(count))
    return Model((Part("planks", planks, "concrete"), Part("edges", edges, "steel_grey")))


class FenceOptions(Options):
    """A fence of steel bars."""

    paint: Literal["galvanised", "green", "yellow", "white"] = Field("galvanised", description="颜色 / finish")
    solid: bool = Field(False, description="实体围墙 / a solid wall instead of bars")


def _bars(x: float, z: float) -> Mesh:
    count = max(2, min(220, round(x / 0.14)))
    upright = [box(0.018, 0.018, z * 0.9).moved(x * ((k + 0.5) / count - 0.5), 0, z * 0.06) for k in range(count)]
    rails = [box(x, 0.04, 0.04).moved(z=z * share) for share in (0.1, 0.88)]
    return join([*upright, *rails])


def _fence(size: Size, options: FenceOptions) -> Model:
    x, y, z = size
    if options.solid:
        count = max(1, min(40, round(x / 3.0)))
        spots = [x * ((k + 0.5) / count - 0.5) for k in range(count)]
        walls = join(box(x / count, y, z - 0.06).moved(spot) for spot in spots)
        pier = box(0.3, y + 0.14, z).moved(-x / count / 2)
        caps = join(box(x / count - 0.3, y + 0.08, 0.08).moved(spot, 0, z - 0.08) for spot in spots)
        piers = join(pier.moved(spot) for spot in [*spots, spots[-1] + x / count])
        return Model((Part("wall", walls, "facade"), Part("caps", join([caps, piers]), "concrete")))
    posts = max(2, min(40, round(x / 2.5) + 1))
    foot = box(x, y * 2, min(0.12, z * 0.06))
    post = join(box(0.06, 0.06, z).moved(x * (k / (posts - 1) - 0.5)) for k in range(posts))
    return Model((Part("bars", join([_bars(x, z), post]), options.paint), Part("foot", foot, "concrete")))


class GateOptions(Options):
    """A gate with two leaves, or one."""

    leaves: Literal[1, 2] = Field(2, description="门扇数 / number of leaves")
    paint: Literal["galvanised", "green", "yellow", "white"] = Field("galvanised", description="颜色 / finish")


def _gate(size: Size, options: GateOptions) -> Model:
    """Leaves swing inward (north) as the gate opens."""
    x, y, z = size
    wide = x / options.leaves - 0.02
    leaf = _bars(wide, z * 0.95).moved(z=0.03)
    parts = [Part("posts", join(box(0.12, 0.12, z).moved(s * (x / 2 + 0.06)) for s in (-1, 1)), options.paint)]
    for k in range(options.leaves):
        side = -1 if k == 0 else 1
        hinge = (side * x / 2, 0.0, 0.0)
        move = Move("turn", ("position", "open"), (0, 0, 1), hinge, -side * 90.0)
        parts.append(Part(f"leaf_{k}", leaf.moved(side * (x / 2 - wide / 2)), options.paint, move))
    solid: tuple[Extent, ...] = (((-x / 2, -y, 0), (x / 2, y, z)),)
    return Model(tuple(parts), (), Plate((0, -0.06, z * 0.62), width=0.6, height=0.24), solid=solid)


def _lamp(size: Size, _options: NoOptions) -> Model:
    """A mast with two flood lights."""
    _, _, z = size
    mast = lathe([(0, 0), (0.11, 0), (0.05, z), (0, z)], 10)
    foot = join(
        [box(0.5, 0.5, 0.1, 0.01), cylinder(0.16, 0.02, z=0.1, sides=10), box(1.0, 0.06, 0.06).moved(z=z - 0.15)]
    )
    heads = join(box(0.34, 0.2, 0.26, 0.02).turned("x", 25).moved(s * 0.4, -0.1, z - 0.12) for s in (-1, 1))
    glow = join(box(0.28, 0.01, 0.2).turned("x", 25).moved(s * 0.4, -0.205, z - 0.14) for s in (-1, 1))
    return Model(
        (Part("mast", join([mast, foot]), "zinc"), Part("heads", heads, "black"), Part("glow", glow, "lamp_white"))
    )


class DesignationOptions(Options):
    """A number plate on a post: it says what its ``label`` and ``title`` say, right or wrong."""

    paper: Literal["white", "blue", "yellow"] = Field("white", description="底色 / colour of the board")


def _designation(size: Size, options: DesignationOptions) -> Model:
    x, y, z = size
    post = cylinder(0.03, z * 0.98, sides=8).moved(0, y * 0.3)
    foot = box(0.24, 0.2, 0.06, 0.01)
    plain = options.paper == "white"
    plate = Plate((0, 0, z - x * 0.5), width=x, height=x * 0.5, ink="white" if options.paper == "blue" else "black",
                  paper="" if plain else options.paper)  # fmt: skip
    return Model((Part("post", join([post, foot]), "zinc"),), (), plate)


def _earth_post(size: Size, _options: NoOptions) -> Model:
    """A flat bar out of the ground with green and yellow bands, and a brass bolt with wing nut for the clamp of an earth."""
    x, _, z = size
    wide, thick = min(0.06, x * 0.4), 0.012
    bands = [box(wide, thick, z * 0.72 / 8).moved(0, 0, 0.04 + z * 0.72 / 8 * k) for k in range(8)]
    head = box(wide * 1.5, thick, z * 0.22).moved(0, 0, z * 0.76)
    bolt = cylinder(0.012, 0.09, sides=8).turned("x", 90).moved(0, 0.02, z * 0.87)
    nut = join([cylinder(0.022, 0.02, sides=6).turned("x", 90).moved(0, -0.03, z * 0.87),
                box(0.075, 0.008, 0.022).moved(0, -0.045, z * 0.87 - 0.011)])  # fmt: skip
    parts = (
        Part("green", join(bands[::2]), "green"),
        Part("yellow", join(bands[1::2]), "yellow"),
        Part("head", join([head, bolt, nut]), "bare_copper"),
        Part("foot", box(min(0.3, x * 2), 0.2, 0.05, 0.01), "concrete"),
    )
    solid: tuple[Extent, ...] = (((-0.12, -0.1, 0), (0.12, 0.1, z)),)
    return Model(parts, (), Plate((0, -0.012, z * 1.04), width=0.26, height=0.1), solid=solid)


def _zone(_size: Size, _options: NoOptions) -> Model:
    """Nothing is drawn and nothing can be clicked: the box alone counts, for distances and as an obstacle."""
    return Model(())


PAVING = Kind("paving", Text2("路面", "paving"), (6.0, 3.0, 0.04), PavingOptions, _paving)
TRENCH_COVER = Kind("trench_cover", Text2("电缆沟盖板", "cable trench covers"), (6.0, 0.9, 0.1), NoOptions, _trench)
FENCE = Kind("fence", Text2("围栏", "fence"), (6.0, 0.1, 1.8), FenceOptions, _fence)
GATE = Kind("gate", Text2("大门", "gate"), (4.0, 0.12, 1.8), GateOptions, _gate)
YARD_LAMP = Kind("yard_lamp", Text2("场地照明灯", "yard lamp"), (0.5, 0.5, 6.0), NoOptions, _lamp)
DESIGNATION = Kind("designation", Text2("编号牌", "number plate"), (0.6, 0.2, 1.3), DesignationOptions, _designation)
EARTH_POST = Kind("earth_post", Text2("接地端子", "earth terminal"), (0.15, 0.15, 0.6), NoOptions, _earth_post)
ZONE = Kind("zone", Text2("看不见的范围", "a box that is not drawn"), (1.0, 1.0, 1.0), NoOptions, _zone, wall=True)
KINDS = (PAVING, TRENCH_COVER, FENCE, GATE, YARD_LAMP, DESIGNATION, EARTH_POST, ZONE)

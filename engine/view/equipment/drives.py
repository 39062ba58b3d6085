"""Operating boxes that stand by a switch in the yard: case, window with the position in words, crank.

The window says 合 on red or 分 on green, as the position flags of Chinese outdoor switches do; between the ends of the
travel it says neither, because then nothing is known.

    >>> [mark.text.zh for mark in DRIVE_BOX.model().marks]
    ['合', '分']
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.insulators import stand
from engine.view.equipment.model import Kind, Mark, Model, Move, Options, Part, Plate, Size
from engine.view.mesh import Vector, box, cylinder, join

__all__ = ["DRIVE_BOX", "KINDS", "POSITION", "case_with_crank", "position_marks"]

POSITION = ("position", "closed")
"""Tags that say where a switch stands: 0 open, the top of the range closed."""


def position_marks(at: Vector, width: float, tags: Sequence[str] = POSITION) -> tuple[Mark, Mark]:
    """The words in a window whose lower edge has its middle at ``at``, looking south."""

    def flag(word: Text2, paper: str, shown: tuple[float, float]) -> Mark:
        plate = Plate(at, width=width, height=width * 0.8, ink="white", paper=paper)
        return Mark(word, plate, tuple(tags), shown)

    return flag(Text2("合", "ON"), "red", (0.98, 9.0)), flag(Text2("分", "OFF"), "green", (-9.0, 0.02))


def case_with_crank(at: Vector, size: Size, tags: Sequence[str] = POSITION) -> tuple[list[Part], tuple[Mark, Mark]]:
    """A box whose lower edge has its middle at ``at``: its door to the south with a window, the crank on its east."""
    (x, y, z), (wide, deep, high) = at, size
    front = y - deep / 2
    case = join([box(wide, deep, high, 0.012), box(wide + 0.06, deep + 0.08, 0.025).moved(0, -0.02, high)]).moved(*at)
    door = box(wide * 0.9, 0.012, high * 0.92).moved(x, front - 0.004, z + high * 0.04)
    window = box(wide * 0.46, 0.012, wide * 0.38).moved(x, front - 0.012, z + high * 0.6)
    lock = box(0.02, 0.03, 0.1).moved(x + wide * 0.36, front - 0.02, z + high * 0.42)
    hub = (x + wide / 2, y, z + high * 0.35)
    crank = join(
        [
            cylinder(0.014, 0.1, sides=8).turned("y", 90),
            box(0.016, 0.03, 0.26).moved(0.1),
            cylinder(0.016, 0.13, sides=8).turned("y", 90).moved(0.1, 0, 0.25),
        ]
    ).moved(*hub)
    turn = Move("turn", tuple(tags), (1, 0, 0), hub, 1440.0)
    parts = [
        Part("case", case, "cabinet_grey"),
        Part("door", door, "light_grey"),
        Part("window", window, "dial"),
        Part("lock", lock, "black"),
        Part("crank", crank, "red", turn),
    ]
    return parts, position_marks((x, front - 0.014, z + high * 0.605), wide * 0.44, tags)


class DriveOptions(Options):
    """An operating box of its own, for what has none in its model."""

    stand: float = Field(0.85, ge=0, le=2, description="支架高度，0 为挂装，米 / height of its post, 0 hangs, metres")


def _drive(size: Size, options: DriveOptions) -> Model:
    wide, deep, z = size
    low = min(options.stand, z * 0.7)
    parts, marks = case_with_crank((0, 0, low), (wide * 0.8, deep, z - low))
    if low > 0.05:
        parts.append(Part("stand", stand(low, 0.05), "zinc"))
    plate = Plate((0, -deep / 2 - 0.03, z + 0.03), width=wide * 1.05, height=wide * 0.42)
    return Model(tuple(parts), (), plate, marks=marks)


DRIVE_BOX = Kind("drive_box", Text2("操动机构箱", "operating box with crank"), (0.5, 0.32, 1.5), DriveOptions, _drive)
KINDS = (DRIVE_BOX,)

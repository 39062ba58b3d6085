"""The ``stage`` section: the place as bodies meet it — rooms, objects, what can be reached from where.

The stage is data of the session, not of the view: whether a learner stood within reach of a hand-wheel or had an
indicator in sight must be the same in a replay without any picture. The view draws the same objects.

Axes: x east, y north, z up; metres in the file, integer millimetres inside.

    stage:
      rooms:
        hall: {title: {zh: 车间, en: Hall}, box: [0, 0, 18, 12], height: 9,
               doors: [{at: [18, 6], width: 1.2, to: control}]}
      objects:
        R101:    {kind: cabinet, at: [6, 6, 3.2], size: [2.2, 2.2, 4.5], shows: R101}
        P102A:   {kind: motor, at: [3, 2, 0], size: [1.2, 0.5, 0.9], shows: P102A}
        LCB102:  {kind: button_box, at: [3, 3, 1.2], gives: [P102A, P102B]}
        CONSOLE: {kind: console, at: [20, 6, 0], size: [3, 0.9, 1.2], gives: ["*control"]}
        helmet: {kind: helmet, role: wearable, at: [17, 1, 1.5]}
      places: {console: {at: [20, 5, 0], heading: 0}}
      pipes:
        - {from: V101, to: R101, via: [[4, 8, 6], [6, 8, 6]], size: 50, service: water}
      spans:
        - {name: BUS, from: MAST1.front, to: MAST2.back, sag: 0.4}
        - {from: BUS@0.5, to: R101.N1}
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from engine.scenario.model import Model
from engine.scenario.text import Text

__all__ = ["Door", "Pipe", "Place", "Room", "Span", "StageObject", "StageSection", "View"]

Metres = Annotated[float, Field(ge=-1000, le=1000)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)]
"""Ids of rooms, objects and places: ASCII, because they become parts of tags and of records."""
Side = Annotated[float, Field(gt=0, le=100)]
Point2 = tuple[Metres, Metres]
Point3 = tuple[Metres, Metres, Metres]


class Door(Model, title="门 / Door"):
    """An opening in a wall."""

    at: Point2 = Field(description="门中心的平面坐标，米 / centre of the door in plan, metres")
    width: Annotated[float, Field(gt=0.5, le=10)] = Field(1.2, description="门宽，米 / clear width, metres")
    height: Annotated[float, Field(gt=1.5, le=10)] = Field(2.2, description="门高，米 / clear height, metres")
    to: str = Field("", description="通向的房间，空为室外 / the room it leads to, empty for outdoors")


class Room(Model, title="房间 / Room"):
    """A room or a fenced area, a rectangle in plan."""

    title: Text = Field(description="名称 / name")
    box: tuple[Metres, Metres, Metres, Metres] = Field(
        description="平面范围 [西, 南, 东, 北]，米 / plan [west, south, east, north], metres"
    )
    floor: Metres = Field(0.0, description="地面标高，米 / level of the floor, metres")
    height: Annotated[float, Field(gt=1, le=60)] = Field(4.0, description="净高，米 / clear height, metres")
    walls: bool = Field(True, description="是否有墙 / whether it has walls")
    doors: tuple[Door, ...] = Field((), description="门 / doors")
    style: Literal["plant", "control", "corridor", "locker", "yard", "gravel", "lawn"] = Field(
        "plant", description="房间样式 / look of the room"
    )


class StageObject(Model, title="现场对象 / Object of the stage"):
    """One thing that stands in the place."""

    kind: str = Field(description="外观类型，见设备目录 / what it looks like, see the equipment catalogue")
    title: Text | None = Field(None, description="名称，缺省取设备名称 / name, by default that of what it shows")
    label: str = Field("", description="铭牌文字 / what the plate says")
    role: Literal["equipment", "access", "wearable", "tool", "radio", "look", "document", "decor"] = Field(
        "equipment", description="作用 / what it is for"
    )
    at: Point3 = Field(description="位置（底面中心），米 / where the centre of its base stands, metres")
    turn: Annotated[float, Field(ge=-360, le=360)] = Field(
        0.0, description="绕竖轴逆时针转角，度 / turned counter-clockwise, degrees"
    )
    size: tuple[Side, Side, Side] | None = Field(
        None,
        description="外形 [长, 宽, 高]，米；有外形就挡路 / overall [x, y, z], metres; an object with a size is an obstacle",
    )
    blocks: bool = Field(True, description="是否挡路 / whether it is in the way")
    shows: str = Field("", description="所代表的设备 / the equipment it stands for")
    reads: str = Field("", description="就地显示的位号 / the tag it displays")
    gives: tuple[str, ...] = Field(
        (),
        description="在此可操作的对象，*control 表示全部控制室画面 / what can be operated here; *control means everything on the control-room screen",
    )
    only: tuple[str, ...] = Field(
        (),
        description="gives 中的对象在此只能做的动作，缺省都能做 / the verbs that what it gives takes here, by default all of them",
    )
    reach: Annotated[float, Field(gt=0, le=5)] = Field(
        1.2, description="可及距离，米 / how near one must stand, metres"
    )
    options: dict[str, Any] = Field(
        default_factory=dict, description="外观参数，见设备目录 / parameters of its look, see the equipment catalogue"
    )


class Place(Model, title="站位 / Place to stand"):
    """A named spot to stand on: where people start and where scripts walk."""

    at: Point3 = Field(description="脚下位置，米 / where the feet stand, metres")
    heading: Annotated[float, Field(ge=-360, le=360)] = Field(
        0.0, description="朝向，度，正北为 0，逆时针为正 / heading in degrees, north 0, counter-clockwise"
    )
    pitch: Annotated[float, Field(ge=-85, le=85)] = Field(
        0.0, description="视线俯仰，度，向下为负 / the eyes' pitch in degrees, down is negative"
    )
    title: Text | None = Field(None, description="名称 / name")


class Pipe(Model, title="管线外观 / Drawn pipe"):
    """A pipe that is drawn; flow is the plant's business."""

    start: str | Point3 = Field(alias="from", description="起点：对象或坐标 / start: an object or a point")
    to: str | Point3 = Field(description="终点：对象或坐标 / end: an object or a point")
    via: tuple[Point3, ...] = Field((), description="中间点 / points on the way")
    size: Annotated[float, Field(gt=5, le=3000)] = Field(50.0, description="公称直径 DN，毫米 / nominal diameter, mm")
    service: str = Field("process", description="介质，决定颜色 / service, decides the colour")


class Span(Model, title="悬挂的线 / Hanging span"):
    """Wires, cables or tubes drawn between two ends, hanging through. An end is a point, a nozzle ``R101.N1``, a group
    of nozzles (``R101.top`` for ``top_a``, ``top_b``, ``top_c``: one wire each) or a place on a span written before
    (``BUS@0.5`` is its middle, ``BUS@0.4/0.5/0.6`` a place on each of three wires)."""

    name: Name | None = Field(None, description="名称，供后面的线引用 / its name, for spans written after it")
    start: str | Point3 = Field(
        alias="from", description="起点 / start: an object's nozzle or group, span@share, a point"
    )
    to: str | Point3 = Field(description="终点，写法同 from / end, written as from")
    sag: Annotated[float, Field(ge=-20, le=20)] = Field(
        0.0, description="弧垂：中点比两端连线低多少，米 / how far its middle hangs below the chord, metres"
    )
    size: Annotated[float, Field(ge=2, le=500)] = Field(24.0, description="外径，毫米 / outer diameter, mm")
    look: str = Field("aluminium", description="材料，见设备目录 / what it is made of, see the equipment catalogue")
    count: Annotated[int, Field(ge=1, le=24)] = Field(
        1, description="两端都是坐标时的根数 / how many, where both ends are points"
    )
    apart: Point3 = Field(
        (0.0, 0.0, 0.0),
        description="坐标端相邻两根的间距，米 / step from wire to wire at an end that is a point, metres",
    )


class View(Model, title="观察点 / Point of view"):
    """A point of view for pictures of the place."""

    at: Point3 = Field(description="站立位置，米 / where one stands, metres")
    look: Point3 = Field(description="看向的点，米 / the point looked at, metres")
    title: Text | None = Field(None, description="说明 / what it shows")


class StageSection(Model, title="现场 / Stage"):
    """The place of the training."""

    rooms: dict[Name, Room] = Field(description="房间 / rooms")
    objects: dict[Name, StageObject] = Field(description="对象 / objects")
    places: dict[Name, Place] = Field(description="站位 / places to stand")
    walkways: tuple[tuple[str, str], ...] = Field((), description="站位间的直路 / straight ways between places")
    pipes: tuple[Pipe, ...] = Field((), description="管线 / pipes")
    spans: tuple[Span, ...] = Field((), description="悬挂的线 / hanging spans")
    views: dict[Name, View] = Field(default_factory=dict, description="取景点 / points of view for pictures")
    stairs: tuple[tuple[Point3, Point3], ...] = Field((), description="楼梯：下端与上端 / stairs: lower and upper end")
    platforms: tuple[tuple[Metres, Metres, Metres, Metres, Metres], ...] = Field(
        (), description="平台 [西, 南, 东, 北, 标高]，米 / platforms [west, south, east, north, level], metres"
    )

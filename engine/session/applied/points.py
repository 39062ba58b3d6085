"""``points:``, where something is applied by hand: the places a probe is held to and a portable thing is fastened at.

    FL1: {title: {zh: 法兰, en: Flange}, at: FLANGE1}
    W1:
      title: {zh: 出线侧, en: Outgoing side}
      at: POST1
      parts:
        A: {title: {zh: 左, en: Left}}
        B: {title: {zh: 右, en: Right}, at: POST2}      # a part may be at an object of its own

A point may have the id of the object or equipment it is at; ``at`` is then left out.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from engine.scenario.model import Model
from engine.scenario.text import Text
from engine.session.stage import Name

__all__ = ["Point", "PointPart", "PointsSection", "object_at", "objects_of", "spot_title"]


class PointPart(Model, title="点位的一部分 / Part of a point"):
    """One of several places of a point that are applied to one by one."""

    title: Text = Field(description="名称 / name")
    at: str = Field("", description="所在对象，缺省同点位 / the object it is at, by default that of the point")


class Point(Model, title="点位 / Point"):
    """A place something is applied to."""

    title: Text = Field(description="名称 / name")
    at: str = Field(
        "", description="所在的现场对象，缺省为同名对象 / the object it is at, by default the one of its id"
    )
    parts: dict[Name, PointPart] = Field(
        default_factory=dict, description="要逐个测试或连接的部分 / parts that are applied to one by one"
    )


PointsSection = dict[Name, Point]


def object_at(points: Mapping[str, Point], name: str, part: str) -> str:
    """The object of the stage where ``part`` of the point ``name`` is (``""`` for the point itself)."""
    point = points[name]
    own = point.parts[part].at if part else ""
    return own or point.at or name


def objects_of(points: Mapping[str, Point], name: str) -> list[str]:
    """All objects a point is at, in the order written."""
    parts = tuple(points[name].parts) or ("",)
    return list(dict.fromkeys(object_at(points, name, part) for part in parts))


def spot_title(points: Mapping[str, Point], name: str, part: str) -> Text:
    """What people call a part of a point."""
    point = points[name]
    if not part:
        return point.title
    own = point.parts[part].title
    return Text(
        zh=f"{point.title.of('zh')} {own.of('zh')}",
        en=f"{point.title.of('en')}, {own.of('en')}",
    )

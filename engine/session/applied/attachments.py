"""``attachments:``, portable things with ends that are fastened one by one, in the order the learner chooses.

    LEAD1:                                            # a tool of the stage
      register: LEADS                                 # counted in LEADS.out while any end is fastened
      length: 6 m                                     # its ends get no further apart
      ends:
        base:  {title: {zh: 固定端, en: Base}, fits: [{at: BAR}]}
        clamp: {title: {zh: 夹端, en: Clamp}, reach: 3 m, with: ROD,
                fits: [{at: W1, set: LEAD1.command}]}     # what the plant is told while it is there
      together: true                                  # … once all ends are fastened

Verbs ``attach`` (``{part: clamp, to: W1}``, or ``to: W1.A`` for a part of a point) and ``detach`` (``{part: clamp}``).
While an end is fastened the thing is in no hand; with the last one taken off it is back in it. Tags: ``LEAD1.base``,
``LEAD1.clamp``, ``W1.attached``, and ``LEADS.out`` of a register.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import Field

from engine.control.amounts import TagRef
from engine.scenario.model import Model
from engine.scenario.quantity import Amount
from engine.scenario.text import Text
from engine.session.applied.points import PointsSection
from engine.session.applied.probes import Reach
from engine.session.stage import Name
from engine.tags import Kind, Tag

__all__ = ["Attachment", "AttachmentsSection", "End", "Fit", "attachment_tags", "points_used", "registers", "split"]


class Fit(Model, title="可装位置 / Where an end fits"):
    """One place an end can be fastened, and what the plant is told while it is there."""

    at: str = Field(description="点位，或 点位.部分 / a point, or POINT.PART")
    set: TagRef | None = Field(None, description="所写的装置命令 / the command of the plant that is set")
    to: Amount = Field(Amount(1.0), description="装上时写的值 / its value while the end is fastened there")
    back: Amount | None = Field(
        None,
        description="拆下后写的值，缺省为无人操作时的值 / its value afterwards, by default that without any command",
    )


class End(Model, title="端 / End"):
    """One end of a portable thing."""

    title: Text = Field(description="名称 / name")
    fits: tuple[Fit, ...] = Field(description="可以装在哪里 / where it can be fastened", min_length=1)
    reach: Reach = Field(0.0, description="能够到多远，从肩部算起 / how far it reaches from the shoulder")
    tool: str = Field("", alias="with", description="须用手中的此工具 / the tool that must be in hand for it")


class Attachment(Model, title="便携装置 / Portable thing"):
    """A portable thing with ends."""

    ends: dict[Name, End] = Field(description="各端 / its ends", min_length=1)
    registered: str = Field(
        "", alias="register", description="登记名，同名的一起计数 / register; all of one name are counted together",
        pattern=r"^([A-Za-z][A-Za-z0-9_]*)?$", max_length=40,
    )  # fmt: skip
    length: Reach | None = Field(None, description="长度：各端最多相距多远 / how far apart its ends can be")
    together: bool = Field(False, description="各端都装好才写命令 / the plant is told only while all ends are fastened")


AttachmentsSection = dict[Name, Attachment]


def split(at: str) -> tuple[str, str]:
    """Point and part of ``W1.A``; the part is empty for ``W1``."""
    point, _, part = at.partition(".")
    return point, part


def points_used(section: Mapping[str, Attachment]) -> list[str]:
    """The points something can be fastened at, in the order they are first named."""
    every = (split(fit.at)[0] for thing in section.values() for end in thing.ends.values() for fit in end.fits)
    return list(dict.fromkeys(every))


def registers(section: Mapping[str, Attachment]) -> dict[str, Sequence[str]]:
    """The things of each register."""
    out: dict[str, list[str]] = {}
    for name, thing in section.items():
        if thing.registered:
            out.setdefault(thing.registered, []).append(name)
    return dict(out)


def attachment_tags(
    section: Mapping[str, Attachment], points: PointsSection, titles: Mapping[str, Text]
) -> list[Tag]:  # fmt: skip
    """A flag for each end, ``attached`` of each point used, ``out`` of each register."""
    out = []
    for name, thing in section.items():
        t = titles.get(name, Text(zh=name, en=name))
        for key, end in thing.ends.items():
            zh, en = f"{t.of('zh')} {end.title.of('zh')}已装", f"{t.of('en')}: {end.title.of('en')} fastened"
            out.append(Tag(f"{name}.{key}", kind=Kind.DISCRETE, zh=zh, en=en))
    for name in points_used(section):
        if name in points:
            zh, en = points[name].title.of("zh"), points[name].title.of("en")
            out.append(Tag(f"{name}.attached", kind=Kind.DISCRETE, zh=f"{zh} 已装有", en=f"{en}: something fastened"))
    for name, things in registers(section).items():
        zh, en = f"{name} 未收回数", f"{name}: number in use"
        out.append(Tag(f"{name}.out", high=float(len(things)), zh=zh, en=en, whole=True))
    return out

"""``faults:``, what goes wrong, when, and how, and the tags it brings.

    F1: {title: 主机跳闸, at: 90 min, does: [{set: K102A.trip, to: 1}, {set: K102B.unavailable, to: 1}]}
    F3: {title: 测温冻结, when: "E101.T > 58 degC", for: 20 min, does: [{instrument: TI101A, mode: freeze}]}
    F5: {title: 漂移, chance: {between: [60 min, 120 min]}, does: [{instrument: TI101A, mode: drift, by: 3 K/min}]}
    F4: {title: 测温冻结, by: instructor, does: [{instrument: TI101A, mode: freeze, to: 58 degC}]}
    F6: {title: 跳闸可重启, at: 90 min, for: 5 s, does: [{set: K102A.command, to: 0, stays: true}]}
    F7: {title: 联锁失效, by: instructor, does: [{interlock: I103, mode: fail}]}
    F8: {title: 演练之一, draw: {pot: drill, when: start.drill, between: [3 min, 8 min]}, does: [{set: K1.trip, to: 1}]}

Of all faults with the same ``pot`` the seed draws exactly one, and when it comes: a drill nobody knows beforehand.
The instructor can begin and end every fault by hand. One tag each: ``F1.active``.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, RootModel, model_validator

from engine.control.amounts import DeviceId, TagRef
from engine.control.bus import Known
from engine.scenario.expression import Expression
from engine.scenario.model import Model, author_error
from engine.scenario.quantity import Amount, Duration, Ratio
from engine.scenario.text import Text
from engine.tags import Kind, Tag

__all__ = ["INSTRUMENT_MODES", "Chance", "Does", "Draw", "Fault", "Faults", "tags"]

INSTRUMENT_MODES = ("bias", "drift", "freeze", "noise", "open")
_NEEDS_BY = ("bias", "drift", "noise")


class Does(Model, title="后果 / What it does"):
    """One thing a fault does: set a plant tag, upset an instrument, or disable an interlock."""

    set: TagRef | None = Field(default=None, description="所改的装置位号 / the plant tag that is set")
    to: Amount | None = Field(
        default=None,
        description="改成的值；freeze：冻结在此值，缺省为当时示值"
        " / the value it is set to; freeze: where it stays, by default what it showed",
    )
    stays: bool = Field(
        default=False,
        description="故障过后停在此值，须由人重新操作（如跳闸后重新启动）"
        " / stays there when the fault is over, until it is operated again (a motor that has tripped)",
    )
    instrument: DeviceId | None = Field(default=None, description="出故障的仪表 / the instrument that fails")
    interlock: DeviceId | None = Field(default=None, description="失效的联锁 / the interlock that fails")
    mode: Literal["bias", "drift", "freeze", "noise", "open", "fail"] | None = Field(
        default=None,
        description="仪表：bias 偏移、drift 漂移、freeze 冻结、noise 噪声放大、open 断线；联锁：fail 拒动"
        " / instruments: bias, drift, freeze, noise, open; interlocks: fail (never trips)",
    )
    by: Amount | None = Field(
        default=None,
        description="bias：偏移量；drift：速率；noise：倍数 / bias: how much; drift: how fast; noise: how many times",
    )

    @model_validator(mode="after")
    def _one(self) -> Does:
        if sum(x is not None for x in (self.set, self.instrument, self.interlock)) != 1:
            author_error(
                "fault_does",
                "写 set、instrument、interlock 中的一个",
                "give one of `set`, `instrument`, `interlock`",
            )
        if (self.set is None) != (self.to is None) and self.mode != "freeze":
            author_error(
                "fault_does",
                "set 要和 to 一起写，此外只有 freeze 可写 to",
                "`set` goes with `to`; apart from that only `freeze` takes `to`",
            )
        if self.stays and self.set is None:
            author_error("fault_does", "stays 只和 set 一起写", "`stays` goes with `set` only")
        if (self.set is None) == (self.mode is None):
            author_error("fault_does", "仪表和联锁的故障要写 mode", "a failing instrument or interlock needs `mode`")
        if self.mode is not None and (self.interlock is not None) != (self.mode == "fail"):
            author_error(
                "fault_mode",
                f"`{self.mode}` 不适用",
                f"`{self.mode}` does not apply here",
                "联锁用 fail，仪表用 bias、drift、freeze、noise、open",
                "interlocks take fail; instruments bias, drift, freeze, noise, open",
            )
        if (self.by is not None) != (self.mode in _NEEDS_BY):
            author_error(
                "fault_by",
                "bias、drift、noise 要写 by，其他不写",
                "bias, drift and noise need `by`, others take none",
            )
        return self


class Chance(Model, title="随机 / Chance"):
    """When a fault comes by chance; the seed decides, the same seed always alike."""

    between: tuple[Duration, Duration] | None = Field(
        default=None, description="在此时间段内，各时刻机会均等 / at any time of this window alike"
    )
    per: Duration | None = Field(default=None, description="平均间隔（指数分布） / mean time to it (exponential)", gt=0)
    probability: Ratio = Field(default=1.0, description="发生的概率 / probability that it comes at all", ge=0.0, le=1.0)

    @model_validator(mode="after")
    def _one(self) -> Chance:
        if (self.between is None) == (self.per is None):
            author_error("chance", "写 between 或 per 中的一个", "give either `between` or `per`")
        return self


class Draw(Model, title="抽签 / Draw"):
    """One of several faults, drawn by the seed; the same seed always draws the same one."""

    pot: str = Field(
        description="签筒：同一签筒中只抽一个 / the pot; of all faults in a pot one comes",
        pattern=r"^[A-Za-z][A-Za-z0-9_]*$",
    )
    when: Expression | None = Field(
        default=None, description="从此条件成立时算起，缺省从开始 / counted from when this holds, by default the start"
    )
    between: tuple[Duration, Duration] = Field(
        description="此后多久到多久之间发生，各时刻机会均等 / it comes at any time of this window alike"
    )


class Fault(Model, title="故障 / Fault"):
    """One malfunction."""

    title: Text = Field(description="名称 / name")
    at: Duration | None = Field(default=None, description="发生时刻 / when it begins")
    when: Expression | None = Field(
        default=None, description="满足条件时发生（一次） / it begins when this holds, once"
    )
    chance: Chance | None = Field(default=None, description="随机发生 / it begins by chance")
    draw: Draw | None = Field(
        default=None, description="抽签：几个故障中随机来一个 / one of several comes, drawn by the seed"
    )
    by: Literal["instructor"] | None = Field(default=None, description="由教师触发 / only the instructor begins it")
    lasts: Duration | None = Field(
        default=None,
        alias="for",
        description="持续时间，缺省不恢复 / how long it lasts, for good if left out",
        gt=0,
    )
    does: list[Does] = Field(
        description="后果；空表示只有场景里的样子和话与它有关 / what it does; empty: only looks and words go by it"
    )
    hidden: bool = Field(default=True, description="对学员不显示 / not shown to the learner")

    @model_validator(mode="after")
    def _one_trigger(self) -> Fault:
        if sum(x is not None for x in (self.at, self.when, self.chance, self.draw, self.by)) != 1:
            author_error(
                "fault_trigger",
                "写 at、when、chance、draw、by 中的一个",
                "give one of `at`, `when`, `chance`, `draw`, `by`",
            )
        return self


class Faults(RootModel[dict[DeviceId, Fault]], title="故障 / Faults"):
    """All faults by id."""

    root: dict[DeviceId, Fault] = Field(default_factory=dict)


def tags(section: Faults, known: Known) -> list[Tag]:  # noqa: ARG001  (every section's ``tags`` has this shape)
    """``active`` of each."""
    return [
        Tag(f"{key}.active", kind=Kind.DISCRETE, zh=entry.title.zh, en=entry.title.en)
        for key, entry in section.root.items()
    ]

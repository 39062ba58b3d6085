"""``alarms:``, what calls the operator, and the tags it brings.

    TI101.H:  {title: 温度高, on: TI101A, high: 65 degC, deadband: 1 K, on_delay: 2 s, off_delay: 5 s,
               priority: high, respond: 检查冷却, why: 高于 65 ℃ 就难以控制}
    TDI101:   {title: 两支测温偏差大, on: TI101A, other: TI101B, deviation: 3 K, priority: medium}
    YA102.S:  {title: 停运, on: YI102, is: 0, priority: medium}
    TI101.R:  {title: 升温过快, on: TI101A, rising: 0.5 K/min, over: 60 s, priority: high}
    FA101.X:  {title: 进料而无冷却, when: "FI101 > 0.02 kg/s and FI102 < 15 m3/h", priority: critical, latched: true}

Three tags each: ``TI101.H.active`` (the condition holds, delays applied), ``.unack`` (waits to be acknowledged),
``.state`` (one of the nine states of ISA-18.2).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, RootModel, model_validator

from engine.control.alarms.states import STATES
from engine.control.amounts import DeviceId, TagRef
from engine.control.bus import Known
from engine.scenario.expression import Expression
from engine.scenario.model import Model, author_error
from engine.scenario.quantity import Amount, Duration
from engine.scenario.text import Text
from engine.tags import Kind, Tag

__all__ = ["PRIORITIES", "Alarm", "Alarms", "Priority", "tags"]

Priority = Literal["critical", "high", "medium", "low"]
PRIORITIES: tuple[Priority, ...] = ("critical", "high", "medium", "low")
"""The most urgent first."""

_KINDS = ("high", "low", "state", "deviation", "rising", "falling", "when")


class Alarm(Model, title="报警 / Alarm"):
    """One alarm: exactly one condition, and what to do about it."""

    title: Text = Field(description="名称 / what is wrong, in words")
    label: str = Field(default="", description="牌号，缺省为编号 / label people see, the id if left out")
    on: TagRef | None = Field(default=None, description="被监视的位号 / the tag it watches")
    high: Amount | None = Field(default=None, description="高限 / alarm above this")
    low: Amount | None = Field(default=None, description="低限 / alarm below this")
    state: bool | int | str | None = Field(
        default=None,
        alias="is",
        description="开关量或方式等于此值时报警 / alarm while a discrete or mode tag has this value",
    )
    other: TagRef | None = Field(
        default=None, description="与之比较的位号（偏差报警） / tag to compare with (deviation)"
    )
    deviation: Amount | None = Field(default=None, description="偏差限 / alarm when both differ by more")
    rising: Amount | None = Field(default=None, description="上升速率限，如 0.5 K/min / alarm when it rises faster")
    falling: Amount | None = Field(default=None, description="下降速率限 / alarm when it falls faster")
    over: Duration = Field(default=60_000, description="速率的平滑时间 / smoothing time of the rate", gt=0)
    when: Expression | None = Field(default=None, description="任意条件 / any condition")
    deadband: Amount = Field(default=Amount(0.0), description="死区（回差） / dead-band")
    on_delay: Duration = Field(default=0, description="报警延时 / the condition must hold this long")
    off_delay: Duration = Field(default=0, description="恢复延时 / it must be gone this long")
    priority: Priority = Field(description="优先级 / priority")
    latched: bool = Field(default=False, description="锁存：恢复后须复位 / stays until reset")
    group: str = Field(default="", description="首出组 / group in which the first alarm is marked")
    respond: Text = Field(default=Text(), description="该怎么做 / what to do")
    why: Text = Field(default=Text(), description="为什么要紧 / why it matters")

    @model_validator(mode="after")
    def _one_condition(self) -> Alarm:
        given = [kind for kind in _KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            author_error(
                "alarm_condition",
                "一条报警只写一个条件" if given else "没有写报警条件",
                "an alarm has one condition" if given else "the condition is missing",
                "high、low、is、deviation、rising、falling、when 中选一个",
                "give one of high, low, is, deviation, rising, falling, when",
            )
        if (self.on is None) != (given == ["when"]):
            author_error("alarm_on", "when 之外的条件要写 on（被监视的位号）", "every condition but `when` needs `on`")
        if (self.other is None) != (given != ["deviation"]):
            author_error("alarm_other", "偏差报警要写 other（与之比较的位号）", "a deviation alarm needs `other`")
        return self


class Alarms(RootModel[dict[DeviceId, Alarm]], title="报警 / Alarms"):
    """All alarms by id."""

    root: dict[DeviceId, Alarm] = Field(default_factory=dict)


def tags(section: Alarms, known: Known) -> list[Tag]:  # noqa: ARG001  (every section's ``tags`` has this shape)
    """``active``, ``unack`` and ``state`` of every alarm."""
    out = []
    for key, entry in section.root.items():
        zh, en, label = entry.title.of("zh"), entry.title.of("en"), entry.label or key
        options = tuple(state.value for state in STATES)
        out += [
            Tag(f"{key}.active", kind=Kind.DISCRETE, zh=f"{zh}：报警中", en=f"{en}: in alarm", label=label),
            Tag(f"{key}.unack", kind=Kind.DISCRETE, zh=f"{zh}：未确认", en=f"{en}: not acknowledged", label=label),
            Tag(f"{key}.state", kind=Kind.MODE, high=len(options) - 1.0, zh=f"{zh}：报警状态",
                en=f"{en}: alarm state", label=label, options=options),
        ]  # fmt: skip
    return out

"""``alarms:``, what calls the operator, and the tags it brings.

    TI101.H:  {title: 温度高, on: TI101A, high: 65 degC, deadband: 1 K, on_delay: 2 s, off_delay: 5 s,
               priority: high, respond: 检查冷却, why: 高于 65 ℃ 就难以控制}
    TDI101:   {title: 两支测温偏差大, on: TI101A, other: TI101B, deviation: 3 K, priority: medium}
    YA102.S:  {title: 停运, on: YI102, is: 0, priority: medium}
    TI101.R:  {title: 升温过快, on: TI101A, rising: 0.5 K/min, over: 60 s, priority: high}
    FA101.X:  {title: 进料而无冷却, when: "FI101 > 0.02 kg/s and FI102 < 15 m3/h", shows: FI102, priority: critical,
               latched: true}
    FI102.L:  {title: 流量低, on: FI102, low: 22 m3/h, priority: medium, shelve: {longest: 15 min},
               suppress: {when: "not P102A.running", off_delay: 10 s, why: 设备停着时流量低是正常的}}

Three tags each: ``TI101.H.active`` (the condition holds, delays applied), ``.unack`` (waits to be acknowledged),
``.state`` (one of the nine states of ISA-18.2).

Three ways to silence an alarm, all on record. *Shelving* is the operator's: ``shelve`` on the alarm with
``{minutes: 10, reason: 仪表检修}``, at most ``longest`` (30 min if left out), never for critical alarms unless the
scenario says so; it ends by itself, or with ``restore``. *Suppression by design* is the author's: while ``suppress:
{when: …}`` holds, and ``off_delay`` after it, the alarm is hidden. *Out of service* is the supervisor's: ``disable``
with ``{reason: …}`` until ``restore``. However it ends, an alarm whose condition holds is announced as new.

Five tags for all together: ``ALARMS.rate`` (announced in the last 10 min), ``ALARMS.unacknowledged``,
``ALARMS.standing``, ``ALARMS.shelved`` (how many) and ``ALARMS.waiting`` (for how long the oldest has not been
acknowledged, s). A rubric needs nothing special: ``when: "ALARMS.waiting > 60 s"``.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, RootModel, model_validator

from engine.control.alarms.states import STATES
from engine.control.alarms.tally import tally_tags
from engine.control.amounts import DeviceId, TagRef
from engine.control.bus import Known
from engine.scenario.expression import Expression
from engine.scenario.model import Model, author_error
from engine.scenario.quantity import Amount, Duration
from engine.scenario.text import Text
from engine.tags import Kind, Tag

__all__ = ["LONGEST_SHELVING", "PRIORITIES", "Alarm", "Alarms", "Priority", "Shelving", "Suppression", "tags"]

Priority = Literal["critical", "high", "medium", "low"]
PRIORITIES: tuple[Priority, ...] = ("critical", "high", "medium", "low")
"""The most urgent first."""

_KINDS = ("high", "low", "state", "deviation", "rising", "falling", "when")


LONGEST_SHELVING = 30 * 60_000
"""How long an alarm may be shelved where its scenario does not say, ms. Practice: no longer than a task, never
over the end of a shift (ISA-18.2, clause 11.7, asks for a limit and leaves the figure to the site)."""


class Shelving(Model, title="搁置 / Shelving"):
    """Whether an operator may put the alarm aside, and for how long."""

    allowed: bool = Field(default=True, description="是否允许搁置 / whether it may be shelved")
    longest: Duration = Field(
        default=LONGEST_SHELVING, description="一次最长搁置时间，到时自动恢复 / longest time, then it comes back", gt=0
    )

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"allowed": value} if isinstance(value, bool) or value in ("yes", "no") else value


class Suppression(Model, title="按设计抑制 / Suppression by design"):
    """When the alarm means nothing and is hidden: the plant's state says so, not a person."""

    when: Expression = Field(description="成立时抑制 / the alarm is hidden while this holds")
    off_delay: Duration = Field(
        default=0, description="条件消失后继续抑制的时间 / it stays hidden this long after the condition has gone"
    )
    why: Text = Field(default=Text(), description="为什么此时不需要报警 / why the alarm means nothing then")


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
    shows: TagRef | None = Field(
        default=None, description="when 报警在列表中显示哪个位号的值 / with `when`: the tag whose value the list shows"
    )
    deadband: Amount = Field(default=Amount(0.0), description="死区（回差） / dead-band")
    on_delay: Duration = Field(default=0, description="报警延时 / the condition must hold this long")
    off_delay: Duration = Field(default=0, description="恢复延时 / it must be gone this long")
    priority: Priority = Field(description="优先级 / priority")
    latched: bool = Field(default=False, description="锁存：恢复后须复位 / stays until reset")
    group: str = Field(default="", description="首出组 / group in which the first alarm is marked")
    shelve: Shelving | None = Field(
        default=None,
        description="搁置；不写则最长 30 min，紧急报警不允许；false 为不允许"
        " / shelving; 30 min if left out, none for critical alarms; false for none",
    )
    suppress: Suppression | None = Field(default=None, description="按设计抑制 / suppression by design")
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
        if self.shows is not None and self.when is None:
            author_error(
                "alarm_shows", "shows 只和 when 一起写，其他报警显示 on", "`shows` goes with `when`; others show `on`"
            )
        return self

    @property
    def shelvable(self) -> int:
        """The longest it may be shelved, ms; 0 where it may not."""
        if self.shelve is None:
            return 0 if self.priority == "critical" else LONGEST_SHELVING
        return self.shelve.longest if self.shelve.allowed else 0

    @property
    def watched(self) -> str | None:
        """The tag whose value the list shows, if there is one."""
        return self.on or self.shows


class Alarms(RootModel[dict[DeviceId, Alarm]], title="报警 / Alarms"):
    """All alarms by id."""

    root: dict[DeviceId, Alarm] = Field(default_factory=dict)


def tags(section: Alarms, known: Known) -> list[Tag]:  # noqa: ARG001  (every section's ``tags`` has this shape)
    """``active``, ``unack`` and ``state`` of every alarm, and the figures of all together."""
    out = tally_tags() if section.root else []
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

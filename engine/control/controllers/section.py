"""``controllers:``, the loops of the control system, and the tags they bring.

    TIC101: {title: 内温, pv: TI101A, sp: 60 degC, sp_range: [5 degC, 90 degC], drives: TIC102.sp,
             gain: 5 K/K, integral: 900 s, action: reverse, output: [5 degC, 72 degC], mode: auto}
    TIC102: {title: 外温, pv: TI102, sp: 58 degC, gain: 8 %/K, integral: 120 s, action: direct, mode: cascade,
             output: [-100 %, 100 %], split: [{drives: TV102A.command, from: 0 %, to: 100 %},
                                              {drives: TV102B.command, from: 0 %, to: -100 %}]}

Four tags each: ``TIC101.pv``, ``.sp``, ``.out``, ``.mode``. A loop that drives ``X.sp`` is the master of X.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from pydantic import Field, RootModel, model_validator

from engine.control.amounts import DeviceId, TagRef, gain, slope
from engine.control.bus import Known
from engine.control.controllers.pid import Tuning
from engine.control.errors import ControlError
from engine.scenario.model import Model, author_error
from engine.scenario.quantity import Amount, Duration
from engine.scenario.text import Text
from engine.tags import Kind, Tag

__all__ = ["MODES", "Controller", "Controllers", "Ranges", "Split", "ranges", "slave_of", "tags", "tuning"]

MODES = ("manual", "auto", "cascade")


class Split(Model, title="分程输出 / Split output"):
    """One of several outputs: while the loop's output goes ``from`` → ``to``, this one goes from low to high."""

    drives: TagRef = Field(description="所驱动的位号 / the tag it drives")
    begin: Amount = Field(alias="from", description="本路起点对应的控制器输出 / loop output where this one starts")
    to: Amount = Field(description="本路终点对应的控制器输出 / loop output where this one is fully on")


class Controller(Model, title="控制回路 / Loop"):
    """One PID loop."""

    title: Text = Field(description="名称 / what it holds, in words")
    label: str = Field(default="", description="牌号，如 TIC-101 / the label people see, such as TIC-101")
    pv: TagRef = Field(description="测量值（仪表位号） / measured value (tag of an instrument)")
    sp: Amount = Field(description="设定值 / set-point at the start")
    sp_range: tuple[Amount, Amount] | None = Field(
        default=None,
        description="设定值允许范围，缺省为仪表量程 / range of the set-point, the instrument's if left out",
    )
    drives: TagRef | None = Field(
        default=None,
        description="所驱动的位号；写 `另一回路.sp` 即为串级主回路 / tag it drives; `OTHER.sp` for a cascade",
    )
    split: list[Split] | None = Field(default=None, description="分程输出 / split range outputs", min_length=2)
    gain: Amount = Field(description="比例增益，输出单位每测量单位，如 8 %/K / gain, output per measurement, as 8 %/K")
    integral: Duration | None = Field(
        default=None, description="积分时间，缺省无积分 / integral time, none if left out", gt=0
    )
    derivative: Duration = Field(default=0, description="微分时间 / derivative time")
    action: Literal["reverse", "direct"] = Field(
        description="reverse：测量升则输出降；direct：测量升则输出升 / reverse: output falls as the measurement rises"
    )
    scan: Duration = Field(default=1000, description="运算周期 / how often it is worked out", gt=0)
    mode: Literal["manual", "auto", "cascade"] = Field(default="auto", description="开始时的方式 / mode at the start")
    output: tuple[Amount, Amount] | None = Field(
        default=None,
        description="输出限幅，缺省为所驱动位号的量程 / output limits, the range of the driven tag if left out",
    )
    start: Amount | None = Field(default=None, description="开始时的输出 / output at the start")
    rate: Amount | None = Field(
        default=None, description="输出变化速率上限，如 5 %/s / largest rate of the output, as 5 %/s"
    )

    @model_validator(mode="after")
    def _one_target(self) -> Controller:
        if (self.drives is None) == (self.split is None):
            author_error(
                "controller_target",
                "要么写 drives，要么写 split，只写一个",
                "give either `drives` or `split`",
            )
        if self.split is not None and self.output is None:
            author_error(
                "split_output",
                "分程控制要写 output（输出范围）",
                "a split range needs `output`, its own range",
                "例如 output: [-100 %, 100 %]",
                "for instance output: [-100 %, 100 %]",
            )
        return self


class Controllers(RootModel[dict[DeviceId, Controller]], title="控制回路 / Loops"):
    """All loops by id."""

    root: dict[DeviceId, Controller] = Field(default_factory=dict)


class Ranges(NamedTuple):
    """The numbers of one loop in the units of its tags."""

    pv: Tag
    sp_low: float
    sp_high: float
    out_unit: str
    out_low: float
    out_high: float


def slave_of(entry: Controller, section: Controllers) -> str | None:
    """The id of the loop whose set-point this one drives, if any."""
    target = entry.drives or ""
    key = target.removesuffix(".sp")
    return key if target != key and key in section.root else None


def ranges(key: str, section: Controllers, known: Known) -> Ranges:
    """Units and ranges of one loop; may look at its slave. Raises ``ControlError`` or ``UnitError``."""
    entry = section.root[key]
    if entry.pv not in known:
        raise ControlError(key, f"there is no tag {entry.pv}")
    pv = known[entry.pv]
    if entry.sp_range is None:
        sp_low, sp_high = pv.low, pv.high
    else:
        sp_low, sp_high = (end.to(pv.unit) for end in entry.sp_range)
    slave = slave_of(entry, section)
    if entry.split is not None and entry.output is not None:
        out_unit = entry.output[0].unit
        low_value, high_value = (end.to(out_unit) for end in entry.output)
        return Ranges(pv, sp_low, sp_high, out_unit, low_value, high_value)
    if slave is not None:
        inner = section.root[slave]
        if inner.pv not in known or slave == key:
            raise ControlError(key, f"{slave} cannot be its slave")
        below, ends = known[inner.pv], inner.sp_range
        out_unit = below.unit
        low_value, high_value = (below.low, below.high) if ends is None else (e.to(out_unit) for e in ends)
    else:
        if entry.drives is None or entry.drives not in known:
            raise ControlError(key, f"there is no tag {entry.drives}")
        driven = known[entry.drives]
        out_unit, low_value, high_value = driven.unit, driven.low, driven.high
    if entry.output is not None:
        low_value, high_value = (end.to(out_unit) for end in entry.output)
    return Ranges(pv, sp_low, sp_high, out_unit, low_value, high_value)


def tuning(key: str, section: Controllers, known: Known, tick_ms: int) -> Tuning:
    """The PID settings of one loop in its own units."""
    entry, r = section.root[key], ranges(key, section, known)
    scan_ticks = max(1, -(-entry.scan // tick_ms))
    return Tuning(
        gain=gain(entry.gain, r.out_unit, r.pv.unit),
        integral_s=None if entry.integral is None else entry.integral / 1000.0,
        low=r.out_low,
        high=r.out_high,
        reverse=entry.action == "reverse",
        scan_s=scan_ticks * tick_ms / 1000.0,
        derivative_s=entry.derivative / 1000.0,
        rate=None if entry.rate is None else slope(entry.rate, r.out_unit),
    )


def tags(section: Controllers, known: Known) -> list[Tag]:
    """``pv``, ``sp``, ``out`` and ``mode`` of every loop."""
    out = []
    for key, entry in section.root.items():
        r = ranges(key, section, known)
        zh, en, label = entry.title.of("zh"), entry.title.of("en"), entry.label
        out += [
            Tag(
                f"{key}.pv",
                r.pv.unit,
                Kind.ANALOG,
                r.pv.low,
                r.pv.high,
                f"{zh}测量值",
                f"{en}, measured",
                label,
            ),
            Tag(
                f"{key}.sp",
                r.pv.unit,
                Kind.ANALOG,
                r.sp_low,
                r.sp_high,
                f"{zh}设定值",
                f"{en}, set-point",
                label,
            ),
            Tag(
                f"{key}.out",
                r.out_unit,
                Kind.ANALOG,
                r.out_low,
                r.out_high,
                f"{zh}输出",
                f"{en}, output",
                label,
            ),
            Tag(
                f"{key}.mode",
                kind=Kind.MODE,
                high=2.0,
                zh=f"{zh}方式",
                en=f"{en}, mode",
                label=label,
                options=MODES,
            ),
        ]
    return out

"""``instruments:``, what people and controllers can see of the plant, and the tags it brings.

    TI101: {title: 温度, label: TI-101, reads: E101.T, range: [0 degC, 200 degC], lag: 12 s, noise: 0.1 K}
    XI101: {title: 累积量, calculates: "E101.n / 20 kmol", unit: "%", range: [0 %, 100 %], scan: 1 s}
    ZS105: {title: 开到位, reads: XV105.opened}

An instrument has two tags: ``TI101``, what it shows, and ``TI101.bad``, 1 while its signal has failed.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from pydantic import Field, RootModel, model_validator

from engine.control.amounts import DeviceId, TagRef
from engine.control.bus import Known
from engine.control.errors import ControlError
from engine.scenario.expression import Expression
from engine.scenario.model import Model, author_error
from engine.scenario.quantity import Amount, Duration
from engine.scenario.text import Text
from engine.scenario.units import unit
from engine.tags import Kind, Tag

__all__ = ["Instrument", "Instruments", "Scale", "scale", "tags"]


class Instrument(Model, title="仪表 / Instrument"):
    """One instrument: it reads a tag of the plant, or calculates from several."""

    title: Text = Field(description="名称 / what it measures, in words")
    label: str = Field(default="", description="牌号，如 TI-101 / the label people see, such as TI-101")
    reads: TagRef | None = Field(default=None, description="所读的装置位号 / the plant tag it reads")
    calculates: Expression | None = Field(
        default=None,
        description="计算式（软测量）；得出真假时不写 range / formula of a soft sensor; no range for a condition",
    )
    unit: str = Field(default="", description="显示单位，缺省同被测位号 / unit shown, that of the tag read if left out")
    range: tuple[Amount, Amount] | None = Field(
        default=None, description="量程，缺省同被测位号 / measuring range, that of the tag read if left out"
    )
    lag: Duration = Field(default=0, description="一阶滞后时间常数 / time constant of its first-order lag")
    noise: Amount = Field(default=Amount(0.0), description="噪声的标准差 / standard deviation of its noise")
    scan: Duration = Field(default=200, description="采样周期 / how often it is read", gt=0)
    fails: Literal["low", "high"] = Field(
        default="low",
        description="信号断线时指向量程的哪一端 / the end of the range it shows when its signal is lost",
    )

    @model_validator(mode="after")
    def _one_source(self) -> Instrument:
        if (self.reads is None) == (self.calculates is None):
            author_error(
                "instrument_source",
                "要么写 reads，要么写 calculates，只写一个",
                "give either `reads` or `calculates`",
            )
        return self


class Instruments(RootModel[dict[DeviceId, Instrument]], title="仪表 / Instruments"):
    """All instruments by id."""

    root: dict[DeviceId, Instrument] = Field(default_factory=dict)


class Scale(NamedTuple):
    """What an instrument shows: kind, unit, range, and source → shown as ``x * factor + offset``."""

    kind: Kind
    unit: str
    low: float
    high: float
    factor: float
    offset: float
    options: tuple[str, ...] = ()


def scale(key: str, entry: Instrument, known: Known) -> Scale:
    """The scale of one instrument. Raises ``ControlError`` or ``UnitError`` where its parts do not fit."""
    if entry.reads is None:
        if entry.range is None:
            return Scale(Kind.DISCRETE, "", 0.0, 1.0, 1.0, 0.0)
        shown = entry.unit or entry.range[0].unit
        to = unit(shown or "1")
        low, high = (end.to(shown) for end in entry.range)
        return Scale(Kind.ANALOG, shown, low, high, 1.0 / to.factor, -to.offset / to.factor)
    if entry.reads not in known:
        raise ControlError(key, f"there is no tag {entry.reads}")
    source = known[entry.reads]
    if source.kind is not Kind.ANALOG:
        return Scale(source.kind, "", source.low, source.high, 1.0, 0.0, source.options)
    shown = entry.unit or source.unit
    to, own = unit(shown or "1"), unit(source.unit or "1")
    if to.dimension != own.dimension:
        raise ControlError(key, f"{shown} does not measure what {source.id} ({source.unit}) is")
    factor, offset = own.factor / to.factor, (own.offset - to.offset) / to.factor
    if entry.range is None:
        low, high = source.low * factor + offset, source.high * factor + offset
    else:
        low, high = (end.to(shown) for end in entry.range)
    return Scale(Kind.ANALOG, shown, low, high, factor, offset)


def tags(section: Instruments, known: Known) -> list[Tag]:
    """The tags of all instruments: first everything shown, then everything that can go bad."""
    shown, bad = [], []
    for key, entry in section.root.items():
        kind, own_unit, low, high, factor, offset, options = scale(key, entry, known)
        zh, en, label = entry.title.zh, entry.title.en, entry.label
        plain = not entry.lag and not entry.noise.value and (factor, offset) == (1.0, 0.0)
        whole = plain and entry.reads is not None and known[entry.reads].whole
        shown.append(Tag(key, own_unit, kind, low, high, zh, en, label, options, whole=whole))
        bad.append(
            Tag(
                f"{key}.bad", kind=Kind.DISCRETE, zh=f"{entry.title.of('zh')}信号故障",
                en=f"{entry.title.of('en')}, signal failed", label=label,
            )
        )  # fmt: skip
    return shown + bad

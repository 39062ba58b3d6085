"""What may happen: a condition over the recorded tags, an action, an event, or some of these together.

done: "TI101 > 65 degC"                                     # a condition, short form
done: {when: "FI102 > 28 m3/h", for: 30 s}                  # held for some time
done: {act: set, on: TIC101, value: {sp: [58, 62]}}         # the learner sets a value within 58…62
done: {event: trip, source: I101}
done: {all: [{act: close, on: XV101A}, {act: stop, on: P101}]}
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Self

from pydantic import Field, model_validator

from engine.events import EVENT_KINDS
from engine.scenario.expression import Expression
from engine.scenario.model import Model, author_error
from engine.scenario.nearest import did_you_mean
from engine.scenario.quantity import Duration
from engine.scenario.text import Text
from engine.session.actions import VERBS
from grading.calculus.fields import Names, ShortForm

__all__ = ["ANYONE", "Condition", "Occurrence", "matches"]

ANYONE = "anyone"
"""``by: anyone`` takes the actions of every participant."""

Plain = bool | int | float | str | None | list[Any] | dict[str, Any]


class Condition(ShortForm, Model, title="条件 / Condition"):
    """A condition over the recorded tags with a name for people."""

    when: Expression = Field(description="条件 / the condition")
    title: Text | None = Field(None, description="用文字说明 / the same in words")

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"when": value} if isinstance(value, str) else value


class Occurrence(ShortForm, Model, title="发生的事 / Occurrence"):
    """One thing that may happen. Give exactly one of ``when``, ``act``, ``event``, ``any``, ``all``."""

    when: Expression | None = Field(None, description="条件 / condition over tags")
    lasting: Duration = Field(0, alias="for", description="条件须持续的时间 / how long it must hold")
    act: Names = Field((), description="动作 / verb, or several")
    on: Names = Field((), description="操作对象，可多个 / what is acted on; one of several")
    by: str = Field("learner", description="谁做的，anyone 为任何人 / who does it; anyone for all")
    value: Plain = Field(None, description="操作值，[下限, 上限] 表示范围 / value; [low, high] is a range")
    event: Names = Field((), description="事件类型 / kind of event, or several")
    source: Names = Field((), description="事件来源 / what reports the event")
    data: dict[str, Plain] = Field(default_factory=dict, description="事件内容 / what the event carries")
    any: tuple[Occurrence, ...] = Field((), description="其中之一 / one of these")
    all: tuple[Occurrence, ...] = Field((), description="全部（不分先后） / all of these, in any order")
    title: Text | None = Field(None, description="用文字说明 / the same in words")

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"when": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [name for name in ("when", "act", "event", "any", "all") if getattr(self, name)]
        if len(given) != 1:
            shown = "、".join(f"`{name}`" for name in given)
            author_error(
                "occurrence",
                f"只能写一种，这里有 {shown}" if given else "没有写明是什么：条件、动作还是事件",
                f"give one only, here are {', '.join(given)}"
                if given
                else "nothing is said: a condition, an action or an event",
                "写 `when`、`act`、`event`、`any`、`all` 之一",
                "give one of `when`, `act`, `event`, `any`, `all`",
            )
        kind = given[0]
        self._refuse_strays(kind)
        for verb in self.act:
            _known(verb, VERBS, "动词", "verb")
        for name in self.event:
            _known(name, EVENT_KINDS, "事件类型", "kind of event")
        return self

    def _refuse_strays(self, kind: str) -> None:
        """Fields that mean nothing beside ``kind`` are mistakes, not decoration."""
        belongs = {
            "lasting": ("when",),
            "on": ("act",),
            "by": ("act",),
            "value": ("act",),
            "source": ("event",),
            "data": ("event",),
        }
        for name, kinds in belongs.items():
            if kind not in kinds and getattr(self, name) != type(self).model_fields[name].get_default(
                call_default_factory=True
            ):
                shown = "for" if name == "lasting" else name
                author_error("stray", f"`{shown}` 只能与 `{kinds[0]}` 一起用", f"`{shown}` belongs to `{kinds[0]}`")

    def parts(self) -> tuple[Occurrence, ...]:
        """This occurrence and everything inside it."""
        inside = tuple(part for child in (*self.any, *self.all) for part in child.parts())
        return (self, *inside)


def _known(word: str, words: Mapping[str, Any], zh: str, en: str) -> None:
    if word in words:
        return
    near = did_you_mean(word, words)
    fix = (
        (f"是不是 `{near}`？", f"did you mean `{near}`?")
        if near
        else (f"可用：{'、'.join(words)}", f"possible: {', '.join(words)}")
    )
    author_error("unknown_word", f"没有 `{word}` 这个{zh}", f"there is no {en} `{word}`", *fix)


def matches(pattern: Any, value: Any) -> bool:
    """Whether plain data fits a pattern: equal numbers, ``[low, high]`` ranges, mappings key by key.

    >>> matches({"sp": [58, 62]}, {"sp": 60.0, "mode": "auto"})
    True
    """
    if isinstance(pattern, Mapping):
        return isinstance(value, Mapping) and all(k in value and matches(p, value[k]) for k, p in pattern.items())
    if _is_range(pattern):
        return _is_number(value) and pattern[0] <= value <= pattern[1]
    if _is_number(pattern) and _is_number(value):
        return math.isclose(pattern, value, rel_tol=1e-9, abs_tol=1e-12)
    return type(pattern) is type(value) and bool(pattern == value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_range(pattern: Any) -> bool:
    return isinstance(pattern, list) and len(pattern) == 2 and all(map(_is_number, pattern))

"""``interlocks:``, the cause-and-effect table, and the tags it brings.

    I101:
      title: {zh: 温度高高联锁, en: Temperature high-high}
      cause: {vote: 1oo2, of: ["TI101A > 75 degC", "TI101B > 75 degC"]}     # or one condition: cause: HS100
      for: 0 s
      effects:
        - {set: XV101A.command, to: 0}
        - {set: XV105.command, to: 100 %}
        - {permit: XV107.command}                     # held until this (or another permitting) interlock trips
        - {set: XV107.command, to: 1, confirm: HS107} # after the trip, when the operator presses HS107
      reset: manual
      bypass: {limit: 8 h, key: KEY101, permit: PERMIT}
      test: {inject: {TI101A: 80 degC}}
      sil: 1

Six tags each: ``I101.tripped``, ``.demand`` (the cause holds), ``.bypassed``, ``.permitted`` (bypassed, and its permit
is signed by all who must), ``.testing``, ``.tested``. Two for the table: ``BYPASS.any``, the lamp that lights while
anything is bypassed, and ``BYPASS.count``.

A trip remembers until it is reset which conditions held at the trip, which came first (first-out) and which came
after. A *bypass* needs the ``key`` in hand, an object of the stage with ``role: tool``. Without the permit it is not
refused, because the temptation is part of the training: ``permit`` names a document, and a rubric says
``kind: never, when: "I101.bypassed and not I101.permitted"``. A document that permits the bypass of several interlocks
must name the one it is for, by id or label, in one of its fields. A bypass warns ten minutes before its ``limit`` and
ends by itself. A bypassed interlock that is demanded reports what it would have tripped for (event
``bypass_demand``).
"""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import Field, GetJsonSchemaHandler, RootModel, model_validator
from pydantic_core import CoreSchema

from engine.control.amounts import DeviceId, TagRef
from engine.control.bus import Known
from engine.scenario.expression import Expression
from engine.scenario.model import Model, author_error
from engine.scenario.quantity import Amount, Duration
from engine.scenario.text import Text
from engine.tags import Encoding, Kind, Tag

__all__ = ["Bypass", "Cause", "Effect", "Interlock", "Interlocks", "Test", "tags"]

_VOTE = re.compile(r"([1-9])oo([1-9])\Z")


class Cause(Model, title="原因 / Cause"):
    """M out of N conditions; a bare condition is 1oo1."""

    vote: str = Field(default="1oo1", description="表决方式 MooN，如 1oo2、2oo3 / voting, as 1oo2 or 2oo3")
    of: list[Expression] = Field(description="各路条件 / the conditions that vote", min_length=1, max_length=9)

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"of": [value]} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        written = handler(schema)
        whole = handler.resolve_ref_schema(written)
        voting = dict(whole)
        whole.clear()
        whole["anyOf"] = [voting, {"type": "string", "description": "一路条件 / one condition"}]
        return written

    @model_validator(mode="after")
    def _counted(self) -> Cause:
        found = _VOTE.match(self.vote)
        if found is None or not int(found[1]) <= int(found[2]) == len(self.of):
            n = len(self.of)
            author_error(
                "vote", f"表决 `{self.vote}` 与 {n} 路条件不符", f"`{self.vote}` does not fit {n} conditions",
                f"例如 `1oo{n}`", f"for instance `1oo{n}`",
            )  # fmt: skip
        return self

    @property
    def needed(self) -> int:
        """M: how many must hold."""
        return int(self.vote[0])


class Effect(Model, title="结果 / Effect"):
    """One effect: ``set`` a tag ``to`` a value, or ``permit`` what is held until then."""

    set: TagRef | None = Field(default=None, description="动作的位号 / the tag that is set")
    to: Amount | None = Field(default=None, description="动作到的值 / the value it is set to")
    confirm: DeviceId | None = Field(
        default=None, description="需操作员按此开关确认 / switch that must be pressed as well"
    )
    permit: TagRef | None = Field(
        default=None, description="动作后才允许操作的位号 / a tag that may be operated only after the trip"
    )

    @model_validator(mode="after")
    def _one(self) -> Effect:
        if (self.set is None) == (self.permit is None):
            author_error("effect", "要么写 set，要么写 permit", "give either `set` or `permit`")
        if (self.set is None) != (self.to is None):
            author_error(
                "effect",
                "set 要和 to 一起写",
                "`set` goes with `to`",
                "例如 {set: XV101.command, to: 0}",
                "for instance {set: XV101.command, to: 0}",
            )
        if self.permit is not None and self.confirm is not None:
            author_error("effect", "confirm 只用于 set", "`confirm` belongs to `set`")
        return self


class Bypass(Model, title="旁路 / Bypass"):
    """How the interlock may be bypassed."""

    allowed: bool = Field(default=True, description="是否有旁路开关 / whether there is a bypass key")
    limit: Duration | None = Field(
        default=None, description="旁路最长时间，到时自动恢复 / it ends by itself after this", gt=0
    )
    key: DeviceId | None = Field(
        default=None, description="旁路钥匙：手中须有的对象 / the key: an object that must be in hand"
    )
    permit: DeviceId | None = Field(
        default=None, description="旁路作业票：须已签字的文件 / the permit: a document that must be signed"
    )
    lamp: bool = Field(default=True, description="旁路时点亮旁路灯 / whether it lights the bypass lamp")


class Test(Model, title="功能测试 / Function test"):
    """How the interlock is proven without tripping the plant."""

    __test__ = False  # not a test case for pytest

    inject: dict[TagRef, Amount] = Field(
        default_factory=dict,
        description="给各仪表注入的信号，缺省强制各路条件 / signals put in; the conditions are forced if none",
    )
    within: Duration = Field(default=10_000, description="延时之外的最长等待 / longest wait beyond the delay", gt=0)


class Interlock(Model, title="联锁 / Interlock"):
    """One row of the cause-and-effect table."""

    title: Text = Field(description="名称 / name")
    label: str = Field(default="", description="牌号，如 I-101 / the label people see, such as I-101")
    cause: Cause = Field(description="原因 / cause")
    hold: Duration = Field(default=0, alias="for", description="延时：原因须持续的时间 / the cause must hold this long")
    effects: list[Effect] = Field(description="结果 / effects", min_length=1)
    reset: Literal["manual", "auto"] = Field(
        default="manual",
        description="manual：原因消除后手动复位；auto：自动复位 / manual reset once the cause is gone, or auto",
    )
    bypass: Bypass = Field(default=Bypass(allowed=False), description="旁路；不写则不能旁路 / bypass; none if left out")
    test: Test = Field(default=Test(), description="功能测试 / function test")
    sil: int | None = Field(default=None, ge=1, le=4, description="安全完整性等级 / safety integrity level")
    group: str = Field(default="", description="首出组 / group in which the first trip is marked")
    why: Text = Field(default=Text(), description="它防止什么 / what it prevents")


class Interlocks(RootModel[dict[DeviceId, Interlock]], title="因果表 / Cause and effect"):
    """The whole table by id."""

    root: dict[DeviceId, Interlock] = Field(default_factory=dict)


_TAGS = (
    ("tripped", "已动作", "tripped"),
    ("demand", "条件成立", "demanded"),
    ("bypassed", "已旁路", "bypassed"),
    ("permitted", "旁路已许可", "bypass permitted"),
    ("testing", "测试中", "under test"),
    ("tested", "测试合格", "tested"),
)


def tags(section: Interlocks, known: Known) -> list[Tag]:  # noqa: ARG001  (every section's ``tags`` has this shape)
    """``tripped``, ``demand``, ``bypassed``, ``permitted``, ``testing`` and ``tested`` of each; the bypass lamp."""
    lamp = [
        Tag("BYPASS.any", kind=Kind.DISCRETE, zh="旁路灯", en="Bypass lamp"),
        Tag("BYPASS.count", low=0.0, high=65_535.0, zh="旁路的联锁数", en="Interlocks bypassed",
            encoding=Encoding.FLOAT32),
    ]  # fmt: skip
    return (lamp if section.root else []) + [
        Tag(f"{key}.{name}", kind=Kind.DISCRETE, zh=f"{entry.title.of('zh')}：{zh}", en=f"{entry.title.of('en')}: {en}",
            label=entry.label)
        for key, entry in section.root.items()
        for name, zh, en in _TAGS
    ]  # fmt: skip

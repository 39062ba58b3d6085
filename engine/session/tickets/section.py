"""The ``tickets`` section: work orders whose items are done one by one, in an order that somebody has agreed to.

A lock-out, a start-up checklist, the isolation of a line: the learner writes the ticket (or is handed the printed
one), others review it, it is rehearsed, ordered, carried out item by item with a second person reading out, ticked
off, and closed. All of it are actions on the ticket's id, and its progress is published as tags, so that rubrics
need nothing special (``T1.match > 95``, ``T1.unchecked == 0``).

    tickets:
      T1:
        title: {zh: 加热块停运票, en: Taking the block out of service}
        task: {zh: 加热块由运行转停运, en: The heated block from service to standstill}
        reviews: [learner, supervisor, boss]      # who signs it, in this order; default [learner, supervisor]
        order: {from: boss, decoys: {start: {zh: 加热块投运, en: Start the heated block}}}
        items:                                    # in the order of the printed ticket
          off:   {do: stop, on: H1}
          dead:  {check: "not H1.command", of: H1}
          cool:  {check: "TI1 < 60 degC", of: TI1, text: {zh: 检查温度低于 60 ℃, en: Check that it is below 60 °C}}
          power: {do: set, on: H1, value: 0}
          key:   {do: press, on: HS1, required: false}
        any_order: [[cool, [power, key]]]         # these blocks may be swapped; inside a block the order stays

**Which orders are accepted.** As written, unless said otherwise: ``any_order`` lists groups of blocks (an item, or a
list of items) that stand side by side in the ticket and may come in any order among themselves; ``after: [ids]`` on
an item says that it needs only those before it, wherever it stands in the list.

**Generated instead of written.** Where the kind of plant can work out what leads a thing from one state to another
(a switched station can), ``generate`` stands in place of ``items``:

    tickets:
      T1:
        generate: {of: P1, to: maintenance}       # from: STATE, start: POINT; begins at the default starting point

The items are worked out when the file is read, checked against the plant's own interlocks, and kept in the attempt as if
they had been written. ``python launcher.py ticket SCENARIO --of P1 --to maintenance`` prints them to be pasted and
adapted. What the plant calls testing, fastening and hanging signs is done with what the scenario has for it: ``points``
with ``probes``, ``attachments`` and ``lockout``.

**Where a portable thing goes** is said with the item, a place for each end: ``{do: attach, on: LEAD1, value: {base: BAR,
clamp: W1}}``. Without it, the place whose command ``check`` asks about is meant.

**Looked over when it is read.** A plant that can (a switched station can) warns of items it will refuse as they are printed,
begun at any starting point or after another ticket; of blocks it refuses in another order; and of what is done before it
was tested, where ``points`` has a place for the test.

**What the learner does with it** (actor ``learner``, on the ticket's id; numbers of lines count from 1):

| verb | value | what |
|---|---|---|
| fill | `{lines: [{do, on, value?, text?}, …]}`, `{add: {…}, at: 2}`, `{remove: 3}`, `{move: [4, 2]}` | write; a change voids review and rehearsal |
| sign | | the learner's own review |
| ask | a reviewer's name, or nothing for the next | have it reviewed; while it is carried out: stop and ask |
| test | | rehearse it: interlocks may refuse a line |
| report | | ask for the order; at the end report that it is done |
| answer | `{order: task}` or `{do, on}` | repeat the order, or the item that was called |
| call | | have the next item read out |
| fill | `{tick: 5}` | tick a line off |
| close, stop | nothing; a reason | closed as carried out; void |

Deeds on the equipment stay what they are. While a ticket is being carried out they are compared with its present
line; what does not fit is *recorded* (or refused, where the ticket is ``strict``).

**Tags** of a ticket: ``filled match missing extra order_faults wording`` of the learner's own writing (``match`` in
per cent; moving ``order_faults`` lines would make the order legal); ``reviewed previewed asked handed ordered held
reported closed void``; ``items item done`` (how many lines, the present one, how many ticked); and what went wrong
before and while it was carried out: ``unready`` (the order asked for before review and rehearsal), ``early`` (deeds
before the order), ``unread`` (not read out), ``unrepeated misread``,
``unchecked`` (name, number and position not checked at the device within ``check_within`` before the deed),
``unverified`` (a check ticked without looking), ``false_ticks`` (ticked, but not done or not so), ``unticked``,
``out_of_order``, ``outside`` (no item of the ticket).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, model_validator

from engine.scenario.expression import Expression
from engine.scenario.model import Model, author_error
from engine.scenario.quantity import Duration
from engine.scenario.text import Text
from engine.tags import Kind, Tag

__all__ = [
    "CHECK",
    "COUNTS",
    "FLAGS",
    "Generate",
    "Id",
    "Item",
    "Order",
    "TicketSpec",
    "TicketsSection",
    "tag_ids",
    "tags",
]

Id = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)]
CHECK = "check"
"""The verb of an item that only makes sure of something."""


class Item(Model, title="票上一项 / Item of a ticket"):
    """Something to do, or something to make sure of."""

    do: str = Field("", description="动词 / verb")
    on: str = Field("", description="操作对象 / what to act on")
    value: Any = Field(
        None,
        description="值；装便携装置时写每一端的位置，如 {base: BAR, clamp: W1} / value; of a portable thing the place of each end",
    )
    check: Expression | None = Field(
        None, description="打勾时应成立的条件 / what must hold when it is ticked; without `do` an item of its own"
    )
    of: str = Field("", description="检查的对象 / what is looked at for the check")
    text: Text | None = Field(None, description="票面文字，缺省为动词加名称 / its wording; by default verb and name")
    words: tuple[str, ...] = Field(
        (),
        description="书写时必须出现的词，`|` 隔开同义词 / words that must stand in it when written by hand, alternatives by `|`",
    )
    after: tuple[str, ...] | None = Field(
        None, description="只需在这些项之后 / needs only these items before it, not all that stand above"
    )
    required: bool = Field(True, description="不可缺少 / may not be left out")

    @model_validator(mode="after")
    def _one_deed(self) -> Item:
        if self.do and not self.on:
            author_error(
                "item_of_nothing", "写了 do 却没有写 on", "`do` without `on`", "加上操作对象", "name what is acted on"
            )
        if not self.do and (self.check is None or not self.of):
            author_error(
                "item_of_nothing", "一项要写 do 和 on，或者 check 和 of", "an item takes `do` and `on`, or `check` and `of`",
                "例如 {do: stop, on: P1} 或 {check: \"not P1.running\", of: P1}",
                "as in {do: stop, on: P1} or {check: \"not P1.running\", of: P1}",
            )  # fmt: skip
        return self

    @property
    def verb(self) -> str:
        """What is done."""
        return self.do or CHECK

    @property
    def target(self) -> str:
        """On what."""
        return self.on if self.do else self.of


class Order(Model, title="正令 / The order to begin"):
    """Who gives the order that the learner must repeat."""

    sender: str = Field("", alias="from", description="发令人，contacts 之一 / who gives it, one of contacts")
    text: Text | None = Field(None, description="发令的话，缺省为操作任务 / its words; by default the task")
    decoys: dict[Id, Text] = Field(
        default_factory=dict, description="复诵时混在一起的错误任务 / wrong tasks to tell apart when repeating"
    )


class Generate(Model, title="由状态生成 / Worked out from states"):
    """Items worked out by the plant: what leads a thing from one state to another."""

    of: str = Field(description="设备：编号，或装置认得的牌号、名称 / the thing: its id, or a plate or name the plant knows it by")
    to: str = Field(description="目标状态，如 maintenance 或 检修 / its state afterwards, in the words of the trade")
    since: str = Field(
        "", alias="from",
        description="初始状态，缺省为起点时的状态；写了就先从起点走到这一状态 / its state before, by default as it is at the start",
    )  # fmt: skip
    start: str = Field("", description="起点，缺省为缺省起点 / the starting point, by default the default one")


class TicketSpec(Model, title="作业票 / Ticket"):
    """An ordered list of items with its life from writing to closing."""

    title: Text = Field(description="名称 / name")
    task: Text = Field(description="操作任务 / the task")
    number: str = Field("", description="票号 / number")
    items: dict[Id, Item] = Field(
        default_factory=dict, description="各项，按票面顺序 / the items in their order", max_length=100
    )
    generate: Generate | None = Field(
        None, description="不写各项，由装置按状态生成 / worked out by the plant, in place of items"
    )
    any_order: tuple[tuple[str | tuple[str, ...], ...], ...] = Field(
        (), description="次序可以互换的块 / groups of blocks that may be swapped"
    )
    given: bool = Field(False, description="发给印好的票 / handed out printed; nothing to write")
    written: bool = Field(False, description="措辞由学员书写 / the learner writes the wording too")
    strict: bool = Field(False, description="不按票的操作一律拒绝 / what does not fit the ticket is refused")
    received: str = Field("", description="预令：messages.say 之一 / the advance notice, one of messages.say")
    reviews: tuple[str, ...] = Field(
        ("learner", "supervisor"), description="审核签名的人，依次 / who reviews and signs, in order"
    )
    tries: Annotated[int, Field(ge=0, le=20)] = Field(
        3,
        description="几次审核不过后发给印好的票，改过再送审才算，0 表示不发 / failed reviews of different drafts until the printed one is "
        "handed out; 0: never",
    )
    supervisor: str = Field("supervisor", description="监护人 / who reads out")
    order: Order = Field(default_factory=lambda: Order.model_validate({}), description="正令 / the order to begin")
    check_within: Duration = Field(
        60_000, gt=0, description="操作前核对的时限 / how long before a deed its check may lie"
    )
    devices: tuple[str, ...] = Field((), description="票中还可选的对象 / further things offered when writing")

    @model_validator(mode="after")
    def _written_or_generated(self) -> TicketSpec:
        if bool(self.items) == (self.generate is not None):
            author_error(
                "items_or_generate", "items 和 generate 要写其中一个", "a ticket takes either `items` or `generate`",
                "写出各项，或写 generate: {of: 设备, to: 状态}", "write the items, or generate: {of: THING, to: STATE}",
            )  # fmt: skip
        if self.generate is not None and self.any_order:
            author_error(
                "items_or_generate",
                "生成的票不用写 any_order",
                "a generated ticket has its own `any_order`",
                "删去 any_order",
                "leave `any_order` out",
            )
        return self


TicketsSection = dict[Id, TicketSpec]

FLAGS: dict[str, tuple[str, str]] = {
    "filled": ("已填写", "filled in"),
    "reviewed": ("已审核", "reviewed by all"),
    "previewed": ("已预演", "rehearsed without a refusal"),
    "asked": ("已请令", "the order asked for"),
    "handed": ("已改发印好的票", "the printed one was handed out"),
    "ordered": ("已受令复诵", "ordered and repeated"),
    "held": ("已停下询问", "stopped to ask"),
    "reported": ("已汇报完成", "reported as done"),
    "closed": ("已执行", "closed as carried out"),
    "void": ("已作废", "void"),
}
"""Tags that are 0 or 1, with their words."""
COUNTS: dict[str, tuple[str, str]] = {
    "missing": ("缺项数", "items missing"),
    "extra": ("多余项数", "items too many"),
    "order_faults": ("次序不当项数", "items out of order"),
    "wording": ("措辞错误数", "items worded wrongly"),
    "refusals": ("预演被拒项数", "items the rehearsal refused"),
    "items": ("总项数", "lines"),
    "item": ("当前项", "present line"),
    "done": ("已打勾项数", "lines ticked"),
    "unready": ("未审核、预演就请令次数", "orders asked for before review and rehearsal"),
    "early": ("无令操作次数", "deeds before the order"),
    "unread": ("未唱票次数", "deeds not read out"),
    "unrepeated": ("未复诵次数", "deeds not repeated"),
    "misread": ("复诵错误次数", "wrong repetitions"),
    "unchecked": ("操作前未核对次数", "deeds without a check before"),
    "unverified": ("未看就打勾次数", "checks ticked without looking"),
    "false_ticks": ("不实打勾次数", "ticks for what is not so"),
    "unticked": ("未及时打勾次数", "lines not ticked in time"),
    "out_of_order": ("跳项次数", "items done out of turn"),
    "outside": ("票外操作次数", "deeds outside the ticket"),
}
"""Tags that count, with their words."""


def tag_ids(name: str) -> list[str]:
    """The ids of the tags of ticket ``name``."""
    return [f"{name}.{part}" for part in (*FLAGS, "match", *COUNTS)]


def tags(titles: Mapping[str, Text]) -> list[Tag]:
    """The tags of tickets with these titles: states, how well the learner's own fits, counts."""
    out = []
    for name, title in titles.items():
        zh, en = title.of("zh"), title.of("en")
        out += [
            Tag(f"{name}.{part}", kind=Kind.DISCRETE, zh=f"{zh} {words[0]}", en=f"{en}: {words[1]}")
            for part, words in FLAGS.items()
        ]
        out.append(Tag(f"{name}.match", unit="%", low=0, high=100, zh=f"{zh} 符合率", en=f"{en}: match"))
        out += [
            Tag(f"{name}.{part}", low=0, high=65535, zh=f"{zh} {words[0]}", en=f"{en}: {words[1]}")
            for part, words in COUNTS.items()
        ]
    return out

"""Whether a reference run fits its scenario and rubric, found without playing it.

A misspelt tag, verb or object in a run is told at its line, like every other slip of an author, and not minutes later
in the middle of the play.

    problems = check_run(Path("runs/expert.yaml"), Known.of(scenario, rubric))
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from engine.errors import ShixunError
from engine.events import EVENT_KINDS
from engine.scenario.document import Scenario
from engine.scenario.expression import Scope, scope_of_tags
from engine.scenario.lint import names_exist
from engine.scenario.problems import Problem, Text2
from engine.scenario.quantity import Amount
from engine.scenario.reporter import Reporter
from engine.scenario.source import Loc
from engine.session.actions import VERBS
from engine.session.conduct import ENDINGS
from engine.session.documents import DocumentSpec, misfit
from engine.session.script import Act, Reaction, Run
from engine.session.session import Session
from engine.session.tickets.following import FOLLOW, Following
from engine.session.tickets.section import TicketSpec
from engine.tags import TagTable
from grading.expect import Expect
from grading.proof import RUN_LANGUAGE
from grading.rubric import Rubric
from grading.runinstruct import Room, check_instructor

__all__ = ["Known", "check_run"]

TAG = Text2("位号", "tag")
OBJECT = Text2("可操作的对象", "thing to operate")


@dataclass(frozen=True, slots=True)
class Known:
    """The names a run may use."""

    tags: TagTable
    scope: Scope
    verbs: Mapping[str, Collection[str]]
    places: Collection[str]
    actors: Collection[str]
    starts: Collection[str]
    room: Room
    documents: Mapping[str, DocumentSpec]
    tickets: Mapping[str, TicketSpec]
    items: Collection[str] | None
    """Items of the rubric, or ``None`` where the rubric itself cannot be read."""

    @classmethod
    def of(cls, scenario: Scenario, rubric: Rubric | None) -> Known:
        """What there is in ``scenario`` and ``rubric``. Raises ``ShixunError`` where no session can be built."""
        session = Session(scenario)
        return cls(
            tags=session.tags,
            scope=scope_of_tags(session.tags.tags),
            verbs={name: thing.verbs for name, thing in session.operables.items()},
            places=list(session.parts.people.geometry.places),
            actors=list(session.parts.people.everyone),
            starts=list(scenario["start"].points),
            room=Room.of(scenario),
            documents=scenario.get("documents") or {},
            tickets=scenario.get("tickets") or {},
            items=None if rubric is None else [item.id for item in rubric.items],
        )


def check_run(path: Path, known: Known | None) -> list[Problem]:
    """Every problem of a run file; with ``known`` also those that only show against the scenario."""
    problems = RUN_LANGUAGE.check(path)
    if known is None or any(p.severity == "error" for p in problems):
        return problems
    document = RUN_LANGUAGE.load(path)
    reporter = Reporter(document.source)
    run: Run = document["run"]
    if run.start:
        names_exist([(("run", "start"), run.start)], known.starts, reporter, Text2("起点", "starting point"))
    deeds: list[tuple[Loc, Act | Reaction]] = [(("run", "acts", i), act) for i, act in enumerate(run.acts)]
    deeds += [(("run", "reactions", i), reaction) for i, reaction in enumerate(run.reactions)]
    for loc, deed in deeds:
        if deed.when is not None:
            document.compile(deed.when, (*loc, "when"), known.scope, reporter, "bool")
        _deed(loc, deed, known, reporter)
    check_instructor(run, known.room, reporter)
    _expected(document["expect"], known, reporter)
    return sorted([*problems, *reporter.problems], key=lambda p: p.place)


def _deed(loc: Loc, deed: Act | Reaction, known: Known, reporter: Reporter) -> None:
    """The verb, the actor, and what is acted on."""
    names_exist([((*loc, "by"), deed.by)], known.actors, reporter, Text2("参与者", "participant"))
    if deed.do == FOLLOW:
        _followed(loc, deed, known, reporter)
        return
    if not names_exist([((*loc, "do"), deed.do)], VERBS, reporter, Text2("动词", "verb")):
        return
    if deed.do == "move":
        names_exist([((*loc, "on"), deed.on)], known.places, reporter, Text2("站位", "place"))
    elif names_exist([((*loc, "on"), deed.on)], known.verbs, reporter, OBJECT) and not deed.refused:
        can = known.verbs[deed.on]
        if deed.do not in can:
            zh, en = VERBS[deed.do]
            reporter.error(
                (*loc, "do"), f"{deed.on} 不能{zh}", f"{deed.on} cannot be told to {en}",
                f"可用：{'、'.join(can)}", f"it takes: {', '.join(can)}", code="no_verb",
            )  # fmt: skip
        elif deed.do == "set" and isinstance(deed.value, dict):
            for key in ("sp", "out"):
                if isinstance(deed.value.get(key), str):
                    zh, en = "这里要一个数，不带单位", "a number without a unit is wanted"
                    fix = "按回路的单位只写数，如 `{sp: 60}`", "the number alone, in the loop's unit, as in `{sp: 60}`"
                    reporter.error((*loc, "value", key), zh, en, *fix, code="bare_number")
        elif deed.do == "fill" and deed.on in known.documents:
            _filled(loc, deed.value, known.documents[deed.on], reporter)


def _followed(loc: Loc, deed: Act | Reaction, known: Known, reporter: Reporter) -> None:
    """A ticket there is, and items it has."""
    if not names_exist([((*loc, "on"), deed.on)], known.tickets, reporter, Text2("作业票", "ticket")):
        return
    if isinstance(deed, Reaction):
        zh, en = "照票操作只能写在 acts 里", "a ticket is followed in `acts` only"
        reporter.error((*loc, "do"), zh, en, "移到 acts", "move it to `acts`", code="follow_in_reaction")
        return
    try:
        said = Following.model_validate(deed.value or {})
    except ValidationError:
        zh, en = "写成 {from: 项, through: 项, pace: 3 s}", "write {from: item, through: item, pace: 3 s}"
        reporter.error((*loc, "value"), zh, en, code="bad_value")
        return
    items = list(known.tickets[deed.on].items)
    named: list[tuple[Loc, str]] = [
        ((*loc, "value", key), name) for key, name in (("from", said.first), ("through", said.through)) if name
    ]
    there = names_exist(named, items, reporter, Text2("票上的项", "item of the ticket"))
    if there and len(named) == 2 and items.index(said.first) > items.index(said.through):
        zh, en = f"{said.through} 在 {said.first} 之前", f"{said.through} stands before {said.first}"
        reporter.error((*loc, "value", "through"), zh, en, code="bad_value")


def _filled(loc: Loc, value: Any, spec: DocumentSpec, reporter: Reporter) -> None:
    """Only fields the document has, each with what it takes."""
    fields = list(spec.fields)
    if not isinstance(value, dict) or not value:
        reporter.error(
            loc if value is None else (*loc, "value"),
            "填写内容应为 {项目: 值}", "what is filled in is {field: value}",
            f"写成 `value: {{{fields[0] if fields else '项目'}: …}}`",
            f"write `value: {{{fields[0] if fields else 'field'}: …}}`", code="bad_fill",
        )  # fmt: skip
        return
    for key, item in value.items():
        if key not in spec.fields:
            _key((*loc, "value", key), key, fields, reporter, Text2("填写项", "field"))
        elif (why := misfit(spec, key, item)) is not None:
            reporter.error((*loc, "value", key), why.reason.of("zh"), why.reason.of("en"), code="bad_fill")


def _expected(expect: Expect, known: Known, reporter: Reporter) -> None:
    """Items, tags and events of what is expected."""
    names_exist([(("expect", "ended"), expect.ended)], ENDINGS, reporter, Text2("结束方式", "way to end"))
    if known.items is not None:
        for part, names in (("items", expect.items), ("credit", expect.credit)):
            for name in names:
                _key(("expect", part, name), name, known.items, reporter, Text2("评分项", "rubric item"))
    for i, wanted in enumerate(expect.values):
        loc: Loc = ("expect", "values", i)
        if names_exist([((*loc, "of"), wanted.of)], known.tags.index, reporter, TAG):
            peak = () if wanted.peak is None else ((("peak", 0), wanted.peak[0]), (("peak", 1), wanted.peak[1]))
            limits: Iterable[tuple[Loc, Amount | None]] = ((("low",), wanted.low), (("high",), wanted.high), *peak)
            for where, amount in limits:
                _unit((*loc, *where), amount, known.tags[wanted.of].unit, reporter)
    kinds: list[tuple[Loc, str]] = [(("expect", "no_events", i), kind) for i, kind in enumerate(expect.no_events)]
    for i, event in enumerate(expect.events):
        kinds.append((("expect", "events", i, "kind"), event.kind))
        if event.after is not None:
            kinds.append((("expect", "events", i, "after", "kind"), event.after.kind))
    names_exist(kinds, EVENT_KINDS, reporter, Text2("事件类型", "kind of event"))


def _key(loc: Loc, name: str, names: Collection[str], reporter: Reporter, what: Text2) -> None:
    """Like ``names_exist`` for one name that is a key: an unknown one is underlined, not its value."""
    found = Reporter(reporter.source)
    if not names_exist([(loc, name)], names, found, what):
        fix = found.problems[0].fix
        zh, en = found.problems[0].text
        reporter.error(loc, zh, en, fix and fix.zh, fix and fix.en, code="unknown_name", part="key")


def _unit(loc: Loc, amount: Amount | None, unit: str, reporter: Reporter) -> None:
    if amount is None:
        return
    try:
        amount.to(unit)
    except ShixunError:
        zh, en = f"单位应为 {unit} 一类", f"give a unit such as {unit}"
        reporter.error(loc, zh, en, code="unit")

"""What can be wrong with a scenario although every section reads well: names that lead nowhere, places out of
reach, deadlines nobody can meet. Each finding comes with what to do.

The control sections bring their own lint; here are the session's sections. What can be named is worked out in ``known``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine.errors import ShixunError
from engine.scenario.document import Scenario
from engine.scenario.expression import scope_of_tags
from engine.scenario.nearest import did_you_mean
from engine.scenario.reporter import Reporter
from engine.session import permits
from engine.session.access import given_by
from engine.session.actions import VERBS
from engine.session.control import CONTROL, control_ids
from engine.session.kinds import PLANT_KINDS
from engine.session.known import equipment_verbs, known_tags, operable_ids, operations
from engine.session.place import Geometry
from engine.session.screens import lint as lint_screens
from engine.session.things import LOOKED_AT
from engine.tags import Kind, Tag

__all__ = [
    "control",
    "documents",
    "messages",
    "plant",
    "procedure",
    "screens",
    "stage",
    "start",
]


Loc = tuple[str | int, ...]
Lint = Callable[[Scenario, Reporter], None]


def plant(scenario: Scenario, reporter: Reporter) -> None:
    """What the kind of plant itself finds wrong."""
    section = scenario["plant"]
    PLANT_KINDS[section.kind].lint(section, reporter)


def control(name: str) -> Lint:
    """The lint of a control section."""

    def run(scenario: Scenario, reporter: Reporter) -> None:
        tick_ms = scenario["plant"].tick
        CONTROL[name].lint(scenario[name], scenario, reporter, known_tags(scenario), tick_ms)
        if name == "interlocks":
            permits.lint(scenario, reporter)

    return run


def _condition(scenario: Scenario, reporter: Reporter, loc: Loc, text: str | None) -> None:
    if text is None:
        return
    known = known_tags(scenario)
    scope = scenario.cache.setdefault("scope", scope_of_tags(known.values()))
    scenario.compile(text, loc, scope, reporter, "bool")


def _name(reporter: Reporter, loc: Loc, name: str, names: Iterable[str], what_zh: str, what_en: str) -> None:
    """Report ``name`` if it is none of ``names``."""
    every = list(names)
    if name in every:
        return
    near = did_you_mean(name, every)
    fix = (
        (f"是不是 `{near}`？", f"did you mean `{near}`?")
        if near
        else ((f"可用：{'、'.join(every[:12])}", f"there are: {', '.join(every[:12])}") if every else (None, None))
    )
    reporter.error(loc, f"没有{what_zh} `{name}`", f"there is no {what_en} `{name}`", *fix, code="unknown_name")


def stage(scenario: Scenario, reporter: Reporter) -> None:
    """Objects without a tag and the reverse, walkways through walls, things nobody can reach."""
    section = scenario["stage"]
    known = known_tags(scenario)
    equipment = PLANT_KINDS[scenario["plant"].kind].titles(scenario["plant"])
    ids = operable_ids(scenario)
    for name, thing in section.objects.items():
        loc = ("stage", "objects", name)
        if thing.shows:
            _name(reporter, (*loc, "shows"), thing.shows, [*equipment, *known], "设备", "equipment")
        if thing.reads:
            _name(reporter, (*loc, "reads"), thing.reads, known, "位号", "tag")
        for i, given in enumerate(thing.gives):
            if given != "*control":
                _name(reporter, (*loc, "gives", i), given.removeprefix("-"), ids, "可操作的对象", "operable")
        for i, verb in enumerate(thing.only):
            _name(reporter, (*loc, "only", i), verb, VERBS, "动词", "verb")
    for i, (a, b) in enumerate(section.walkways):
        _name(reporter, ("stage", "walkways", i, 0), a, section.places, "站位", "place")
        _name(reporter, ("stage", "walkways", i, 1), b, section.places, "站位", "place")
    _reach(scenario, reporter)


def _reach(scenario: Scenario, reporter: Reporter) -> None:
    """Walkways that are blocked; operables without an access point or out of reach of every place."""
    section = scenario["stage"]
    geometry = Geometry(section)
    for i, hit in geometry.walkway_trouble():
        reporter.error(
            ("stage", "walkways", i), f"这条路被 {hit} 挡住", f"{hit} stands in this way",
            "移动站位或对象，或绕行", "move the place or the object, or go round", code="blocked",
        )  # fmt: skip
    on_screen = {op.on for op in operations(scenario)} | control_ids(scenario)
    given: set[str] = set()
    for name, thing in section.objects.items():
        mine = given_by(thing, on_screen)
        given |= mine | {name}
        if (thing.gives or thing.role in ("wearable", "tool", "radio")) and not any(
            geometry.reaches(pose, name) for pose in geometry.places.values()
        ):
            reporter.warning(
                ("stage", "objects", name), f"没有站位够得着 {name}", f"no place is within reach of {name}",
                "在旁边加一个站位", "add a place beside it", code="out_of_reach", part="key",
            )  # fmt: skip
    heard = scenario.get("alarms")
    consoles = any("*control" in thing.gives for thing in section.objects.values())
    for name in heard.root if heard is not None and consoles else ():  # without a console the screen is everywhere
        if name not in given:
            reporter.warning(
                ("alarms", name), f"哪里都看不到报警 {name}", f"the alarm {name} can be seen nowhere",
                "在控制台的 gives 里写 *control，不要用 -编号 去掉报警",
                "let a console give *control, and take no alarm out with -ID", code="unseen_alarm", part="key",
            )  # fmt: skip
    guards = scenario.get("interlocks")
    for name, guard in guards.root.items() if guards is not None and consoles else ():
        if name not in given and guard.reset == "manual":
            reporter.warning(
                ("interlocks", name), f"哪里都不能复位联锁 {name}", f"the interlock {name} can be reset nowhere",
                "把它列入某个对象的 gives，或写 reset: auto", "list it in the gives of an object, or write reset: auto",
                code="no_reset", part="key",
            )  # fmt: skip
    for op in sorted({op.on for op in operations(scenario)} - given):
        reporter.warning(
            ("stage", "objects"), f"{op} 在现场和控制室都无法操作", f"{op} can be operated from nowhere",
            "把它列入某个对象的 gives", "list it in the gives of an object", code="no_access", part="key",
        )  # fmt: skip


def procedure(scenario: Scenario, reporter: Reporter) -> None:
    """Phases, guides and conditions of the task sheet."""
    section = scenario["procedure"]
    ids = operable_ids(scenario) | {"learner"}
    can = equipment_verbs(scenario)
    for name, phase in section.phases.items():
        _condition(scenario, reporter, ("procedure", "phases", name, "when"), phase.when)
    for name, step in section.steps.items():
        loc = ("procedure", "steps", name)
        _condition(scenario, reporter, (*loc, "done"), step.done)
        if step.phase:
            _name(reporter, (*loc, "phase"), step.phase, section.phases, "阶段", "phase")
        for i, guide in enumerate(step.guides):
            at = (*loc, "guide", i) if isinstance(step.guide, tuple) else (*loc, "guide")
            _name(reporter, (*at, "verb"), guide.verb, VERBS, "动词", "verb")
            _name(reporter, (*at, "on"), guide.on, ids, "可操作的对象", "operable")
            _can(reporter, (*at, "verb"), guide.on, guide.verb, can)


def _can(reporter: Reporter, loc: Loc, name: str, verb: str, can: Mapping[str, list[str]]) -> None:
    """Report a verb that the equipment ``name`` does not take."""
    if name not in can or verb not in VERBS or verb in (*can[name], *LOOKED_AT):
        return
    zh, en = VERBS[verb]
    reporter.error(
        loc, f"{name} 不能{zh}", f"{name} cannot be told to {en}",
        f"可用：{'、'.join(can[name])}", f"it takes: {', '.join(can[name])}", code="no_verb",
    )  # fmt: skip


def messages(scenario: Scenario, reporter: Reporter) -> None:
    """Who speaks, and when."""
    section = scenario["messages"]
    for name, saying in section.say.items():
        _name(reporter, ("messages", "say", name, "from"), saying.sender, section.contacts, "人物", "contact")
        _condition(scenario, reporter, ("messages", "say", name, "when"), saying.when)
    for name, report in section.reports.items():
        if report.to:
            _name(reporter, ("messages", "reports", name, "to"), report.to, section.contacts, "人物", "contact")
    for name, question in section.questions.items():
        _condition(scenario, reporter, ("messages", "questions", name, "when"), question.when)


def start(scenario: Scenario, reporter: Reporter) -> None:
    """Starting points: initial values of real tags, in range, people in real places."""
    section = scenario["start"]
    known = known_tags(scenario)
    place = scenario["stage"]
    _name(reporter, ("start", "default"), section.default, section.points, "起点", "starting point")
    _condition(scenario, reporter, ("start", "ends_when"), section.ends_when)
    ids = operable_ids(scenario)
    startable = list(PLANT_KINDS[scenario["plant"].kind].startable(scenario["plant"]))
    for name, point in section.points.items():
        loc: Loc = ("start", "points", name)
        if point.like or "like" in point.model_fields_set:
            _name(reporter, (*loc, "like"), point.like, section.points, "起点", "starting point")
        if point.place:
            _name(reporter, (*loc, "place"), point.place, place.places, "站位", "place")
        for i, item in enumerate(point.wears):
            _name(reporter, (*loc, "wears", i), item, place.objects, "对象", "object")
        for i, item in enumerate(point.holds):
            _name(reporter, (*loc, "holds", i), item, place.objects, "对象", "object")
        for i, deed in enumerate(point.setup):
            _name(reporter, (*loc, "setup", i, "do"), deed.do, VERBS, "动词", "verb")
            _name(reporter, (*loc, "setup", i, "on"), deed.on, ids, "可操作的对象", "operable")
        for tag_id, amount in point.values.items():
            tag = known.get(tag_id)
            if tag is None:
                near = did_you_mean(tag_id, known)
                reporter.error(
                    (*loc, "values", tag_id), f"没有位号 `{tag_id}`", f"there is no tag `{tag_id}`",
                    f"是不是 `{near}`？" if near else None, f"did you mean `{near}`?" if near else None,
                    code="unknown_tag", part="key",
                )  # fmt: skip
                continue
            if tag_id not in startable:
                near = did_you_mean(tag_id, startable)
                reporter.error(
                    (*loc, "values", tag_id), f"`{tag_id}` 不能作初值", f"`{tag_id}` cannot be given at the start",
                    f"是不是 `{near}`？" if near else "写设备自己的状态，而不是仪表等算出来的值",
                    f"did you mean `{near}`?" if near else "give a state of the equipment, not what is measured or computed",
                    code="not_startable", part="key",
                )  # fmt: skip
                continue
            _in_range(reporter, (*loc, "values", tag_id), tag, amount)


def _in_range(reporter: Reporter, loc: Loc, tag: Tag, amount: Any) -> None:
    try:
        value = amount.to(tag.unit)
    except ShixunError as error:
        words: Any = getattr(error, "text", None)
        zh, en = (words.zh, words.en) if words is not None else (str(error), str(error))
        reporter.error(loc, zh, en, f"用 {tag.unit} 一类的单位", f"use a unit such as {tag.unit}", code="unit")
        return
    if not tag.low <= value <= tag.high:
        reporter.error(
            loc, f"{value:g} {tag.unit} 超出 {tag.id} 的范围", f"{value:g} {tag.unit} is outside the range of {tag.id}",
            f"范围是 {tag.low:g}–{tag.high:g} {tag.unit}", f"the range is {tag.low:g} to {tag.high:g} {tag.unit}",
            code="outside_span",
        )  # fmt: skip
    elif (tag.kind is not Kind.ANALOG or tag.whole) and value != round(value):
        reporter.error(
            loc, f"{tag.id} 只取整数，没有 {value:g}", f"{tag.id} takes whole numbers, not {value:g}",
            f"写 {tag.low:g} 到 {tag.high:g} 之间的整数", f"a whole number from {tag.low:g} to {tag.high:g}", code="not_whole",
        )  # fmt: skip


def screens(scenario: Scenario, reporter: Reporter) -> None:
    """Pages show what there is."""
    lint_screens(scenario["screens"], known_tags(scenario), operable_ids(scenario), reporter)


def documents(scenario: Scenario, reporter: Reporter) -> None:
    """Choices need options."""
    for name, spec in (scenario.get("documents") or {}).items():
        for key, item in spec.fields.items():
            if item.kind == "choice" and not item.options:
                reporter.error(
                    ("documents", name, "fields", key), "选择项没有选项", "a choice without options",
                    "加上 options: [...]", "add options: [...]", code="no_options", part="key",
                )  # fmt: skip

"""What is sound and still cannot work for a learner: texts too long to be read where they are shown, people standing
inside things or where no way leads, phases that never begin, questions nobody asks, conditions outside the range of what is shown.

All are warnings. Each text limit is what its panel shows whole on a screen of 1366 × 768.

    tidy(scenario, reporter)      # run with the lint of ``start``, when every section is known
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.errors import ShixunError
from engine.scenario.document import Scenario
from engine.scenario.expression.reach import Reach, out_of_reach
from engine.scenario.problems import display_width
from engine.scenario.reporter import Reporter
from engine.scenario.text import Text
from engine.session.place import Geometry

__all__ = ["LIMITS", "reaches_of", "tidy"]

LIMITS: dict[str, int] = {
    "step": 120,
    "phase": 32,
    "alarm": 32,
    "respond": 132,
    "report": 64,
    "option": 88,
    "instrument": 44,
    "room": 32,
}
"""Columns of a text that can be read where it is shown (a Chinese character takes two, 8 px each): a step in three lines
beside the control-room screen (318 px), an alarm in its column of the list (250 px), what to do about it in one line
below (1048 px)."""

Loc = tuple[str | int, ...]


def tidy(scenario: Scenario, reporter: Reporter) -> None:
    """Report everything of this kind, section by section; a section that is wrong is passed over."""
    for finder in (_texts_fit, _places_free, _places_joined, _phases_begin, _all_is_said, _conditions_in_reach):
        finder(scenario, reporter)


def _ok(scenario: Scenario, name: str) -> bool:
    return name in scenario and name not in scenario.invalid


def _texts(scenario: Scenario) -> Iterator[tuple[Loc, Text, str]]:
    """Every text that has a limit, with its place and the name of the limit."""
    if _ok(scenario, "procedure"):
        for name, step in scenario["procedure"].steps.items():
            yield ("procedure", "steps", name, "title"), step.title, "step"
        for name, phase in scenario["procedure"].phases.items():
            yield ("procedure", "phases", name, "title"), phase.title, "phase"
    if _ok(scenario, "alarms"):
        for name, alarm in scenario["alarms"].root.items():
            yield ("alarms", name, "title"), alarm.title, "alarm"
            yield ("alarms", name, "respond"), alarm.respond, "respond"
    if _ok(scenario, "instruments"):
        for name, instrument in scenario["instruments"].root.items():
            yield ("instruments", name, "title"), instrument.title, "instrument"
    if _ok(scenario, "messages"):
        for name, report in scenario["messages"].reports.items():
            yield ("messages", "reports", name, "title"), report.title, "report"
        for name, question in scenario["messages"].questions.items():
            for key, option in question.options.items():
                yield ("messages", "questions", name, "options", key), option, "option"
    if _ok(scenario, "stage"):
        for name, room in scenario["stage"].rooms.items():
            yield ("stage", "rooms", name, "title"), room.title, "room"


def _texts_fit(scenario: Scenario, reporter: Reporter) -> None:
    for loc, text, kind in _texts(scenario):
        for lang in ("zh", "en"):
            words = getattr(text, lang)
            width = display_width(words)
            if width > LIMITS[kind]:
                at = (*loc, lang) if (*loc, lang) in reporter.source.values else loc
                limit = LIMITS[kind]
                reporter.warning(
                    at, f"这段文字宽 {width} 列，显示的地方只有 {limit} 列（一个汉字 2 列）",
                    f"this text takes {width} columns; {limit} are shown",
                    "写短一些，细节写进 detail、why 或 text", "make it shorter; details go into detail, why or text",
                    code="too_long",
                )  # fmt: skip


def _places_free(scenario: Scenario, reporter: Reporter) -> None:
    if not _ok(scenario, "stage"):
        return
    geometry = Geometry(scenario["stage"])
    for name, pose in geometry.places.items():
        hit = geometry.blocked(pose.x, pose.y, pose.z)
        if hit:
            reporter.warning(
                ("stage", "places", name), f"站位 {name} 在 {hit} 里面", f"the place {name} is inside {hit}",
                "移开站位；身体半径 0.22 m", "move the place away; a body has a radius of 0.22 m", code="inside", part="key",
            )  # fmt: skip
        elif geometry.support(pose.x, pose.y, pose.z) is None:
            reporter.warning(
                ("stage", "places", name), f"站位 {name} 脚下没有地面", f"there is no floor under the place {name}",
                "把高度写成地面、平台或楼梯的高度", "give it the height of a floor, platform or stair",
                code="no_floor", part="key",
            )  # fmt: skip


def _places_joined(scenario: Scenario, reporter: Reporter) -> None:
    """A place no walkway leads to: who is to walk there by name, in a run or a guide, never arrives."""
    if not _ok(scenario, "stage") or not scenario["stage"].walkways:
        return
    section = scenario["stage"]
    links: dict[str, set[str]] = {name: set() for name in section.places}
    for a, b in section.walkways:
        links.setdefault(a, set()).add(b)
        links.setdefault(b, set()).add(a)
    first = section.walkways[0][0]
    reached, waiting = {first}, [first]
    while waiting:
        new = links[waiting.pop()] - reached
        reached |= new
        waiting += new
    for name in section.places:
        if name not in reached:
            reporter.warning(
                ("stage", "places", name), f"没有路通到站位 {name}", f"no walkway leads to the place {name}",
                "在 walkways 里把它和旁边的站位连起来", "join it to a place nearby in walkways",
                code="not_joined", part="key",
            )  # fmt: skip


def _phases_begin(scenario: Scenario, reporter: Reporter) -> None:
    if not _ok(scenario, "procedure"):
        return
    section = scenario["procedure"]
    for name, phase in list(section.phases.items())[1:]:
        if phase.when is None:
            steps = [key for key, step in section.steps.items() if step.phase == name]
            reporter.warning(
                ("procedure", "phases", name),
                f"阶段 {name} 没有 when，永远不会进入" + (f"（其中有 {'、'.join(steps[:4])}）" if steps else ""),
                f"the phase {name} has no `when` and never begins" + (f" (with {', '.join(steps[:4])})" if steps else ""),
                "写上进入条件 `when:`", "give it a `when:`", code="phase_never_begins", part="key",
            )  # fmt: skip


def _all_is_said(scenario: Scenario, reporter: Reporter) -> None:
    """A message or question without a time and a condition, a contact who neither speaks nor is spoken to."""
    if not _ok(scenario, "messages"):
        return
    section = scenario["messages"]
    for group, cues in (("say", section.say), ("questions", section.questions)):
        for name, cue in cues.items():
            if cue.at is None and cue.when is None:
                reporter.warning(
                    ("messages", group, name), f"{name} 没有 at 也没有 when，永远不会出现",
                    f"{name} has neither `at` nor `when` and never comes", "写上时刻或条件", "give it a time or a condition",
                    code="never_said", part="key",
                )  # fmt: skip
    busy = {saying.sender for saying in section.say.values()} | {report.to for report in section.reports.values()}
    for name in section.contacts:
        if name not in busy:
            reporter.warning(
                ("messages", "contacts", name), f"{name} 不说话，也没有人向他报告",
                f"{name} says nothing and nobody reports to them", "删去它，或用在 say、reports 里",
                "delete it, or use it in say or reports", code="unused", part="key",
            )  # fmt: skip


def reaches_of(scenario: Scenario) -> dict[str, Reach]:
    """What each instrument can show: its shown value stays within its range."""
    if not _ok(scenario, "instruments"):
        return {}
    found = {}
    for name, entry in scenario["instruments"].root.items():
        if entry.range is not None:
            low, high = entry.range
            shown = entry.unit or low.unit
            try:
                found[name] = Reach(low.to(shown), high.to(shown), shown)
            except ShixunError:  # told by the section's own lint
                continue
    return found


def _conditions(scenario: Scenario) -> Iterator[tuple[Loc, str]]:
    """The conditions of the session's own sections and of faults and consequences."""
    groups: Mapping[Loc, Mapping[str, object]] = {}
    if _ok(scenario, "procedure"):
        section = scenario["procedure"]
        groups = {("procedure", "phases"): section.phases, ("procedure", "steps"): section.steps}
    if _ok(scenario, "messages"):
        told = scenario["messages"]
        groups = {**groups, ("messages", "say"): told.say, ("messages", "questions"): told.questions}
    for name in ("faults", "consequences"):
        if _ok(scenario, name):
            groups = {**groups, (name,): scenario[name].root}
    for loc, entries in groups.items():
        for name, entry in entries.items():
            for key in ("when", "done"):
                text = getattr(entry, key, None)
                if text is not None:
                    yield (*loc, name, key), str(text)
    ends = scenario["start"].ends_when if _ok(scenario, "start") else None
    if ends is not None:
        yield ("start", "ends_when"), str(ends)


def _conditions_in_reach(scenario: Scenario, reporter: Reporter) -> None:
    reaches = reaches_of(scenario)
    for loc, text in _conditions(scenario):
        for fault in out_of_reach(text, reaches):
            reporter.fault(loc, fault, "warning")

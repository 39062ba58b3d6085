"""What can be wrong with points, probes, portable things and distances although each reads well."""

from __future__ import annotations

from collections.abc import Iterable

from engine.control.linting import Check, Loc
from engine.scenario.document import Scenario
from engine.scenario.lint import missing_translations, names_exist
from engine.scenario.problems import Text2
from engine.scenario.reporter import Reporter
from engine.session.applied.attachments import Attachment, AttachmentsSection, Fit, split
from engine.session.applied.placing import one_move
from engine.session.applied.points import PointsSection, object_at
from engine.session.applied.probes import Held, Probe, probes_at, scale_of
from engine.session.applied.space import reaches
from engine.session.coherence import RESERVED
from engine.session.control import control_ids
from engine.session.known import known_tags
from engine.session.place import Geometry
from engine.session.shapes import mm
from engine.session.stage import StageSection

__all__ = ["attachments", "keep_off", "points", "probes"]

OBJECT, TOOL, POINT, PART = (
    Text2("现场对象", "object"),
    Text2("工具", "tool"),
    Text2("点位", "point"),
    Text2("部分", "part"),
)


def _check(scenario: Scenario, reporter: Reporter) -> Check:
    return Check(scenario, reporter, known_tags(scenario), scenario["plant"].tick)


def _tools(stage: StageSection) -> list[str]:
    return [name for name, thing in stage.objects.items() if thing.role == "tool"]


def points(scenario: Scenario, reporter: Reporter) -> None:
    """Points are at objects, and their ids are their own or those of what they are at."""
    section: PointsSection = scenario["points"]
    objects = scenario["stage"].objects
    missing_translations(section, ("points",), reporter)
    told = scenario.get("messages")
    taken = control_ids(scenario) | set(scenario.get("documents") or {}) | RESERVED
    taken |= set(told.questions) if told is not None else set()
    for name, point in section.items():
        loc: Loc = ("points", name)
        if name in taken:
            reporter.error(
                loc, f"`{name}` 已经另有所指", f"`{name}` already stands for something else",
                "换一个编号，一个编号只能指一样东西", "choose another id: an id names one thing only",
                code="id_taken", part="key",
            )  # fmt: skip
        homes = [((*loc, "parts", key, "at"), part.at) for key, part in point.parts.items() if part.at]
        if point.at:
            homes.append(((*loc, "at"), point.at))
        elif name not in objects and len(homes) < max(1, len(point.parts)):
            reporter.error(
                loc, f"没有写 {name} 在哪个对象上", f"it is not said at which object {name} is",
                "写 `at: 对象`", "write `at: OBJECT`", code="no_object", part="key",
            )  # fmt: skip
        names_exist(homes, objects, reporter, OBJECT)


def probes(scenario: Scenario, reporter: Reporter) -> None:
    """Probes are tools; what they show fits their points and their range; somebody can hold them there."""
    check, known = _check(scenario, reporter), scenario.get("points") or {}
    missing_translations(scenario["probes"], ("probes",), reporter)
    for name, probe in scenario["probes"].items():
        loc: Loc = ("probes", name)
        _tool_of(scenario, reporter, loc, name)
        if probe.works is not None:
            check.condition((*loc, "works"), probe.works)
        for point, held in probe.at.items():
            here: Loc = (*loc, "at", point)
            if names_exist([(here, point)], known, reporter, POINT):
                _shows(check, (*here, "shows"), probe, held, list(known[point].parts))
                _within_reach(
                    scenario, reporter, here, known, [(point, p) for p in known[point].parts or ("",)], probe.reach
                )
    for point in known:
        _one_scale(scenario, reporter, point)


def _tool_of(scenario: Scenario, reporter: Reporter, loc: Loc, name: str) -> None:
    tools = _tools(scenario["stage"])
    if names_exist([(loc, name)], scenario["stage"].objects, reporter, OBJECT) and name not in tools:
        reporter.error(
            loc, f"{name} 不是工具，拿不到手里", f"{name} is no tool: it cannot be taken",
            "在 stage 里给它写 `role: tool`", "give it `role: tool` in the stage", code="no_tool", part="key",
        )  # fmt: skip


def _shows(check: Check, loc: Loc, probe: Probe, held: Held, parts: list[str]) -> None:
    if isinstance(held.shows, str):
        formulas = [(loc, held.shows)]
    else:
        names_exist([((*loc, part), part) for part in held.shows], parts, check.reporter, PART)
        for part in parts:
            if part not in held.shows:
                check.error(loc, "no_part", f"没有写 {part} 处显示什么", f"what it shows at {part} is missing",
                            Text2(f"加上 `{part}: 条件`", f"add `{part}: CONDITION`"))  # fmt: skip
        formulas = [((*loc, part), text) for part, text in held.shows.items()]
    for at, text in formulas:
        if probe.range is None:
            check.condition(at, text)
        else:
            check.formula(at, text, scale_of(probe)[0])


def _one_scale(scenario: Scenario, reporter: Reporter, point: str) -> None:
    """All probes of a point show the same sort of thing, because it has one tag for what was found."""
    section = scenario["probes"]
    first, *others = probes_at(section, point) or [""]
    for name in others:
        if scale_of(section[name]) != scale_of(section[first]) or (section[name].range is None) != (
            section[first].range is None
        ):
            reporter.error(
                ("probes", name, "at", point), f"{name} 与 {first} 在 {point} 显示的不是同一种量",
                f"{name} and {first} do not show the same sort of thing at {point}",
                "在同一对象上另设一个点位", "make a point of its own at the same object", code="two_scales", part="key",
            )  # fmt: skip


def _within_reach(
    scenario: Scenario,
    reporter: Reporter,
    loc: Loc,
    known: PointsSection,
    spots: Iterable[tuple[str, str]],
    reach: float,
) -> None:
    """Warn of a place nobody can hold it to from any of the named places to stand."""
    stage: StageSection = scenario["stage"]
    geometry = Geometry(stage)
    for point, part in spots:
        target = object_at(known, point, part)
        if target in stage.objects and not any(
            reaches(geometry, p, target, mm(reach)) for p in geometry.places.values()
        ):
            where = f"{point}.{part}" if part else point
            reporter.warning(
                loc, f"没有站位够得着 {where}", f"{where} is out of reach of every place",
                "在旁边加一个站位，或写长一些的 reach", "add a place beside it, or give it a longer reach",
                code="out_of_reach", part="key",
            )  # fmt: skip


def attachments(scenario: Scenario, reporter: Reporter) -> None:
    """Portable things are tools, their ends fit points there are, and set commands there are."""
    check, known = _check(scenario, reporter), scenario.get("points") or {}
    missing_translations(scenario["attachments"], ("attachments",), reporter)
    tools = _tools(scenario["stage"])
    for name, thing in scenario["attachments"].items():
        loc: Loc = ("attachments", name)
        _tool_of(scenario, reporter, loc, name)
        for key, end in thing.ends.items():
            here: Loc = (*loc, "ends", key)
            if end.tool:
                names_exist([((*here, "with"), end.tool)], tools, reporter, TOOL)
            for i, fit in enumerate(end.fits):
                _fit(scenario, check, (*here, "fits", i), fit, end.reach, known)
    if "start" not in scenario.invalid:
        _done_before(scenario, reporter)


def _fit(scenario: Scenario, check: Check, loc: Loc, fit: Fit, reach: float, known: PointsSection) -> None:
    point, part = split(fit.at)
    at: Loc = (*loc, "at")
    if names_exist([(at, point)], known, check.reporter, POINT):
        parts = known[point].parts
        if (part and names_exist([(at, part)], parts, check.reporter, PART)) or (not part and not parts):
            _within_reach(scenario, check.reporter, at, known, [(point, part)], reach)
        elif not part:
            check.error(at, "no_part", f"{point} 分为几部分，要写明哪一个", f"{point} has parts: say which",
                        Text2(f"写成 `{point}.{next(iter(parts))}`", f"write `{point}.{next(iter(parts))}`"))  # fmt: skip
    tag = check.command((*loc, "set"), fit.set) if fit.set is not None else None
    if tag is not None:
        check.reading((*loc, "to"), fit.to, tag)
        if fit.back is not None:
            check.reading((*loc, "back"), fit.back, tag)


def _done_before(scenario: Scenario, reporter: Reporter) -> None:
    """What has been fastened before a starting point begins must be able to be."""
    section: AttachmentsSection = scenario["attachments"]
    for name, point in scenario["start"].points.items():
        up: dict[str, dict[str, str]] = {thing: {} for thing in section}
        for i, deed in enumerate(point.setup):
            thing = section.get(deed.on)
            if thing is None or deed.do not in ("attach", "detach"):
                continue
            loc, at = ("start", "points", name, "setup", i), up[deed.on]
            part, spot = one_move(thing, deed.do, deed.value, at)
            if part is not None and (part in at) == (deed.do == "attach"):
                zh, en = ("已经装着", "is fastened already") if part in at else ("没有装着", "is not fastened")
                reporter.error(loc, f"{deed.on} 的 {part} {zh}", f"{part} of {deed.on} {en}", code="no_fit")
            elif part is None or spot is None or (deed.do == "attach" and not _takes(thing, part, spot)):
                ends = list(thing.ends) if part is None else [fit.at for fit in thing.ends[part].fits]
                reporter.error(
                    loc, f"{deed.on} 不能这样装", f"{deed.on} cannot be fastened like that",
                    f"写明 part 和 to，可用：{'、'.join(ends)}", f"give part and to; there are: {', '.join(ends)}", code="no_fit",
                )  # fmt: skip
            elif deed.do == "attach":
                at[part] = spot
            else:
                del at[part]


def _takes(thing: Attachment, part: str, spot: str) -> bool:
    return spot in [fit.at for fit in thing.ends[part].fits]


def keep_off(scenario: Scenario, reporter: Reporter) -> None:
    """Distances are kept from objects there are, while conditions on known tags hold."""
    check, objects = _check(scenario, reporter), scenario["stage"].objects
    for name, zone in scenario["keep_off"].items():
        names_exist([(("keep_off", name), name)], objects, reporter, OBJECT)
        if zone.when is not None:
            check.condition(("keep_off", name, "when"), zone.when)

"""What can be wrong with ``handling``, ``lockout`` and ``coded_locks``: tools nobody can pick up, needs that never apply,
signs that have nowhere to hang, locks that nothing opens. Each finding comes with what to do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from engine.scenario.document import Scenario
from engine.scenario.expression import scope_of_tags
from engine.scenario.lint import missing_translations, names_exist, names_unique
from engine.scenario.nearest import meant
from engine.scenario.problems import Text2
from engine.scenario.reporter import Reporter
from engine.scenario.source import Loc
from engine.scenario.text import Text
from engine.session.access import Access
from engine.session.actions import VERBS
from engine.session.carrying import Hands, portable
from engine.session.coded_locks import CodedLocksSection
from engine.session.control import control_ids
from engine.session.handling import EVERY, ORIGINS, Need, Things
from engine.session.kinds import PLANT_KINDS
from engine.session.known import equipment_verbs, known_tags, operable_ids, operations
from engine.session.lockout import LockoutSection, lockout_tags, named
from engine.session.place import Geometry
from engine.session.things import LOOKED_AT

__all__ = ["coded_locks", "handling", "lockout"]

_TOOL = Text2("可以拿起的对象（role: tool 或 radio）", "object that can be picked up (role: tool or radio)")
_WEARABLE = Text2("可以穿戴的对象（role: wearable）", "object that can be worn (role: wearable)")
_OPERABLE = Text2("可操作的对象", "operable")
_VERB = Text2("动词", "verb")


# -- handling -------------------------------------------------------------------------------------------------
def handling(scenario: Scenario, reporter: Reporter) -> None:
    """Names that lead nowhere, needs that never apply or cannot be understood, more in hand than two hands hold."""
    section, stage = scenario["handling"], scenario["stage"]
    missing_translations(section, ("handling",), reporter)
    tools = portable(stage)
    for name in section.hands:
        _key_exists(("handling", "hands", name), tools, reporter, _TOOL)
    worn = [name for name, thing in stage.objects.items() if thing.role == "wearable"]
    ids, can = operable_ids(scenario), _verbs(scenario)
    access = Access(Geometry(stage), _on_screen(scenario))
    scope = scenario.cache.setdefault("scope", scope_of_tags(known_tags(scenario).values()))
    for on, verb, loc, need in _needs(scenario):
        if not _key_exists(loc[:3], ids, reporter, _OPERABLE):
            continue
        if _key_exists(loc[:4], (*VERBS, EVERY), reporter, _VERB):
            _can(reporter, loc[:4], on, verb, can.get(on, ()))
        names_exist(_items((*loc, "holds"), need.holds), tools, reporter, _TOOL)
        names_exist(_items((*loc, "wears"), need.wears), worn, reporter, _WEARABLE)
        _from(reporter, (*loc, "from"), need, on, verb, access, list(stage.objects))
        if need.when is not None:
            scenario.compile(need.when, (*loc, "when"), scope, reporter, "bool")
            if need.why is None:
                reporter.error(
                    (*loc, "when"), "没有写明学员会看到的原因", "what the learner is told is missing",
                    "写上 `why: {zh: …, en: …}`", "add `why: {zh: …, en: …}`", code="no_why",
                )  # fmt: skip
        elif not (need.holds or need.wears):
            reporter.error(
                loc, "没有写任何条件", "nothing is needed here", "写上 holds、wears 或 when", "give holds, wears or when",
                code="no_need", part="key",
            )  # fmt: skip
    _hands_suffice(scenario, reporter)


def _key_exists(loc: Loc, known: Collection[str], reporter: Reporter, what: Text2) -> bool:
    """Report the key at ``loc`` if it is none of ``known``, with the one probably meant."""
    name = str(loc[-1])
    if name in known:
        return True
    fix = meant(name, known)
    zh, en = f"没有 `{name}` 这个{what.zh}", f"there is no {what.en} `{name}`"
    reporter.error(loc, zh, en, fix and fix.zh, fix and fix.en, code="unknown_name", part="key")
    return False


def _needs(scenario: Scenario) -> Iterator[tuple[str, str, Loc, Need]]:
    for on, verbs in scenario["handling"].needs.items():
        for verb, needs in verbs.items():
            loc: Loc = ("handling", "needs", on, verb)
            if isinstance(needs, tuple):
                yield from ((on, verb, (*loc, i), need) for i, need in enumerate(needs))
            else:
                yield on, verb, loc, needs


def _items(loc: Loc, things: Things) -> Iterator[tuple[Loc, str]]:
    for i, item in enumerate(things):
        if isinstance(item, str):
            yield (*loc, i), item
        else:
            yield from (((*loc, i, j), name) for j, name in enumerate(item))


def _verbs(scenario: Scenario) -> dict[str, list[str]]:
    """What a need may be written for, by equipment."""
    return {on: [EVERY, *LOOKED_AT, *verbs] for on, verbs in equipment_verbs(scenario).items()}


def _can(reporter: Reporter, loc: Loc, on: str, verb: str, can: Collection[str]) -> None:
    if not can or verb in can:
        return
    zh, en = VERBS[verb]
    takes = [one for one in can if one != EVERY]
    reporter.error(
        loc, f"{on} 不能{zh}", f"{on} cannot be told to {en}",
        f"可用：{'、'.join(takes)}", f"it takes: {', '.join(takes)}", code="no_verb", part="key",
    )  # fmt: skip


def _on_screen(scenario: Scenario) -> set[str]:
    return {op.on for op in operations(scenario)} | control_ids(scenario)


def _from(
    reporter: Reporter, loc: Loc, need: Need, on: str, verb: str, access: Access, objects: Collection[str]
) -> None:
    """Where it is done from: one of two words or an object, and one from which it can be done at all."""
    places = [(loc if isinstance(need.at, str) else (*loc, i), name) for i, name in enumerate(need.origins)]
    what = Text2("操作位置（local、remote 或现场对象）", "place to act from (local, remote or an object)")
    if not places or not names_exist(places, (*ORIGINS, *objects), reporter, what):
        return
    points = access.points(on)
    there = {*points, *(ORIGINS[access.remote(point, on)] for point in points)}
    for at, name in places:
        if name not in there:
            verb_zh, verb_en = VERBS.get(verb, ("操作", "work"))
            reporter.error(
                at, f"从 {name} 不能{verb_zh} {on}，这个条件永远用不上",
                f"nobody can {verb_en} {on} from {name}: this never applies",
                f"可以从这里操作：{'、'.join(points) or '任何地方'}", f"it can be done from: {', '.join(points) or 'anywhere'}",
                code="never_applies",
            )  # fmt: skip


def _hands_suffice(scenario: Scenario, reporter: Reporter) -> None:
    """Nobody begins with more in hand than two hands hold."""
    if "start" not in scenario or "start" in scenario.invalid:
        return
    hands = Hands(scenario["handling"].hands, lambda name: Text(zh=name, en=name))
    for name, point in scenario["start"].points.items():
        for i, item in enumerate(point.holds):
            full = hands.refuse(point.holds[:i], item)
            if full is not None:
                zh, en = full.reason.zh, full.reason.en
                reporter.error(("start", "points", name, "holds", i), zh, en, code="hands_full")


# -- lockout --------------------------------------------------------------------------------------------------
def lockout(scenario: Scenario, reporter: Reporter) -> None:
    """Locks and signs that cannot be picked up, that have nothing to hang on, or whose tags are another's."""
    section: LockoutSection = scenario["lockout"]
    stage = scenario["stage"]
    missing_translations(section, ("lockout",), reporter)
    tools = [name for name, thing in stage.objects.items() if thing.role == "tool"]
    what = Text2("可以拿起的对象（role: tool）", "object that can be picked up (role: tool)")
    locks: list[tuple[Loc, str]] = [(("lockout", "locks", i), name) for i, name in enumerate(section.locks)]
    names_exist(locks, tools, reporter, what)
    for name in section.signs:
        _key_exists(("lockout", "signs", name), tools, reporter, what)
    names_unique([*((("lockout", "signs", name), name) for name in section.signs), *locks], reporter)
    own, access = {*section.locks, *section.signs}, Access(Geometry(stage), _on_screen(scenario))
    ids = (_on_screen(scenario) | set(stage.objects)) - own
    for key in ("takes_locks", "takes_signs"):
        places: list[tuple[Loc, str]] = [(("lockout", key, i), name) for i, name in enumerate(getattr(section, key))]
        names_unique(places, reporter)
        if names_exist(places, ids, reporter, _OPERABLE):
            _at_hand(places, access, reporter)
    for have, take, zh, en in (
        ("locks", "takes_locks", "锁", "lock"), ("signs", "takes_signs", "标示牌", "sign"),
    ):  # fmt: skip
        if bool(getattr(section, have)) != bool(getattr(section, take)):
            missing = take if getattr(section, have) else have
            reporter.warning(
                ("lockout", have if missing == take else take),
                f"有{zh}却没有地方挂" if missing == take else f"没有{zh}可挂",
                f"there is nothing to put a {en} on" if missing == take else f"there is no {en} to put on",
                f"写上 {missing}", f"add {missing}", code="unused", part="key",
            )  # fmt: skip
    _tags_free(scenario, reporter)
    _set_up(scenario, reporter)


def _at_hand(places: list[tuple[Loc, str]], access: Access, reporter: Reporter) -> None:
    """A lock is put on the thing itself: what only the screen gives cannot be locked."""
    for loc, on in places:
        points = access.points(on)
        if points and all(access.remote(point, on) for point in points):
            reporter.error(
                loc, f"{on} 只在画面上，没有地方挂锁挂牌", f"{on} is on the screen only: there is nothing to hang it on",
                "把它写进现场对象的 gives", "list it in the gives of an object at the place", code="no_access",
            )  # fmt: skip


def _tags_free(scenario: Scenario, reporter: Reporter) -> None:
    """The plant may have a tag of the same name: a lock of its own, say."""
    section = scenario["plant"]
    taken = {tag.id for tag in PLANT_KINDS[section.kind].tags(section)}
    for tag in lockout_tags(scenario["lockout"], lambda name: Text(zh=name, en=name)):
        if tag.id in taken:
            reporter.error(
                ("lockout",), f"位号 `{tag.id}` 已用于装置", f"the tag `{tag.id}` is already used in the plant",
                "装置自己有这样的锁或牌，不要再列在 lockout 里", "the plant has such a thing of its own: leave it out of lockout",
                code="id_taken", part="key",
            )  # fmt: skip


def _set_up(scenario: Scenario, reporter: Reporter) -> None:
    """What hangs there from the start is a lock or sign that there is."""
    if "start" not in scenario or "start" in scenario.invalid:
        return
    section = scenario["lockout"]
    own = {(op.on, op.verb) for op in operations(scenario)}
    for name, point in scenario["start"].points.items():
        for i, deed in enumerate(point.setup):
            kinds = (("lock", section.takes_locks, section.locks), ("tag", section.takes_signs, tuple(section.signs)))
            known = next((items for verb, places, items in kinds if deed.do == verb and deed.on in places), None)
            given = named(deed.value)
            its_own = deed.value is None and (deed.on, deed.do) in own
            if known is None or its_own or (given and given[0] in known):
                continue
            loc: Loc = ("start", "points", name, "setup", i)
            fix = meant(given[0] if given else "", known)
            reporter.error(
                loc if deed.value is None else (*loc, "value"),
                "要用 value 写明挂的是哪一把锁、哪一块牌", "say with `value` which lock or sign it is",
                fix and fix.zh, fix and fix.en, code="unknown_name",
            )  # fmt: skip


# -- coded locks ----------------------------------------------------------------------------------------------
def coded_locks(scenario: Scenario, reporter: Reporter) -> None:
    """A key nobody can pick up, a place there is not, locks on what nobody works, and no ticket that would open them."""
    section: CodedLocksSection = scenario["coded_locks"]
    stage = scenario["stage"]
    tools = [name for name, thing in stage.objects.items() if thing.role == "tool"]
    what = Text2("可以拿起的对象（role: tool）", "object that can be picked up (role: tool)")
    names_exist([(("coded_locks", "key"), section.key)], tools, reporter, what)
    names_exist([(("coded_locks", "at"), section.at)], stage.objects, reporter, Text2("现场对象", "object of the stage"))
    places: list[tuple[Loc, str]] = [(("coded_locks", "locks", i), name) for i, name in enumerate(section.locks)]
    names_unique(places, reporter)
    names_exist(places, equipment_verbs(scenario), reporter, _OPERABLE)
    if section.when is not None:
        scope = scenario.cache.setdefault("scope", scope_of_tags(known_tags(scenario).values()))
        scenario.compile(section.when, ("coded_locks", "when"), scope, reporter, "bool")
    if not scenario.get("tickets"):
        reporter.error(
            ("coded_locks",), "没有操作票，编码锁永远打不开", "there are no tickets: the coded locks never open",
            "写上 tickets", "add `tickets`", code="unused", part="key",
        )  # fmt: skip

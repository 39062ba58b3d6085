"""What an instructor did in an attempt, as plain data for reports: froze, spoke, broke something, went back.

A mark never depends on it by itself (a rubric may count such actions like any other); but whoever reads a mark must
see that the instructor had a hand in the attempt.

    for one in interventions_of(path):
        print(one.tick, one.kind, one.text.of("zh"))       # 42000 freeze 暂停 3 分 5 秒
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.scenario.text import Text
from engine.session.actions import VERBS, Action
from engine.session.attempt.reader import AttemptReader
from engine.session.intercom import said
from engine.session.lineage import Lineage, open_lineage
from engine.session.upsets import MODE_WORDS
from engine.state import unpack

__all__ = ["INSTRUCTOR", "Intervention", "Known", "interventions", "interventions_of"]

INSTRUCTOR = "instructor"


@dataclass(frozen=True, slots=True)
class Intervention:
    """One thing an instructor did at ``tick``.

    ``kind`` is freeze, speed, step, message, fault, malfunction, snapshot, rewind, end or other; ``on`` is the fault,
    instrument or object. ``text`` says it in a few words, without the time.
    """

    tick: int
    kind: str
    text: Text
    on: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What helps to say it in words; everything may be missing."""

    faults: Mapping[str, Text] = field(default_factory=dict)
    phrases: Mapping[str, Text] = field(default_factory=dict)
    clock: Mapping[int, int] = field(default_factory=dict)
    """Milliseconds of the clock on the wall (from any beginning) by the number of the action: how long a freeze was."""


NOTHING = Known()


def interventions(actions: Iterable[Action], known: Known = NOTHING, by: str = INSTRUCTOR) -> tuple[Intervention, ...]:
    """What ``by`` did among ``actions`` of one attempt file, all of them and in order."""
    every = list(actions)
    out = []
    for i, action in enumerate(every):
        if action.actor == by:
            told = _told(action, every[i + 1 :] if _freezes(action) else (), known)
            if told is not None:
                out.append(told)
    return tuple(out)


def interventions_of(path: Path) -> tuple[Intervention, ...]:
    """What an instructor did in the attempt at ``path`` and, before a rewind, in those it goes back to.

    Raises what ``open_lineage`` raises.
    """
    with open_lineage(path) as attempt:
        return tuple(_through(attempt))


def _through(attempt: Lineage) -> Iterator[Intervention]:
    """The ancestors' part first, then the rewind itself, then the attempt's own."""
    reader, parent = attempt.reader, attempt.parent
    begun = reader.header.parent
    if begun is not None:
        if parent is not None:
            yield from (one for one in _through(parent) if one.tick < begun.tick)
        how = reader.header.extra.get("rewound")
        if isinstance(how, dict):
            yield _rewound(how, begun.tick, reader.header.tick_ms)
    yield from interventions(reader.actions(), _known(reader))


def _known(reader: AttemptReader) -> Known:
    try:
        scenario = unpack(reader.header.scenario)
    except ValueError:  # an attempt without its scenario is told with ids instead of names
        return NOTHING
    faults = {name: Text.model_validate(one["title"]) for name, one in (scenario.get("faults") or {}).items()}
    phrases = (scenario.get("messages") or {}).get("phrases") or {}
    clock = dict(reader.query("SELECT seq, mono_ms FROM action JOIN chain USING (pos)"))
    return Known(faults, {name: Text.model_validate(text) for name, text in phrases.items()}, clock)


def _rewound(how: Mapping[str, Any], tick: int, tick_ms: int) -> Intervention:
    since, name = _clock(int(how.get("from", 0)) * tick_ms), str(how.get("to", ""))
    zh = f"由 {since} 回退" + (f"到快照“{name}”" if name else "")
    en = f"went back from {since}" + (f" to the snapshot “{name}”" if name else "")
    return Intervention(tick, "rewind", Text(zh=zh, en=en), name)


def _freezes(action: Action) -> bool:
    return _set(action, "frozen") is True


def _set(action: Action, key: str) -> Any:
    """What an action sets of the conduct, ``None`` where it does not."""
    return action.value.get(key) if action.on == "SESSION" and isinstance(action.value, dict) else None


def _told(action: Action, later: Iterable[Action], known: Known) -> Intervention | None:
    """The line of one action; ``None`` for the second half of a pair."""
    verb, on, value = action.verb, action.on, action.value
    match (verb, on):
        case ("set", "SESSION"):
            return _conduct(action, later, known)
        case ("stop", "SESSION"):
            return _line(action, "end", "结束本次练习", "ended the attempt")
        case ("call", "LEARNER"):
            text = said(value, known.phrases) or Text(zh=str(value), en=str(value))
            return _line(action, "message", f"发消息：{text.of('zh')}", f"message: {text.of('en')}")
        case ("take", "SNAPSHOT"):
            return _line(action, "snapshot", f"保存快照“{value}”", f"took the snapshot “{value}”")
        case ("restore", "SNAPSHOT"):
            zh, en = (
                (f"快照“{value}”", f"the snapshot “{value}”") if isinstance(value, str) else (_clock(value * 1000),) * 2
            )
            return _line(action, "rewind", f"离开本次，回到{zh}", f"left for {en}")
        case ("start" | "stop", "MALFUNCTION"):
            zh, en = MODE_WORDS.get(str(value.get("mode")), ("", "")) if verb == "start" else ("", "")
            much = f" {value['by']}" if verb == "start" and "by" in value else ""
            name = str(value.get("instrument"))
            ends = verb == "stop"
            return _line(action, "malfunction", f"{'撤销仪表故障' if ends else '注入仪表故障'} {name} {zh}{much}".rstrip(),
                         f"{'ended the malfunction of' if ends else 'upset'} {name} {en}{much}".rstrip(), name)  # fmt: skip
        case ("start" | "stop", name) if name in known.faults:
            title = known.faults[name]
            return _line(action, "fault", f"{'注入' if verb == 'start' else '撤销'}故障 {name} {title.of('zh')}",
                         f"{'began' if verb == 'start' else 'ended'} fault {name}: {title.of('en')}", name)  # fmt: skip
    zh, en = VERBS.get(verb, (verb, verb))
    much = "" if value is None else f" {value}"
    return _line(action, "other", f"{zh} {on}{much}", f"{en} {on}{much}", on)


def _conduct(action: Action, later: Iterable[Action], known: Known) -> Intervention | None:
    if (steps := _set(action, "step")) is not None:
        return _line(action, "step", f"单步 {steps} 拍", f"stepped {steps} ticks")
    frozen, speed = _set(action, "frozen"), _set(action, "speed")
    if frozen:
        until = next((a for a in later if _set(a, "frozen") is False), None)
        ms = known.clock.get(until.seq, 0) - known.clock.get(action.seq, 0) if until is not None and known.clock else 0
        zh, en = (f" {_span(ms, 'zh')}", f" for {_span(ms, 'en')}") if ms >= 1000 else ("", "")
        return _line(action, "freeze", f"暂停{zh}", f"froze{en}")
    if speed is not None:
        return _line(action, "speed", f"改为 ×{speed:g}", f"speed ×{speed:g}")
    return None  # going on is the end of a freeze


def _line(action: Action, kind: str, zh: str, en: str, on: str = "") -> Intervention:
    return Intervention(action.tick, kind, Text(zh=zh, en=en), on)


def _clock(ms: float) -> str:
    """Model time as on the bar, ``1:10:05``."""
    minutes, seconds = divmod(int(ms // 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"


def _span(ms: int, lang: str) -> str:
    """A stretch of time in words: ``3 分 5 秒``, ``3 min 5 s``."""
    minutes, seconds = divmod(ms // 1000, 60)
    one, two = ("分", "秒") if lang == "zh" else ("min", "s")
    return f"{minutes} {one} {seconds} {two}" if minutes else f"{seconds} {two}"

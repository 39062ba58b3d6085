"""Ids as people know them: labels and titles from the attempt's own tags and embedded scenario.

An attempt explains itself, so the words come out of it and not from the scenario folder of today. Anything
without a title stands for itself.

    names = Names(attempt.header, "zh")
    names.label("TI101"), names.title("TI101")          # 'TI-101', '反应温度'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.control.alarms.operate import REASONS
from engine.session.deed_words import DeedWords, told
from engine.state import unpack
from engine.tags import Tag
from grading.calculus.words import number
from grading.reports.words import said, say

__all__ = ["Names", "plain_words"]


def plain_words(value: Any, lang: str) -> str:
    """Any plain data as words: texts in ``lang``, numbers as people write them."""
    if isinstance(value, Mapping):
        if value and value.keys() <= {"zh", "en"}:
            first, second = ("en", "zh") if lang == "en" else ("zh", "en")
            return str(value.get(first) or value.get(second) or "")
        inner = ((str(key), plain_words(part, lang)) for key, part in value.items())
        return ", ".join(f"{key} {part}".strip() for key, part in inner)
    if value is None or isinstance(value, bool):
        return {True: "✓", False: "✗", None: ""}[value]
    if isinstance(value, float | int):
        return number(float(value))
    if isinstance(value, list | tuple):
        return "、".join(plain_words(part, lang) for part in value)
    return str(value)


class Names:
    """Looks ids up in the tags first and in the scenario's sections after that."""

    def __init__(self, header: Any, lang: str) -> None:
        self.lang = lang
        self.tags: dict[str, Tag] = {tag.id: tag for tag in header.tags}
        self.scenario = _plain(header.scenario)
        self.words = DeedWords.of_plain(getattr(header, "extra", {}).get("deeds"))
        """What doing something to a thing is called."""
        self._entries: dict[str, Mapping[str, Any]] = {}
        for key, entry in _entries(self.scenario):
            self._entries.setdefault(key, entry)

    def label(self, ident: str) -> str:
        """What stands on the plate: the tag's label, the scenario's, or the id."""
        tag = self.tags.get(ident)
        if tag is not None and tag.label:
            field = ident.partition(".")[2]  # its title says in words what the field is
            return (tag.label.removesuffix(f" {field}") if field and self.title(ident) else "") or tag.label
        label = self._entries.get(ident, {}).get("label")
        watched = self.tags.get(self.watched(ident)[0]) if ident in self.section("alarms") else None
        if not label and watched is not None and self.title(ident):  # its title tells it from others of the same tag
            label = watched.label
        return str(label or said("thing", ident, self.lang))

    def title(self, ident: str) -> str:
        """The name in words, or nothing."""
        tag = self.tags.get(ident)
        if tag is not None and (tag.zh or tag.en):
            return tag.title(self.lang)
        return plain_words(self._entries.get(ident, {}).get("title"), self.lang)

    def named(self, ident: str) -> str:
        """Label and title: ``P-101 加料泵``; the title alone of what carries no plate."""
        label, title = self.label(ident), self.title(ident)
        if title and label == ident and ident not in self.tags:
            return title
        return f"{label} {title}" if title and title != label else label

    def section(self, name: str) -> Mapping[str, Any]:
        """A section of the scenario as plain data; empty if there is none."""
        found = self.scenario.get(name)
        return found if isinstance(found, Mapping) else {}

    def phase(self, ident: str) -> str:
        """The name of a phase."""
        phases = self.section("procedure").get("phases")
        entry = phases.get(ident) if isinstance(phases, Mapping) else None
        return plain_words(entry.get("title"), self.lang) if isinstance(entry, Mapping) else ident

    def person(self, ident: str) -> str:
        """A participant as people call them."""
        return said("person", ident, self.lang) if not self.title(ident) else self.title(ident)

    def watched(self, alarm: str) -> tuple[str, float | None]:
        """The tag an alarm watches and its limit in that tag's unit, as far as the scenario says."""
        entry = self.section("alarms").get(alarm)
        entry = entry if isinstance(entry, Mapping) else {}
        tag = str(entry.get("on") or alarm.split(".")[0])
        written = str(entry.get("high") or entry.get("low") or "").split(" ", 1)
        known = self.tags.get(tag)
        if known is None or len(written) != 2 or written[1] != known.unit:
            return tag, None
        try:
            return tag, float(written[0])
        except ValueError:
            return tag, None

    def deed(self, verb: str, on: str, value: Any = None) -> str:
        """An action in the fewest words: ``启动 P-102A``, ``穿戴 防酸服``, ``设定 FIC-101 SP 0.25``."""
        words = self.words.words(verb, on).of(self.lang).removesuffix(" to")
        label = self.named(on) if on in self.section("alarms") else self.label(on)
        known = label != on and (self.lang != "en" or label.isascii())
        rest = self.value(verb, on, value) if verb in ("set", "report", "call") else ""
        if verb == "report" and rest:
            return f"{words} {rest}"
        short = told(words, label if known else self.title(on) or label)
        return f"{short} {rest}" if 0 < len(rest) <= 14 else short

    def action(self, verb: str, on: str, value: Any) -> str:
        """What was done, in words: ``设定 TIC-101 反应温度 → SP 60``."""
        words = self.words.words(verb, on).of(self.lang)
        words = words.removesuffix(" to") if verb == "set" else words  # the value follows the name here
        rest = self.value(verb, on, value)
        return told(words, self.named(on)) + (f" → {rest}" if rest else "")

    def value(self, verb: str, on: str, value: Any) -> str:
        """What an action carries, in words: a report by its title, a reason as it was offered, fields by their names."""
        if isinstance(value, str):
            return self._word(verb, on, value)
        if not isinstance(value, Mapping) or value.keys() <= {"zh", "en"}:
            return plain_words(value, self.lang)
        if on in self.section("tickets"):
            return self._of_ticket(on, value)
        fields = self._entries.get(on, {}).get("fields")
        fields = fields if isinstance(fields, Mapping) else {}
        told = []
        for key, part in value.items():
            if key == "minutes":
                told.append(say("for_minutes", self.lang, n=plain_words(part, self.lang)))
                continue
            field = fields.get(key)
            title = plain_words(field.get("title"), self.lang) if isinstance(field, Mapping) else ""
            words = self._word(verb, key, part) if isinstance(part, str) else plain_words(part, self.lang)
            told.append(f"{title or said('value', key, self.lang)} {words}".strip())
        return say("comma", self.lang).join(told)

    def _of_ticket(self, on: str, value: Mapping[str, Any]) -> str:
        """A line of a ticket, an edit, a tick, or the task that was repeated."""
        if "do" in value:
            value = {"do": value}
        told = []
        for key, part in value.items():
            if isinstance(part, Mapping) and "do" in part:
                words = self.deed(str(part["do"]), str(part.get("on")), part.get("value"))
                told.append(words if key == "do" else f"{said('value', key, self.lang)} {words}")
            elif key == "lines" and isinstance(part, list | tuple):
                told.append(f"{len(part)} {said('value', key, self.lang)}")
            elif key == "order":
                ticket = self.section("tickets")[on]
                decoy = (ticket.get("order") or {}).get("decoys") or {}
                told.append(plain_words(ticket.get("task") if part == "task" else decoy.get(part, part), self.lang))
            else:
                told.append(f"{said('value', key, self.lang)} {plain_words(part, self.lang)}")
        return say("comma", self.lang).join(told)

    def _word(self, verb: str, on: str, word: str) -> str:
        """One word of a value: it may name a report, a phrase, a reason, an ending, a setting, or a thing."""
        messages = self.section("messages")
        family = messages.get({"report": "reports", "call": "phrases"}.get(verb, ""))
        entry = family.get(word) if isinstance(family, Mapping) else None
        if isinstance(entry, Mapping):
            return plain_words(entry.get("title", entry), self.lang)
        if verb in ("shelve", "disable") and word in REASONS:
            return REASONS[word].of(self.lang)
        if on == "SESSION" and verb == "stop":
            return said("endings", word, self.lang)
        if on == "mode":
            return said("option", word, self.lang)
        return self.named(word) if word in self.tags or word in self._entries else word


def _plain(body: bytes) -> dict[str, Any]:
    try:
        data = unpack(body)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _entries(node: Any, depth: int = 0) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every ``ID: {title: …}`` in the scenario, outermost first."""
    if depth > 12 or not isinstance(node, Mapping):
        return
    for key in node:
        entry = node[key]
        if isinstance(entry, Mapping) and ("title" in entry or "label" in entry):
            yield str(key), entry
    for key in node:
        yield from _entries(node[key], depth + 1)

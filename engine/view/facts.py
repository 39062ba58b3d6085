"""What the panels need to know about a scenario, gathered once: loops, interlocks, limits, normal bands.

Everything comes from tags and sections, by the naming rules of ``docs/architecture.md``; nothing here knows what
kind of plant it is.

    facts = Facts(port)
    facts.loops["TIC101"].sp          # 'TIC101.sp'
    facts.scale("TI101A").limits      # (Limit(65.0, 'H', 'high'), …)
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.errors import ShixunError
from engine.scenario.quantity import Amount
from engine.scenario.text import Text
from engine.scenario.units import unit
from engine.session.deed_words import words_of
from engine.session.modes import DEFAULT_MODES, Mode
from engine.session.palettes import Shade, palette_for
from engine.tags import Kind, Tag
from engine.view.port import SessionPort
from engine.view.wording import unit_text

__all__ = ["Facts", "InterlockFacts", "Limit", "Loop", "Scale"]


@dataclass(frozen=True, slots=True)
class Loop:
    """A controller by its tags; ``out`` and ``mode`` are tag ids too."""

    id: str
    pv: str
    sp: str
    out: str
    mode: str
    modes: tuple[str, ...]
    measured: str
    """The tag of the measurement, as shown on the pictures; the loop's own ``.pv`` where none is named."""


@dataclass(frozen=True, slots=True)
class Limit:
    """An alarm limit of a tag in its unit; ``side`` is H, HH, L or LL as on the plate."""

    value: float
    side: str
    priority: str


@dataclass(frozen=True, slots=True)
class Scale:
    """How an indicator is drawn: what it shows of the range, normal band and limits, in the tag's unit."""

    low: float
    high: float
    band: tuple[float, float] | None
    limits: tuple[Limit, ...]

    def fraction(self, value: float) -> float:
        """Where ``value`` stands in the range, 0 to 1."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))


@dataclass(frozen=True, slots=True)
class InterlockFacts:
    """One line of the cause-and-effect table."""

    id: str
    title: Text
    cause: str
    effects: tuple[tuple[str, str], ...]
    """Pairs of target id and what happens to it, as the scenario writes it."""


class Facts:
    """All of it for one session."""

    def __init__(self, port: SessionPort) -> None:
        self._port = port
        sections = getattr(port.scenario, "sections", {})
        self.sections: Mapping[str, Any] = {name: getattr(s, "root", s) for name, s in sections.items()}
        self._dashes = any(tag.label and tag.label == _dashed(tag.id) != tag.id for tag in port.tags)
        self.words = words_of(self.sections)
        """What doing something to a thing is called."""
        self.loops = self._find_loops()
        self.interlocks = self._find_interlocks()
        self._limits = self._find_limits()
        self._scales: dict[str, Scale] = {}
        self._plates: dict[str, str] = {}
        self._shades: dict[tuple[str, str], tuple[Shade | None, ...]] = {}
        stage = self.sections.get("stage")
        given = [name for thing in stage.objects.values() for name in thing.gives] if stage is not None else []
        self.field_only = frozenset(name[1:] for name in given if name.startswith("-"))
        """What the control room shows but cannot operate."""

    def title(self, on: str, lang: str) -> str:
        """The name of an operable or tag for people."""
        operable = self._port.operables.get(on)
        if operable is not None:
            return operable.title.of(lang)
        index = self._port.tags.index.get(on)
        return on if index is None else self._port.tags.tags[index].title(lang)

    def plate(self, on: str) -> str:
        """What the plate says: the label of a tag (TI-101), of a tag that belongs to it, or the id."""
        known = self._plates.get(on)
        if known is None:
            known = self._plates[on] = self._plate(on)
        return known

    def _plate(self, on: str) -> str:
        tags = self._port.tags
        if on in tags.index:
            return tags[on].name
        for suffix in (".pv", ".tripped", ".running", ".position", ".closed", ".state"):
            index = tags.index.get(on + suffix)
            if index is not None and tags.tags[index].label:
                return tags.tags[index].label.split(".")[0].split(" ")[0]
        section = next((s[on] for s in self.sections.values() if isinstance(s, Mapping) and on in s), None)
        return getattr(section, "label", "") or (_dashed(on) if self._dashes else on)

    def mode(self, name: str) -> Mode:
        """What is on in a mode, as the scenario says or by default."""
        modes = {**DEFAULT_MODES, **(self.sections.get("modes") or {})}
        found: Mode = modes.get(name) or Mode()
        return found

    def in_words(self, formula: str, words: Mapping[str, str]) -> str:
        """A condition as people read it: plates for ids, units as printed, ``words`` for and, or, not."""

        def word(found: re.Match[str]) -> str:
            name = found[0]
            if name in words:
                return words[name]
            return self.plate(name) if name in self._port.tags.index else unit_text(name)

        return re.sub(r"[A-Za-z][\w.]*(?:/[A-Za-z]\w*)?", word, formula)

    def scale(self, tag_id: str, *shown: float) -> Scale:
        """The scale of an analog tag; limits of its alarms and the band of the ``screens`` section.

        It holds the values ``shown`` on it, as far as the instrument's range goes: nobody can cool to 40 ℃ by a
        pointer that stands still at 45.
        """
        known = self._scales.get(tag_id)
        if known is None:
            tag = self._port.tags[tag_id]
            band, limits = self._band(tag_id, tag.unit), tuple(self._limits.get(tag_id, ()))
            low, high = _window(tag.low, tag.high, [*(band or ()), *(limit.value for limit in limits)])
            known = Scale(low, high, band, limits)
            self._scales[tag_id] = known
        outside = [value for value in shown if math.isfinite(value) and not known.low <= value <= known.high]
        return _widened(known, self._port.tags[tag_id], outside) if outside else known

    @property
    def palettes(self) -> Mapping[str, Mapping[str, Shade]]:
        """The palettes of the ``screens`` section."""
        return getattr(self.sections.get("screens"), "palettes", {})

    def shades(self, tag_id: str, palette: str = "") -> tuple[Shade | None, ...]:
        """The look of each option of a tag, in their order; empty where no palette fits it."""
        known = self._shades.get((tag_id, palette))
        if known is None:
            index = self._port.tags.index.get(tag_id)
            options = () if index is None else self._port.tags.tags[index].options
            name = palette_for(self.palettes, palette, options) if options else None
            known = () if name is None else tuple(self.palettes[name].get(option) for option in options)
            self._shades[tag_id, palette] = known
        return known

    # -- gathering ------------------------------------------------------------------------------------------
    def _find_loops(self) -> dict[str, Loop]:
        tags = self._port.tags
        section = self.sections.get("controllers") or {}
        loops = {}
        for tag in tags:
            if tag.kind is not Kind.MODE or not tag.id.endswith(".mode"):
                continue
            name = tag.id.removesuffix(".mode")
            if f"{name}.sp" in tags and f"{name}.out" in tags:
                pv = f"{name}.pv" if f"{name}.pv" in tags else f"{name}.sp"
                source = getattr(section.get(name), "pv", "") if isinstance(section, Mapping) else ""
                measured = source if isinstance(source, str) and source in tags else pv
                loops[name] = Loop(name, pv, f"{name}.sp", f"{name}.out", tag.id, tag.options, measured)
        return loops

    def _find_interlocks(self) -> dict[str, InterlockFacts]:
        section = self.sections.get("interlocks") or {}
        found = {}
        for tag in self._port.tags:
            if not tag.id.endswith(".tripped"):
                continue
            name = tag.id.removesuffix(".tripped")
            if f"{name}.bypassed" not in self._port.tags:  # equipment that trips is no interlock
                continue
            spec = section.get(name) if isinstance(section, Mapping) else None
            operable = self._port.operables.get(name)
            title = getattr(spec, "title", None) or (operable.title if operable else Text(zh=name, en=name))
            found[name] = InterlockFacts(name, title, _cause(spec), _effects(spec))
        return found

    def _find_limits(self) -> dict[str, list[Limit]]:
        section = self.sections.get("alarms") or {}
        found: dict[str, list[Limit]] = {}
        for key, spec in section.items() if isinstance(section, Mapping) else ():
            tag_id = getattr(spec, "on", None) or key.split(".")[0]
            if tag_id not in self._port.tags.index:
                continue
            for field, side in (("high", "H"), ("low", "L")):
                value = _in_unit(getattr(spec, field, None), self._port.tags[tag_id].unit)
                if value is not None:
                    plate = key.rsplit(".", 1)[-1]
                    plate = plate if plate in ("H", "HH", "L", "LL") else side
                    found.setdefault(tag_id, []).append(Limit(value, plate, str(getattr(spec, "priority", "medium"))))
        return found

    def _band(self, tag_id: str, unit_name: str) -> tuple[float, float] | None:
        screens = self.sections.get("screens")
        pair = screens.normal.get(tag_id) if screens is not None else None
        if pair is None:
            return None
        low, high = (_in_unit(value, unit_name) for value in pair)
        return None if low is None or high is None else (low, high)


def _in_unit(value: Any, unit_name: str) -> float | None:
    """A limit as its section holds it (an amount with its unit, or a float in SI) in the tag's unit."""
    try:
        if isinstance(value, Amount):
            return value.to(unit_name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return unit(unit_name).from_si(float(value)) if unit_name else float(value)
    except (ShixunError, ValueError):
        return None
    return None


def _dashed(name: str) -> str:
    """``P102A`` as plates write it, ``P-102A``; used where the scenario's own labels are written so."""
    return re.sub(r"^([A-Z]{1,5})(\d)", r"\1-\2", name)


def _window(low: float, high: float, marks: list[float]) -> tuple[float, float]:
    """The part of a range worth looking at: the marks and half their spread on both sides, in round numbers.

    An indicator over a range of 0–200 would show a normal band of 58–62 as a hair line.
    """
    if len(marks) < 2 or max(marks) <= min(marks):
        return low, high
    spread = (max(marks) - min(marks)) * (1 if len(marks) > 2 else 4)
    step = 10.0 ** math.floor(math.log10(spread)) / 2
    bottom = max(low, math.floor((min(marks) - spread / 2) / step) * step)
    top = min(high, math.ceil((max(marks) + spread / 2) / step) * step)
    return (low, high) if top - bottom > 0.8 * (high - low) else (round(bottom, 9), round(top, 9))


def _widened(scale: Scale, tag: Tag, values: list[float]) -> Scale:
    """The scale up to the round number beyond the values and a little room, within the range of the tag."""
    span = scale.high - scale.low
    step, room = 10.0 ** math.floor(math.log10(span)), span / 20
    low = min(scale.low, max(tag.low, math.floor((min(values) - room) / step) * step))
    high = max(scale.high, min(tag.high, math.ceil((max(values) + room) / step) * step))
    return replace(scale, low=round(low, 9), high=round(high, 9))


def _cause(spec: Any) -> str:
    cause = getattr(spec, "cause", None)
    if cause is None:
        return ""
    parts = getattr(cause, "of", None)
    if parts is None:
        return str(cause)
    vote = str(getattr(cause, "vote", "") or "")
    text = " | ".join(str(part) for part in parts)
    return f"{vote}: {text}" if vote and len(parts) > 1 else text


def _effects(spec: Any) -> tuple[tuple[str, str], ...]:
    out = []
    for effect in getattr(spec, "effects", None) or ():
        target = getattr(effect, "set", None)
        if target:
            out.append((str(target).split(".")[0], _written(getattr(effect, "to", ""))))
    for effect in getattr(spec, "effects", None) or ():
        target = getattr(effect, "permit", None)
        if target:
            out.append((str(target).split(".")[0], "permit"))
    return tuple(out)


def _written(value: Any) -> str:
    return f"{value.value:g} {value.unit}".strip() if isinstance(value, Amount) else str(value)

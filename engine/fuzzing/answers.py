"""Laws of what a participant meets: refusals, pictures, bodies.

A refusal has its reason in both languages and changes nothing; looking changes nothing; a frame can be had at any time
and stays as it was; nobody stands inside a wall.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import FrozenInstanceError, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from engine.fuzzing.deed import Deed
from engine.fuzzing.law import Law
from engine.scenario.text import Text
from engine.session.access import FAR_VERBS
from engine.session.actions import Answer, Refused
from engine.session.place import STEP
from engine.state import digest

if TYPE_CHECKING:
    from engine.fuzzing.trial import Trial

__all__ = ["Bodies", "Frames", "Refusals", "texts"]

_HAN = re.compile(r"[\u4e00-\u9fff]")


def texts(thing: Any, path: str = "") -> Iterator[tuple[str, Text]]:
    """Every text in plain data and frozen records, with where it stands: ``alarms[0].title``."""
    if isinstance(thing, Text):
        yield path, thing
    elif is_dataclass(thing) and not isinstance(thing, type):
        for field in fields(thing):
            yield from texts(getattr(thing, field.name), f"{path}.{field.name}".strip("."))
    elif isinstance(thing, Mapping):
        if set(thing) == {"zh", "en"} and all(isinstance(part, str) for part in thing.values()):
            yield path, Text(zh=thing["zh"], en=thing["en"])
            return
        for key, part in thing.items():
            yield from texts(part, f"{path}.{key}".strip("."))
    elif isinstance(thing, Sequence) and not isinstance(thing, str | bytes):
        for n, part in enumerate(thing):
            yield from texts(part, f"{path}[{n}]")


def in_both(text: Text) -> str:
    """What is wrong with a text that must be in Chinese and in English, or an empty string."""
    if not text.zh.strip() or not text.en.strip():
        return f"not in both languages: {text.zh!r} / {text.en!r}"
    return f"the English is Chinese: {text.en!r}" if _HAN.search(text.en) else ""


class Refusals(Law):
    """A refusal explains itself and changes nothing; looking changes nothing."""

    name = "refusals"
    text = "a refusal says why in both languages and changes nothing, and neither does looking"

    def asking(self, trial: Trial, deed: Deed) -> None:
        """Remember the state."""
        self._before = self._state(trial, looking=deed.verb in FAR_VERBS)

    @staticmethod
    def _state(trial: Trial, looking: bool = False) -> str:
        state = trial.session.state()
        tickets = trial.session.parts.tickets.tickets if looking else {}
        if tickets:  # a check is noted on a ticket that asks for it; nothing else may come of it
            own = {i for name in tickets for tag, i in trial.session.tags.index.items() if tag.startswith(f"{name}.")}
            values = [0.0 if i in own else value for i, value in enumerate(state["values"])]
            papers = {name: paper for name, paper in state["documents"].items() if name not in tickets}
            state = {**state, "documents": papers, "values": values}
        # a look may follow a guide of the task sheet; nothing else may come of it
        sheet = {**state["blocks"]["procedure"], "followed": {}}
        return digest({**state, "seq": 0, "blocks": {**state["blocks"], "procedure": sheet}})

    def asked(self, trial: Trial, deed: Deed, answer: Answer) -> None:
        """Compare."""
        if isinstance(answer, Refused):
            if wrong := in_both(answer.reason):
                self.broken(f"{answer.code} of {deed}: {wrong}", answer.code)
            if self._state(trial, looking=deed.verb in FAR_VERBS) != self._before:
                self.broken(f"the refusal ({answer.code}) of {deed} changed the state", deed.verb)
        elif deed.verb in FAR_VERBS and self._state(trial, looking=True) != self._before:
            self.broken(f"{deed} changed the state", deed.verb)


class Frames(Law):
    """Frames can be had at any time, stay as they were, and speak both languages."""

    name = "frames"
    text = (
        "a frame can be had at any time, does not change as the session goes on, and has every text in both languages"
    )
    late_s = 45.0

    def begin(self, trial: Trial) -> None:
        """None yet."""
        self._kept: tuple[Any, str] | None = None

    def asked(self, trial: Trial, deed: Deed, answer: Answer) -> None:
        """In the middle of a tick, too."""
        trial.session.frame()

    def ticked(self, trial: Trial) -> None:
        """About once in twenty seconds, and whenever something has been asked."""
        if not self.due(trial, 20_000 // trial.session.tick_ms + 1):
            return
        if self._kept is not None and repr(self._kept[0]) != self._kept[1]:
            self.broken("a frame taken before has changed since", "changed")
        frame = trial.session.frame()
        try:
            frame.tick = -1  # type: ignore[misc]
        except FrozenInstanceError:
            pass
        else:
            self.broken("a frame can be written to", "written")
        if isinstance(frame.people, dict) or any(isinstance(part, list) for part in (frame.values, frame.events)):
            self.broken("a frame holds a list or a dict that can be written to", "written")
        for where, text in texts(frame):
            if wrong := in_both(text):
                self.broken(f"{where}: {wrong}", where.split("[")[0])
        self._kept = (frame, repr(frame))


class Bodies(Law):
    """Bodies stand where bodies can stand."""

    name = "bodies"
    text = "whoever has a body stands on something that carries it, and not inside a wall or an object"

    def begin(self, trial: Trial) -> None:
        """Where it begins is the author's business, and checked by lint."""
        self._last: dict[str, Any] = {}

    def ticked(self, trial: Trial) -> None:
        """Look at whoever has moved."""
        people = trial.session.parts.people
        for name, person in people.everyone.items():
            if not person.has_body or self._last.get(name) == person.pose:
                continue
            self._last[name] = pose = person.pose
            if hit := people.geometry.blocked(pose.x, pose.y, pose.z):
                self.broken(f"{name} stands inside {hit} at {pose}", hit)
            level = people.geometry.support(pose.x, pose.y, pose.z)
            if level is None or abs(level - pose.z) > STEP:
                self.broken(f"nothing carries {name} at {pose}", "floor")

"""Doing an attempt again in a changed scenario: what was done up to now, at the same times, judged anew.

A replay repeats a record with the scenario inside it and refuses nothing. Here the scenario is another one, so every
action is asked for again; the first one that is refused (or a run that ends early) tells that the attempt does not
fit, and the caller begins afresh.

    redo = Redo(scenario, deeds, session.now, session.tick_ms, seed=1, mode="practise", start="")
    while not redo.step(200): ...
    if redo.misfit is None: attempt = adopt(redo.session, redo.held, ...)
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from engine.events import Event
from engine.scenario.document import Scenario
from engine.scenario.text import Text
from engine.session.actions import Action, Refused
from engine.session.attempt.signals import EncodedRow
from engine.session.recorder import Recorder
from engine.session.session import Session

__all__ = ["Deeds", "Held", "Redo"]


class Deeds:
    """An observer that remembers every accepted action, to be done again."""

    def __init__(self, before: Iterable[Action] = ()) -> None:
        self.actions: list[Action] = list(before)

    def on_action(self, action: Action) -> None:
        """Keep it."""
        self.actions.append(action)

    def on_event(self, event: Event) -> None:
        """Of no concern."""

    def on_row(self, tick: int, values: Any) -> None:
        """Of no concern."""

    def on_end(self, tick: int, how: str) -> None:
        """Of no concern."""


class Held:
    """A recorder that keeps everything until it is known whether there will be a file, then hands it over in order."""

    def __init__(self) -> None:
        self._waiting: list[Callable[[Recorder], object]] = []
        self._to: Recorder | None = None

    def release(self, to: Recorder) -> None:
        """Hand over what was kept; from now on everything goes straight through."""
        for call in self._waiting:
            call(to)
        self._waiting.clear()
        self._to = to

    def _pass(self, call: Callable[[Recorder], object]) -> None:
        if self._to is not None:
            call(self._to)
        else:
            self._waiting.append(call)

    def action(self, action: Action) -> None:
        """An accepted action."""
        self._pass(lambda to: to.action(action))

    def event(self, event: Event) -> None:
        """An event."""
        self._pass(lambda to: to.event(event))

    def row(self, row: EncodedRow) -> None:
        """One encoded row."""
        self._pass(lambda to: to.row(row))

    def checkpoint(self, tick: int, state: bytes, state_hash: str) -> None:
        """The whole state before ``tick``."""
        self._pass(lambda to: to.checkpoint(tick, state, state_hash))

    def document(self, tick: int, name: str, version: int, content: dict[str, Any]) -> None:
        """A new version of a document."""
        self._pass(lambda to: to.document(tick, name, version, content))

    def end(self, how: str, tick: int, state_hash: str) -> None:
        """The attempt is over."""
        self._pass(lambda to: to.end(how, tick, state_hash))


class Redo:
    """A session of ``scenario`` on its way to where another one had come.

    ``until`` is the tick to reach and ``tick_ms`` the length of a tick, both of the attempt that is done again; the
    scenario may have another one. Raises what ``Session`` raises.
    """

    def __init__(
        self, scenario: Scenario, deeds: Iterable[Action], until: int, tick_ms: int, *,
        seed: int = 1, mode: str = "practise", start: str = "",
    ) -> None:  # fmt: skip
        self.held = Held()
        self.session = Session(scenario, seed=seed, mode=mode, start=start, recorder=self.held)
        self._waiting = deque(deeds)
        self._from_ms = tick_ms
        self.until = until * tick_ms // self.session.tick_ms
        self.misfit: Text | None = None
        """Why it does not fit, once that is known."""

    @property
    def share(self) -> float:
        """How far it has come, 0 to 1."""
        return 1.0 if self.until <= 0 else min(1.0, self.session.now / self.until)

    def more(self, deeds: Iterable[Action]) -> None:
        """Deeds that have come since; they are done before it is over."""
        self._waiting.extend(deeds)

    def step(self, ticks: int) -> bool:
        """Go on for so many ticks at most; returns whether it is over (arrived, or known not to fit)."""
        if self.misfit is not None:
            return True
        for _ in range(ticks):
            if self._deeds() or self.session.now >= self.until:
                return True
            self.session.tick()
            if self.session.ended and self.session.now < self.until:
                at = self._clock(self.session.now)
                self.misfit = Text(zh=f"新场景在 {at} 就结束了", en=f"the new scenario is over at {at}")
                return True
        return False

    def _deeds(self) -> bool:
        """Do what is due now; returns whether something was refused."""
        session = self.session
        while self._waiting and self._due(self._waiting[0]) <= session.now:
            deed = self._waiting.popleft()
            answer = session.request(deed.actor, deed.verb, deed.on, deed.value)
            if isinstance(answer, Refused) and deed.on != "SESSION":  # speed and freeze are no part of the model
                at = self._clock(session.now)
                self.misfit = Text(
                    zh=f"{at} 的操作 {deed.verb} {deed.on} 做不成：{answer.reason.of('zh')}",
                    en=f"{deed.verb} {deed.on} at {at} is refused: {answer.reason.of('en')}",
                )
                return True
        return False

    def _due(self, deed: Action) -> int:
        return deed.tick * self._from_ms // self.session.tick_ms

    def _clock(self, tick: int) -> str:
        seconds = tick * self.session.tick_ms // 1000
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"

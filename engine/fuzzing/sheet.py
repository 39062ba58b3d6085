"""Doing the work as it is written down, with slips: steps left out, out of order, twice, or late.

By a reference run where one is given, else by the guides of the task sheet: the next step that is not ticked off, and
once its guide has been done without effect, whatever else its condition speaks of.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from engine.fuzzing.dice import Dice
from engine.session.script import Act, Reaction, Run
from engine.session.session import Session

__all__ = ["Sheet"]

Request = tuple[str, str, str, Any]
GUIDED = 0.1
"""Share of the time in which somebody who works by a run looks at the task sheet instead."""
PATIENCE = 90 * 60_000
"""Longer than this (ms) nobody waits for a condition: a slip before may have made it impossible."""
HANDS = ("start", "open", "wear", "press")
"""Verbs tried on what a step's condition names."""


class Sheet:
    """Says what is to be done next. ``slips`` is the share of steps that go wrong."""

    def __init__(self, session: Session, dice: Dice, slips: float, run: Run | None) -> None:
        self._session, self._dice, self._slips = session, dice, slips
        self._waiting: Request | None = None
        self._hinted: Counter[str] = Counter()
        self._acts = self._shuffled(run) if run is not None else []
        self._reactions = list(run.reactions) if run is not None else []
        self._by_run = run is not None
        compile_ = session.parts.bus.compile
        conditions = [act.when for act in self._acts] + [reaction.when for reaction in self._reactions]
        self._holds = {when: compile_(when) for when in conditions if when is not None}
        self._since, self._last = -1, 0

    def _shuffled(self, run: Run) -> list[Act]:
        acts: list[Act] = []
        for act in run.acts:
            if act.on == "SESSION" and act.do == "stop":
                continue
            acts.append(act)
            if not self._dice.happens(self._slips):
                continue
            match self._dice.below(4):
                case 0:
                    acts.pop()
                case 1 if len(acts) > 1:
                    acts[-1], acts[-2] = acts[-2], acts[-1]
                case 2:
                    acts.append(act)
                case _:
                    acts[-1] = act.model_copy(update={"after": act.after + int(self._dice.between(0, 600_000))})
        return acts

    def later(self, request: Request) -> None:
        """Give a request back: it is due again as soon as the way there is done."""
        self._waiting = request

    def next(self) -> Request | None:
        """What to ask for now, or ``None`` while nothing is due."""
        if self._waiting is not None:
            request, self._waiting = self._waiting, None
            return request
        return self._from_run() if self._by_run else self._from_guides()

    # -- a reference run -------------------------------------------------------------------------------------
    def _from_run(self) -> Request | None:
        for reaction in self._reactions:
            if self._now_ms() >= reaction.since and self._true(reaction):
                if reaction.once:
                    self._reactions.remove(reaction)
                if not self._dice.happens(self._slips):
                    return self._request(reaction)
        if not self._acts or self._dice.happens(GUIDED):
            return self._from_guides()
        act = self._acts[0]
        ms = self._now_ms()
        if (act.until is not None and ms > act.until) or ms - self._last > max(PATIENCE, 2 * act.hold):
            self._next_act(ms)
            return None
        if act.at is not None and ms < act.at:
            return None
        if not self._true(act):
            self._since = -1
            return None
        if self._since < 0:
            self._since = ms
        if ms - self._since < max(act.hold, act.after):
            return None
        self._next_act(ms)
        return self._request(act)

    def _next_act(self, ms: int) -> None:
        self._acts.pop(0)
        self._since, self._last = -1, ms

    def _now_ms(self) -> int:
        return self._session.now * self._session.tick_ms

    def _true(self, act: Act | Reaction) -> bool:
        return act.when is None or bool(self._holds[act.when](self._session.parts.bus.values))

    @staticmethod
    def _request(act: Act | Reaction) -> Request:
        if act.do == "move":
            return act.by, "move", act.by, {"to": act.on}
        return act.by, act.do, act.on, act.value

    # -- the task sheet --------------------------------------------------------------------------------------
    def _from_guides(self) -> Request | None:
        done = self._session.done_steps()
        steps = [(name, s) for name, s in self._session.scenario["procedure"].steps.items() if name not in done]
        if not steps:
            return None
        at = 1 if self._dice.happens(self._slips) and len(steps) > 1 else 0
        name, step = steps[at]
        times = self._hinted[name]
        self._hinted[name] += 1
        if step.guides and times % 3 == 0:
            guide = step.guides[times // 3 % len(step.guides)]
            return "learner", guide.verb, guide.on, guide.value
        return self._named(str(step.done or ""), times)

    def _named(self, condition: str, times: int) -> Request | None:
        """Something with what the condition speaks of: ``learner.wears.helmet`` → wear helmet."""
        things = self._session.operables
        named = [
            (verb, part)
            for word in condition.replace("(", " ").replace(")", " ").split()
            for part in word.split(".")
            if part in things
            for verb in things[part].verbs
            if verb in HANDS
        ]
        if not named:
            return None
        verb, on = named[times % len(named)]
        return "learner", verb, on, None

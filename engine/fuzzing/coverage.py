"""How far a fuzz came: which verbs on which objects, alarms, interlocks, malfunctions, harm, steps, verdicts.

A fuzz that idles proves nothing, so what it reached is counted over all its attempts and can be demanded.

    coverage.share("tried")          # of all (verb, object) pairs, those that got as far as the object's own answer
    print(coverage.table())
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from engine.events import Event
from engine.fuzzing.deed import Deed
from engine.fuzzing.law import Law
from engine.session.actions import Action, Answer, Refused
from engine.session.procedure import GIVEN

if TYPE_CHECKING:
    from engine.fuzzing.trial import Trial

__all__ = ["KINDS", "Coverage"]

KINDS = {
    "tried": "到达对象的动作 / verb on object, answered by the object",
    "done": "完成的动作 / verb on object, done",
    "alarm": "报警 / alarms that came",
    "interlock": "联锁 / interlocks that tripped",
    "fault": "故障 / malfunctions begun",
    "consequence": "后果 / consequences",
    "step": "步骤 / steps ticked off",
    "place": "站位 / places walked to",
    "met": "评分项达到 / rubric items met",
    "broken": "评分项未达到 / rubric items broken or missing",
    "refusal": "拒绝原因 / reasons of refusals",
}
"""What is counted, in words."""
_ELSEWHERE = frozenset(
    {
        "out_of_reach",
        "out_of_sight",
        "walking",
        "frozen",
        "ended",
        "no_actor",
        "no_verb",
        "no_object",
        "blocked",
        "edge",
        "too_fast",
    }
)
"""Refusals that come before the object itself is asked."""
_CONTROL = {"alarm": "alarms", "interlock": "interlocks", "fault": "faults", "consequence": "consequences"}
_EVENTS = {"trip": "interlock", "consequence": "consequence"}


class Coverage(Law):
    """Counts what happens in every attempt it sees; keeps nothing between two ticks and breaks nothing."""

    name, text = "coverage", "counts what was reached"

    def __init__(self) -> None:
        self.there: dict[str, set[str]] = defaultdict(set)
        self.reached: dict[str, Counter[str]] = defaultdict(Counter)
        self.tried: Counter[tuple[str, str]] = Counter()
        """How often each (verb, object) got as far as the object's own answer."""

    def expect(self, kind: str, names: Iterable[str]) -> None:
        """There is this to be reached."""
        self.there[kind].update(names)

    def reach(self, kind: str, name: str) -> None:
        """It was reached once more."""
        self.reached[kind][name] += 1

    # -- looking on -----------------------------------------------------------------------------------------
    def begin(self, trial: Trial) -> None:
        """See what there is, and listen."""
        session, self._trial, self._given = trial.session, trial, frozenset[str]()
        pairs = [f"{verb} {name}" for name, thing in session.operables.items() for verb in thing.verbs]
        self.expect("tried", [*pairs, "move learner"])
        self.expect("done", [*pairs, "move learner"])
        for kind, section in _CONTROL.items():
            if section in session.scenario:
                self.expect(kind, session.scenario[section].root)
        self.expect("step", [name for name, s in session.scenario["procedure"].steps.items() if s.done is not None])
        self.expect("place", session.parts.people.geometry.places)
        session.observers.append(self)

    def led(self, trial: Trial) -> None:
        """What a reference run has done is not counted."""
        self._given = frozenset(trial.session.done_steps())

    def asked(self, trial: Trial, deed: Deed, answer: Answer) -> None:
        """Count the request."""
        if trial.leading:
            return
        if isinstance(answer, Refused):
            self.reach("refusal", answer.code)
            if answer.code in _ELSEWHERE and deed.verb != "move":
                return
        thing = trial.session.operables.get(deed.on)
        if deed.verb != "move" and (thing is None or deed.verb not in thing.verbs):
            return
        self.tried[deed.verb, deed.on] += 1
        self.reach("tried", f"{deed.verb} {deed.on}")
        if answer:
            self.reach("done", f"{deed.verb} {deed.on}")
            if deed.verb == "move" and "to" in deed.value:
                self.reach("place", deed.value["to"])

    def on_action(self, action: Action) -> None:
        """Requests are counted where they are made."""

    def on_event(self, event: Event) -> None:
        """Count what happened."""
        if self._trial.leading:
            return
        if event.kind in _EVENTS:
            self.reach(_EVENTS[event.kind], event.source)
        elif event.kind == "fault" and event.data.get("on"):
            self.reach("fault", event.source)
        elif event.kind == "alarm" and event.data.get("state") == "unack":
            self.reach("alarm", event.source)

    def on_row(self, tick: int, values: Sequence[float]) -> None:
        """Rows say nothing new here."""

    def on_end(self, tick: int, how: str) -> None:
        """Nor does the end."""

    def ended(self, trial: Trial) -> None:
        """Which steps were done in the end."""
        for name, tick in trial.session.done_steps().items():
            if tick != GIVEN and name not in self._given:
                self.reach("step", name)

    # -- what it says ---------------------------------------------------------------------------------------
    def missing(self, kind: str) -> list[str]:
        """What there is of ``kind`` and was not reached, in alphabetical order."""
        return sorted(self.there[kind] - set(self.reached[kind]))

    def share(self, kind: str) -> float:
        """How much of ``kind`` was reached, 0 … 1; 1 where there is nothing to be reached."""
        there = self.there[kind]
        return 1.0 if not there else len(there & set(self.reached[kind])) / len(there)

    def table(self, names: int = 12) -> str:
        """A line a kind: how many of how many, and the first ``names`` of what was never reached."""
        lines = []
        for kind, words in KINDS.items():
            seen = len(set(self.reached[kind]) & self.there[kind]) if self.there[kind] else len(self.reached[kind])
            of = f"/{len(self.there[kind])}" if self.there[kind] else ""
            less = self.missing(kind)
            never = f"   − {', '.join(less[:names])}{' …' if len(less) > names else ''}" if less else ""
            lines.append(f"{f'{seen}{of}':>9}  {words}{never}")
        return "\n".join(lines)

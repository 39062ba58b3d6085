"""A learner who tries everything: now by the task sheet with slips, now at random, now not at all.

Which of these how often is a *character*; an attempt keeps one. The careful one gets deep into the work, the restless one
into every corner, the idle one lets things go wrong by themselves, the spoiler breaks things on purpose. What was tried
least so far is tried first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.fuzzing.dice import Dice
from engine.fuzzing.offers import HARMLESS, NOT_RANDOM, Offers
from engine.fuzzing.sheet import Sheet
from engine.session.access import FAR_VERBS
from engine.session.actions import Answer
from engine.session.script import Run
from engine.session.session import Session

__all__ = ["CHARACTERS", "Ask", "Character", "FuzzLearner"]

Ask = Callable[[str, str, str, Any], Answer]
"""Makes one request: actor, verb, object, value."""


@dataclass(frozen=True, slots=True)
class Character:
    """How often a learner does what, as shares that need not add up to 1; ``pause`` is seconds between decisions."""

    sheet: float
    random: float
    illegal: float
    station: float
    """What an instructor's station does: malfunctions, freezing, speed."""
    idle: float
    calm: float
    """Share of the random choices that are harmless."""
    slips: float
    pause: float


CHARACTERS: Mapping[str, Character] = {
    "careful": Character(sheet=0.60, random=0.30, illegal=0.05, station=0.0, idle=0.001, calm=1.0, slips=0.01, pause=3),
    "slipping": Character(
        sheet=0.50, random=0.38, illegal=0.06, station=0.003, idle=0.003, calm=0.92, slips=0.12, pause=2.5
    ),
    "restless": Character(sheet=0.10, random=0.70, illegal=0.10, station=0.03, idle=0.01, calm=0.3, slips=0.3, pause=1),
    "idle": Character(sheet=0.10, random=0.10, illegal=0.05, station=0.25, idle=0.50, calm=0.5, slips=0.3, pause=20),
    "spoiler": Character(sheet=0.15, random=0.40, illegal=0.10, station=0.20, idle=0.02, calm=0.1, slips=0.5, pause=2),
}


ROAM = 0.07
"""Share of the random choices that go for a walk."""
REFUSED = 0.25
"""Share of the random choices that are made whether or not they can be granted now."""
HANDS = 4.0
"""How much likelier something is done than looked at."""


class FuzzLearner:
    """Decides what to ask before each tick. ``tried`` counts by (verb, object), kept over all attempts of a fuzz."""

    def __init__(
        self,
        session: Session,
        dice: Dice,
        character: Character,
        tried: Mapping[tuple[str, str], int],
        runs: Sequence[Run],
        led: Run | None = None,
    ) -> None:
        """``led`` is the rest of the run that the attempt was begun with; else one of ``runs`` may be followed."""
        self._session, self._dice, self._character, self._tried = session, dice, character, tried
        self.offers = Offers(session)
        self._sheet = Sheet(session, dice, character.slips, led or self._example(runs))
        self._pairs = [pair for pair in self.offers.pairs if pair not in NOT_RANDOM]
        self._next = 0
        self._errand: tuple[str, str] | None = None

    def _example(self, runs: Sequence[Run]) -> Run | None:
        """Whose work is followed: mostly any of the runs from here, the longest one by who makes hardly a slip, sometimes
        nobody's.
        """
        start = self._session.start
        runs = [run for run in runs if (run.start or next(iter(self._session.scenario["start"].points))) == start]
        if not runs or self._dice.happens(0.2):
            return None
        if self._character.slips < 0.05:
            return max(runs, key=lambda run: len(run.acts))
        return self._dice.pick(runs)

    def become(self, character: Character, ask: Ask) -> None:
        """Go on with another character; the work done so far stays. Mostly an instructor chooses this moment for a
        malfunction.
        """
        self._character = character
        if self.offers.faults and self._dice.happens(0.9):
            ask("instructor", "start", self._dice.pick(self.offers.faults), None)

    def step(self, ask: Ask) -> None:
        """Make the requests that are due before the coming tick."""
        session = self._session
        if session.parts.conduct.frozen:
            self._thaw(ask)
        if session.now < self._next or session.ended:
            return
        person = session.parts.people.everyone["learner"]
        if person.route and not self._dice.happens(0.02):
            return
        self._next = session.now + self._rest()
        if self._errand is not None:
            (verb, on), self._errand = self._errand, None
            ask("learner", verb, on, self.offers.value(verb, on, self._dice))
            return
        c = self._character
        deed = self._dice.weighted(
            (self._by_sheet, self._at_random, self._illegal, self._station, self._idle),
            (c.sheet, c.random, c.illegal, c.station, c.idle),
        )
        deed(ask)

    def _rest(self) -> int:
        """Ticks until the next decision: mostly short, sometimes none, so that requests meet in one tick."""
        if self._dice.happens(0.08):
            return 0
        return int(self._dice.between(0.0, 2.0) * self._character.pause * 1000 / self._session.tick_ms) + 1

    # -- what it may decide ----------------------------------------------------------------------------------
    def _by_sheet(self, ask: Ask) -> None:
        request = self._sheet.next()
        if request is None:  # waiting for something: time for a look around
            if self._dice.happens(0.5):
                self._at_random(ask)
            return
        by, verb, on, value = request
        if by == "learner" and verb != "move" and self.offers.away(verb, on, value):
            place = self.offers.place(verb, on, value)
            if place:
                self._sheet.later(request)
                ask("learner", "move", "learner", {"to": place})
                return
        ask(by, verb, on, value)

    def _at_random(self, ask: Ask) -> None:
        if self._dice.happens(ROAM):
            for _ in range(self._dice.below(4) + 1):
                ask("learner", "move", "learner", self.offers.value("move", "learner", self._dice))
            return
        calm = self._dice.happens(self._character.calm)
        choice = [p for p in self._pairs if p[0] in HARMLESS] if calm else self._pairs
        weights = [(1.0 if p[0] in FAR_VERBS else HANDS) / (1.0 + 4.0 * self._tried.get(p, 0)) for p in choice]
        for _ in range(8):
            verb, on = self._dice.weighted(choice, weights)
            value = self.offers.value(verb, on, self._dice)
            if not self.offers.away(verb, on, value):
                if self._dice.happens(REFUSED) or self._granted(verb, on, value):
                    break
                continue
            place = self.offers.place(verb, on, value)
            if place and self._dice.happens(0.3):
                self._errand = (verb, on)
                ask("learner", "move", "learner", {"to": place})
                return
        ask("learner", verb, on, value)

    def _granted(self, verb: str, on: str, value: Any) -> bool:
        """Whether the object would do it now; what goes wrong in the question itself is for the request to find out."""
        thing = self._session.operables.get(on)
        try:
            return thing is None or thing.refuse("learner", verb, value) is None
        except Exception:
            return True

    def _illegal(self, ask: Ask) -> None:
        by, verb, on, value = self.offers.illegal(self._dice)
        if (verb, on) != ("stop", "SESSION"):
            ask(by, verb, on, value)

    def _station(self, ask: Ask) -> None:
        dice = self._dice
        match dice.below(8):
            case 0 | 1 | 2 | 3 if self.offers.faults:
                fault = dice.pick(self.offers.faults)
                begun = (
                    self._session.tags.value(f"{fault}.active") > 0.5
                    if f"{fault}.active" in self._session.tags
                    else False
                )
                ask("instructor", "stop" if begun and dice.happens(0.9) else "start", fault, None)
            case 4:
                ask(dice.pick(("learner", "instructor")), "set", "SESSION", {"frozen": True})
            case 5:
                ask("learner", "set", "SESSION", self.offers.value("set", "SESSION", dice))
            case 6 if dice.happens(0.05):
                ask("learner", "stop", "SESSION", self.offers.value("stop", "SESSION", dice))
            case _:
                verb, on = dice.pick(self._pairs)
                ask("instructor", verb, on, self.offers.value(verb, on, dice))

    def _idle(self, ask: Ask) -> None:
        self._next = self._session.now + int(self._dice.between(30, 900) * 1000 / self._session.tick_ms)

    def _thaw(self, ask: Ask) -> None:
        """Try something while the attempt is frozen, then go on: a frozen session is not ticked."""
        verb, on = self._dice.pick(self._pairs)
        ask("learner", verb, on, self.offers.value(verb, on, self._dice))
        ask("instructor", "set", "SESSION", {"frozen": False})

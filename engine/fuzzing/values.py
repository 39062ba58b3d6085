"""Laws of what is simulated and who is in command: values, arbitration, latches, quantities that are kept.

Read from the tag table, the outputs and the scenario alone, never from the code they check.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.control.bus import Layer
from engine.fuzzing.deed import Deed
from engine.fuzzing.law import Law
from engine.session.actions import Answer
from engine.tags import Kind, Tag

if TYPE_CHECKING:
    from engine.fuzzing.trial import Trial

__all__ = ["Arbitration", "Conserved", "Latches", "Values"]


class Values(Law):
    """Every value fits its tag."""

    name = "values"
    text = "every tag is finite, a discrete one 0 or 1, a mode one of its options, a command within its range"

    def begin(self, trial: Trial) -> None:
        """Set up the limits once: they are compared in one go at every tick."""
        tags = trial.session.tags.tags
        self._numeric = np.array([i for i, tag in enumerate(tags) if tag.kind is not Kind.TEXT])
        self._low = np.array([self._limits(tags[i])[0] for i in self._numeric])
        self._high = np.array([self._limits(tags[i])[1] for i in self._numeric])
        self._whole = np.array([tags[i].kind is not Kind.ANALOG for i in self._numeric])
        self._all = len(self._numeric) == len(tags)

    @staticmethod
    def _limits(tag: Tag) -> tuple[float, float]:
        if tag.kind is Kind.DISCRETE:
            return 0.0, 1.0
        if tag.kind is Kind.MODE:
            return 0.0, len(tag.options) - 1.0
        return (tag.low, tag.high) if tag.writable else (-1e300, 1e300)

    def ticked(self, trial: Trial) -> None:
        """Look at all of them."""
        values = trial.session.tags.values
        shown = np.array(values if self._all else [values[i] for i in self._numeric], dtype=np.float64)
        good = (shown >= self._low) & (shown <= self._high) & (~self._whole | (np.floor(shown) == shown))
        if good.all():
            return
        tag = trial.session.tags.tags[self._numeric[int(np.argmin(good))]]
        value = trial.session.tags.value(tag.id)
        self.broken(f"{tag.id} is {value}, and that is no {tag.kind} of {self._limits(tag)}", tag.id)


class Arbitration(Law):
    """Outputs follow the strongest claim."""

    name = "arbitration"
    text = "what the plant is told is the strongest claim: trip before fault before manual before controller"

    def begin(self, trial: Trial) -> None:
        """Know the commands."""
        self._tags = [tag for tag in trial.session.parts.tags.tags[trial.session.parts.plant_slice] if tag.writable]
        self._claims: Any = None

    def ticked(self, trial: Trial) -> None:
        """Work out every command from the claims anew and compare it with what the plant has; once a second."""
        session = trial.session
        if session.now % session.record_ticks and not trial.asked_now:
            return
        claims = session.parts.outputs.state()
        for tag in self._tags:
            wanted = self._wanted(tag, claims.get(tag.id, {}))
            has = session.tags.value(tag.id)
            if has != wanted and not (tag.kind is Kind.DISCRETE and has == float(wanted >= 0.5)):
                self.broken(f"{tag.id} is {has}; the claims {claims.get(tag.id)} make it {wanted}", tag.id)

    @staticmethod
    def _wanted(tag: Tag, claims: Mapping[str, Mapping[str, float]]) -> float:
        for layer in ("TRIP", "FAULT", "MANUAL", "CONTROLLER"):
            if claims.get(layer):
                return claims[layer][min(claims[layer])]
        return tag.healthy


class Latches(Law):
    """What has latched stays."""

    name = "latches"
    text = (
        "a trip stays, with all its effects on the trip layer, until it is reset; harm that has occurred stays for ever"
    )

    def begin(self, trial: Trial) -> None:
        """Know what latches."""
        scenario = trial.session.scenario
        self._locks = dict(scenario["interlocks"].root) if "interlocks" in scenario else {}
        harm = dict(scenario["consequences"].root) if "consequences" in scenario else {}
        self._harm = [name for name, entry in harm.items() if entry.latched]
        self._tripped: set[str] = set()
        self._occurred: set[str] = set()
        self._reset: set[str] = set()

    def asked(self, trial: Trial, deed: Deed, answer: Answer) -> None:
        """Resetting is what may let go of a trip."""
        if answer and deed.verb == "reset":
            self._reset.add(deed.on)

    def ticked(self, trial: Trial) -> None:
        """Compare with the tick before."""
        session = trial.session
        values, at = session.tags.values, session.tags.index
        for name, entry in self._locks.items():
            on = values[at[f"{name}.tripped"]] > 0.5
            if name in self._tripped and not on and name not in self._reset and entry.reset != "auto":
                self.broken(f"{name} let go without a reset", name)
            if on:
                self._tripped.add(name)
                self._held(trial, name, entry)
            else:
                self._tripped.discard(name)
        for name in self._harm:
            if values[at[f"{name}.occurred"]] > 0.5:
                self._occurred.add(name)
            elif name in self._occurred:
                self.broken(f"{name} has not occurred any more", name)
        self._reset.clear()

    def _held(self, trial: Trial, name: str, entry: Any) -> None:
        for effect in entry.effects:
            if effect.set is None or effect.confirm is not None:
                continue
            _, layer, _ = trial.session.parts.outputs.resolve(effect.set)
            if layer is not Layer.TRIP:
                self.broken(f"{name} has tripped, but {effect.set} is held on {layer}", name)


class Conserved(Law):
    """A sum of tags that nothing may change; the caller knows which, the engine does not."""

    def __init__(
        self, name: str, terms: Mapping[str, float], *, until: Sequence[str] = (), share: float = 1e-4
    ) -> None:
        """``terms``: factor by tag. ``until``: once one of these tags is on, the sum is no longer kept.
        ``share``: what rounding and integration may change, of the sum.
        """
        self.name, self._terms, self._until, self._share = name, terms, tuple(until), share
        self.text = f"the sum of {', '.join(terms)} is kept"

    def begin(self, trial: Trial) -> None:
        """Weigh."""
        self._before = self._sum(trial)

    def _sum(self, trial: Trial) -> float:
        return math.fsum(factor * trial.session.tags.value(tag) for tag, factor in self._terms.items())

    def ticked(self, trial: Trial) -> None:
        """Weigh again, once a second."""
        session = trial.session
        if session.now % session.record_ticks or any(session.tags.value(tag) > 0.5 for tag in self._until):
            return
        now = self._sum(trial)
        if abs(now - self._before) > self._share * abs(self._before):
            self.broken(f"{self.text}: it was {self._before:.6g} and is {now:.6g}", self.name)

"""Laws of time and record: going back and on again, the order of observers, and what stands in the file.

A second session is taken to the state of the first at moments chosen by chance and must go on like it; the file must
hold what the observers were told and replay to the same state.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from engine.chance import stream_id, uniform
from engine.events import Event
from engine.fuzzing.deed import Deed
from engine.fuzzing.dice import Dice
from engine.fuzzing.law import Law
from engine.session.actions import Accepted, Action, Answer
from engine.session.replay import replay
from engine.session.session import Session
from engine.state import leaves, pack

if TYPE_CHECKING:
    from engine.fuzzing.trial import Trial
    from engine.session.attempt.reader import AttemptReader

__all__ = ["FileAsTold", "Restored", "Shuffled"]

WINDOW_S = 8
"""How long the second session is compared, model time."""
EVERY_S = 120
"""How often it is taken along, besides ``SHARE`` of the ticks before which something was asked."""
SHARE = 0.12


class Restored(Law):
    """Restoring equals never having stopped."""

    name = "restored"
    text = "a session taken to a packed state goes on exactly like the one the state was taken from"
    late_s = 2.0 * EVERY_S

    def begin(self, trial: Trial) -> None:
        """No window open yet."""
        self._twin: Session | None = None
        self._open_until = -1
        self._since = 0

    def asked(self, trial: Trial, deed: Deed, answer: Answer) -> None:
        """The twin does what was granted."""
        if self._open_until >= 0 and isinstance(answer, Accepted) and self._twin is not None:
            self._twin.do_again(answer.action)

    def ticked(self, trial: Trial) -> None:
        """The twin follows tick by tick while a window is open; a window is opened now and then."""
        session = trial.session
        if self._open_until >= 0 and self._twin is not None:
            self._twin.tick()
            if session.now >= self._open_until or session.ended:
                self._open_until = -1
                self._compare(session, self._twin)
        elif not session.ended and (self.due(trial, EVERY_S * 1000 // session.tick_ms) or self._chosen(trial)):
            if self._twin is None:
                self._twin = Session(session.scenario, seed=session.seed, mode=session.mode, start=session.start)
            self._twin.closed = False
            self._twin.restore(pack(session.state()))
            self._since, self._open_until = session.now, session.now + WINDOW_S * 1000 // session.tick_ms
            self._compare(session, self._twin)

    @staticmethod
    def _chosen(trial: Trial) -> bool:
        """Whether this is one of the moments after a request that are looked at: what it set going is under way then."""
        return trial.asked_now and bool(uniform(trial.seed, stream_id("just asked"), trial.session.now, 1)[0] < SHARE)

    def _compare(self, one: Session, two: Session) -> None:
        if one.state_hash() == two.state_hash():
            return
        pairs = zip_longest(leaves(one.state()), leaves(two.state()), fillvalue=((), None))
        differing = next((".".join(map(str, a[0])) for a, b in pairs if a != b), "?")
        self.broken(f"restored at tick {self._since}, another state at {one.now}: first in {differing}", differing)


class _Told:
    """An observer that keeps a digest of each thing it is told."""

    def __init__(self) -> None:
        self.actions: list[Action] = []
        self.events: list[bytes] = []
        self.rows: list[tuple[int, bytes]] = []
        self.ended: tuple[int, str] | None = None

    def on_action(self, action: Action) -> None:
        self.actions.append(action)

    def on_event(self, event: Event) -> None:
        self.events.append(event_digest(event))

    def on_row(self, tick: int, values: Sequence[float]) -> None:
        self.rows.append((tick, row_digest(values)))

    def on_end(self, tick: int, how: str) -> None:
        self.ended = (tick, how)


def row_digest(values: Sequence[float]) -> bytes:
    """16 bytes that stand for a row."""
    return hashlib.blake2b(np.asarray(values, dtype=np.float64).tobytes(), digest_size=16).digest()


def event_digest(event: Event) -> bytes:
    """16 bytes that stand for an event."""
    content = pack([event.tick, event.kind, event.source, event.data, event.us])
    return hashlib.blake2b(content, digest_size=16).digest()


class FileAsTold(Law):
    """The file holds what observers were told."""

    name = "file"
    text = "the file verifies, holds every action, event and row as the observers were told them, and replays to the same state"

    needs_file = True

    def begin(self, trial: Trial) -> None:
        """Two who listen: one among the first, one at the end."""
        self._first, self._last = _Told(), _Told()
        trial.session.observers.insert(0, self._first)
        trial.session.observers.append(self._last)

    def ended(self, trial: Trial) -> None:
        """Whoever listened heard the same, and the end once it had come."""
        one, two = self._first, self._last
        if one.rows != two.rows:
            tick = next(a[0] for a, b in zip(one.rows, two.rows, strict=False) if a != b)
            self.broken(f"two observers were told different rows at tick {tick}", "rows")
        if (one.actions, one.events, one.ended) != (two.actions, two.events, two.ended):
            self.broken("two observers were told different things", "told")
        if one.ended is None:
            self.broken("nobody was told of the end", "end")

    def kept(self, trial: Trial, reader: AttemptReader) -> None:
        """Read everything back, and simulate it again."""
        if not reader.verify().ended:
            self.broken("the file has no end", "end")
        told = self._first
        if list(reader.actions()) != told.actions:
            self.broken("the file holds other actions", "actions")
        if [event_digest(event) for event in reader.events()] != told.events:
            self.broken("the file holds other events", "events")
        for (tick, values), row in zip_longest(reader.rows(), told.rows, fillvalue=(-1, ())):
            if row != (tick, row_digest(values)):
                self.broken(f"the file holds another row at tick {tick}", "rows")
        report = replay(reader)
        if not report.same:
            self.broken(f"the replay differs from tick {report.diverged_at} on", "replay")


class Shuffled(Law):
    """Observers are independent of one another."""

    name = "shuffled"
    text = "it makes no difference in which order observers are told"
    acts = True

    def begin(self, trial: Trial) -> None:
        """Its own dice: it only acts, others notice."""
        self._dice = Dice(trial.seed, "order of observers")

    def ticked(self, trial: Trial) -> None:
        """Now and then another order."""
        if self.due(trial, 300):
            trial.session.observers[:] = self._dice.shuffled(trial.session.observers)

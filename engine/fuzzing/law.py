"""What a fuzzed attempt is held against: laws that look on from the first tick to the closed file.

A law is told what is asked, what was answered, every tick and the end. It says what it holds in one sentence, and
raises ``BrokenLawError`` where that is not so. Laws draw no dice but ``due``, a hash of (seed, tick), so that an attempt
played again from its deeds is looked at at the same moments.

    class NeverTooHot(Law):
        name, text = "cool", "the block stays below 250 °C"

        def ticked(self, trial):
            if trial.session.tags.value("H1.T") > 250:
                self.broken("H1.T is too high", "H1.T")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from engine.chance import stream_id, uniform
from engine.errors import ShixunError
from engine.fuzzing.deed import Deed
from engine.session.actions import Answer

if TYPE_CHECKING:
    from engine.fuzzing.trial import Trial
    from engine.session.attempt.reader import AttemptReader

__all__ = ["BrokenLawError", "Law"]


class BrokenLawError(ShixunError):
    """Something that must always hold did not. ``key`` names the culprit: a shrunk attempt must break the same law there."""

    def __init__(self, law: str, what: str, key: str = "") -> None:
        super().__init__(f"{law}: {what}")
        self.law, self.what, self.key = law, what, key


class Law:
    """Looks on; a law overrides what it needs."""

    name = "law"
    text = ""
    """What it holds, in one sentence."""
    late_s = 2.0
    """How long after its cause it may be noticed that the law is broken, model time."""
    needs_file = False
    """Whether it is broken only in the file of the attempt, so that shrinking has to keep one."""
    acts = False
    """Whether it does something itself, so that it has to take part when what another law found is played again."""
    _drawn = (-1, 0)

    def begin(self, trial: Trial) -> None:
        """The session has been made; nothing has happened yet. Observers are added here."""

    def led(self, trial: Trial) -> None:
        """The attempt has been taken to where it shall begin: what happened so far was a reference run."""

    def asking(self, trial: Trial, deed: Deed) -> None:
        """A request is about to be made."""

    def asked(self, trial: Trial, deed: Deed, answer: Answer) -> None:
        """A request has been answered."""

    def ticked(self, trial: Trial) -> None:
        """A tick has passed; no request has been made since."""

    def ended(self, trial: Trial) -> None:
        """The attempt has been closed."""

    def kept(self, trial: Trial, reader: AttemptReader) -> None:
        """The file of the attempt, closed and opened again; only where one was kept."""

    def broken(self, what: str, key: str = "") -> NoReturn:
        """Say that it was broken."""
        raise BrokenLawError(self.name, what, key)

    def due(self, trial: Trial, every: int) -> bool:
        """True at one tick of each ``every``, chosen by chance but the same in every play of the trial.

        A law asks with always the same ``every``.
        """
        block, at = divmod(trial.session.now, every)
        if self._drawn[0] != block:
            self._drawn = (block, int(uniform(trial.seed, stream_id(self.name), block, 1)[0] * every))
        return at == self._drawn[1]

"""How locks and signs come between people and things: what takes them, and the locks and signs themselves.

Both stand before an operable and do what it does, but for what a lock or a sign changes (``engine.session.lockout``).
"""

from __future__ import annotations

from typing import Any

from engine.control.operate import ControlRefusal
from engine.session.access import FAR_VERBS
from engine.session.actions import Refused
from engine.session.lockout import LOCK_VERBS, SIGN_VERBS, Lockout
from engine.session.operables import Operable, refused
from engine.session.things import PRIVILEGED

__all__ = ["Lockable", "Stowed"]


class Lockable:
    """Something that takes locks or signs, and otherwise does what it does."""

    def __init__(self, inner: Operable, lockout: Lockout) -> None:
        self.id, self.title = inner.id, inner.title
        self._inner, self._lockout = inner, lockout
        section = lockout.section
        self._own = (
            *(LOCK_VERBS if inner.id in section.takes_locks else ()),
            *(SIGN_VERBS if inner.id in section.takes_signs else ()),
        )

    @property
    def own_verbs(self) -> tuple[str, ...]:
        """What it takes without locks and signs."""
        return self._inner.verbs

    @property
    def verbs(self) -> tuple[str, ...]:
        """Its own, then those of locks and signs."""
        return (*self.own_verbs, *(verb for verb in self._own if verb not in self.own_verbs))

    def hangs(self, verb: str, value: Any) -> bool:
        """Whether it is about a lock or sign; without naming one, a verb is first of all the thing's own."""
        return verb in self._own and (value is not None or verb not in self.own_verbs)

    def refuse(self, actor: str, verb: str, value: Any) -> Refused | ControlRefusal | None:
        """While it is locked nobody works it; looking is free."""
        if self.hangs(verb, value):
            return self._lockout.refuse(actor, verb, self.id, value)
        if verb not in FAR_VERBS and actor not in PRIVILEGED:
            locked = self._lockout.locked(self.id)
            if locked is not None:
                return locked
        return self._inner.refuse(actor, verb, value)

    def act(self, actor: str, verb: str, value: Any) -> None:
        """Hang something on it or take it off, or work it, in spite of its signs if need be."""
        if self.hangs(verb, value):
            self._lockout.act(actor, verb, self.id, value)
            return
        if verb not in FAR_VERBS:
            self._lockout.worked(actor, verb, self.id)
        self._inner.act(actor, verb, value)


class Stowed:
    """A lock or a sign as an object: it cannot be taken from its place while it hangs elsewhere."""

    def __init__(self, inner: Operable, lockout: Lockout) -> None:
        self.id, self.title = inner.id, inner.title
        self._inner, self._lockout = inner, lockout

    @property
    def verbs(self) -> tuple[str, ...]:
        """Those of the object."""
        return self._inner.verbs

    def refuse(self, actor: str, verb: str, value: Any) -> Refused | ControlRefusal | None:
        """What hangs on something is taken off there."""
        where = self._lockout.where(self.id)
        if verb == "take" and where:
            return refused("hung", f"它挂在 {where} 上，到那里取下", f"it hangs on {where}: take it off there")
        return self._inner.refuse(actor, verb, value)

    def act(self, actor: str, verb: str, value: Any) -> None:
        """Take it or put it down."""
        self._inner.act(actor, verb, value)

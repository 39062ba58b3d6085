"""What people can do to an interlock: reset it, test it, bypass it and put it back."""

from __future__ import annotations

from typing import Any, Protocol

from engine.control.interlocks.safety import NEVER, SafetyFunction
from engine.control.operate import ControlRefusal, unknown_verb
from engine.scenario.text import Text

__all__ = ["InterlockOperable"]


class _Interlocks(Protocol):
    """The part of the block that is needed here."""

    functions: dict[str, SafetyFunction]

    def reset(self, key: str, by: str) -> None: ...
    def bypass(self, key: str, by: str) -> None: ...
    def restore(self, key: str, by: str) -> None: ...
    def start_test(self, key: str) -> None: ...


class InterlockOperable:
    """One interlock at its panel."""

    def __init__(self, block: _Interlocks, key: str) -> None:
        self.id = key
        self._block = block
        self._function = block.functions[key]

    @property
    def verbs(self) -> tuple[str, ...]:
        """Without a bypass key there is nothing to turn."""
        keys = ("bypass", "restore") if self._function.entry.bypass.allowed else ()
        return ("reset", "test", *keys, "read", "look", "check")

    @property
    def title(self) -> Text:
        """The interlock's title."""
        return self._function.entry.title

    def refuse(self, actor: str, verb: str, value: Any) -> ControlRefusal | None:  # noqa: ARG002
        """Why not now, and what would help."""
        if verb not in self.verbs:
            return unknown_verb(self.id, verb)
        check = {"reset": self._refuse_reset, "test": self._refuse_test, "bypass": self._refuse_bypass,
                 "restore": self._refuse_restore}.get(verb)  # fmt: skip
        return check() if check is not None else None

    def _refuse_reset(self) -> ControlRefusal | None:
        s = self._function.status
        if s.tripped == NEVER:
            return ControlRefusal("not_tripped", "联锁没有动作，不需要复位", "the interlock has not tripped")
        if s.demand != NEVER and s.bypassed == NEVER:
            causes = self._function.entry.cause.of
            still = [str(text) for text, since in zip(causes, s.inputs, strict=True) if since != NEVER]
            listed = "; ".join(still)
            return ControlRefusal(
                "cause_present",
                f"原因还在（{listed}），消除后才能复位",
                f"the cause is still there ({listed}): clear it first",
            )
        return None

    def _refuse_test(self) -> ControlRefusal | None:
        s = self._function.status
        if s.tripped != NEVER:
            return ControlRefusal("tripped", "联锁已动作，先复位再测试", "it has tripped: reset it before testing")
        if s.bypassed != NEVER:
            return ControlRefusal("bypassed", "联锁已旁路，先恢复再测试", "it is bypassed: restore it before testing")
        if s.test != NEVER:
            return ControlRefusal("testing", "正在测试", "a test is running")
        return None

    def _refuse_bypass(self) -> ControlRefusal | None:
        if self._function.status.bypassed != NEVER:
            return ControlRefusal("bypassed", "已经旁路", "it is bypassed already")
        return None

    def _refuse_restore(self) -> ControlRefusal | None:
        if self._function.status.bypassed == NEVER:
            return ControlRefusal("not_bypassed", "没有旁路，不需要恢复", "it is not bypassed")
        return None

    def act(self, actor: str, verb: str, value: Any) -> None:  # noqa: ARG002
        """Do it."""
        if verb == "reset":
            self._block.reset(self.id, actor)
        elif verb == "test":
            self._block.start_test(self.id)
        elif verb == "bypass":
            self._block.bypass(self.id, actor)
        elif verb == "restore":
            self._block.restore(self.id, actor)

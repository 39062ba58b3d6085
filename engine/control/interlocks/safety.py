"""One safety function at run time: voting, delay, latch, bypass and test.

It decides, it does not act: the block carries out what it returns. Signals are voted MooN; what has been demanded
for as long as the delay trips, unless the function is bypassed; a trip stays until it is reset (IEC 61511-1, 11.3
and 16.2). A *test* runs beside the real path, never instead of it: a real demand trips during a test as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.control.interlocks.section import Interlock
from engine.state import fields_of

__all__ = ["NEVER", "SafetyFunction", "Status"]

NEVER = -1


@dataclass(slots=True)
class Status:
    """The whole state of one function. Ticks are -1 while it never happened."""

    inputs: list[int] = field(default_factory=list)
    """Since when each condition holds."""
    demand: int = NEVER
    tripped: int = NEVER
    first: int = NEVER
    """Which condition came first before the trip."""
    group_first: bool = False
    memory: list[int] = field(default_factory=list)
    """Since when each condition holds or held that had a part in the trip; kept until the reset."""
    bypassed: int = NEVER
    bypassed_by: str = ""
    permitted: bool = False
    """Whether the bypass has its permit."""
    warned: bool = False
    """Whether the end of the bypass was announced."""
    missed: int = NEVER
    """When the present demand would have tripped had it not been bypassed."""
    armed: list[str] = field(default_factory=list)
    """Confirming switches that have been out since the trip."""
    confirmed: list[str] = field(default_factory=list)
    """Those pressed after that."""
    test: int = NEVER
    """When the running test began."""
    test_demand: int = NEVER
    tested: bool = False


class SafetyFunction:
    """One interlock: what it has seen and what it decides."""

    def __init__(
        self, key: str, entry: Interlock, hold: int, bypass_limit: int | None, test_limit: int, bypass_lead: int
    ) -> None:
        self.id = key
        self.entry = entry
        self.hold = hold
        self.bypass_limit = bypass_limit
        self.test_limit = test_limit
        self.bypass_warning = None if bypass_limit is None else bypass_limit - min(bypass_lead, bypass_limit // 2)
        self.status = Status(inputs=[NEVER] * len(entry.cause.of), memory=[NEVER] * len(entry.cause.of))

    def vote(self, holds: Sequence[bool]) -> bool:
        """Whether enough conditions hold."""
        return sum(holds) >= self.entry.cause.needed

    def see(self, holds: Sequence[bool], tick: int, failed: bool) -> None:
        """Take in the conditions; a function that has failed sees no demand."""
        s = self.status
        s.inputs = [since if on and since != NEVER else tick if on else NEVER
                    for on, since in zip(holds, s.inputs, strict=True)]  # fmt: skip
        if failed or not self.vote(holds):
            s.demand = NEVER
        elif s.demand == NEVER:
            s.demand = tick
        if s.tripped != NEVER:
            s.memory = [known if known != NEVER else now for known, now in zip(s.memory, s.inputs, strict=True)]
        if s.demand == NEVER or s.bypassed == NEVER:
            s.missed = NEVER

    def misses(self, tick: int) -> bool:
        """Whether it would trip now were it not bypassed; once for each demand."""
        s = self.status
        due = s.demand != NEVER and tick - s.demand >= self.hold
        if not due or s.bypassed == NEVER or s.tripped != NEVER or s.missed != NEVER:
            return False
        s.missed = tick
        return True

    def trips(self, tick: int) -> bool:
        """Whether it has to trip now."""
        s = self.status
        ready = s.demand != NEVER and s.bypassed == NEVER and s.tripped == NEVER
        return ready and tick - s.demand >= self.hold

    def trip(self, tick: int, group_first: bool) -> None:
        """Latch the trip and remember which condition came first."""
        s = self.status
        s.tripped, s.group_first, s.armed, s.confirmed = tick, group_first, [], []
        since = [(when, i) for i, when in enumerate(s.inputs) if when != NEVER]
        s.first = min(since)[1] if since else NEVER
        s.memory = list(s.inputs)

    def resets_itself(self) -> bool:
        """Whether an automatic reset is due."""
        return self.status.tripped != NEVER and self.entry.reset == "auto" and self.status.demand == NEVER

    def reset(self) -> None:
        """Let go."""
        s = self.status
        s.tripped, s.group_first, s.armed, s.confirmed = NEVER, False, [], []
        s.memory = [NEVER] * len(s.inputs)

    def bypass(self, tick: int, by: str, permitted: bool) -> None:
        """From now on a demand does not trip."""
        s = self.status
        s.bypassed, s.bypassed_by, s.permitted, s.warned, s.missed = tick, by, permitted, False, NEVER

    def restore(self) -> None:
        """It is in service again."""
        self.bypass(NEVER, "", False)

    def bypass_ends_soon(self, tick: int) -> bool:
        """Whether it is time to say that the bypass ends; once."""
        s = self.status
        if self.bypass_warning is None or s.bypassed == NEVER or s.warned:
            return False
        s.warned = tick - s.bypassed >= self.bypass_warning
        return s.warned

    def bypass_over(self, tick: int) -> bool:
        """Whether the bypass has lasted as long as it may."""
        s = self.status
        return s.bypassed != NEVER and self.bypass_limit is not None and tick - s.bypassed >= self.bypass_limit

    def run_test(self, holds: Sequence[bool], tick: int, failed: bool) -> str:
        """One scan of the running test with injected signals: ``""`` while it runs, else ``passed`` or ``failed``."""
        s = self.status
        if failed or not self.vote(holds):
            s.test_demand = NEVER
        elif s.test_demand == NEVER:
            s.test_demand = tick
        if s.test_demand != NEVER and tick - s.test_demand >= self.hold:
            s.tested = True
            return "passed"
        return "failed" if tick - s.test >= self.test_limit else ""

    @property
    def busy(self) -> bool:
        """Whether something may change although no condition does: a timer, a test, a switch to be pressed."""
        s = self.status
        timing = s.demand != NEVER and s.tripped == NEVER and s.bypassed == NEVER
        waiting = s.tripped != NEVER and any(e.confirm for e in self.entry.effects)
        return timing or waiting or s.bypassed != NEVER or s.test != NEVER

    def state(self) -> dict[str, Any]:
        """The status as plain data."""
        return fields_of(self.status)

    def set_state(self, state: dict[str, Any]) -> None:
        """Put back ``state()``."""
        lists = {name: list(state[name]) for name in ("inputs", "memory", "armed", "confirmed")}
        self.status = Status(**{**state, **lists})

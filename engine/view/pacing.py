"""Real time: how much the model advances in each picture.

The model is advanced in the main task between two pictures, never in a thread. If the computer cannot keep up with
the chosen speed the pictures go on smoothly and the model runs slower; the speed reached is shown.

    pacer.step(0.016, frame)          # 0.016 s of the wall clock, at the frame's speed
"""

from __future__ import annotations

import time
from collections.abc import Callable

from engine.session.frame import Frame
from engine.view.port import SessionPort

__all__ = ["Pacer"]

LONGEST_STEP = 0.25
"""A longer gap between pictures (a window being dragged, a laptop asleep) does not count as time, s."""
BUDGET = 0.04
"""Wall time a picture may spend on the model, s."""
SLICE = 0.5
"""Model time advanced at once, s; small enough to look at the clock often."""


class Pacer:
    """Owns no clock of the model; only decides how much to ask of it."""

    def __init__(self, port: SessionPort, clock: Callable[[], float] = time.perf_counter) -> None:
        self._port, self._clock = port, clock
        self.reached = 1.0
        """The speed reached lately, as a share of the one chosen (1 keeps up)."""

    def step(self, wall_seconds: float, frame: Frame) -> float:
        """Advance the model for one picture; returns the model time asked for, s."""
        if frame.frozen and not frame.ended:
            self._port.advance(0.0)  # single steps, if any were asked for
        if frame.frozen or frame.ended:
            return 0.0
        wanted = min(wall_seconds, LONGEST_STEP) * frame.speed
        begun, done = self._clock(), 0.0
        while done < wanted:
            piece = min(SLICE, wanted - done)
            self._port.advance(piece)
            done += piece
            if self._clock() - begun > BUDGET:
                break
        share = 1.0 if wanted <= 0 else done / wanted
        self.reached += 0.1 * (share - self.reached)
        return done

"""The PID equation: positional, derivative on the measurement, back-calculated anti-windup.

    e = sp − pv (reverse acting) or pv − sp (direct acting)
    u = Kc·e + I + D,    out = u held inside the limits and the rate limit
    I ← I + Kc/Ti·e·dt           while out = u
    I ← I + (out − u)·dt/Ti      while it is held: the integral runs back instead of winding up
    D ← (Td·D ∓ Kc·N·Td·Δpv) / (Td + N·dt),  N = 8        (filtered; a set-point step gives no kick)

Source: Åström & Hägglund, PID Controllers (2nd ed., ISA 1995), ch. 3; discretised by Euler for I, backward for D.

    >>> pid = Pid(Tuning(gain=5.0, integral_s=900.0, low=0.0, high=100.0, reverse=True, scan_s=1.0))
    >>> pid.initialise(out=30.0, pv=60.0, sp=60.0); pid.step(59.0, 60.0)
    35.0
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["DERIVATIVE_FILTER", "Pid", "Tuning"]

DERIVATIVE_FILTER = 8.0


@dataclass(frozen=True, slots=True)
class Tuning:
    """What a PID is set to: gain in out per pv, times in s, limits in the unit of ``out``, rate per second."""

    gain: float
    integral_s: float | None
    low: float
    high: float
    reverse: bool
    scan_s: float
    derivative_s: float = 0.0
    rate: float | None = None


class Pid:
    """One PID with its whole memory: output, integral, derivative, last measurement."""

    __slots__ = ("_sign", "derivative", "integral", "last_pv", "out", "tuning")

    def __init__(self, tuning: Tuning, out: float = 0.0) -> None:
        self.tuning = tuning
        self._sign = -1.0 if tuning.reverse else 1.0
        self.out = min(max(out, tuning.low), tuning.high)
        self.integral = self.out
        self.derivative = 0.0
        self.last_pv = 0.0

    def initialise(self, out: float, pv: float, sp: float) -> None:
        """Take over at ``out`` without a bump: the integral is set so that the next step starts from there."""
        t = self.tuning
        self.out = min(max(out, t.low), t.high)
        self.derivative = 0.0
        self.last_pv = pv
        self.integral = self.out - t.gain * self._sign * (pv - sp)

    def step(self, pv: float, sp: float) -> float:
        """One scan: the new output for measurement ``pv`` and set-point ``sp``."""
        t = self.tuning
        e = self._sign * (pv - sp)
        if t.derivative_s:
            change = self._sign * t.gain * DERIVATIVE_FILTER * t.derivative_s * (pv - self.last_pv)
            scale = t.derivative_s + DERIVATIVE_FILTER * t.scan_s
            self.derivative = (t.derivative_s * self.derivative + change) / scale
        u = t.gain * e + self.integral + self.derivative
        out = u if u > t.low else t.low
        if out > t.high:
            out = t.high
        if t.rate is not None:
            most = t.rate * t.scan_s
            out = min(max(out, self.out - most), self.out + most)
        if t.integral_s is not None:
            if out == u:
                self.integral += t.gain / t.integral_s * e * t.scan_s
            else:
                self.integral += (out - u) * t.scan_s / t.integral_s
        self.last_pv = pv
        self.out = out
        return out

    def state(self) -> dict[str, Any]:
        """All four numbers."""
        return {
            "derivative": self.derivative, "integral": self.integral, "last_pv": self.last_pv, "out": self.out
        }  # fmt: skip

    def set_state(self, state: dict[str, Any]) -> None:
        """Put back ``state()``."""
        self.out, self.integral = state["out"], state["integral"]
        self.derivative, self.last_pv = state["derivative"], state["last_pv"]

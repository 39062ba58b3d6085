"""The nitration of reference 6.A, its control, its interlocks and its faults once more: plain Python, nothing imported
from the engine, so that the kit is not its own judge.

Written from the text of 6.A (equations, figures, cause-and-effect table), not from the scenario: amounts in kmol, kg,
kJ, K, kPa absolute, s. What differs from the kit on purpose:

    integrator   Cash–Karp 5(4), steps chosen by the error, one frame = one controller scan (1 s);
                 the kit: Bogacki–Shampine 3(2) or a Rosenbrock method, 100 ms
    valves       first-order lags (4 s, 3 s for brine and dump); the kit: strokes at constant speed
    dosing       the flow follows its set-point with a lag of 2 s; the kit: pump, two shut-off valves, flow controller
    instruments  lag 12 s, no noise; the kit: lag, noise, scan of 200 ms
    acid         one amount of "acid other than HNO3"; the kit: sulfuric acid and water by themselves
    loop pumps   on or off; the kit: pump curves and coasting down

``reference_6a`` is the still plainer script for the equations alone (Euler, no interlocks).
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from math import exp

__all__ = ["Batch6A"]

GAS = 8.314
LIMITS = (65.0, 75.0, 95.0, 105.0, 120.0, 150.0)
ACID = 3213.0  # kg, the whole dose
FULL_DOSE = 0.45  # kg/s, what the orifice lets through

STATES = (
    "chlorobenzene", "acid", "product", "tar", "carrier", "T", "wall", "jacket", "gas", "sensor", "agitator",
    "flow", "dosed", "cool", "heat", "brine", "dump", "dumped", "dump_heat",
)  # fmt: skip
ATOL = (1e-5, 1e-5, 1e-5, 1e-5, 1e-2, 1e-3, 1e-3, 1e-3, 1e-5, 1e-3, 1e-4, 1e-5, 1e-2, 1e-4, 1e-4, 1e-4, 1e-4, 1e-1, 1.0)
RTOL = 1e-6

# Cash & Karp, ACM TOMS 16 (1990) 201
_A = (
    (0.2,),
    (3 / 40, 9 / 40),
    (0.3, -0.9, 1.2),
    (-11 / 54, 2.5, -70 / 27, 35 / 27),
    (1631 / 55296, 175 / 512, 575 / 13824, 44275 / 110592, 253 / 4096),
)
_B = (37 / 378, 0.0, 250 / 621, 125 / 594, 0.0, 512 / 1771)
_E = (37 / 378 - 2825 / 27648, 0.0, 250 / 621 - 18575 / 48384, 125 / 594 - 13525 / 55296, -277 / 14336, 512 / 1771 - 0.25)


class Batch6A:
    """One batch; ``t`` in s from the first acid. Set the fault parameters and the operator's wishes, then ``run``.

    ``failed`` names the interlocks that do not work ("I101" …); ``tripped`` those that have, with their times (s).
    """

    def __init__(self, T0: float = 60.0, *, auto: bool = True) -> None:
        self.t = 0.0
        start = 273.15 + T0
        hot = T0 == 60.0
        self.x = [20.0, 0.0, 0.0, 0.0, 0.5, start, 332.0 if hot else start, 331.0 if hot else start,
                  101.3 * 5.0 / GAS / 333.15 * 0.95, start, 1.0, *[0.0] * 8]  # fmt: skip
        # faults: 1 is healthy, None is not stuck
        self.circulation, self.chilled, self.agitation, self.fouling = 1.0, 1.0, 1.0, 1.0
        self.frozen: float | None = None  # °C, TT-101A
        self.stuck_flow: float | None = None  # kg/s
        self.passing = 0.0  # share of full flow through XV-101A when shut
        self.failed: set[str] = set()
        # the operator
        self.auto = auto
        self.dosing, self.open_a, self.open_b, self.pump = True, True, True, True
        self.want_brine = self.want_dump = False
        # control and interlocks
        self.master, self.slave = (331.0 if hot else start), 0.0
        self.cool_cmd = self.heat_cmd = 0.0
        self.tripped: dict[str, float] = {}
        self._since: dict[str, float] = {}
        self._past: list[float] = []
        self.burst_at = self.ruptured_at = -1.0
        self.reached: dict[float, float] = {}
        self.peak = T0
        self.lowest = T0
        self.accumulated = 0.0
        self.history: list[tuple[float, float, float]] = []

    def __getattr__(self, name: str) -> float:
        if name in STATES:
            return float(self.__dict__["x"][STATES.index(name)])
        raise AttributeError(name)

    @property
    def celsius(self) -> float:
        """Temperature of the contents, °C."""
        return self.T - 273.15

    # -- equations -------------------------------------------------------------------------------------------
    def properties(self) -> tuple[float, float, float]:
        """Mass (kg), volume (m3), heat capacity (kJ/K) of the contents with internals."""
        a, b, p, d, carrier = self.x[:5]
        organic = a * 112.56 + (p + d) * 157.56
        acid = carrier + b * 63.01
        return organic + acid, organic / 1120.0 + acid / 1600.0 + 1e-3, organic * 1.55 + acid * 2.0 + 150.0

    def pressure(self) -> float:
        """kPa absolute."""
        _, V, _ = self.properties()
        return self.gas * GAS * self.T / max(7.1 - V, 0.2) + 0.5 * exp(15.457 - 4390.0 / self.T)

    def rates(self, x: list[float]) -> list[float]:
        """dx/dt."""
        a, b, p, d, carrier, T, wall, jacket, gas, sensor, n, flow, _, cool, heat, brine, dump, _, _ = x
        organic, acid = a * 112.56 + (p + d) * 157.56, carrier + b * 63.01
        mass, V = organic + acid, organic / 1120.0 + acid / 1600.0 + 1e-3
        mix = 1.04 * n * n / (n * n + 0.04)
        k1 = 1.2e-3 * exp(min(-80e3 / GAS * (1.0 / T - 1.0 / 333.15), 12.0))
        r1 = k1 * max(a, 0.0) * max(b, 0.0) / V * (0.02 + 0.98 * mix)
        r2 = 1.4e-7 * exp(min(-150e3 / GAS * (1.0 / T - 1.0 / 378.15), 18.0)) * max(p, 0.0)
        wet = min(max(0.45 + 0.55 * (V - 2.0) / 2.5, 0.1), 1.1)
        to_wall = 22.0 * wet * self.fouling * (0.2 + 0.8 * mix) * (T - wall)
        side = max(0.08 + 0.92 * self.circulation, brine)
        # fouling sits between contents and wall (the kit lays it there; 6.A lays it on the inner side alike)
        to_jacket = 22.0 * wet * side * (wall - jacket)
        cold = cool * self.chilled * 9.0 * (0.05 + 0.95 * self.circulation) * 4.18 * (jacket - 280.15)
        cold += brine * 8.0 * 3.4 * (jacket - 263.15)
        capacity = organic * 1.55 + acid * 2.0 + 150.0
        loss = 0.06 * (T - 298.15)
        made = 130e3 * r1 + 350e3 * r2
        out = dump * 20.0 * min(mass / 300.0, 1.0)
        share = out / (mass + 1e-3)
        Pg = gas * GAS * T / max(7.1 - V, 0.2)
        P = Pg + 0.5 * exp(15.457 - 4390.0 / T)
        vent = (2e-5 + (1e-3 if self.burst_at >= 0.0 else 0.0)) * max(P - 101.3, 0.0)
        return [
            -r1 - share * a,
            flow * 0.40 / 63.01 - r1 - share * b,
            r1 - r2 - share * p,
            r2 - share * d,
            flow * 0.60 + r1 * 18.0 - share * carrier,
            (made - to_wall - loss + flow * 2.0 * (298.15 - T)) / capacity,
            (to_wall - to_jacket) / 1500.0,
            (to_jacket - cold + heat * 250.0 * self.circulation) / (1500.0 * 4.18),
            1.5 * r2 - vent * Pg / P + 2e-5 * max(101.3 - P, 0.0),
            (T - sensor) / 12.0,
            (self.agitation - n) / 6.0,
            (self._wanted_flow - flow) / 2.0,
            flow,
            (self.cool_cmd - cool) / 4.0,
            (self.heat_cmd - heat) / 4.0,
            (self._brine_cmd - brine) / 3.0,
            (float(self.want_dump) - dump) / 3.0,
            out,
            out * (2.0 * (T - 293.15) + 180.0),
        ]

    def _frame(self, length: float) -> None:
        """Integrate over one frame in steps that keep the error."""
        left, h = length, length
        while left > 1e-9:
            h = min(h, left)
            new, error = self._attempt(h)
            if error > 1.0 and h > 1e-7:
                h *= max(0.1, 0.9 * error**-0.25)
                continue
            self.x = new
            left -= h
            if self.pressure() > 301.3 and self.burst_at < 0.0:
                self.burst_at = self.t + length - left
            if self.pressure() > 1200.0 or self.T > 700.0:
                self.ruptured_at = self.t + length - left
                return
            h *= min(4.0, 0.9 * max(error, 1e-4) ** -0.2)

    def _attempt(self, h: float) -> tuple[list[float], float]:
        x = self.x
        k = [self.rates(x)]
        for row in _A:
            k.append(self.rates([xi + h * sum(c * ki[i] for c, ki in zip(row, k, strict=False)) for i, xi in enumerate(x)]))
        new = [xi + h * sum(b * ki[i] for b, ki in zip(_B, k, strict=True)) for i, xi in enumerate(x)]
        error = max(
            abs(h * sum(e * ki[i] for e, ki in zip(_E, k, strict=True))) / (ATOL[i] + RTOL * abs(new[i]))
            for i in range(len(x))
        )
        return new, error if error == error else 1e9

    # -- control and interlocks ------------------------------------------------------------------------------
    def _control(self) -> None:
        """Master Kc 5 K/K, Ti 900 s; slave 0.08 /K, Ti 120 s; back-calculation; 1 s."""
        if not self.auto:
            self.cool_cmd = self.heat_cmd = 0.0
            return
        seen = self.sensor if self.frozen is None else self.frozen + 273.15
        e = 333.15 - seen
        u = 5.0 * e + self.master
        sp = min(max(u, 278.15), 345.15)
        self.master += 5.0 / 900.0 * e if u == sp else (sp - u) / 900.0
        e = self.jacket - sp
        u = 0.08 * e + self.slave
        out = min(max(u, -1.0), 1.0)
        self.slave += 0.08 / 120.0 * e if u == out else (out - u) / 120.0
        self.cool_cmd, self.heat_cmd = max(out, 0.0), max(-out, 0.0)

    def _holds(self, name: str, condition: bool, seconds: float = 0.0) -> None:
        """Trip ``name`` once its condition has held for ``seconds``."""
        if not condition or name in self.failed:
            self._since.pop(name, None)
        elif self.t - self._since.setdefault(name, self.t) >= seconds:
            self.tripped.setdefault(name, self.t)

    def _interlocks(self) -> None:
        a = self.sensor - 273.15 if self.frozen is None else self.frozen
        b = self.sensor - 273.15
        self._past = [*self._past[-120:], a]
        rising = len(self._past) > 120 and a > 65.0 and (a - max(self._past[0], 65.0)) / 2.0 > 0.5
        self._holds("I101", a > 75.0 or b > 75.0)
        self._holds("I102", self.agitator < 0.6 and self.flow > 0.02)
        self._holds("I103", self.circulation < 0.47 and self.flow > 0.02, 60.0)
        self._holds("I104", self.pressure() > 151.3)
        self._holds("I105", self.flow > 0.43, 10.0)
        self._holds("I106", a > 95.0 and rising, 10.0)
        if self.tripped.keys() & {"I101", "I104", "I106"}:
            self.want_brine = True
        if self.tripped.keys() - {"I105"}:
            self.heat_cmd = 0.0

    def plan(self) -> float:
        """The set-point of the procedure: 0.13 for 15 min and 130 kg, 0.25 up to 700 kg, 0.35 (kg/s)."""
        if not self.dosing or self.dosed >= ACID:
            return 0.0
        return 0.13 if self.t < 900.0 or self.dosed < 130.0 else 0.25 if self.dosed < 700.0 else 0.35

    def _commands(self) -> None:
        wanted = self.plan()
        if self.stuck_flow is not None and self.dosing and self.dosed < ACID:
            wanted = self.stuck_flow
        opening = (1.0 if self.open_a else self.passing) * float(self.open_b)
        if opening < 1.0 and self.dosing and wanted:
            wanted = min(wanted, FULL_DOSE * opening)  # the flow controller opens as far as it can
        self._wanted_flow = 0.0 if self.tripped or not self.pump else wanted
        self._brine_cmd = float(self.want_brine)

    # -- running ---------------------------------------------------------------------------------------------
    def run(self, minutes: float, each: Callable[[Batch6A], None] | None = None) -> Batch6A:
        """Go on until ``minutes`` from the first acid, or to the rupture; ``each`` is called every second."""
        while self.t < minutes * 60.0 - 1e-6 and self.ruptured_at < 0.0:
            if each is not None:
                each(self)
            self._control()
            self._interlocks()
            self._commands()
            self._frame(1.0)
            self.t += 1.0
            self.peak, self.lowest = max(self.peak, self.celsius), min(self.lowest, self.celsius)
            self.accumulated = max(self.accumulated, self.acid)
            for limit in LIMITS:
                if self.sensor - 273.15 > limit:
                    self.reached.setdefault(limit, self.t / 60.0)
            if round(self.t) % 60 == 0:
                self.history.append((self.t / 60.0, self.celsius, self.acid))
        return self

    def fork(self) -> Batch6A:
        """A batch that goes on from here by itself, with a fresh record of peaks and times."""
        other = deepcopy(self)
        other.reached, other.peak, other.lowest, other.history = {}, self.celsius, self.celsius, []
        other.accumulated = self.acid
        return other

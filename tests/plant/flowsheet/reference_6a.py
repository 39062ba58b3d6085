"""Reference 6.A once more, independently: plain Python, explicit Euler, 50 ms steps, math.exp, no kit.

Written from the text of the reference (equations and figures), so that the kit is not its own judge. Units:
s, kg, kmol, kJ, K, kPa absolute. Valves are first-order lags of 4 s (3 s for brine and dump), the dosing
flow lags 2 s, sensors 12 s.
"""

from __future__ import annotations

from math import exp

H = 0.05  # s
GAS = 8.314
LIMITS = (65.0, 75.0, 95.0, 105.0, 120.0, 150.0)


class Reference:
    """One batch. ``circ``, ``chw``, ``agit`` are 0 or 1; ``stop_dosing``, ``brine``, ``dump`` the
    responses."""

    def __init__(self) -> None:
        self.t = 0.0
        self.a, self.b, self.p, self.d, self.acid = 20.0, 0.0, 0.0, 0.0, 0.5  # kmol; kg of acid other than HNO3
        self.T, self.wall, self.jacket, self.sensor = 333.15, 332.0, 331.0, 333.15
        self.gas = 101.3 * 5.0 / GAS / 333.15 * 0.95
        self.dosed = self.flow = self.cool = self.heat = self.brine_x = self.dump_x = 0.0
        self.speed, self.circ, self.chw, self.agit = 1.0, 1.0, 1.0, 1.0
        self.stop_dosing = self.brine = self.dump = self.burst = self.ruptured = False
        self.master, self.slave = 331.0, 0.0
        self.cool_cmd = self.heat_cmd = 0.0
        self.reached: dict[float, float] = {}
        self.peak = 0.0

    def control(self) -> None:
        """The cascade of 6.A, scanned once a second: Kc 5 K/K, Ti 900 s; Kc 0.08 /K, Ti 120 s;
        back-calculation."""
        e = 333.15 - self.sensor
        u = 5.0 * e + self.master
        sp = min(max(u, 278.0), 345.0)
        self.master += 5.0 / 900.0 * e if u == sp else (sp - u) / 900.0
        e = self.jacket - sp
        u = 0.08 * e + self.slave
        out = min(max(u, -1.0), 1.0)
        self.slave += 0.08 / 120.0 * e if u == out else (out - u) / 120.0
        self.cool_cmd, self.heat_cmd = max(out, 0.0), max(-out, 0.0)

    def dosing(self) -> float:
        if self.stop_dosing or self.dosed >= 3213.0:
            return 0.0
        return 0.13 if self.t < 900.0 or self.dosed < 130.0 else 0.25 if self.dosed < 700.0 else 0.35

    def step(self) -> None:
        organic = self.a * 112.56 + (self.p + self.d) * 157.56
        acid = self.acid + self.b * 63.01
        mass, V = organic + acid, organic / 1120.0 + acid / 1600.0 + 1e-3
        mix = 1.04 * self.speed**2 / (self.speed**2 + 0.04)
        r1 = 1.2e-3 * exp(-80e3 / GAS * (1 / self.T - 1 / 333.15)) * self.a * self.b / V * (0.02 + 0.98 * mix)
        r2 = 1.4e-7 * exp(-150e3 / GAS * (1 / self.T - 1 / 378.15)) * self.p
        wet = min(max(0.45 + 0.55 * (V - 2.0) / 2.5, 0.1), 1.1)
        to_wall = 2.0 * 11.0 * wet * (0.2 + 0.8 * mix) * (self.T - self.wall)
        side = max(0.08 + 0.92 * self.circ, self.brine_x)
        to_jacket = 2.0 * 11.0 * wet * side * (self.wall - self.jacket)
        cooled = self.cool * self.chw * 9.0 * (0.05 + 0.95 * self.circ) * 4.18 * (self.jacket - 280.15)
        cooled += self.brine_x * 8.0 * 3.4 * (self.jacket - 263.15)
        capacity = organic * 1.55 + acid * 2.0 + 150.0
        heat = 130e3 * r1 + 350e3 * r2 - to_wall + self.flow * 2.0 * (298.15 - self.T) - 0.06 * (self.T - 298.15)
        out = self.dump_x * 20.0 * min(mass / 300.0, 1.0) / (mass + 1e-3)
        Pg = self.gas * GAS * self.T / max(7.1 - V, 0.2)
        P = Pg + 0.5 * exp(15.457 - 4390.0 / self.T)
        vent = (2e-5 + (1e-3 if self.burst else 0.0)) * max(P - 101.3, 0.0)
        self.burst = self.burst or P > 301.3
        self.ruptured = self.ruptured or P > 1200.0
        self.a += H * (-r1 - out * self.a)
        self.b += H * (self.flow * 0.40 / 63.01 - r1 - out * self.b)
        self.p += H * (r1 - r2 - out * self.p)
        self.d += H * (r2 - out * self.d)
        self.acid += H * (self.flow * 0.60 + r1 * 18.0 - out * self.acid)
        self.T += H * heat / capacity
        self.wall += H * (to_wall - to_jacket) / 1500.0
        self.jacket += H * (to_jacket - cooled + self.heat * 250.0 * self.circ) / (1500.0 * 4.18)
        self.gas += H * (1.5 * r2 - vent * Pg / P + 2e-5 * max(101.3 - P, 0.0))
        self.sensor += H * (self.T - self.sensor) / 12.0
        self.dosed += H * self.flow
        self.flow += H * (self.dosing() - self.flow) / 2.0
        self.cool += H * (self.cool_cmd - self.cool) / 4.0
        self.heat += H * (self.heat_cmd - self.heat) / 4.0
        self.brine_x += H * (self.brine - self.brine_x) / 3.0
        self.dump_x += H * (self.dump - self.dump_x) / 3.0
        self.speed += H * (self.agit - self.speed) / 6.0

    def run(self, minutes: float) -> Reference:
        end = round(minutes * 60)
        while round(self.t) < end and not self.ruptured:
            self.control()
            for _ in range(round(1.0 / H)):
                self.step()
                if self.ruptured or self.T > 700.0:
                    self.ruptured = True
                    break
            self.t += 1.0
            self.peak = max(self.peak, self.T - 273.15)
            for limit in LIMITS:
                if self.sensor - 273.15 > limit:
                    self.reached.setdefault(limit, self.t / 60.0)
        return self

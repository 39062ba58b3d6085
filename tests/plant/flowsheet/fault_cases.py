"""Every case of reference 6.A twice: played by the kit as a whole session, and by the independent script.

A case gives a mapping from figure to value; times are minutes from the fault, temperatures °C, amounts kmol. Where
something did not happen the figure is missing. ``CASES[name](side)`` with ``side`` "kit" or "script" runs it once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import exp, log

from tests.plant.flowsheet.independent_6a import Batch6A
from tests.plant.flowsheet.nitration_attempt import ACID, ALL_SIS, Attempt

__all__ = ["CASES", "HOWS", "MINUTES", "Figures", "case"]

Figures = dict[str, float]
MINUTES = (3, 10, 20, 30, 40, 50, 60, 65, 70, 75, 80, 85)
HOWS = ("stop", "stop + brine", "stop + dump")
ALL = {"I101", "I102", "I103", "I104", "I105", "I106"}


@cache
def _script_at(minute: float) -> Batch6A:
    return Batch6A().run(minute)


def _script(minute: float, *failed: str) -> Batch6A:
    batch = _script_at(minute).fork()
    batch.failed = set(failed)
    return batch


# -- what is read off a batch ----------------------------------------------------------------------------------
def _kit_figures(batch: Attempt, since: float) -> Figures:
    out = {"peak": batch.peak, "lowest": batch.lowest, "end": batch.value("R101.T")}
    out |= {f"to {limit:g}": at - since for limit, at in batch.reached.items()}
    for at, what in batch.trips:
        out.setdefault(f"trip {what}", at - since)
    for at, what in batch.harm:
        out.setdefault({"release": "burst"}.get(what, what), at - since)
    return out


def _script_figures(batch: Batch6A, since: float) -> Figures:
    out = {"peak": batch.peak, "lowest": batch.lowest, "end": batch.celsius}
    out |= {f"to {limit:g}": at - since for limit, at in batch.reached.items()}
    out |= {f"trip {what}": at / 60.0 - since for what, at in batch.tripped.items()}
    if batch.burst_at >= 0.0:
        out["burst"] = batch.burst_at / 60.0 - since
    if batch.ruptured_at >= 0.0:
        out["rupture"] = batch.ruptured_at / 60.0 - since
    return out


# -- the normal batch ------------------------------------------------------------------------------------------
def _contents(batch: Attempt | Batch6A) -> tuple[float, float, float, float, float]:
    """Temperature (°C); chlorobenzene, nitric acid, product (kmol); acid other than HNO3 (kg)."""
    if isinstance(batch, Batch6A):
        return batch.celsius, batch.chlorobenzene, batch.acid, batch.product, batch.carrier
    a, b, p = (batch.value(f"R101.n.{s}") for s in ("chlorobenzene", "nitric_acid", "nitrochlorobenzene"))
    carrier = batch.value("R101.n.sulfuric_acid") * 98.08 + batch.value("R101.n.acid_water") * 18.02
    return batch.value("R101.T"), a, b, p, carrier


def _capacity(batch: Attempt | Batch6A) -> float:
    """Heat capacity of the contents with internals, kJ/K."""
    _, a, b, p, carrier = _contents(batch)
    return (a * 112.56 + p * 157.56) * 1.55 + (carrier + b * 63.01) * 2.0 + 150.0


class _Watch:
    """What only shows while a batch runs: the worst MTSR (°C), the minute at which dosing was done."""

    def __init__(self) -> None:
        self.mtsr, self.dosed_by = 0.0, 0.0

    def __call__(self, batch: Attempt | Batch6A) -> None:
        T, a, b, _, _ = _contents(batch)
        self.mtsr = max(self.mtsr, T + min(a, b) * 130e3 / _capacity(batch))
        if isinstance(batch, Batch6A):
            done, minute = batch.dosed >= ACID, batch.t / 60.0
        else:
            done, minute = not batch.dosing, batch.minute
        if done and not self.dosed_by:
            self.dosed_by = minute


def normal(side: str) -> Figures:
    """By the book, from the first acid to two hours of cooking."""
    watch = _Watch()
    batch = Attempt().run(300, watch) if side == "kit" else Batch6A().run(300, watch)
    if isinstance(batch, Batch6A):
        volume, alarms = batch.properties()[1], len(batch.tripped)
    else:
        volume, alarms = batch.value("R101.V"), len(batch.alarms) + len(batch.trips)
    return {
        "dosed by": watch.dosed_by,
        "left": _contents(batch)[1],
        "volume": volume,
        "alarms": float(alarms),
        "peak": batch.peak,
        "lowest": min(T for minute, T, _ in batch.history if minute > 20),
        "accumulated": batch.accumulated,
        "MTSR": watch.mtsr,
        "adiabatic rise": 20.0 * 130e3 / _capacity(batch),
    }


# -- decomposition ---------------------------------------------------------------------------------------------
def decomposition(side: str) -> Figures:
    """Time to the maximum rate, adiabatic, of the converted mass (h), and the temperature at which it is 24 h.

    6.A's figure is the zero-order formula c·R·T²/(q·E). The kit's heat is measured in the plant; the script lets the
    converted mass heat itself up adiabatically and takes the time to the greatest rate. From 140 °C on in minutes."""
    if side == "kit":
        from engine.plant.flowsheet.plant import FlowsheetPlant
        from tests.plant.flowsheet.nitration import HOT_START, nitration_section

        def hours(T: float) -> float:
            start = {**HOT_START, "R101.n.chlorobenzene": 0.0, "R101.n.nitrochlorobenzene": 20.0,
                     "R101.n.sulfuric_acid": 16.38, "R101.n.acid_water": 37.8, "R101.T": T, "R101.T_wall": T}  # fmt: skip
            plant = FlowsheetPlant(nitration_section(), start)
            at = {tag.id: i for i, tag in enumerate(plant.tags())}
            heat = plant.read()[at["R101.decomposition_heat"]]
            capacity = 20.0 * 157.55 * 1.55 + (16.38 * 98.08 + 37.8 * 18.02) * 2.0 + 150.0
            return capacity * 8.314 * (T + 273.15) ** 2 / (heat * 150e3) / 3600.0
    else:
        hours = _adiabatic_hours
    out = {f"TMR {T}": hours(float(T)) for T in (105, 120, 130)}
    out |= {f"TMR {T}": 60.0 * hours(float(T)) for T in (140, 150, 160)}  # minutes
    low, high = 90.0, 120.0
    while high - low > 0.01:
        middle = (low + high) / 2.0
        low, high = (middle, high) if hours(middle) > 24.0 else (low, middle)
    boiling = 4390.0 / (15.457 - log(101.3 / 0.5)) - 273.15
    return out | {"TD24": low, "MTT": boiling}


def _adiabatic_hours(T0: float) -> float:
    """Hours until 20 kmol of product in 9670 kJ/K decompose fastest, without any loss; steps of 0.02 K."""
    T, n, t, fastest, best = T0 + 273.15, 20.0, 0.0, 0.0, 0.0
    while n > 0.2:
        rate = 1.4e-7 * exp(-150e3 / 8.314 * (1.0 / T - 1.0 / 378.15)) * n
        rise = 350e3 * rate / 9670.0
        if rise > fastest:
            fastest, best = rise, t
        step = 0.02 / rise
        n -= rate * step
        T += 0.02
        t += step
    return best / 3600.0


# -- F1: cooling lost ------------------------------------------------------------------------------------------
def lost(side: str, minute: int, works: str = "", last: float = 160.0) -> Figures:
    """Loop pumps and chilled water lost at ``minute``; ``works`` names the interlocks that work ("all" or "I101")."""
    if side == "kit":
        failed = () if works == "all" else [f for f in ALL_SIS if f[1:5] not in works]
        return _kit_figures(Attempt.at(minute).fork().fault("F1", *failed).run(minute + last), minute)
    batch = _script(minute, *(() if works == "all" else ALL - {works}))
    batch.circulation = batch.chilled = 0.0
    return _script_figures(batch.run(minute + last), minute)


def response(side: str, how: str, after: int) -> Figures:
    """Cooling lost at 90 min, no interlocks; ``how`` (stop, brine, dump) ``after`` so many minutes."""
    last = 300.0 if how == "stop" and after in (70, 75) else after + 60.0
    if side == "kit":
        kit = Attempt.at(90, dump_locked="dump" not in how).fork().fault("F1", *ALL_SIS).run(90 + after)
        if kit.value("R101.ruptured") == 0.0:
            kit.respond(how).run(90 + last)
        figures = _kit_figures(kit, 90)
        if "dump" in how:
            figures |= {"dumped": kit.value("V103.mass") / 1000.0 - 12.0, "quench": kit.value("V103.T")}
        return figures
    script = _script(90, *ALL)
    script.circulation = script.chilled = 0.0
    script.run(90 + after)
    script.dosing, script.want_brine, script.want_dump = False, "brine" in how, "dump" in how
    figures = _script_figures(script.run(90 + last), 90)
    if "dump" in how:  # into 12 t of water at 20 °C, 4.18 kJ/kg·K; walls 20 kJ/K
        figures["dumped"] = script.dumped / 1000.0
        figures["quench"] = 20.0 + script.dump_heat / (12_000.0 * 4.18 + 20.0 + script.dump_capacity)
    return figures


def restored(side: str, after: int) -> Figures:
    """Cooling lost at 90 min and given back ``after`` so many minutes, dosing on; no interlocks."""
    if side == "kit":
        kit = Attempt.at(90).fork().fault("F1", *ALL_SIS).run(90 + after)
        kit.do("stop", "F1")
        return _kit_figures(kit.run(150), 90)
    script = _script(90, *ALL)
    script.circulation = script.chilled = 0.0
    script.run(90 + after)
    script.circulation = script.chilled = 1.0
    return _script_figures(script.run(150), 90)


def brine_forgotten(side: str) -> Figures:
    """Stopped and brine opened 3 min after cooling was lost, and left open for two hours."""
    if side == "kit":
        kit = Attempt.at(90).fork().fault("F1", *ALL_SIS).run(93).respond("stop + brine").run(210)
        return _kit_figures(kit, 90)
    script = _script(90, *ALL)
    script.circulation = script.chilled = 0.0
    script.run(93)
    script.dosing, script.want_brine = False, True
    return _script_figures(script.run(210), 90)


# -- F2 … F7 ---------------------------------------------------------------------------------------------------
def agitator(side: str, off: int) -> Figures:
    """The agitator stops at 60 min, dosing goes on for ``off`` minutes, then dosing stops and the agitator starts."""
    if side == "kit":
        kit = Attempt.at(60).fork().fault("F2R", *ALL_SIS).run(60 + off)
        before = {"lowest": kit.lowest, "accumulated": kit.value("R101.n.nitric_acid")}
        kit.respond("stop")
        kit.do("start", "M101")
        kit.peak = -1e9
        return _kit_figures(kit.run(60 + off + 30), 60) | before
    script = _script(60, *ALL)
    script.agitation = 0.0
    script.run(60 + off)
    before = {"lowest": script.lowest, "accumulated": script.acid}
    script.dosing, script.agitation, script.peak = False, 1.0, -1e9
    return _script_figures(script.run(60 + off + 30), 60) | before


def frozen(side: str, sis: bool) -> Figures:
    """TT-101A frozen at 58 °C at 60 min; the controller believes it."""
    last = 20.0 if sis else 120.0
    if side == "kit":
        return _kit_figures(Attempt.at(60).fork().fault("F3", *(() if sis else ALL_SIS)).run(60 + last), 60)
    script = _script(60, *(() if sis else ALL))
    script.frozen = 58.0
    return _script_figures(script.run(60 + last), 60)


def chilled_water(side: str, sis: bool) -> Figures:
    """Chilled water lost at 75 min with the loop running."""
    last = 30.0 if sis else 190.0
    if side == "kit":
        return _kit_figures(Attempt.at(75).fork().fault("F4", *(() if sis else ALL_SIS)).run(75 + last), 75)
    script = _script(75, *(() if sis else ALL))
    script.chilled = 0.0
    return _script_figures(script.run(75 + last), 75)


def dosing_stuck(side: str, sis: bool) -> Figures:
    """The dosing valve stuck at 0.45 kg/s from 60 min on."""
    if side == "kit":
        return _kit_figures(Attempt.at(60).fork().fault("F5", *(() if sis else ["FI105S"])).run(180), 60)
    script = _script(60, *(() if sis else ["I105"]))
    script.stuck_flow = 0.45
    return _script_figures(script.run(180), 60)


def fouled(side: str) -> Figures:
    """Heat transfer down to 60 % from 60 min on."""
    if side == "kit":
        return _kit_figures(Attempt.at(60).fork().fault("F6").run(240), 60)
    script = _script(60)
    script.fouling = 0.6
    return _script_figures(script.run(240), 60)


def passing(side: str, b_shut: bool) -> Figures:
    """XV-101A passes 5 %; at 60 min the operator closes it alone (or both), the pump runs on for half an hour."""
    if side == "kit":
        kit = Attempt.at(60).fork().fault("F7").run(61)
        kit.dosing = False
        kit._dose = lambda: None  # type: ignore[method-assign]  # the pump runs on
        for id_ in ("XV101A", "XV101B")[: 2 if b_shut else 1]:
            kit.do("close", id_)
        kit.run(62)
        before = kit.value("FQ101")
        kit.run(92)
        return {"leak": (kit.value("FQ101") - before) / 1800.0}
    script = _script(60)
    script.run(61)
    script.passing, script.open_a, script.open_b = 0.05, False, not b_shut
    script.run(62)
    before = script.dosed
    return {"leak": (script.run(92).dosed - before) / 1800.0}


def cold(side: str) -> Figures:
    """Dosed by the book into a reactor that is held at 30 °C, for 40 minutes."""
    watch = _Watch()
    batch = Attempt("cold30").run(40, watch) if side == "kit" else Batch6A(30.0, set_point=30.0).run(40, watch)
    return {"accumulated": batch.accumulated, "MTSR": watch.mtsr, "end": _contents(batch)[0]}


CASES: dict[str, Callable[[str], Figures]] = {
    "normal": normal,
    "decomposition": decomposition,
    "F1 all interlocks": lambda s: lost(s, 90, "all", last=30.0),
    "F1 only I-101": lambda s: lost(s, 90, "I101", last=30.0),
    "F1 bypassed": lambda s: lost(s, 90),
    "F1 bypassed at 50": lambda s: lost(s, 50),
    "F1 bypassed at 135": lambda s: lost(s, 135, last=300.0),
    **{f"F1 {how} +{m}": lambda s, how=how, m=m: response(s, how, m) for how in HOWS for m in MINUTES},  # type: ignore[misc]
    **{f"F1 cooling back +{m}": lambda s, m=m: restored(s, m) for m in (2, 5, 8)},  # type: ignore[misc]
    "F1 brine forgotten": brine_forgotten,
    **{f"F2 restart +{m}": lambda s, m=m: agitator(s, m) for m in (3, 5, 10, 15, 20, 30, 45)},  # type: ignore[misc]
    "F3 interlocks work": lambda s: frozen(s, True),
    "F3 bypassed": lambda s: frozen(s, False),
    "F4 interlocks work": lambda s: chilled_water(s, True),
    "F4 bypassed": lambda s: chilled_water(s, False),
    "F5 I-105 failed": lambda s: dosing_stuck(s, False),
    "F5 I-105 works": lambda s: dosing_stuck(s, True),
    "F6": fouled,
    "F7 only A shut": lambda s: passing(s, False),
    "F7 both shut": lambda s: passing(s, True),
    "cold dosing": cold,
}
"""Every case by name."""


@cache
def case(name: str, side: str) -> Figures:
    """The figures of one case, run once."""
    return CASES[name](side)

"""The reactor: heat balance, jacket, gas space, failure, and steady states known from the literature."""

from __future__ import annotations

from typing import Any

import casadi as ca
import numpy as np
import pytest

from engine.plant.flowsheet.assembly import System, assemble
from tests.plant.flowsheet.small import Rig, section

VESSEL: dict[str, Any] = {"type": "reactor", "volume": "2 m3", "T": "50 degC", "contents": {"water": "1000 kg"}}
BURN = {"burn": {"title": "放热", "equation": "solvent -> gas", "rate": "1e-4 / 1 s * n.solvent", "heat": "-50 kJ/mol"}}


def test_reaction_heat_warms_the_contents() -> None:
    """1 mol/s at −50 kJ/mol is 50 kW and warms 4150 kJ/K by 50/4150 K/s; amounts follow the equation."""
    vessel = VESSEL | {"contents": {"water": "1000 kg", "solvent": "10 kmol"}, "reactions": ["burn"]}
    r = Rig({"R1": vessel | {"volume": "4 m3", "vent": {"conductance": "1e-3 kmol/s/kPa"}}}, reactions=BURN)
    assert r["R1.reaction_heat"] == pytest.approx(50.0)
    capacity = 1000 * 4 + 1000 * 2 + 150
    assert r.run(10.0)["R1.T"] == pytest.approx(50.0 + 500.0 / capacity, rel=1e-4)
    assert r["R1.n.solvent"] == pytest.approx(10.0 * (1 - 1e-3), rel=1e-5)


def test_jacket_heat_passes_through_the_wall() -> None:
    """In steady flow of heat UA·ΔT passes, the wall half-way between; fouling and bad mixing lessen it."""
    jacket = {"medium": "CW", "UA": "10 kW/K", "wall": "100 kJ/K", "stirred": "0.2 + 0.8 * mixing"}
    r = Rig({
        "CW": {"type": "utility", "T": "20 degC"},
        "M1": {"type": "agitator", "rated_speed": "60 rpm", "start": "running"},
        "R1": VESSEL | {"contents": {"water": "1900 kg"}, "internals": "1e6 kJ/K", "jacket": jacket, "agitator": "M1"},
    })  # fmt: skip
    r.run(100.0)
    assert r["R1.cooling"] == pytest.approx(10.0 * 30.0, rel=0.01)
    assert r["R1.T_wall"] == pytest.approx(35.0, abs=0.2)
    r["R1.fouling"] = 0.5
    assert r.run(100.0)["R1.cooling"] == pytest.approx(300.0 / 1.5, rel=0.01)  # one of two equal resistances doubled
    r["R1.fouling"] = 1.0
    r["M1.command"] = 0.0
    assert r.run(100.0)["R1.cooling"] == pytest.approx(300.0 / 3.0, rel=0.01)  # five times one of them


def test_pressure_is_gas_and_vapour() -> None:
    """The vessel starts at atmospheric pressure; closed, gas pressure follows T and vapour pressure is
    added."""
    vessel = VESSEL | {"vapour_pressure": "1 kPa * (T - 300 K) / (1 K)", "contents": {"water": "1000 kg"}}
    r = Rig({"R1": vessel})
    assert r["R1.P"] == pytest.approx(0.0, abs=1e-6)
    hot = Rig({"R1": vessel}, {"R1.T": 80.0})
    assert hot["R1.P"] == pytest.approx(0.0, abs=1e-6)


def test_filling_pushes_gas_out_of_the_vent() -> None:
    """A vessel that is filled with its vent open stays near atmospheric pressure; closed, it is
    compressed."""
    parts = {
        "SUPPLY": {"type": "boundary", "composition": {"water": 1}, "T": "50 degC"},
        "L1": {"type": "line", "from": "SUPPLY", "to": "R1", "limit": "1 kg/s"},
    }
    vented = Rig({**parts, "R1": VESSEL | {"vent": {"conductance": "2e-5 kmol/s/kPa"}}}).run(600.0)
    closed = Rig({**parts, "R1": VESSEL}).run(600.0)
    assert 0.0 < vented["R1.P"] < 5.0
    assert closed["R1.P"] == pytest.approx(101.325 * (1.0 / 0.4 - 1.0), rel=0.02)
    assert closed["R1.level"] == pytest.approx(80.0, abs=0.1)


def test_rupture_empties_it_and_the_rest_goes_on() -> None:
    """At its rupture pressure the vessel is gone: event, latch, contents released; lines go on without
    error."""
    parts = {
        "SUPPLY": {"type": "boundary", "composition": {"water": 1}, "T": "50 degC"},
        "L1": {"type": "line", "from": "SUPPLY", "to": "R1", "limit": "1 kg/s"},
        "R1": VESSEL | {"rupture_pressure": "200 kPaa"},
    }
    r = Rig(parts)
    events = [e for _ in range(600) for e in r.plant.advance(10)]
    assert [(e.source, e.data["what"]) for e in events] == [("R1", "ruptured")]
    assert r["R1.ruptured"] == 1.0
    assert r["R1.released"] == pytest.approx(1000.0 + 999.0 * (1.0 - 101.325 / 200.0), abs=1.0)
    assert (r["R1.mass"], r["R1.P"]) == (0.0, 0.0)
    assert r["L1.total"] == pytest.approx(600.0)


def test_leak_loses_contents() -> None:
    """A leak of 2 kg/s loses 120 kg a minute and says how much has gone."""
    r = Rig({"R1": VESSEL})
    r["R1.leak"] = 2.0
    assert r.run(60.0)["R1.mass"] == pytest.approx(880.0, rel=1e-4)
    assert r["R1.leaked"] == pytest.approx(120.0, rel=1e-6)


# Henson & Seborg, Nonlinear Process Control (1997), ch. 1: q = V = 100 (L/min, L), cAf = 1 mol/L, Tf = 350 K,
# rho = 1000 g/L, cp = 0.239 J/(g K), -dH = 5e4 J/mol, E/R = 8750 K, k0 = 7.2e10 1/min, UA = 5e4 J/(min K).
# Reactant and product weigh 1 g/mol here, so that 1 mol/L is 1 g/L of a liquid of 1000 g/L.
_LIQUID = {"title": "液", "density": "1000 kg/m3", "cp": "0.239 kJ/(kg*K)"}
_CSTR_SUBSTANCES = {
    "a": _LIQUID | {"molar_mass": "1 g/mol"},
    "b": _LIQUID | {"molar_mass": "1 g/mol"},
    "water": _LIQUID | {"molar_mass": "18 g/mol"},
}
_FLOW = 100.0 / 60.0  # kg/s


def _cstr(coolant: float) -> System:
    """The reactor of the kit as the CSTR of Henson & Seborg: feed, weir at 100 L, jacket at constant
    ``coolant`` K."""
    weir = 0.1 - 0.001 - _FLOW / 1000.0 / 100.0  # less heel and what stands above the weir at this flow
    return assemble(section(
        {
            "FEED": {"type": "boundary", "composition": {"a": 1, "water": 999}, "T": "350 K"},
            "OUT": {"type": "boundary"},
            "CW": {"type": "utility", "T": f"{coolant} K"},
            "R1": {"type": "reactor", "volume": "0.2 m3", "T": "350 K", "contents": {"water": "99 kg", "a": "0.1 kg"},
                   "reactions": ["ab"], "internals": "1e-6 kJ/K",
                   "jacket": {"medium": "CW", "UA": f"{5e4 / 60.0!r} W/K", "wall": "1 kJ/K"}},
            "IN": {"type": "line", "from": "FEED", "to": "R1", "limit": f"{_FLOW!r} kg/s"},
            "WEIR": {"type": "line", "from": "R1", "to": "OUT", "overflow": f"{weir + 0.001!r} m3"},
        },
        substances=_CSTR_SUBSTANCES,
        reactions={"ab": {"title": "反应", "equation": "a -> b", "heat": "-50 kJ/mol",
                          "rate": "7.2e10 / 60 s * exp(-8750 K / T) * n.a"}},
    ))  # fmt: skip


def _steady(system: System, ca_guess: float, T_guess: float) -> tuple[float, float]:
    """Newton on f(x, u) = 0 from a guess; returns concentration (mol/L) and temperature (K)."""
    moving = [
        i
        for i, n in enumerate(system.states)
        if n.startswith("R1.") and not n.startswith(("R1.rel", "R1.leak", "R1.gas"))
    ]
    names = [system.states[i] for i in moving]
    u = ca.DM([tag.healthy for tag in system.inputs] + [0.0] * len(system.latches))
    x = ca.SX.sym("x", len(moving))
    whole = ca.SX.zeros(len(system.states))
    for k, i in enumerate(moving):
        whole[i] = x[k]
    for i, name in enumerate(system.states):
        if name == "R1.gas.air":
            whole[i] = 4.0
    f = ca.substitute(system.f[moving], ca.vertcat(system.x, system.u), ca.vertcat(whole, ca.SX(u)))
    F, J = ca.Function("F", [x], [f]), ca.Function("J", [x], [ca.jacobian(f, x)])
    start = {"R1.n.a": ca_guess * 100.0, "R1.n.b": (1.0 - ca_guess) * 100.0, "R1.n.water": 99.9 / 0.018,
             "R1.T": T_guess, "R1.T_wall": T_guess - 20.0}  # fmt: skip
    z = np.array([start[n] for n in names])
    for _ in range(50):
        z = z - np.linalg.solve(J(z).full(), F(z).full().ravel())
    assert np.max(np.abs(F(z).full())) < 1e-6
    at = dict(zip(names, z.tolist(), strict=True))
    return at["R1.n.a"] / 100.0, at["R1.T"]


@pytest.mark.parametrize(
    ("coolant", "concentration", "T"),
    [
        (300.0, 0.87725, 324.475), (300.0, 0.49992, 350.006), (300.0, 0.20876, 369.705),
        (290.0, 0.95194, 312.656), (305.0, 0.13520, 378.065), (310.0, 0.09914, 383.888),
    ],
)  # fmt: skip
def test_henson_seborg_steady_states(coolant: float, concentration: float, T: float) -> None:
    """The kit's reactor, fed over a weir, has the steady states of Henson & Seborg, unstable ones
    included."""
    found = _steady(_cstr(coolant), concentration, T)
    assert found == (pytest.approx(concentration, abs=2e-4), pytest.approx(T, abs=0.02))

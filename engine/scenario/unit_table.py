"""The closed table of units, with exact factors (rational numbers) to SI.

Sources: SI Brochure, 9th edition; GB 3100-1993; standard atmosphere 101 325 Pa and normal conditions 0 °C,
101.325 kPa for Nm3 (22.413 969 54 L/mol, CODATA 2018). Exponents: kg, m, s, K, mol, A, rad.
Power units W, VA and var share one dimension, as IEC 80000-6 has it; ``unit_roles`` keeps them apart.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, NamedTuple

__all__ = ["ALIASES", "TABLE", "Entry"]


class Entry(NamedTuple):
    """One unit: SI value = x · factor + offset."""

    factor: Fraction
    dimension: tuple[int, int, int, int, int, int, int]
    kind: Literal["plain", "absolute", "gauge", "difference"] = "plain"
    offset: Fraction = Fraction(0)


Exponents = tuple[int, int, int, int, int, int, int]

_NONE: Exponents = (0, 0, 0, 0, 0, 0, 0)
_MASS: Exponents = (1, 0, 0, 0, 0, 0, 0)
_LENGTH: Exponents = (0, 1, 0, 0, 0, 0, 0)
_AREA: Exponents = (0, 2, 0, 0, 0, 0, 0)
_VOLUME: Exponents = (0, 3, 0, 0, 0, 0, 0)
_TIME: Exponents = (0, 0, 1, 0, 0, 0, 0)
_RATE: Exponents = (0, 0, -1, 0, 0, 0, 0)
_TEMPERATURE: Exponents = (0, 0, 0, 1, 0, 0, 0)
_AMOUNT: Exponents = (0, 0, 0, 0, 1, 0, 0)
_CURRENT: Exponents = (0, 0, 0, 0, 0, 1, 0)
_ANGLE: Exponents = (0, 0, 0, 0, 0, 0, 1)
_TURNING: Exponents = (0, 0, -1, 0, 0, 0, 1)
_PRESSURE: Exponents = (1, -1, -2, 0, 0, 0, 0)
_FORCE: Exponents = (1, 1, -2, 0, 0, 0, 0)
_ENERGY: Exponents = (1, 2, -2, 0, 0, 0, 0)
_POWER: Exponents = (1, 2, -3, 0, 0, 0, 0)
_VOLTAGE: Exponents = (1, 2, -3, 0, 0, -1, 0)
_RESISTANCE: Exponents = (1, 2, -3, 0, 0, -2, 0)
_CONDUCTANCE: Exponents = (-1, -2, 3, 0, 0, 2, 0)
_CAPACITANCE: Exponents = (-1, -2, 4, 0, 0, 2, 0)
_INDUCTANCE: Exponents = (1, 2, -2, 0, 0, -2, 0)
_CHARGE: Exponents = (0, 0, 1, 0, 0, 1, 0)

_PI = Fraction("3.14159265358979323846264338327950288")
_ATM = Fraction(101325)
_NM3 = Fraction(10**8, 2241396954) * 1000  # mol in one normal cubic metre

TABLE: dict[str, Entry] = {}


def _add(dimension: Exponents, **factors: str | int) -> None:
    for name, factor in factors.items():
        TABLE[name] = Entry(Fraction(factor), dimension)


_add(_NONE, ppm="1e-6", ppb="1e-9", pH=1, count=1)
for _name in ("%", "%LEL", "mol%", "vol%", "wt%"):
    TABLE[_name] = Entry(Fraction(1, 100), _NONE)
TABLE["1"] = Entry(Fraction(1), _NONE)
_add(_MASS, kg=1, g="1e-3", mg="1e-6", ug="1e-9", t=1000)
_add(_LENGTH, m=1, km=1000, cm="1e-2", mm="1e-3", um="1e-6")
_add(_AREA, m2=1, cm2="1e-4", mm2="1e-6")
_add(_VOLUME, m3=1, L="1e-3", mL="1e-6", cm3="1e-6")
TABLE["s2"] = Entry(Fraction(1), (0, 0, 2, 0, 0, 0, 0))
_add(_TIME, s=1, ms="1e-3", us="1e-6", min=60, h=3600, d=86400)
_add(_RATE, Hz=1, kHz=1000)
_add(_TEMPERATURE, K=1)
TABLE["degC"] = Entry(Fraction(1), _TEMPERATURE, "absolute", Fraction("273.15"))
TABLE["delta_degC"] = Entry(Fraction(1), _TEMPERATURE, "difference")
_add(_AMOUNT, mol=1, mmol="1e-3", kmol=1000)
TABLE["Nm3"] = Entry(_NM3, _AMOUNT)
_add(
    _PRESSURE,
    Pa=1,
    hPa=100,
    kPa=1000,
    MPa=10**6,
    mbar=100,
    bar=10**5,
    atm=101325,
    mmHg="133.322387415",
    mmH2O="9.80665",
)
for _name, _scale in {"Pa": 1, "kPa": 1000, "MPa": 10**6, "bar": 10**5}.items():
    TABLE[_name + "g"] = Entry(Fraction(_scale), _PRESSURE, "gauge", _ATM)
    TABLE[_name + "a"] = Entry(Fraction(_scale), _PRESSURE, "absolute")
_add(_FORCE, N=1, kN=1000)
_add(_ENERGY, J=1, kJ=1000, MJ=10**6, GJ=10**9, Wh=3600, kWh=3600000, MWh=36 * 10**8, cal="4.184", kcal=4184)
_add(_POWER, W=1, mW="1e-3", kW=1000, MW=10**6, GW=10**9, VA=1, kVA=1000, MVA=10**6, GVA=10**9)
_add(_POWER, var=1, kvar=1000, Mvar=10**6)
_add(_CURRENT, A=1, mA="1e-3", kA=1000)
_add(_VOLTAGE, V=1, mV="1e-3", kV=1000)
_add(_RESISTANCE, ohm=1, mohm="1e-3", kohm=1000, Mohm=10**6)
_add(_CONDUCTANCE, S=1, mS="1e-3", uS="1e-6")
_add(_CAPACITANCE, F=1, uF="1e-6", nF="1e-9", pF="1e-12")
_add(_INDUCTANCE, H=1, mH="1e-3")
_add(_CHARGE, C=1, Ah=3600)
_add(_ANGLE, rad=1)
TABLE["deg"] = Entry(_PI / 180, _ANGLE)
TABLE["rev"] = Entry(2 * _PI, _ANGLE)
TABLE["rpm"] = Entry(2 * _PI / 60, _TURNING)
_add((1, -1, -1, 0, 0, 0, 0), cP="1e-3")

ALIASES: dict[str, str] = {
    "°C": "degC", "°": "deg", "Δ°C": "delta_degC",
    "\u03a9": "ohm", "m\u03a9": "mohm", "k\u03a9": "kohm", "M\u03a9": "Mohm",
    "\u03bcm": "um", "\u03bcs": "us", "\u03bcg": "ug", "\u03bcF": "uF", "\u03bcS": "uS",
    "l": "L", "ml": "mL", "sec": "s", "秒": "s", "分": "min", "分钟": "min", "小时": "h", "天": "d",
    "kVar": "kvar", "kVAr": "kvar", "MVar": "Mvar", "MVAr": "Mvar", "千克": "kg", "吨": "t", "r/min": "rpm", "percent": "%",
}  # fmt: skip
"""Other ways to write a unit, after compatibility normalisation (NFKC: ℃ → °C, m³ → m3, Ω sign → Greek Ω)."""

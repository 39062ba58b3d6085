"""How hot an open arc is for somebody standing in front of it: IEEE 1584-2018.

The model is an empirical fit to tests between 0.208 and 15 kV. Outside it there is no number: ``arc_flash`` raises
``OutsideModelError``, which says which quantity is out. A plant must answer all the same: ``estimate`` falls back on the
method of Lee, ``exposure`` on a design rule, and both say on what basis they speak.

    >>> kyn = Gear("VCB", gap=0.152, height=1.143, width=0.762, depth=0.762)
    >>> flash = arc_flash(10.5e3, 16.2e3, 0.6, kyn, distance=0.9144)
    >>> round(to_cal(flash.energy), 1), round(flash.boundary, 2), ppe_category(flash.energy)
    (10.5, 3.65, 3)

SI at the door (V, A, s, m), but energies in J/cm² as the standard and the labels on the doors have them.
source: IEEE 1584-2018 equations 1–25; PPE categories NFPA 70E table 130.7(C)(15)(c).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite, log10, sqrt
from typing import Literal, NamedTuple

from engine.errors import ShixunError
from engine.plant.grid.arc_tables import BOX_AB, CURRENT, ENCLOSURE, ENERGY, LEVELS, OPEN_AIR, VARIATION, Electrodes
from engine.scenario.problems import Text2

__all__ = [
    "BEYOND_PPE",
    "BURN_ENERGY",
    "FATAL_RADIUS",
    "ArcFlash",
    "Electrodes",
    "Estimate",
    "Exposure",
    "Gear",
    "OutsideModelError",
    "arc_flash",
    "arcing_current",
    "enclosure_factor",
    "estimate",
    "exposure",
    "lee",
    "ppe_category",
    "to_cal",
]  # fmt: skip

JOULE_PER_CAL = 4.184
BURN_ENERGY = 5.0208
"""J/cm²: 1.2 cal/cm², onset of a second-degree burn of bare skin (IEEE 1584-2018); the boundary lies where it is met."""
MIN_DISTANCE = 0.305
"""m: nearest distance of the tests behind the model."""
FATAL_RADIUS = 2.0
"""m: above 15 kV an open arc kills within this distance. source: design (no model covers 110 kV)."""
BEYOND_PPE = 5
"""What ``ppe_category`` gives when no clothing of the table suffices."""
_LEE = 2.142e6  # J/cm2 for kV, kA, s and mm
_CATEGORIES = ((1.2, 0), (4.0, 1), (8.0, 2), (25.0, 3), (40.0, 4))  # cal/cm2 up to which a category holds
_MM_TO_INCH = 0.03937  # as printed in table 6; equations 11 and 12 divide by 25.4


class OutsideModelError(ShixunError):
    """A quantity lies outside what IEEE 1584-2018 was fitted to; ``text`` says which, in both languages."""

    def __init__(self, quantity: Text2, value: float, low: float, high: float, unit: str) -> None:
        limits = f"{low:g}…{high:g} {unit}" if isfinite(high) else f"≥ {low:g} {unit}"
        self.text = Text2(
            f"IEEE 1584-2018 不适用：{quantity.zh} {value:g} {unit}，范围 {limits}",
            f"IEEE 1584-2018 does not apply: {quantity.en} {value:g} {unit}, range {limits}",
        )
        self.value, self.low, self.high = value, low, high
        super().__init__(f"{self.text.zh} / {self.text.en}")


@dataclass(frozen=True, slots=True)
class Gear:
    """What the arc burns in: electrodes, gap between conductors and the inside of the box, all in m.

    The box counts for VCB, VCBB and HCB only. Typical (source: IEEE 1584-2018 table 8): 15 kV switchgear 0.152 gap,
    1.143 × 0.762 × 0.762; 5 kV 0.104 gap.
    """

    electrodes: Electrodes
    gap: float
    height: float = 0.508
    width: float = 0.508
    depth: float = 0.508


class ArcFlash(NamedTuple):
    """Arcing current in A, incident energy at the distance asked for in J/cm², arc-flash boundary in m."""

    current: float
    energy: float
    boundary: float


class Estimate(NamedTuple):
    """Incident energy in J/cm², and by which method."""

    energy: float
    basis: Literal["model", "lee"]


class Exposure(NamedTuple):
    """What a person at ``distance`` meets; ``energy`` (J/cm²) is None where only the design rule speaks."""

    energy: float | None
    category: int
    fatal: bool
    basis: Literal["model", "design"]


def to_cal(energy: float) -> float:
    """An energy in J/cm² as cal/cm² (1 cal = 4.184 J)."""
    return energy / JOULE_PER_CAL


def ppe_category(energy: float) -> int:
    """The clothing for ``energy`` in J/cm²: 0 below 1.2 cal/cm², 1 to 4 (4, 8, 25, 40 cal/cm²), else ``BEYOND_PPE``.

    source: NFPA 70E table 130.7(C)(15)(c). Raises ``ValueError`` for a negative energy.
    """
    if not energy >= 0.0:
        raise ValueError(f"energy {energy} J/cm2")
    cal = to_cal(energy)
    return next((category for limit, category in _CATEGORIES if cal <= limit), BEYOND_PPE)


def arcing_current(voltage: float, bolted: float, gear: Gear, reduced: bool = False) -> float:
    """The current of the arc in A, for a nominal voltage in V and a bolted three-phase fault current in A.

    ``reduced`` gives the lower value the standard asks to be tried as well, because protection may be slower with it.
    Raises ``OutsideModelError``. source: IEEE 1584-2018 equations 1, 2, 16–18, 25.
    """
    kv, ka, _ = _checked(voltage, bolted, gear)
    return _currents(kv, ka, gear, reduced)[0] * 1e3


def enclosure_factor(voltage: float, gear: Gear) -> float:
    """CF, by which a box concentrates the energy (1 = the 508 mm cube of the tests, and in the open).

    Shallow boxes (below 0.6 kV, both sides under 508 mm, at most 203.2 mm deep) have their own fit.
    source: IEEE 1584-2018 equations 11–15, tables 6 and 7.
    """
    if gear.electrodes in OPEN_AIR:
        return 1.0
    kv = voltage / 1e3
    height, width = gear.height * 1e3, gear.width * 1e3
    shallow = kv < 0.6 and height < 508.0 and width < 508.0 and gear.depth * 1e3 <= 203.2
    a, b = BOX_AB[gear.electrodes]

    def grown(mm: float) -> float:
        return (660.4 + (min(mm, 1244.6) - 660.4) * ((kv + a) / b)) / 25.4

    def equivalent(mm: float, above: Callable[[float], float]) -> float:
        if mm < 508.0:
            return _MM_TO_INCH * mm if shallow else 20.0
        return _MM_TO_INCH * mm if mm <= 660.4 else above(mm)

    def tall(mm: float) -> float:
        return _MM_TO_INCH * mm if mm <= 1244.6 else 49.0

    size = (equivalent(height, tall if gear.electrodes == "VCB" else grown) + equivalent(width, grown)) / 2.0
    b1, b2, b3 = ENCLOSURE[gear.electrodes, shallow]
    factor = b1 * size * size + b2 * size + b3
    return 1.0 / factor if shallow else factor


def arc_flash(
    voltage: float, bolted: float, duration: float, gear: Gear, distance: float, reduced: bool = False
) -> ArcFlash:
    """Arcing current, energy at ``distance`` and boundary for an arc of ``duration`` s.

    ``voltage`` V between phases, ``bolted`` A, ``distance`` m from the arc to face and chest.
    Raises ``OutsideModelError`` outside 0.208…15 kV, 0.5…106 kA up to 0.6 kV and 0.2…65 kA above, gap 6.35…76.2 mm or
    19.05…254 mm, width under four gaps, distance under 305 mm; ``ValueError`` for a negative duration.
    source: IEEE 1584-2018 equations 1–25, clause 4.2 for the range.
    """
    if not (duration >= 0.0 and isfinite(duration)):
        raise ValueError(f"duration {duration} s")
    kv, ka, gap = _checked(voltage, bolted, gear)
    if not distance >= MIN_DISTANCE:
        raise OutsideModelError(Text2("距离", "distance"), distance * 1e3, MIN_DISTANCE * 1e3, inf, "mm")
    current, at_levels = _currents(kv, ka, gear, reduced)
    if duration == 0.0:
        return ArcFlash(current * 1e3, 0.0, 0.0)
    factor = enclosure_factor(voltage, gear)

    def energy_at(level: int, arc: float, base: float) -> tuple[float, float]:
        k = ENERGY[gear.electrodes][level]
        power = k[0] + k[1] * log10(gap) + k[2] * base / (_polynomial(k[3:10], ka) * ka)
        power += k[10] * log10(ka) + k[11] * log10(distance * 1e3) + k[12] * log10(arc) - log10(factor)
        energy = 12.552 / 50.0 * duration * 1e3 * 10.0**power
        return energy, distance * (BURN_ENERGY / energy) ** (1.0 / k[11])

    if kv <= 0.6:
        energy, boundary = energy_at(0, current, at_levels[0])
    else:
        pairs = [energy_at(level, at_levels[level], at_levels[level]) for level in range(3)]
        energy = _between(kv, *(e for e, _ in pairs))
        boundary = _between(kv, *(r for _, r in pairs))
    return ArcFlash(current * 1e3, energy, boundary)


def lee(voltage: float, bolted: float, duration: float, distance: float) -> ArcFlash:
    """The same by the theoretical method of Lee: an open arc that takes the most power the system can give it.

    ``E = 2.142e6·V·I·t/D²`` (J/cm²; kV, kA, s, mm), the boundary where that is ``BURN_ENERGY``; the current is taken as
    the bolted one. On the safe side of tests, the more the higher the voltage. V, A, s, m; raises ``ValueError`` for a
    negative quantity or no distance.
    source: R. H. Lee, "The other electrical hazard: electric arc blast burns", IEEE Trans. IA-18 (1982) 246; form and use
    for above 15 kV and gaps outside the model: IEEE 1584-2002, clause 5. The edition of 2018 gives no method there.
    """
    if not (voltage >= 0.0 and bolted >= 0.0 and duration >= 0.0 and distance > 0.0):
        raise ValueError(f"an arc of {voltage} V, {bolted} A, {duration} s at {distance} m")
    product = _LEE * (voltage / 1e3) * (bolted / 1e3) * duration
    return ArcFlash(bolted, product / (distance * 1e3) ** 2, sqrt(product / BURN_ENERGY) / 1e3)


def estimate(voltage: float, bolted: float, duration: float, gear: Gear, distance: float) -> Estimate:
    """The energy of an arc anywhere: by ``arc_flash`` where the model speaks, by ``lee`` where it does not.

    Above 15 kV an arc burns in the open: ``gear`` counts for the model only.

        >>> yard = estimate(110e3, 5.87e3, 0.07, Gear("VCB", 0.152), distance=0.914)
        >>> yard.basis, round(to_cal(yard.energy), 1)
        ('lee', 27.7)
    """
    try:
        return Estimate(arc_flash(voltage, bolted, duration, gear, distance).energy, "model")
    except OutsideModelError:
        return Estimate(lee(voltage, bolted, duration, distance).energy, "lee")


def exposure(voltage: float, bolted: float, duration: float, gear: Gear, distance: float) -> Exposure:
    """What an open arc does to a person, for every voltage and distance a plant may ask about.

    Up to 15 kV by the model, nearer than 305 mm as at 305 mm (the model has no nearer number; the truth is worse);
    the greater of the full and the reduced arcing current counts. Fatal: beyond all clothing (over 40 cal/cm²).
    Above 15 kV fatal within ``FATAL_RADIUS`` (source: design), no energy given. Raises ``OutsideModelError`` below 208 V
    and where gear or current lie outside the model.
    """
    if voltage > 15e3:
        fatal = distance <= FATAL_RADIUS
        return Exposure(None, BEYOND_PPE if fatal else 0, fatal, "design")
    near = max(distance, MIN_DISTANCE)
    energy = max(arc_flash(voltage, bolted, duration, gear, near, reduced).energy for reduced in (False, True))
    category = ppe_category(energy)
    return Exposure(energy, category, category == BEYOND_PPE, "model")


def _checked(voltage: float, bolted: float, gear: Gear) -> tuple[float, float, float]:
    """kV, kA and mm, all inside the range of the model."""
    kv, ka, gap = voltage / 1e3, bolted / 1e3, gear.gap * 1e3
    low = kv <= 0.6
    gaps = (6.35, 76.2) if low else (19.05, 254.0)
    checks = [
        (Text2("电压", "voltage"), kv, 0.208, 15.0, "kV"),
        (Text2("短路电流", "bolted fault current"), ka, *((0.5, 106.0) if low else (0.2, 65.0)), "kA"),
        (Text2("导体间隙", "gap between conductors"), gap, *gaps, "mm"),
    ]
    if gear.electrodes not in OPEN_AIR:
        checks.append((Text2("柜体宽度", "width of the box"), gear.width * 1e3, 4.0 * gap, inf, "mm"))
    slack = 1e-9  # 0.208 kV given in V must not fail by rounding
    for name, value, least, most, unit in checks:
        if not least * (1.0 - slack) <= value <= most * (1.0 + slack):
            raise OutsideModelError(name, value, least, most, unit)
    return kv, ka, gap


def _currents(kv: float, ka: float, gear: Gear, reduced: bool) -> tuple[float, tuple[float, ...]]:
    """The final arcing current and those at the levels, in kA. At low voltage the reduced one keeps the full level
    current, as equation 6 asks.
    """
    gap = gear.gap * 1e3
    share = 1.0 - 0.5 * _polynomial(VARIATION[gear.electrodes], kv) if reduced else 1.0
    levels = tuple(
        10.0 ** (k[0] + k[1] * log10(ka) + k[2] * log10(gap)) * _polynomial(k[3:10], ka)
        for k in CURRENT[gear.electrodes]
    )
    if kv <= 0.6:
        inside = 1.0 / levels[0] ** 2 - (0.6**2 - kv**2) / (0.6**2 * ka**2)
        return share / sqrt((0.6 / kv) ** 2 * inside), levels
    levels = tuple(share * level for level in levels)
    return _between(kv, *levels), levels


def _polynomial(coefficients: tuple[float, ...], x: float) -> float:
    """The polynomial with the highest power first."""
    total = 0.0
    for c in coefficients:
        total = total * x + c
    return total


def _between(kv: float, *values: float) -> float:
    """Equations 16–24: from the values at the three levels to the voltage asked for."""
    low, mid, high = values
    first = (mid - low) / (LEVELS[1] - LEVELS[0]) * (kv - LEVELS[1]) + mid
    second = (high - mid) / (LEVELS[2] - LEVELS[1]) * (kv - LEVELS[2]) + high
    if kv > LEVELS[1]:
        return second
    share = (kv - LEVELS[0]) / (LEVELS[1] - LEVELS[0])
    return first * (1.0 - share) + second * share

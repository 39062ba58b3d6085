"""Walking near the place where a current enters the ground.

The ground is taken as even, the place as a half sphere, so the potential falls with 1/r: steep near by, flat far off.
A stride bridges a part of it, an outstretched arm another. What is permissible follows from the current a body bears.

    >>> round(step_voltage(5870.0, 8.0)), round(step_voltage(8.0, 8.0))
    (1062, 1)
    >>> round(permissible("earthed", "step", 0.2)), round(permissible("unearthed", "touch"))
    (546, 55)

Units: A, m, ohm·m, s, V. source: GB/T 50065-2011 clause 4.2.2 for what is permissible; half sphere from any textbook.
"""

from __future__ import annotations

from math import inf, pi, sqrt
from typing import Literal

__all__ = [
    "ARM", "KEEP_OUT", "STRIDE", "Contact", "System", "body_current", "ground_potential", "keep_out_radius",
    "permissible", "step_voltage", "surface_factor", "touch_voltage",
]  # fmt: skip

System = Literal["earthed", "unearthed"]
"""Effectively earthed neutral (tripped at once), or isolated and resonant neutral (the fault may stand for hours)."""
Contact = Literal["step", "touch"]

STRIDE = 0.8
"""m between the feet. source: GB/T 50065."""
ARM = 1.0
"""m between the feet and what the hand touches. source: GB/T 50065."""
KEEP_OUT = {"indoor": 4.0, "outdoor": 8.0}
"""m to keep from an earth fault without insulating boots. source: GB 26860 (4 m indoors, 8 m outdoors)."""
BODY = 1500.0
"""ohm of a body; each foot adds 3·rho to the ground: 6·rho for a step, 1.5·rho for a touch. source: the coefficients
174 = 0.116·1500, 0.17 = 0.116·1.5 and 0.7 = 0.116·6 of GB/T 50065."""
_FEET: dict[Contact, float] = {"step": 6.0, "touch": 1.5}


def ground_potential(current: float, r: float, rho: float = 100.0, electrode: float = 0.0) -> float:
    """The potential (V against far earth) ``r`` m from the place, for ``current`` A and soil of ``rho`` ohm·m.

    Inside an electrode of that radius it is constant. Raises ``ValueError`` on a point without extent, or for negative
    distances and soil.
    """
    _positive(rho=rho)
    distance = max(r, electrode)
    _positive(distance=distance)
    return rho * abs(current) / (2.0 * pi) / distance


def step_voltage(current: float, r: float, rho: float = 100.0, stride: float = STRIDE, electrode: float = 0.0) -> float:
    """V between the feet, the nearer one ``r`` m from the place and the other a stride farther out."""
    _positive(stride=stride)
    return ground_potential(current, r, rho, electrode) - ground_potential(current, r + stride, rho, electrode)


def touch_voltage(current: float, electrode: float, rho: float = 100.0, reach: float = ARM) -> float:
    """V between the earthed part touched (electrode of that radius, m) and the feet ``reach`` m from its edge."""
    _positive(electrode=electrode, reach=reach)
    return ground_potential(current, electrode, rho) - ground_potential(current, electrode + reach, rho)


def surface_factor(rho: float, layer: float, thickness: float) -> float:
    """Cs: how a layer (``layer`` ohm·m, ``thickness`` m) of gravel or asphalt on the soil helps; 1 without one.

    source: GB/T 50065-2011 annex C, as IEEE 80: 1 - 0.09·(1 - rho/layer)/(2·h + 0.09).
    """
    _positive(rho=rho, layer=layer)
    return 1.0 - 0.09 * (1.0 - rho / layer) / (2.0 * thickness + 0.09)


def permissible(
    system: System, contact: Contact, duration: float = inf, rho: float = 100.0, factor: float = 1.0
) -> float:
    """V that are permissible for ``duration`` s on a surface of ``rho`` ohm·m with factor ``factor`` (Cs).

    The duration counts in effectively earthed systems only, and has to be given there: ``ValueError`` otherwise.
    source: GB/T 50065-2011: (174 + 0.17·rho·Cs)/√t and (174 + 0.7·rho·Cs)/√t; 50 + 0.05·rho·Cs and 50 + 0.2·rho·Cs.
    """
    _positive(rho=rho, factor=factor)
    surface = rho * factor
    if system == "unearthed":
        return 50.0 + (0.2 if contact == "step" else 0.05) * surface
    _positive(duration=duration)
    if duration == inf:
        raise ValueError("an effectively earthed system needs the duration of the fault")
    return (174.0 + (0.7 if contact == "step" else 0.17) * surface) / sqrt(duration)


def keep_out_radius(current: float, limit: float, rho: float = 100.0, stride: float = STRIDE) -> float:
    """m from the place inside which the step voltage exceeds ``limit`` V: r² + s·r = rho·I·s/(2·pi·limit)."""
    _positive(limit=limit, rho=rho, stride=stride)
    k = rho * abs(current) / (2.0 * pi)
    return stride / 2.0 * (sqrt(1.0 + 4.0 * k / (limit * stride)) - 1.0)


def body_current(voltage: float, contact: Contact, rho: float = 100.0, worn: float = 0.0) -> float:
    """A through a body at a step or touch voltage (V, measured without the person), ``worn`` ohm of boots or gloves.

    source: the circuit behind GB/T 50065 and IEEE 80: 1500 ohm of body and the ground under the feet.
    """
    _positive(rho=rho)
    if worn < 0.0:
        raise ValueError(f"worn {worn} ohm")
    return abs(voltage) / (BODY + _FEET[contact] * rho + worn)


def _positive(**values: float) -> None:
    for name, value in values.items():
        if not value > 0.0:
            raise ValueError(f"{name} {value}: has to be above 0")

"""The coefficients of IEEE 1584-2018, tables 1 to 7, and nothing else.

Electrode configurations: VCB vertical in a box, VCBB vertical ending at a barrier in a box, HCB horizontal in a box,
VOA vertical in the open, HOA horizontal in the open. Three voltages carry the model: 0.6, 2.7 and 14.3 kV.

source: IEEE 1584-2018 tables 1–5 and 7. The printed standard was not at hand: the numbers are those of the MIT library
``arcflash-calc`` 0.1.0, compared with it by a test to 1e-9, and agree with further published transcriptions. VCB is in
addition guarded by the worked examples of Annex D.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["BOX_AB", "CURRENT", "ENCLOSURE", "ENERGY", "LEVELS", "OPEN_AIR", "VARIATION", "Electrodes"]

Electrodes = Literal["VCB", "VCBB", "HCB", "VOA", "HOA"]
OPEN_AIR: frozenset[str] = frozenset({"VOA", "HOA"})
LEVELS = (0.6, 2.7, 14.3)
"""kV."""

_Row = tuple[float, ...]

_VERTICAL_LOW = (0.0, 0.0, -4.783e-9, 1.962e-6, -0.000229, 0.003141, 1.092)
_VERTICAL = (-1.557e-12, 4.556e-10, -4.186e-8, 8.346e-7, 5.482e-5, -0.003191, 0.9729)
_BARRIER_LOW = (0.0, 0.0, -5.767e-9, 2.524e-6, -0.00034, 0.01187, 1.013)
_BARRIER = (0.0, -9.204e-11, 2.901e-8, -3.262e-6, 0.0001569, -0.004003, 0.9825)
_HORIZONTAL_LOW = (0.0, 0.0, -5.382e-9, 2.316e-6, -0.000302, 0.0091, 0.9725)
_HORIZONTAL_27 = (0.0, 0.0, 4.859e-10, -1.814e-7, -9.128e-6, -0.0007, 0.9881)
_HORIZONTAL_143 = (0.0, -5.043e-11, 2.233e-8, -3.046e-6, 0.000116, -0.001145, 0.9839)
_OPEN_LOW = (0.0, 0.0, -3.895e-9, 1.641e-6, -0.000197, 0.002615, 1.1)
_OPEN = (0.0, 0.0, 7.859e-10, -1.914e-7, -9.128e-6, -0.0007, 0.9981)

CURRENT: dict[str, tuple[_Row, _Row, _Row]] = {
    "VCB": (
        (-0.04287, 1.035, -0.083, *_VERTICAL_LOW),
        (0.0065, 1.001, -0.024, *_VERTICAL),
        (0.005795, 1.015, -0.011, *_VERTICAL),
    ),
    "VCBB": (
        (-0.017432, 0.98, -0.05, *_BARRIER_LOW),
        (0.002823, 0.995, -0.0125, *_BARRIER),
        (0.014827, 1.01, -0.01, *_BARRIER),
    ),
    "HCB": (
        (0.054922, 0.988, -0.11, *_HORIZONTAL_LOW),
        (0.001011, 1.003, -0.0249, *_HORIZONTAL_27),
        (0.008693, 0.999, -0.02, *_HORIZONTAL_143),
    ),
    "VOA": (
        (0.043785, 1.04, -0.18, *_VERTICAL_LOW),
        (-0.02395, 1.006, -0.0188, *_VERTICAL),
        (0.005371, 1.0102, -0.029, *_VERTICAL),
    ),
    "HOA": (
        (0.111147, 1.008, -0.24, *_OPEN_LOW),
        (0.000435, 1.006, -0.038, *_OPEN),
        (0.000904, 0.999, -0.02, *_OPEN),
    ),
}
"""Table 1, k1…k10 of the arcing current at the three levels."""

VARIATION: dict[str, _Row] = {
    "VCB": (0.0, -1.4269e-6, 8.3137e-5, -0.0019382, 0.022366, -0.12645, 0.30226),
    "VCBB": (1.138e-6, -6.0287e-5, 0.0012758, -0.013778, 0.080217, -0.24066, 0.33524),
    "HCB": (0.0, -3.097e-6, 0.00016405, -0.0033609, 0.033308, -0.16182, 0.34627),
    "VOA": (9.5606e-7, -5.1543e-5, 0.0011161, -0.01242, 0.075125, -0.23584, 0.33696),
    "HOA": (0.0, -3.1555e-6, 0.0001682, -0.0034607, 0.034124, -0.1599, 0.34629),
}
"""Table 2, k1…k7: the polynomial of sixth degree in kV for the variation of the arcing current."""

_ENERGY_OUTER: dict[str, tuple[_Row, _Row, _Row]] = {
    "VCB": (
        (0.753364, 0.566, 1.752636, 0.0, -1.598, 0.957),
        (2.40021, 0.165, 0.354202, 0.0, -1.569, 0.9778),
        (3.825917, 0.11, -0.999749, 0.0, -1.568, 0.99),
    ),
    "VCBB": (
        (3.068459, 0.26, -0.098107, -0.06, -1.809, 1.19),
        (3.870592, 0.185, -0.736618, 0.0, -1.742, 1.09),
        (3.644309, 0.215, -0.585522, 0.0, -1.677, 1.06),
    ),
    "HCB": (
        (4.073745, 0.344, -0.370259, 0.0, -2.03, 1.036),
        (3.486391, 0.177, -0.193101, 0.027, -1.723, 1.055),
        (3.044516, 0.125, 0.245106, 0.0, -1.655, 1.084),
    ),
    "VOA": (
        (0.679294, 0.746, 1.222636, 0.0, -1.598, 0.997),
        (3.880724, 0.105, -1.906033, 0.0, -1.515, 1.115),
        (3.405454, 0.12, -0.93245, 0.0, -1.534, 0.979),
    ),
    "HOA": (
        (3.470417, 0.465, -0.261863, 0.0, -1.99, 1.04),
        (3.616266, 0.149, -0.761561, 0.0, -1.639, 1.078),
        (2.04049, 0.177, 1.005092, -0.05, -1.633, 1.151),
    ),
}


def _energy_row(electrodes: str, level: int) -> _Row:
    """k1…k13 of one level: tables 3 to 5 repeat k4…k10 of table 1."""
    k1, k2, k3, k11, k12, k13 = _ENERGY_OUTER[electrodes][level]
    return (k1, k2, k3, *CURRENT[electrodes][level][3:], k11, k12, k13)


ENERGY: dict[str, tuple[_Row, _Row, _Row]] = {
    name: (_energy_row(name, 0), _energy_row(name, 1), _energy_row(name, 2)) for name in _ENERGY_OUTER
}
"""Tables 3, 4 and 5, k1…k13 of the incident energy at the three levels."""

BOX_AB: dict[str, tuple[float, float]] = {"VCB": (4.0, 20.0), "VCBB": (10.0, 24.0), "HCB": (10.0, 22.0)}
"""A (kV) and B (kV) of equations 11 and 12."""

ENCLOSURE: dict[tuple[str, bool], tuple[float, float, float]] = {
    ("VCB", False): (-0.000302, 0.03441, 0.4325),
    ("VCBB", False): (-0.0002976, 0.032, 0.479),
    ("HCB", False): (-0.0001923, 0.01935, 0.6899),
    ("VCB", True): (0.002222, -0.02556, 0.6222),
    ("VCBB", True): (-0.002778, 0.1194, -0.2778),
    ("HCB", True): (-0.0005556, 0.03722, 0.4778),
}
"""Table 7, b1…b3 by configuration and whether the box is shallow."""

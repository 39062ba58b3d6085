"""Functions that give the same bits on every machine: only + − × ÷ and √ of IEEE 754 doubles.

The C library's ``exp`` differs between Linux and Windows and even between processors (glibc chooses code by
FMA support; numpy by AVX), so a replay that used it would drift apart. ``exp`` here scales its argument by
2⁻¹⁰, takes the Taylor polynomial of degree 8 and squares ten times: relative error ≤ 3e-13 on [−40, 10],
growing with |x| (each squaring doubles it), which is far inside any kinetic constant.

The same code runs on floats and on casadi's SX, because it uses operators only.

    >>> abs(exp(1.0) - 2.718281828459045) < 1e-12
    True
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeVar

__all__ = ["EXP_HIGH", "EXP_LOW", "clamp", "exp", "ln"]

T = TypeVar("T")

EXP_LOW, EXP_HIGH = -600.0, 600.0
"""Outside these, ``exp`` of a float is clamped: 1e-260 is nothing and 1e260 is a divergence, not a value."""

_INV_FACTORIAL = tuple(float(Fraction(1, f)) for f in (1, 1, 2, 6, 24, 120, 720, 5040, 40320))


def clamp(x: float, low: float, high: float) -> float:
    """``x`` held inside [low, high]."""
    return low if x < low else high if x > high else x


def exp(x: T) -> T:
    """eˣ from + and × alone. Works on floats and on casadi SX (guard the argument of an SX with fmin/fmax)."""
    if isinstance(x, float):
        x = clamp(x, EXP_LOW, EXP_HIGH)  # type: ignore[assignment]
    y = x * (1.0 / 1024.0)  # type: ignore[operator]
    p = _INV_FACTORIAL[8]
    for k in range(7, -1, -1):
        p = p * y + _INV_FACTORIAL[k]
    for _ in range(10):
        p = p * p
    return p  # type: ignore[return-value]


_LN2 = float.fromhex("0x1.62e42fefa39efp-1")


def ln(x: float) -> float:
    """Natural logarithm of a positive float: exponent by exact halving, then the atanh series of the mantissa.

    Raises ``ValueError`` for x ≤ 0.
    """
    if not x > 0.0:
        raise ValueError(f"ln of {x}")
    k = 0
    while x >= 1.4142135623730951:
        x, k = x * 0.5, k + 1
    while x < 0.7071067811865476:
        x, k = x * 2.0, k - 1
    z = (x - 1.0) / (x + 1.0)
    z2 = z * z
    total = 0.0
    for n in range(25, 0, -2):  # |z| ≤ 0.172, so z^27/27 < 1e-21
        total = total * z2 + 1.0 / n
    return 2.0 * z * total + k * _LN2

"""Chance without a generator: every random number is a hash of (seed, stream, tick).

Nothing is carried from one tick to the next, so noise needs no state in a checkpoint, does not depend on the
order in which instruments are read, and can be drawn in batches. The hash is splitmix64 (Steele, Lea & Flood,
OOPSLA 2014) on integers, which numpy computes exactly on every machine.

    >>> float(gauss(1, stream_id("TI101"), 0, 3)[2]) == float(gauss(1, stream_id("TI101"), 2, 1)[0])
    True
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

__all__ = ["gauss", "stream_id", "uniform"]

_U64 = np.uint64
_GAMMA, _M1, _M2 = _U64(0x9E3779B97F4A7C15), _U64(0xBF58476D1CE4E5B9), _U64(0x94D049BB133111EB)


def stream_id(name: str) -> int:
    """A 63-bit number for a name, the same for ever (SHA-256, not Python's salted ``hash``)."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 1


def _hash(seed: int, stream: int, first: int, count: int) -> NDArray[np.uint64]:
    base = np.array((seed * 0x2545F4914F6CDD1D ^ stream) & 0xFFFFFFFFFFFFFFFF, dtype=_U64)
    ticks = np.arange(first, first + count, dtype=_U64)
    with np.errstate(over="ignore"):  # wrapping round 2⁶⁴ is what the hash does
        z = base + (ticks + _U64(1)) * _GAMMA
        z = (z ^ (z >> _U64(30))) * _M1
        z = (z ^ (z >> _U64(27))) * _M2
        mixed: NDArray[np.uint64] = z ^ (z >> _U64(31))
        return mixed


def uniform(seed: int, stream: int, first: int, count: int) -> NDArray[np.float64]:
    """``count`` numbers in [0, 1) for ticks ``first`` …, shape ``(count,)``."""
    return (_hash(seed, stream, first, count) >> _U64(11)).astype(np.float64) * 2.0**-53


def gauss(seed: int, stream: int, first: int, count: int) -> NDArray[np.float64]:
    """``count`` nearly normal numbers, mean 0, variance 1: the sum of four 16-bit uniforms (range ±3.46)."""
    z = _hash(seed, stream, first, count)
    mask = _U64(0xFFFF)
    parts = (z & mask) + ((z >> _U64(16)) & mask) + ((z >> _U64(32)) & mask) + (z >> _U64(48))
    # Sum of four uniforms on 0…65535: mean 131070, variance 4·(65536²−1)/12.
    spread: NDArray[np.float64] = (parts.astype(np.float64) - 131070.0) * (1.0 / 37837.22723720648)
    return spread

"""A formula as a straight line of operations in SI: each uses results before it, none branches or repeats.

Operations: ``const x`` · ``load name`` (converted to SI) · ``raw name`` (as stored: discrete, mode) ·
``add sub mul div neg`` · ``sqrt exp log tanh abs min max`` · ``lt le gt ge eq ne`` · ``and or not`` ·
``select condition a b``. Every operation is total: x/0 is 0, √ of a negative number is 0, log takes at least
1e-300, exp is held within ±600. So a formula can be evaluated in any order and never stops the plant.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine import exact
from engine.scenario.expression.types import Condition, Measure, Type

__all__ = [
    "LOG_HIGH",
    "LOG_LOW",
    "TANH_LIMIT",
    "Builder",
    "Op",
    "Tape",
    "portable_exp",
    "portable_log",
    "portable_tanh",
]

LOG_LOW, LOG_HIGH, TANH_LIMIT = 1e-300, 1e300, 20.0


class Op(NamedTuple):
    """One operation; ``args`` are indices of earlier ones, or a const's number, or a load's name."""

    code: str
    args: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Tape:
    """The operations, the index of the result, its type, and the names used in order of first use."""

    ops: tuple[Op, ...]
    result: int
    type: Type
    names: tuple[str, ...]

    @property
    def is_condition(self) -> bool:
        """Whether it gives true or false."""
        return isinstance(self.type, Condition)

    @property
    def measure(self) -> Measure:
        """The type of a number; a ``TypeError`` for a condition."""
        if not isinstance(self.type, Measure):
            raise TypeError("the expression is a condition, not a number")
        return self.type


def portable_exp(x: float) -> float:
    """eˣ, the same bits everywhere; x is held within ±600."""
    return exact.exp(exact.clamp(x, exact.EXP_LOW, exact.EXP_HIGH))


def portable_log(x: float) -> float:
    """ln x, the same bits everywhere; x is held within [1e-300, 1e300]."""
    return exact.ln(LOG_LOW if not x > LOG_LOW else LOG_HIGH if x > LOG_HIGH else x)


def portable_tanh(x: float) -> float:
    """tanh x through the portable exp; absolute error below 1e-12."""
    e = exact.exp(2.0 * exact.clamp(x, -TANH_LIMIT, TANH_LIMIT))
    return (e - 1.0) / (e + 1.0)


_FOLD: dict[str, Callable[..., float]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b if b != 0.0 else 0.0,
    "neg": lambda a: -a,
    "sqrt": lambda a: math.sqrt(a) if a > 0.0 else 0.0,
    "exp": portable_exp,
    "log": portable_log,
    "tanh": portable_tanh,
    "abs": abs,
    "min": lambda a, b: (a if a < b else b) + 0.0,
    "max": lambda a, b: (a if a > b else b) + 0.0,
    "lt": lambda a, b: float(a < b),
    "le": lambda a, b: float(a <= b),
    "gt": lambda a, b: float(a > b),
    "ge": lambda a, b: float(a >= b),
    "eq": lambda a, b: float(a == b),
    "ne": lambda a, b: float(a != b),
}


class Builder:
    """Grows a tape; equal operations are kept once, operations on constants are done at once."""

    def __init__(self) -> None:
        self.ops: list[Op] = []
        self.names: dict[str, None] = {}
        self._known: dict[tuple[Any, ...], int] = {}

    def const(self, value: float) -> int:
        """The index of a constant."""
        value += 0.0  # -0.0 has no constant of its own in casadi
        return self._add(Op("const", (value,)), ("const", value))

    def load(self, name: str, code: str = "load") -> int:
        """The index of a name's value, in SI or (``raw``) as stored."""
        self.names.setdefault(name)
        return self._add(Op(code, (name,)), (code, name))

    def value(self, index: int) -> float | None:
        """The value at ``index`` if it is constant."""
        op = self.ops[index]
        return float(op.args[0]) if op.code == "const" else None

    def emit(self, code: str, *args: int) -> int:
        """The index of ``code`` applied to earlier results."""
        constants = [self.value(a) for a in args]
        if code in _FOLD:
            numbers = [c for c in constants if c is not None]
            if len(numbers) == len(constants):
                folded = float(_FOLD[code](*numbers))
                if math.isfinite(folded):
                    return self.const(folded)
        short = self._short_cut(code, args, constants)
        return self._add(Op(code, args), (code, *args)) if short is None else short

    def power(self, index: int, n: int) -> int:
        """The index of the n-th power (n ≥ 1), by squaring, in an order fixed by n alone."""
        if n == 1:
            return index
        half = self.power(index, n // 2)
        square = self.emit("mul", half, half)
        return self.emit("mul", square, index) if n % 2 else square

    def _short_cut(self, code: str, args: tuple[int, ...], constants: list[float | None]) -> int | None:
        """Logic and choices with a constant condition."""
        if code == "not" and constants[0] is not None:
            return self.const(float(not constants[0]))
        if code == "select" and constants[0] is not None:
            return args[1] if constants[0] else args[2]
        if code in ("and", "or"):
            for i in (0, 1):
                known = constants[i]
                if known is not None:
                    return args[1 - i] if bool(known) == (code == "and") else self.const(known)
        return None

    def _add(self, op: Op, key: tuple[Any, ...]) -> int:
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self.ops)
            self.ops.append(op)
        return found

    def tape(self, result: int, type_: Type) -> Tape:
        """The finished tape without operations the result does not need."""
        needed = {result}
        for i in range(result, -1, -1):
            op = self.ops[i]
            if i in needed and op.code not in ("const", "load", "raw"):
                needed.update(op.args)
        place = {old: new for new, old in enumerate(sorted(needed))}
        ops = []
        for old in sorted(needed):
            op = self.ops[old]
            leaf = op.code in ("const", "load", "raw")
            ops.append(op if leaf else Op(op.code, tuple(place[a] for a in op.args)))
        return Tape(tuple(ops), place[result], type_, tuple(self.names))

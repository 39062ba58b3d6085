"""A tape printed as one Python function: what runs in the tick loop.

Nothing of the author's text gets into the printed source: names have become indices, numbers are ``repr`` of
floats. A result used twice becomes a local variable, all else is one expression.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.scenario.expression.tape import Op, Tape, portable_exp, portable_log, portable_tanh

__all__ = ["python_source", "to_python"]

_SIGN = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
    "eq": "==",
    "ne": "!=",
    "and": "and",
    "or": "or",
}
_TWICE = {"sqrt": (0,), "div": (1,), "min": (0, 1), "max": (0, 1)}
_MAX_NESTING = 40  # brackets; Python's own parser stops at 200
_GLOBALS: dict[str, Any] = {
    "__builtins__": {},
    "abs": abs,
    "exp": portable_exp,
    "log": portable_log,
    "sqrt": math.sqrt,
    "tanh": portable_tanh,
}


def to_python(tape: Tape, loads: Mapping[str, tuple[int, float, float]]) -> Callable[[Sequence[float]], Any]:
    """One function of a vector: ``f(values)`` gives ``bool`` for a condition, else the SI value as ``float``.

    ``loads[name] = (index, factor, offset)``: the name's SI value is ``values[index] * factor + offset``.
    A name missing from ``loads`` is a ``KeyError``.
    """
    namespace = dict(_GLOBALS)
    exec(python_source(tape, loads), namespace)
    function: Callable[[Sequence[float]], Any] = namespace["formula"]
    return function


def python_source(tape: Tape, loads: Mapping[str, tuple[int, float, float]]) -> str:
    """The source of that function."""
    uses: Counter[int] = Counter()
    for op in tape.ops:
        if op.code not in ("const", "load", "raw"):
            for position, arg in enumerate(op.args):
                uses[arg] += 2 if position in _TWICE.get(op.code, ()) else 1
    lines: list[str] = []
    texts: list[str] = []
    nesting: list[int] = []
    for i, op in enumerate(tape.ops):
        text = _print(op, texts, loads, tape)
        depth = 1 + max((nesting[a] for a in op.args), default=0) if op.code not in ("const", "load", "raw") else 0
        simple = op.code in ("const", "raw") or (op.code == "load" and text.endswith("]"))
        if i != tape.result and not simple and (uses[i] > 1 or depth > _MAX_NESTING):
            lines.append(f" t{i} = {text}")
            text, depth = f"t{i}", 0
        texts.append(text)
        nesting.append(depth)
    result = texts[tape.result]
    if tape.is_condition and tape.ops[tape.result].code == "const":
        result = str(bool(tape.ops[tape.result].args[0]))
    return "\n".join(["def formula(v):", *lines, f" return {result}"])


def _print(op: Op, texts: Sequence[str], loads: Mapping[str, tuple[int, float, float]], tape: Tape) -> str:
    code, args = op
    if code == "const":
        return repr(args[0]) if math.copysign(1.0, args[0]) > 0 else f"({args[0]!r})"
    if code == "load":
        return _load(*loads[args[0]])
    if code == "raw":
        return f"v[{int(loads[args[0]][0])}]"
    a = [texts[i] for i in args]
    if code in _SIGN:
        return f"({a[0]} {_SIGN[code]} {a[1]})"
    if code == "div":
        divisor = tape.ops[args[1]]
        if divisor.code == "const" and divisor.args[0] != 0.0:
            return f"({a[0]} / {a[1]})"
        return f"(({a[0]} / {a[1]} if {a[1]} != 0.0 else 0.0) + 0.0)"
    if code == "neg":
        return f"(-{a[0]})"
    if code == "not":
        return f"(not {a[0]})"
    if code == "sqrt":
        return f"(sqrt({a[0]}) if {a[0]} > 0.0 else 0.0)"
    if code in ("min", "max"):
        return f"(({a[0]} if {a[0]} {'<' if code == 'min' else '>'} {a[1]} else {a[1]}) + 0.0)"
    if code == "select":
        return f"(({a[1]} if {a[0]} else {a[2]}) + 0.0)"
    return f"{code}({a[0]})"  # exp, log, tanh, abs


def _load(index: int, factor: float, offset: float) -> str:
    text = f"v[{int(index)}]"
    if factor != 1.0:
        text = f"{text} * {float(factor)!r}"
    if offset != 0.0:
        text = f"{text} + {float(offset)!r}"
    return text if text.endswith("]") else f"({text})"

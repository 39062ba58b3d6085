"""The functions of the expression language: what they take, what they give, how they stand on the tape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.scenario.expression.judge import Judge, Value
from engine.scenario.expression.nodes import Call
from engine.scenario.expression.tape import Builder
from engine.scenario.expression.types import Measure, describe
from engine.scenario.problems import Text2
from engine.scenario.units import DIMENSIONLESS, Dimension

__all__ = ["call"]

Argument = tuple[Measure, int]


def call(node: Call, arguments: Sequence[Argument], builder: Builder, judge: Judge) -> Value | None:
    """The typed result of a call, or None after a fault."""
    match node.function:
        case "exp" | "log" | "tanh":
            return _plain(node, arguments[0], builder, judge)
        case "sqrt":
            return _root(node, arguments[0], builder, judge)
        case "abs":
            return _magnitude(node, arguments[0], builder, judge)
        case "min" | "max":
            return _extreme(node, arguments, builder, judge)
        case "clip":
            return _clip(node, arguments, builder, judge)
        case _:
            return _interp(node, arguments, builder, judge)


def _plain(node: Call, argument: Argument, builder: Builder, judge: Judge) -> Value | None:
    q, index = argument
    if q.dimension != DIMENSIONLESS:
        zh, en = describe(q)
        judge.fault(
            node.arguments[0],
            "dimension",
            f"{node.function} 里要无量纲数，却是{zh}",
            f"{node.function} takes a plain number, this is {en}",
            Text2("除以同类的量，如 `exp(-x/(1 K))`", "divide by a like quantity: `exp(-x/(1 K))`"),
        )
        return None
    return Value(Measure(bare=q.bare, literal=q.literal), builder.emit(node.function, index))


def _root(node: Call, argument: Argument, builder: Builder, judge: Judge) -> Value | None:
    q, index = argument
    if any(e % 2 for e in q.dimension):
        zh, en = describe(q)
        judge.fault(node.arguments[0], "dimension", f"{zh}不能开平方", f"{en} has no square root")
        return None
    half = Dimension(*(e // 2 for e in q.dimension))
    return Value(Measure(half, bare=q.bare, literal=q.literal), builder.emit("sqrt", index))


def _magnitude(node: Call, argument: Argument, builder: Builder, judge: Judge) -> Value | None:
    q, index = argument
    if q.weight is not None and q.weight != 0.0:
        judge.fault(
            node.arguments[0],
            "difference",
            "abs 里要差值，却是读数",
            "abs takes a difference, this is a reading",
            Text2("例如 `abs(TI101 - TI102)`", "for instance `abs(TI101 - TI102)`"),
        )
        return None
    return Value(q, builder.emit("abs", index))


def _extreme(node: Call, arguments: Sequence[Argument], builder: Builder, judge: Judge) -> Value | None:
    type_: Measure | None = arguments[0][0]
    index = arguments[0][1]
    for place in range(1, len(arguments)):
        q, other = arguments[place]
        if type_ is None:
            return None
        constants = builder.value(index), builder.value(other)
        type_ = judge.alike(node, node.arguments[0], type_, node.arguments[place], q, constants)
        index = builder.emit(node.function, index, other)
    return None if type_ is None else Value(type_, index)


def _clip(node: Call, arguments: Sequence[Argument], builder: Builder, judge: Judge) -> Value | None:
    (x, xi), (low, li), (high, hi) = arguments
    first = judge.alike(node, node.arguments[0], x, node.arguments[1], low, (builder.value(xi), builder.value(li)))
    both = first and judge.alike(
        node, node.arguments[0], first, node.arguments[2], high, (builder.value(xi), builder.value(hi))
    )
    if both is None:
        return None
    a, b = builder.value(li), builder.value(hi)
    if a is not None and b is not None and a >= b:
        judge.fault(
            node.arguments[1],
            "empty_window",
            "clip 的下限不小于上限",
            "the lower limit of clip is not below the upper one",
        )
        return None
    return Value(both, builder.emit("max", builder.emit("min", xi, hi), li))


def _interp(node: Call, arguments: Sequence[Argument], builder: Builder, judge: Judge) -> Value | None:
    """Straight lines between the points, constant outside them."""
    x, xi = arguments[0]
    points = [(arguments[i], arguments[i + 1]) for i in range(1, len(arguments), 2)]
    y: Measure | None = points[0][1][0]
    previous: float | None = None
    for k, ((xq, xk), (yq, yk)) in enumerate(points):
        at = node.arguments[1 + 2 * k]
        place = builder.value(xk)
        if place is None or builder.value(yk) is None:
            judge.fault(at, "interp", "interp 的各点要写成固定的数", "the points of interp are fixed numbers")
            return None
        if judge.alike(node, node.arguments[0], x, at, xq, (builder.value(xi), place)) is None or y is None:
            return None
        if previous is not None and place <= previous:
            judge.fault(at, "interp", "interp 的 x 要从小到大", "the x of interp must increase")
            return None
        previous = place
        y = judge.alike(
            node,
            node.arguments[2],
            y,
            node.arguments[2 + 2 * k],
            yq,
            (builder.value(points[0][1][1]), builder.value(yk)),
        )
    if y is None:
        return None
    return Value(replace(y, literal=False, bare=False), _broken_line(xi, [(p[0][1], p[1][1]) for p in points], builder))


def _broken_line(xi: int, points: Sequence[tuple[int, int]], builder: Builder) -> int:
    """Nested choices from the right: y1 below x1, then the segment x lies in, y_n above x_n."""
    result = points[-1][1]
    for k in range(len(points) - 1, 0, -1):
        (x0, y0), (x1, y1) = points[k - 1], points[k]
        slope = builder.emit("div", builder.emit("sub", y1, y0), builder.emit("sub", x1, x0))
        line = builder.emit("add", y0, builder.emit("mul", builder.emit("sub", xi, x0), slope))
        result = builder.emit("select", builder.emit("lt", xi, x1), line, result)
    x0, y0 = points[0]
    return builder.emit("select", builder.emit("lt", xi, x0), y0, result)

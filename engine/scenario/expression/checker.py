"""The type check of a formula: names, dimensions, points and differences, modes; and its tape.

All findings of one formula are collected, each in words and with a fix: a bare number beside a temperature is
told to be written ``65 degC``, readings cannot be added, ``kPag`` is not ``kPa``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.scenario.errors import ExpressionError, Fault
from engine.scenario.expression.functions import call
from engine.scenario.expression.judge import Judge, Value
from engine.scenario.expression.nodes import (
    Ast,
    Binary,
    Boolean,
    Call,
    Compare,
    Conditional,
    Logic,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Power,
    String,
)
from engine.scenario.expression.parser import parse
from engine.scenario.expression.tape import Builder, Tape
from engine.scenario.expression.types import Condition, Measure, Mode, Symbol, describe, measure_of_unit
from engine.scenario.nearest import meant
from engine.scenario.problems import Text2
from engine.scenario.units import unit, unit_names

__all__ = ["Checked", "Scope", "Want", "check", "compile_expression"]

Scope = Mapping[str, Symbol]
Want = str | None
"""``"bool"``: a condition; ``"number"``: any number; a unit: a value measured like it; None: anything."""

_COMPARE = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}
_ARITHMETIC = {"+": "add", "-": "sub", "*": "mul", "/": "div"}


@dataclass(frozen=True, slots=True)
class Checked:
    """The tape, or None when there are ``faults``; ``warnings`` do not prevent it."""

    tape: Tape | None
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


def check(ast: Ast, scope: Scope, want: Want = None) -> Checked:
    """Check ``ast`` against the names in ``scope`` and put it on a tape."""
    checker = _Checker(ast, scope)
    value = checker.value(ast.root)
    if value is not None:
        checker.expect(ast.root, value, want)
    judge = checker.judge
    if judge.faults or value is None:
        return Checked(None, tuple(judge.faults), tuple(judge.warnings))
    return Checked(checker.builder.tape(value.index, value.type), (), tuple(judge.warnings))


def compile_expression(text: str, scope: Scope, want: Want = None) -> Tape:
    """Parse and check in one go. Raises ``ExpressionError`` with all faults."""
    checked = check(parse(text), scope, want)
    if checked.tape is None:
        raise ExpressionError(text, checked.faults)
    return checked.tape


class _Checker:
    """Walks the tree; a node that is wrong yields None and its neighbours are not blamed for it."""

    def __init__(self, ast: Ast, scope: Scope) -> None:
        self.scope = scope
        self.builder = Builder()
        self.judge = Judge(ast.source)

    def value(self, node: Node) -> Value | None:
        """The typed value of ``node``, or None after a fault."""
        match node:
            case Number():
                return self._number(node)
            case Name():
                return self._name(node)
            case Boolean():
                return Value(Condition(), self.builder.const(float(node.value)))
            case String():
                return Value(Mode(word=node.value), self.builder.const(0.0))
            case Negative():
                return self._negative(node)
            case Power():
                return self._power(node)
            case Binary():
                return self._binary(node)
            case Compare():
                return self._compare(node)
            case Logic():
                return self._logic(node)
            case Not():
                inner = self._condition(node.operand)
                return inner and Value(Condition(), self.builder.emit("not", inner.index))
            case Conditional():
                return self._conditional(node)
            case Call():
                return self._call(node)

    # -- leaves ----------------------------------------------------------------------------------------------

    def _number(self, node: Number) -> Value:
        si = unit(node.unit).to_si(node.value) if node.unit else node.value
        return Value(measure_of_unit(node.unit, literal=True), self.builder.const(si))

    def _name(self, node: Name) -> Value | None:
        symbol = self.scope.get(node.id)
        if symbol is None:
            fix = meant(node.id, self.scope, 8)
            if node.id in unit_names():
                fix = Text2("若是单位，`/` 两边不要空格", "if a unit is meant, no blanks around `/`")
            zh, en = f"没有 `{node.id}` 这个名字", f"there is no `{node.id}`"
            self.judge.fault(node, "unknown_name", zh, en, fix)
            return None
        if symbol.kind == "discrete":
            raw = self.builder.load(node.id, "raw")
            return Value(Condition(), self.builder.emit("ne", raw, self.builder.const(0.0)))
        if symbol.kind == "mode":
            return Value(Mode(tuple(symbol.options)), self.builder.load(node.id, "raw"))
        if symbol.kind == "text":
            self.judge.fault(
                node,
                "text_tag",
                f"`{node.id}` 是文字，不能用在表达式里",
                f"`{node.id}` is text and cannot be used here",
            )
            return None
        return Value(measure_of_unit(symbol.unit), self.builder.load(node.id))

    # -- arithmetic ------------------------------------------------------------------------------------------

    def _quantity(self, node: Node) -> tuple[Measure, int] | None:
        value = self.value(node)
        if value is None:
            return None
        if not isinstance(value.type, Measure):
            zh, en = describe(value.type)
            fix = (
                Text2("写成 `(1 if 条件 else 0)`", "write `(1 if condition else 0)`")
                if isinstance(value.type, Condition)
                else None
            )
            self.judge.fault(node, "not_a_number", f"这里要一个数，却是{zh}", f"a number is wanted, this is {en}", fix)
            return None
        return value.type, value.index

    def _negative(self, node: Negative) -> Value | None:
        inner = self._quantity(node.operand)
        if inner is None:
            return None
        return Value(self.judge.scaled(inner[0], -1.0), self.builder.emit("neg", inner[1]))

    def _power(self, node: Power) -> Value | None:
        base = self._quantity(node.base)
        if base is None:
            return None
        index = self.builder.power(base[1], abs(node.exponent))
        if node.exponent < 0:
            index = self.builder.emit("div", self.builder.const(1.0), index)
        type_ = Measure(base[0].dimension.power(node.exponent), bare=base[0].bare, literal=base[0].literal)
        return Value(type_, index)

    def _binary(self, node: Binary) -> Value | None:
        left, right = self._quantity(node.left), self._quantity(node.right)
        if left is None or right is None:
            return None
        constants = self.builder.value(left[1]), self.builder.value(right[1])
        if node.op in "+-":
            type_ = self.judge.summed(node, left[0], right[0], constants)
        else:
            type_ = self.judge.multiplied(node, left[0], right[0], constants)
        if type_ is None:
            return None
        return Value(type_, self.builder.emit(_ARITHMETIC[node.op], left[1], right[1]))

    # -- conditions ------------------------------------------------------------------------------------------

    def _condition(self, node: Node) -> Value | None:
        value = self.value(node)
        if value is None or isinstance(value.type, Condition):
            return value
        self.judge.not_a_condition(node, value)
        return None

    def _compare(self, node: Compare) -> Value | None:
        left, right = self.value(node.left), self.value(node.right)
        if left is None or right is None:
            return None
        if isinstance(left.type, Mode) or isinstance(right.type, Mode):
            return self._compare_modes(node, left, right)
        if isinstance(left.type, Condition) or isinstance(right.type, Condition):
            return self._compare_conditions(node, left, right)
        constants = self.builder.value(left.index), self.builder.value(right.index)
        if not self.judge.comparable(node, left.type, right.type, constants):
            return None
        return Value(Condition(), self.builder.emit(_COMPARE[node.op], left.index, right.index))

    def _compare_modes(self, node: Compare, left: Value, right: Value) -> Value | None:
        mode, word = (right, left) if isinstance(left.type, Mode) and left.type.word is not None else (left, right)
        if (
            node.op not in ("==", "!=")
            or not isinstance(mode.type, Mode)
            or mode.type.word is not None
            or not isinstance(word.type, Mode)
            or word.type.word is None
        ):
            self.judge.fault(
                node,
                "mode",
                "模式只能用 == 或 != 与加引号的选项比较",
                "a mode is compared by == or != with a quoted option",
                Text2("例如 `TIC101.mode == 'auto'`", "for instance `TIC101.mode == 'auto'`"),
            )
            return None
        options = mode.type.options
        if word.type.word not in options:
            at = node.right if word is right else node.left
            self.judge.fault(
                at,
                "mode",
                f"没有 `{word.type.word}` 这个选项",
                f"there is no option `{word.type.word}`",
                meant(word.type.word, options, 20),
            )
            return None
        index = self.builder.const(float(options.index(word.type.word)))
        return Value(Condition(), self.builder.emit(_COMPARE[node.op], mode.index, index))

    def _compare_conditions(self, node: Compare, left: Value, right: Value) -> Value | None:
        if isinstance(left.type, Condition) and isinstance(right.type, Condition) and node.op in ("==", "!="):
            one = self.builder.const(1.0), self.builder.const(0.0)
            numbers = [self.builder.emit("select", v.index, *one) for v in (left, right)]
            return Value(Condition(), self.builder.emit(_COMPARE[node.op], *numbers))
        side = node.left if isinstance(left.type, Condition) else node.right
        name = self.judge.source[side.start : side.end]
        self.judge.fault(
            node,
            "condition",
            "条件不能和数比较",
            "a condition cannot be compared with a number",
            Text2(f"写成 `{name}` 或 `not {name}`", f"write `{name}` or `not {name}`"),
        )
        return None

    def _logic(self, node: Logic) -> Value | None:
        parts = [self._condition(part) for part in node.parts]
        if any(p is None for p in parts):
            return None
        indices = [p.index for p in parts if p is not None]
        result = indices[0]
        for index in indices[1:]:
            result = self.builder.emit(node.op, result, index)
        return Value(Condition(), result)

    def _conditional(self, node: Conditional) -> Value | None:
        condition = self._condition(node.condition)
        then, other = self._quantity(node.then), self._quantity(node.other)
        if condition is None or then is None or other is None:
            return None
        constants = self.builder.value(then[1]), self.builder.value(other[1])
        type_ = self.judge.alike(node, node.then, then[0], node.other, other[0], constants)
        if type_ is None:
            return None
        return Value(type_, self.builder.emit("select", condition.index, then[1], other[1]))

    def _call(self, node: Call) -> Value | None:
        arguments = [self._quantity(a) for a in node.arguments]
        if any(a is None for a in arguments):
            return None
        return call(node, [a for a in arguments if a is not None], self.builder, self.judge)

    # -- the whole -------------------------------------------------------------------------------------------

    def expect(self, node: Node, value: Value, want: Want) -> None:
        """Hold the result against what the owner of the formula wants."""
        if isinstance(value.type, Mode):
            self.judge.fault(
                node,
                "mode",
                "表达式的结果不能是模式",
                "the result cannot be a mode",
                Text2("与选项比较：`… == 'auto'`", "compare with an option: `… == 'auto'`"),
            )
        elif want == "bool":
            if not isinstance(value.type, Condition):
                self.judge.not_a_condition(node, value)
        elif want is not None and isinstance(value.type, Condition):
            self.judge.fault(
                node,
                "not_a_number",
                "这里要一个数，却是条件",
                "a number is wanted, this is a condition",
                Text2("写成 `1 if 条件 else 0`", "write `1 if condition else 0`"),
            )
        elif isinstance(value.type, Measure):
            self.judge.result(
                node, value.type, None if want in (None, "number") else want, self.builder.value(value.index)
            )

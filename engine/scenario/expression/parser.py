"""Tokens to a tree: operator precedence as in Python, nothing that could run.

conditional  a if condition else b
or, and, not
< <= > >= == !=      one comparison, no chains
+ -   * /   unary -  ** or ^ with a whole literal exponent
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NoReturn

from engine.scenario.errors import ExpressionError, Fault
from engine.scenario.expression.lexer import Token, tokenize
from engine.scenario.expression.nodes import (
    FUNCTIONS,
    MAX_DEPTH,
    MAX_EXPONENT,
    MAX_NODES,
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
)  # fmt: skip
from engine.scenario.problems import Text2

__all__ = ["parse"]

_LISTED = ", ".join(FUNCTIONS)
_COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})


def parse(text: str) -> Ast:
    """The tree of ``text``. Raises ``ExpressionError`` with the place and the likely cause."""
    return _parse(str(text))  # a plain str: the cache takes subclasses for other keys


@lru_cache(maxsize=4096)
def _parse(text: str) -> Ast:
    parser = _Parser(text)
    root = parser.expression()
    parser.finish()
    return Ast(text, root)


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = tokenize(source)
        self.at = 0
        self.nodes = 0
        self.depth = 0

    # -- helpers ---------------------------------------------------------------------------------------------

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.tokens[self.at]
        if token.kind != "end":
            self.at += 1
        return token

    def accept(self, *texts: str) -> Token | None:
        token = self.tokens[self.at]
        if token.text in texts and token.kind in ("op", "word"):
            self.at += 1
            return token
        return None

    def count(self) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.refuse(
                self.token,
                "too_many_parts",
                "表达式太复杂",
                "the expression is too complex",
                Text2(f"最多 {MAX_NODES} 个部分，请拆开", f"at most {MAX_NODES} parts, split it"),
            )

    def enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.refuse(self.token, "too_deep", f"嵌套超过 {MAX_DEPTH} 层", f"nested deeper than {MAX_DEPTH}")

    def refuse(self, token: Token, code: str, zh: str, en: str, fix: Text2 | None = None) -> NoReturn:
        end = max(token.end, token.start + 1)
        raise ExpressionError(self.source, [Fault(token.start, end, code, Text2(zh, en), fix)])

    # -- grammar ---------------------------------------------------------------------------------------------

    def expression(self) -> Node:
        self.enter()
        then = self.disjunction()
        if self.accept("if"):
            condition = self.disjunction()
            if not self.accept("else"):
                self.refuse(
                    self.token,
                    "syntax",
                    "`if` 后面缺少 `else`",
                    "`if` without `else`",
                    Text2("写成 `a if 条件 else b`", "write `a if condition else b`"),
                )
            other = self.expression()
            self.count()
            then = Conditional(then.start, other.end, then, condition, other)
        self.depth -= 1
        return then

    def disjunction(self) -> Node:
        return self._logic("or", self.conjunction)

    def conjunction(self) -> Node:
        return self._logic("and", self.negation)

    def _logic(self, op: str, operand: Callable[[], Node]) -> Node:
        parts = [operand()]
        while self.accept(op):
            parts.append(operand())
        if len(parts) == 1:
            return parts[0]
        self.count()
        return Logic(parts[0].start, parts[-1].end, op, tuple(parts))

    def negation(self) -> Node:
        token = self.accept("not")
        if token is None:
            return self.comparison()
        self.enter()
        operand = self.negation()
        self.depth -= 1
        self.count()
        return Not(token.start, operand.end, operand)

    def comparison(self) -> Node:
        left = self.sum()
        token = self.token
        if token.kind != "op" or token.text not in _COMPARISONS:
            return left
        self.take()
        right = self.sum()
        self.count()
        node = Compare(left.start, right.end, token.text, left, right)
        again = self.token
        if again.kind == "op" and again.text in _COMPARISONS:
            middle = self.source[right.start : right.end]
            first = self.source[left.start : right.end]
            self.refuse(
                again,
                "chained",
                "比较不能连写",
                "comparisons cannot be chained",
                Text2(
                    f"写成 `{first} and {middle} {again.text} …`",
                    f"write `{first} and {middle} {again.text} …`",
                ),
            )
        return node

    def sum(self) -> Node:
        return self._left(("+", "-"), self.product)

    def product(self) -> Node:
        return self._left(("*", "/"), self.unary)

    def _left(self, ops: tuple[str, ...], operand: Callable[[], Node]) -> Node:
        left: Node = operand()
        while token := self.accept(*ops):
            right = operand()
            self.count()
            left = Binary(left.start, right.end, token.text, left, right)
        return left

    def unary(self) -> Node:
        minus = self.accept("-")
        if minus is None:
            return self.power()
        self.enter()
        operand = self.unary()
        self.depth -= 1
        if isinstance(operand, Number) and operand.value >= 0.0:
            return Number(minus.start, operand.end, -operand.value, operand.unit)  # -5 degC is a literal
        self.count()
        return Negative(minus.start, operand.end, operand)

    def power(self) -> Node:
        base = self.atom()
        token = self.accept("**", "^")
        if token is None:
            return base
        if isinstance(base, Number) and base.unit:
            self.refuse(
                token,
                "power",
                "带单位的数不能直接乘方",
                "a number with a unit cannot be raised directly",
                Text2("加括号：`(5 m)^2`", "use brackets: `(5 m)^2`"),
            )
        minus = self.accept("-")
        exponent = self.take()
        value = float(exponent.text) if exponent.kind == "number" and not exponent.unit else 0.5
        if value != int(value) or not 0 < value <= MAX_EXPONENT:
            half = Text2("开方用 sqrt(…)", "for a root use sqrt(…)") if exponent.text in ("0.5", ".5") else None
            self.refuse(
                exponent,
                "power",
                f"指数只能是 1 到 {MAX_EXPONENT} 的整数",
                f"an exponent is a whole number from 1 to {MAX_EXPONENT}",
                half,
            )
        again = self.token
        if again.kind == "op" and again.text in ("**", "^"):
            self.refuse(again, "power", "乘方不能连写", "powers cannot be chained")
        self.count()
        n = -int(value) if minus else int(value)
        return Power(base.start, exponent.end, base, n)

    def atom(self) -> Node:
        token = self.take()
        self.count()
        if token.kind == "number":
            return Number(token.start, token.end, float(token.text), token.unit)
        if token.kind == "string":
            return String(token.start, token.end, token.text[1:-1])
        if token.kind == "word" and token.text in ("true", "false"):
            return Boolean(token.start, token.end, token.text == "true")
        if token.kind == "name":
            called = self.token.kind == "op" and self.token.text == "("
            return self.call(token) if called else Name(token.start, token.end, token.text)
        if token.kind == "op" and token.text == "(":
            inner = self.expression()
            if not self.accept(")"):
                self.refuse(self.token, "syntax", "缺少右括号 `)`", "a closing `)` is missing")
            return inner
        return self.refuse_token(token)

    def refuse_token(self, token: Token) -> NoReturn:
        """Something else should stand here."""
        if token.kind != "end":
            self.refuse(token, "syntax", f"这里不能是 `{token.text}`", f"`{token.text}` cannot stand here")
        if self.at:
            self.refuse(token, "syntax", "表达式没有写完", "the expression is not finished")
        self.refuse(token, "syntax", "表达式是空的", "the expression is empty")

    def call(self, name: Token) -> Node:
        if name.text not in FUNCTIONS:
            self.refuse(
                name,
                "unknown_function",
                f"没有函数 `{name.text}`",
                f"there is no function `{name.text}`",
                Text2(f"可用：{_LISTED}", f"possible: {_LISTED}"),
            )
        self.take()
        arguments: list[Node] = []
        if not self.accept(")"):
            arguments.append(self.expression())
            while self.accept(","):
                arguments.append(self.expression())
            if not self.accept(")"):
                self.refuse(self.token, "syntax", "缺少右括号 `)` 或逗号", "a closing `)` or a comma is missing")
        self._check_count(name, arguments)
        return Call(name.start, self.tokens[self.at - 1].end, name.text, tuple(arguments))

    def _check_count(self, name: Token, arguments: list[Node]) -> None:
        least, most = FUNCTIONS[name.text]
        wrong = not least <= len(arguments) <= most
        if name.text == "interp" and (wrong or len(arguments) % 2 == 0):
            self.refuse(
                name,
                "arguments",
                "`interp` 的写法不对",
                "`interp` is not written like this",
                Text2("写成 `interp(x, x1, y1, x2, y2, …)`", "write `interp(x, x1, y1, x2, y2, …)`"),
            )
        if wrong:
            wants = str(least) if least == most else f"{least}–{most}"
            self.refuse(
                name,
                "arguments",
                f"`{name.text}` 要 {wants} 个参数，这里有 {len(arguments)} 个",
                f"`{name.text}` takes {wants} arguments, {len(arguments)} are given",
            )

    def finish(self) -> None:
        token = self.token
        if token.kind == "end":
            return
        if token.kind in ("name", "number", "string") or token.text == "(":
            self.refuse(
                token,
                "syntax",
                f"`{token.text}` 前面缺少运算符",
                f"an operator is missing before `{token.text}`",
            )
        self.refuse(token, "syntax", f"这里不能是 `{token.text}`", f"`{token.text}` cannot stand here")

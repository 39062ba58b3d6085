"""The syntax tree of a formula; every node knows its characters ``start`` to ``end``. And the language's limits."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "Ast",
    "Binary",
    "Boolean",
    "Call",
    "Compare",
    "Conditional",
    "Logic",
    "Name",
    "Negative",
    "Node",
    "Not",
    "Number",
    "Power",
    "String",
]


MAX_NODES, MAX_DEPTH, MAX_EXPONENT = 200, 30, 16
FUNCTIONS: dict[str, tuple[int, int]] = {
    "exp": (1, 1), "log": (1, 1), "sqrt": (1, 1), "abs": (1, 1), "tanh": (1, 1),
    "min": (2, 20), "max": (2, 20), "clip": (3, 3), "interp": (5, 41),
}  # fmt: skip
"""The functions and how many arguments each takes, least and most."""


@dataclass(frozen=True, slots=True)
class Number:
    """A literal; ``unit`` is empty for a bare number. ``text`` is the number as written."""

    start: int
    end: int
    value: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class String:
    """A quoted word, comparable with a mode."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Boolean:
    """``true`` or ``false``."""

    start: int
    end: int
    value: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A tag or symbol, dots included."""

    start: int
    end: int
    id: str


@dataclass(frozen=True, slots=True)
class Negative:
    """Unary minus."""

    start: int
    end: int
    operand: Node


@dataclass(frozen=True, slots=True)
class Power:
    """A base to a whole, literal exponent."""

    start: int
    end: int
    base: Node
    exponent: int


@dataclass(frozen=True, slots=True)
class Binary:
    """``op`` is one of + - * /."""

    start: int
    end: int
    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Compare:
    """``op`` is one of < <= > >= == !=."""

    start: int
    end: int
    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic:
    """``op`` is ``and`` or ``or``, over two or more conditions."""

    start: int
    end: int
    op: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Negation of a condition."""

    start: int
    end: int
    operand: Node


@dataclass(frozen=True, slots=True)
class Conditional:
    """``then if condition else other``."""

    start: int
    end: int
    then: Node
    condition: Node
    other: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one of the listed functions."""

    start: int
    end: int
    function: str
    arguments: tuple[Node, ...]


Node = Number | String | Boolean | Name | Negative | Power | Binary | Compare | Logic | Not | Conditional | Call


@dataclass(frozen=True, slots=True)
class Ast:
    """A parsed formula and its text."""

    source: str
    root: Node

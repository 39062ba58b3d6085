"""The grammar of formulas: what parses, what is refused where, and that nothing can run."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.scenario.errors import ExpressionError
from engine.scenario.expression import parse
from engine.scenario.expression.nodes import (
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


def written(node: Node) -> str:
    """The tree with every bracket shown."""
    match node:
        case Number():
            return f"{node.value:g}{node.unit}"
        case Name():
            return node.id
        case Boolean():
            return str(node.value).lower()
        case String():
            return repr(node.value)
        case Negative():
            return f"(-{written(node.operand)})"
        case Not():
            return f"(not {written(node.operand)})"
        case Power():
            return f"({written(node.base)}^{node.exponent})"
        case Binary() | Compare():
            return f"({written(node.left)}{node.op}{written(node.right)})"
        case Logic():
            return f"({f' {node.op} '.join(map(written, node.parts))})"
        case Conditional():
            return f"({written(node.then)} if {written(node.condition)} else {written(node.other)})"
        case Call():
            return f"{node.function}({','.join(map(written, node.arguments))})"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a + b * c", "(a+(b*c))"),
        ("a - b - c", "((a-b)-c)"),
        ("a / b * c", "((a/b)*c)"),
        ("-a ** 2", "(-(a^2))"),
        ("a^-2", "(a^-2)"),
        ("-5 degC", "-5degC"),
        ("- -5", "(--5)"),
        ("a < b and c or not d", "(((a<b) and c) or (not d))"),
        ("a or b or c", "(a or b or c)"),
        ("a if b else c if d else e", "(a if b else (c if d else e))"),
        ("R101.T > 65 degC", "(R101.T>65degC)"),
        ("0.5 K/min", "0.5K/min"),
        ("8.314 J/(mol*K)", "8.314J/(mol*K)"),
        ("5 K / x", "(5K/x)"),
        ("5 K/x", "(5K/x)"),
        ("1.5e3", "1500"),
        ("1.5 e", None),
        ("50%", "50%"),
        ("9.81 m/s^2 * 2", "(9.81m/s^2*2)"),
        ("5 min", "5min"),
        ("min(5 min, a)", "min(5min,a)"),
        ("m == 'auto'", "(m=='auto')"),
        ('m != "auto"', "(m!='auto')"),
        ("clip(a, 0, 1) + interp(a, 0, 0, 1, 1)", "(clip(a,0,1)+interp(a,0,0,1,1))"),
        ("5 if a else 3", "(5 if a else 3)"),
        ("20 ℃", "20℃"),
        ("a\n + b", "(a+b)"),
    ],
)
def test_precedence_and_literals(text: str, tree: str | None) -> None:
    """Operators bind as in Python; a number takes the longest unit that follows it."""
    if tree is None:
        with pytest.raises(ExpressionError):
            parse(text)
    else:
        assert written(parse(text).root) == tree


@pytest.mark.parametrize(
    ("text", "part", "fix"),
    [
        ("TI101 ＞ 65 degC", "＞", ">"),
        ("（a）", "（", "("),
        ("a，b", "，", ","),
        ("a && b", "&&", "and"),
        ("a || b", "||", "or"),
        ("!a", "!", "not"),
        ("a = 3", "=", "=="),
        ("a <> 3", "<>", "!="),
        ("a =< 3", "=<", "<="),
        ("a ≥ 3", "≥", ">="),
        ("a × 3", "×", "*"),
        ("a 且 b", "且", "and"),
        ("m == ‘auto’", "‘", "'"),
        ("65 degc", "degc", "degC"),
        ("2 TI101", "TI101", "* TI101"),
        ("0 < a < 3", "<", "0 < a and a < …"),
        ("a ** 0.5", "0.5", "sqrt"),
        ("a ** 2.5", "2.5", ""),
        ("a ** b", "b", ""),
        ("9**9**9", "**", ""),
        ("a ^ 99", "99", ""),
        ("(a", "", ""),
        ("a)", ")", ""),
        ("", "", ""),
        ("  ", "", ""),
        ("a +", "", ""),
        ("+a", "+", ""),
        ("a if b", "", "a if"),
        ("exp()", "exp", ""),
        ("exp(a, b)", "exp", ""),
        ("sin(a)", "sin", "sqrt"),
        ("interp(a, 1, 2)", "interp", "x1"),
        ("interp(a, 1, 2, 3, 4, 5)", "interp", ""),
        ("a b", "b", ""),
        ("a > ３", "３", "`3`"),
        ("a 'x'", "'x'", ""),
        ("'x", "'x", ""),
        ("a.5", ".5", ""),
        ("温度 > 3", "温", "ASCII"),
        ("5 m^2", None, ""),
        ("5 m ** 2", "**", "(5 m)^2"),
        ("True", None, ""),
        ("1e101", "1e101", ""),
        ("a; b", ";", ""),
    ],
)
def test_what_does_not_parse_is_refused_in_its_place(text: str, part: str | None, fix: str) -> None:
    """Each mistake is named at its characters, with what to write instead."""
    if part is None:
        parse(text)
        return
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    fault = caught.value.faults[0]
    assert text[fault.start : fault.end].strip() == part
    if fix == "ASCII":
        assert "英文字母" in (fault.fix.zh if fault.fix else "")
    else:
        assert fix in (fault.fix.zh if fault.fix else "")


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('x')",
        "(1).__class__",
        "[x for x in (1,)]",
        "lambda: 1",
        "f'{k0}'",
        "open('x')",
        "a.__class__()",
        "a[0]",
        "{}",
        "a := 1",
        "a @ b",
        "a // b",
        "a % b",
        "a is b",
        "exec('1')",
        "a\x00b",
        "`a`",
        "a\\b",
    ],
)
def test_nothing_that_could_run_is_accepted(text: str) -> None:
    """No attribute calls, indexing, strings to multiply, comprehensions or foreign functions."""
    with pytest.raises(ExpressionError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a" * 401, "too_long"),
        ("(" * 399, "too_deep"),
        ("-" * 399, "too_deep"),
        ("not " * 99 + "a", "too_deep"),
        ("1 if a else " * 33 + "1", "too_deep"),
        ("+".join("a" * 150), "too_many_parts"),
    ],
)
def test_limits_hold(text: str, code: str) -> None:
    """Length, depth and number of parts are bounded, so a formula can neither hang nor fill memory."""
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.faults[0].code == code


def test_a_long_chain_is_not_deep() -> None:
    """A sum of many terms within the limits parses and is refused for nothing."""
    parse(" + ".join(["a"] * 90))
    parse(" and ".join(["a"] * 60))


alphabet = st.sampled_from(
    [*"ab19.+-*/^<>=!()'\" ,%KC", "and ", "or ", "not ", " if ", " else ", "min(", "degC", "m3/h", "°", "（", "é"]
)


@given(st.lists(alphabet, max_size=60).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_text_parses_or_is_refused(text: str) -> None:
    """Whatever is typed, the answer is a tree or an error inside the text."""
    try:
        parse(text)
    except ExpressionError as error:
        for fault in error.faults:
            assert 0 <= fault.start <= len(text)
            assert fault.end > fault.start


def test_hostile_text_is_refused_at_once() -> None:
    """The worst 400 characters take no noticeable time."""
    start = time.process_time()
    for text in (
        "(" * 400,
        "1/" * 200,
        "1 m" + "/m" * 198,
        "1 K" + "^2" * 190,
        "%" * 400,
        "1" * 400,
        "1 a" + "/b" * 190,
    ):
        with pytest.raises(ExpressionError):
            parse(text)
    assert time.process_time() - start < 1.0

"""``reference/units.md``: the closed table of units, and the expression language."""

from __future__ import annotations

from docs.pages.markdown import code, fenced, page_of, table
from engine.scenario.expression import parser
from engine.scenario.expression.nodes import FUNCTIONS, MAX_DEPTH, MAX_EXPONENT, MAX_NODES
from engine.scenario.unit_roles import role
from engine.scenario.unit_table import ALIASES, TABLE
from engine.scenario.units import dimension_words, unit

__all__ = ["WHAT", "page"]

INTRO = """
数值连同单位一起写：`60 degC`、`2.5 m3/h`、`8 %/K`。单位由表中的名称用 `*`、`/`、`^` 和括号组成。
表压（`kPag`）与绝压（`kPaa`）分开；温差写 `K`（`2 K`），读数写 `degC`。读入时检查量纲并换算。
有功（`MW`）、视在（`MVA`）和无功（`Mvar`）功率量纲相同，但不能互相代替：字段不接受，条件中相遇时提醒。

A number stands with its unit: `60 degC`, `2.5 m3/h`, `8 %/K`. Units are put together from the names below with `*`,
`/`, `^` and brackets. Gauge (`kPag`) and absolute (`kPaa`) pressure are different; a difference of temperatures is written
`K` (`2 K`), a reading `degC`. Dimensions are checked and values converted when a file is read.
Active (`MW`), apparent (`MVA`) and reactive (`Mvar`) power have one dimension but do not stand for one another: a field
refuses the wrong one, a condition in which they meet gets a warning.
"""
KINDS = {"plain": "", "absolute": "读数（有零点）/ reading", "gauge": "表压 / gauge", "difference": "差值 / difference"}
WHAT: dict[str, str] = {
    "exp": "e 的 x 次方 / e to the x",
    "log": "自然对数 / natural logarithm",
    "sqrt": "平方根 / square root",
    "abs": "绝对值，用于差值 / magnitude of a difference",
    "tanh": "双曲正切 / hyperbolic tangent",
    "min": "最小的 / the smallest",
    "max": "最大的 / the largest",
    "clip": "限制在上下限之间 `clip(x, low, high)` / kept between limits",
    "interp": "折线 `interp(x, x1, y1, x2, y2, …)` / straight lines between points, constant outside",
}
"""Every function in words; a test sees that none is missing."""


def page() -> str:
    """The page."""
    rows = []
    for name, entry in TABLE.items():
        zh, en = role(name) or dimension_words(unit(name).dimension)
        offset = f" + {float(entry.offset):g}" if entry.offset else ""
        rows.append((code(name), f"{zh} / {en}", f"{float(entry.factor):.9g}{offset}", KINDS[entry.kind]))
    units = table(("单位 / unit", "量 / measures", "到 SI / to SI", "备注 / note"), rows)
    aliases = table(("也可写 / also written", "等于 / means"), [(code(a), code(b)) for a, b in ALIASES.items()])
    return page_of("单位与表达式 / Units and expressions", INTRO, "## 单位 / Units\n\n" + units,
                   "## 其他写法 / Other spellings\n\n" + aliases, _expressions())  # fmt: skip


def _expressions() -> str:
    rows = [(code(n), f"{low}" if low == high else f"{low}–{high}", WHAT[n]) for n, (low, high) in FUNCTIONS.items()]
    grammar = (parser.__doc__ or "").split("\n\n")[1]
    text = f"""
公式与条件用同一种写法，只有位号、数、运算符和下面的函数，不能运行程序。条件例如
`TI101 > 65 degC and M101.running`；方式用引号：`TIC101.mode == "auto"`。两边量纲必须一致，读数与读数不能相加。

Formulas and conditions share one language: tags, numbers, operators and the functions below; nothing in it can run a
program. A condition: `TI101 > 65 degC and M101.running`; modes are quoted: `TIC101.mode == "auto"`. Both sides must
measure the same thing, and two readings cannot be added.

上限 / Limits: {MAX_NODES} 个节点 / nodes, 深度 / depth {MAX_DEPTH}, 指数 / exponent ±{MAX_EXPONENT}.
"""
    return "## 表达式 / Expressions\n" + text + "\n" + fenced(grammar) + "\n" + table(
        ("函数 / function", "参数 / arguments", "说明 / what"), rows
    )  # fmt: skip

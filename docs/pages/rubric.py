"""``reference/rubric.md``: every section of a rubric; steps and rule kinds with the example of their module."""

from __future__ import annotations

import sys
from typing import Any, get_args

from docs.pages.fields import def_name, model_section, model_table, reachable
from docs.pages.markdown import code, docstring, page_of, table
from engine.scenario.model import Model
from grading.calculus import gates, ordering, steps
from grading.calculus.item import Item
from grading.calculus.rules import RULE_KINDS, Rule
from grading.rubric import LANGUAGE

__all__ = ["RULES_ZH", "page"]

INTRO = """
`rubric.yaml` 说明一份记录怎样变成分数。每一项（步骤、顺序、规则）都可以有权重 `weight` 和课程目标 `goal`，
违反时可以扣分 `points` 或触发否决 `gate`。没有证据就不扣分；同一个错误只算一次。
编辑器补全：`python launcher.py schema rubric`。

`rubric.yaml` says how an attempt becomes marks. Every item (step, order, rule) may carry a `weight` towards a `goal`,
take `points` off when broken, or shut a `gate`. No evidence, no deduction; one mistake is charged once. Completion:
`python launcher.py schema rubric`.
"""
RULES_ZH: dict[str, str] = {
    "respond": "某事一发生，就要在规定时间内做到另一件事（如报警后停料）。",
    "hold": "在一段时间内，某个量必须保持在限值以内。",
    "reach": "某个量要在规定时间内达到目标并保持一会儿。",
    "track": "某个量在一段时间内跟随目标的好坏，用一个数衡量。",
    "band": "内限以内得满分，外限以外得零分，中间按直线折算，整段时间取样。",
    "never": "绝不允许发生的事；违反即扣分或触发否决。",
    "count": "某事允许或必须发生的次数。",
    "recover": "出错后及时挽回，补回一部分分数，也可以撤销否决。",
    "ask": "过程中的提问，答对或答错。",
    "judge": "只能由教师评定的项目，评定之前不计分。",
}
"""The Chinese of every rule kind; a test sees that none is missing."""


def page() -> str:
    """The page."""
    schema = LANGUAGE.json_schema()
    kinds = {kind.__name__.lower(): kind for kind in get_args(get_args(Rule)[0])}
    own = {model.__name__ for model in kinds.values()} | {"Step", "Order", "Gate", "Text"}
    common = frozenset(f.alias or n for n, f in Item.model_fields.items())
    sections = table(
        ("部分 / section", "必填 / required", "内容 / what"),
        [(code(n), "✓" if s.required else "", f"{s.title.zh} / {s.title.en}") for n, s in LANGUAGE.sections.items()],
    )
    parts = [
        sections,
        "## 每一项都有 / What every item has\n",
        _model(schema, "Step", only=common),
        "## steps\n\n" + docstring(steps),
        model_table(schema, "Step", common),
        "## order\n\n" + docstring(ordering),
        model_table(schema, "Order", common - {"weight"}),
        "## rules\n\n"
        + table(
            ("项 / key", "类型 / type", "说明 / description"),
            [(code("kind") + " \\*", "、".join(map(code, RULE_KINDS)), "规则的类型，见下表 / kind of rule, one of the table below")],
        )
        + "\n"
        + table(
            ("类型 / kind", "说明 / what"),
            [(f"[{code(k)}](#{k})", f"{RULES_ZH[k]} / {_what(kinds[k])}") for k in RULE_KINDS],
        ),
    ]
    for kind in RULE_KINDS:
        parts.append(f"### {kind}\n\n{RULES_ZH[kind]}\n\n{docstring(sys.modules[kinds[kind].__module__])}")
        parts.append(model_table(schema, kinds[kind].__name__, common | {"kind"}))
    parts += ["## gates\n\n" + docstring(gates), model_table(schema, "Gate")]
    parts.append("## 其余部分 / Everything else")
    parts += [model_section(schema, k) for k in reachable(schema, schema["properties"]) if def_name(k) not in own]
    return page_of("评分标准 / The rubric", INTRO, *parts)


def _what(model: type[Model]) -> str:
    """The first sentence of the module that owns the kind."""
    doc = (sys.modules[model.__module__].__doc__ or "").split("\n\n")[0]
    return " ".join(doc.split()).split(": ", 1)[-1]


def _model(schema: dict[str, Any], key: str, only: frozenset[str]) -> str:
    every = frozenset(schema["$defs"][key]["properties"])
    return model_table(schema, key, every - only)

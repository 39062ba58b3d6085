"""``reference/scenario.md``: every section of a scenario and of a reference run, from the JSON Schema."""

from __future__ import annotations

import re
import sys
from typing import Any

from docs.pages.components import schema_key
from docs.pages.fields import model_section, reachable, type_words
from docs.pages.markdown import code, docstring, page_of, table
from engine.plant.flowsheet.components import COMPONENTS
from engine.plant.grid.devices import DEVICES
from engine.plant.grid.relays import RELAYS
from engine.scenario import extends
from engine.scenario.language import Language
from engine.session.language import scenario_language
from grading.proof import RUN_LANGUAGE

__all__ = ["page"]

INTRO = """
`scenario.yaml` 由下面各部分组成；`*` 表示必填。编辑器补全：`python launcher.py schema scenario`。入门见
[编写指南](../authoring.zh.md)，公式与条件的写法见[单位与表达式](units.md)，
设备见[设备](components.md)和[变电站设备](devices.md)，对象和图形的 `kind` 见[外观目录](looks.md)。

The sections of `scenario.yaml`; `*` marks what is required. For completion in an editor:
`python launcher.py schema scenario`. Start with the [guide](../authoring.en.md); formulas and conditions are in
[units and expressions](units.md), equipment in [components](components.md) and [devices](devices.md),
looks of objects and symbols in the [catalogue](looks.md).
"""
OTHER_PAGES: dict[tuple[type[Any], ...], str] = {
    COMPONENTS: "[设备 / equipment](components.md)",
    DEVICES: "[设备 / devices](devices.md)",
    RELAYS: "[保护 / relays](devices.md)",
}
"""Models that have a page of their own, and the words that lead there."""
RUNS = """## 参考过程 / Reference runs

`runs/*.yaml`：一份写下来的操作和它必须得到的结果。 / A learner written down, and the result it must get."""

VARIANTS = """## 变体 / Variants

场景、评分标准和参考过程都可以用 `extends:` 继承另一份，只写不同之处：键值逐项合并（`{zh, en}` 也是），数值和列表整个替换；
列表的每一项都有 `id` 时（评分标准的步骤和规则），同一 `id` 的合并，新的排在最后。不要的写进 `without:`，从顶层写起，用 `/` 隔开；
在 `without:` 里去掉、又在本文件写出的，就是整个替换。`meta: id` 必须自己写。只能继承旁边的场景，或随程序提供的场景，最多四层。
"""


def page() -> str:
    """The page."""
    scenario, run = scenario_language(), RUN_LANGUAGE
    whole = page_of(
        "场景文件 / The scenario file", INTRO, *_language(scenario, 2), RUNS, *_language(run, 3),
        VARIANTS + "\n" + docstring(extends),
    )  # fmt: skip
    for kinds, words in OTHER_PAGES.items():
        links = "|".join(kind.__name__ for kind in kinds)
        whole = re.sub(rf"(\[({links})\]\(#\w+\)(, )?){{2,}}", words, whole)
    return whole


def _language(language: Language, level: int) -> list[str]:
    """Each section with the words of the module that owns it, and its models below."""
    schema = language.json_schema()
    shown: set[str] = {"Text", *_of_equipment(schema)}
    parts = [_overview(language)]
    for name, section in language.sections.items():
        node = schema["properties"][name]
        parts.append(
            f"{'#' * level} {name}\n\n{section.title.zh} / {section.title.en}\n\n{docstring(_owner(section.model))}"
        )
        if "$ref" not in node:
            parts.append(f"{type_words(schema, node)}\n")
        for key in reachable(schema, node):
            if key not in shown:
                shown.add(key)
                parts.append(model_section(schema, key, level + 1))
    return parts


def _overview(language: Language) -> str:
    version = language.schema
    rows = [(code("schema"), "✓", f"文件格式的版本，现为 {version} / version of the format, now {version}")]
    rows += [
        (f"[{code(name)}](#{name})", "✓" if s.required else "", f"{s.title.zh} / {s.title.en}")
        for name, s in language.sections.items()
    ]
    return table(("部分 / section", "必填 / required", "内容 / what"), rows)


def _of_equipment(schema: dict[str, Any]) -> set[str]:
    """Equipment, and models that stand only inside it: they have a page of their own."""
    models = [model for kinds in OTHER_PAGES for model in kinds]
    keys = {key for key in (schema_key(schema, model) for model in models) if key in schema["$defs"]}
    inside = {part for key in keys for part in reachable(schema, schema["$defs"][key])}
    others = [node for name, node in schema["properties"].items() if name != "plant"]
    return keys | (inside - set(reachable(schema, others)))


def _owner(model: Any) -> object:
    """The module whose docstring introduces a section."""
    while not hasattr(model, "__module__") or model.__module__ in ("types", "typing", "builtins"):
        model = next(a for a in reversed(model.__args__) if hasattr(a, "__module__"))
    return sys.modules[model.__module__]

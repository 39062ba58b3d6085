"""``reference/components.md``: the equipment of flowsheets, with fields, tags and what people can do to it."""

from __future__ import annotations

import sys
from typing import Any

from docs.pages.fields import model_section, model_table, reachable
from docs.pages.markdown import code, docstring, page_of, table
from engine.plant.flowsheet.component import Component
from engine.plant.flowsheet.components import COMPONENTS
from engine.plant.flowsheet.declaration import Declaration, declare
from engine.session.actions import VERBS
from engine.session.language import scenario_language

__all__ = ["page", "schema_key"]

INTRO = """
`plant.components` 中可用的设备（`kind: flowsheet`）。`*` 为必填。每种设备发布的位号写作 `编号.名称`，例如 `R101.T`；
“输入”是指令或故障参数，故障（`faults`）和联锁（`interlocks`）写的就是它们。位号以仓库自带场景中的一台设备为例，
物质有关的位号（`n.…`）随场景的物质而定。

The equipment `plant.components` may name (`kind: flowsheet`). `*` is required. Tags are written `ID.name`, such as
`R101.T`; *inputs* are commands or fault parameters, which `faults` and `interlocks` write. Tags are shown for one
piece of equipment of a scenario in the repository; those of substances (`n.…`) follow the scenario's substances.
"""
SAMPLE = """
kind: flowsheet
substances: {water: {title: 水, molar_mass: 18 g/mol}}
"""


def page() -> str:
    """The page."""
    schema = scenario_language().json_schema()
    keys = {_kind(model): schema_key(schema, model) for model in COMPONENTS}
    shared: list[str] = []
    parts = [_overview()]
    for model in COMPONENTS:
        key = keys[_kind(model)]
        shared += [k for k in reachable(schema, schema["$defs"][key]) if k not in shared and k != "Text"]
        parts.append(f"## {_kind(model)}\n\n{_doc(model)}\n\n{docstring(sys.modules[model.__module__])}")
        parts.append(model_table(schema, key, frozenset({"type", "title", "label"})))
        parts.append(_tags(model))
    parts.append("## 设备的组成部分 / Parts of equipment")
    parts += [model_section(schema, key) for key in shared if key not in keys.values()]
    return page_of("设备 / Equipment", INTRO, *parts)


def _kind(model: type[Component]) -> str:
    (name,) = model.model_fields["type"].annotation.__args__  # type: ignore[union-attr]
    return str(name)


def _doc(model: type[Component]) -> str:
    return (model.__doc__ or "").strip().rstrip(".")


def schema_key(schema: dict[str, Any], model: type[Component]) -> str:
    """Its name in the schema; where two models share a name pydantic puts the module before it."""
    long = f"{model.__module__}.{model.__name__}".replace(".", "__")
    return long if long in schema["$defs"] else model.__name__


def _overview() -> str:
    rows = [(f"[{code(_kind(m))}](#{_kind(m)})", _doc(m)) for m in COMPONENTS]
    common = table(
        ("项 / key", "说明 / description"),
        [
            (code("type") + " \\*", "设备类型，见下表 / kind of equipment, one of the table below"),
            *(
                (code(n) + (" \\*" if f.is_required() else ""), f.description or "")
                for n, f in Component.model_fields.items()
            ),
        ],
    )
    return "所有设备都有：/ All equipment has:\n\n" + common + "\n" + table(("类型 / type", "设备 / equipment"), rows)


def _tags(model: type[Component]) -> str:
    """The tags of the first such equipment in the scenarios that ship."""
    found = _declared().get(_kind(model))
    if found is None:
        return ""
    words = {"outputs": "输出 / output", "inputs": "输入 / input", "latches": "不可逆 / latched"}
    rows = []
    for group, kind in words.items():
        for name, tag in getattr(found, group).items():
            zh, en = (_without(found.component.title.of(lang), text) for lang, text in (("zh", tag.zh), ("en", tag.en)))
            rows.append((code(name), kind, code(tag.unit), f"{tag.low:g}…{tag.high:g}", f"{zh} / {en}"))
    verbs = "、".join(f"{code(op.verb)}（{VERBS[op.verb][0]}）" for op in found.operations)
    head = f"位号（例：{found.id}）/ Tags of {found.id}:\n\n"
    body = head + table(("位号 / tag", "类别 / sort", "单位 / unit", "范围 / range", "名称 / name"), rows)
    return body + (f"\n可做的操作 / What people can do: {verbs}\n" if verbs else "")


def _without(equipment: str, title: str) -> str:
    """The name of a tag without that of its equipment."""
    return title.removeprefix(equipment + " ")


def _declared() -> dict[str, Declaration]:
    """One declaration for each kind of equipment the shipped scenarios use; a boundary from a small flowsheet."""
    from engine.paths import scenario_folders
    from engine.plant.flowsheet.section import FlowsheetSection

    sections = [scenario_language().load(folder)["plant"] for folder in scenario_folders()]
    sections.append(FlowsheetSection.model_validate(BOUNDARY))
    found: dict[str, Declaration] = {}
    for section in sections:
        if isinstance(section, FlowsheetSection):
            for declaration in declare(section).values():
                found.setdefault(_kind(type(declaration.component)), declaration)
    return found


BOUNDARY = {
    "kind": "flowsheet",
    "substances": {"water": {"title": {"zh": "水", "en": "water"}, "molar_mass": "18 g/mol"}},
    "components": {
        "SUPPLY": {"type": "boundary", "title": {"zh": "供料", "en": "supply"}, "composition": {"water": 1}},
    },
}

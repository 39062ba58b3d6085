"""``reference/looks.md``: what objects of the stage, pipes and pictures of the control room can look like."""

from __future__ import annotations

import re

from docs.pages.markdown import code, page_of, table
from engine.view.equipment.catalogue import FAMILIES, options_of
from engine.view.equipment.finishes import SERVICES, STRANDS
from engine.view.equipment.model import Kind, Options
from engine.view.symbols import BASIC_KINDS, SYMBOLS

__all__ = ["page"]

INTRO = """
设备目录列出 `stage.objects` 中 `kind` 能写的全部外观，以及各自的 `options`；介质用于 `stage.pipes` 的 `service`；
悬挂的线的材料用于 `stage.spans` 的 `look`；图形目录用于 `screens` 中元素的 `kind`。
外观只管样子：对象代表哪台设备写在 `shows` 里，能操作什么写在 `gives` 里。

The equipment catalogue lists every `kind` of `stage.objects` with its `options`; services are for `service` of
`stage.pipes`; strands are for `look` of `stage.spans`; symbols are for the `kind` of elements of `screens`. A kind is only
a look: what an object stands for is `shows`, what can be operated there is `gives`.
"""

SPANS = """
一端写成：坐标；对象的接点 `QS1.front_a`；一组接点 `QS1.front`（即 `front_a`、`front_b`……，每点一根）；前面一条有 `name` 的线上的位置
`BUS@0.5`（各根不同时写 `BUS@0.3/0.5/0.7`）。弧垂 `sag` 是中点低于两端连线的米数。

An end is written as a point; a nozzle of an object `QS1.front_a`; a group of nozzles `QS1.front` (that is `front_a`,
`front_b`, …, one wire each); a place on a span with a `name` written before, `BUS@0.5` (`BUS@0.3/0.5/0.7` where its wires
differ). `sag` is how many metres the middle hangs below the chord.

"""

BASIC_WORDS = {
    "value": ("数值", "a number"),
    "indicator": ("指示条，带正常范围和报警限", "an indicator with its normal band and alarm limits"),
    "bar": ("棒图", "a bar"),
    "label": ("文字", "a text"),
    "frame": ("框", "a frame"),
    "trend": ("小趋势图", "a small trend"),
    "button": ("按钮", "a button"),
    "reading": ("小数值框，不带位号", "a number alone in a small field"),
    "legend": ("调色板的图例", "the legend of a palette"),
}


def page() -> str:
    """The page."""
    every = "；".join(f"`{name}`：{field.description}" for name, field in Options.model_fields.items())
    parts = ["## 设备目录 / Equipment catalogue\n", f"每种都有的 `options` / `options` every kind has: {every}\n"]
    for title, kinds in FAMILIES.values():
        parts += [
            f"\n### {title.zh} / {title.en}\n",
            table(
                ("`kind`", "外观 / look", "常用外形，米 / usual size, metres", "`options`"),
                [(code(k.id), f"{k.title.zh} / {k.title.en}", _size(k), _options(k) + _nozzles(k)) for k in kinds],
            ),
        ]
    services = table(("`service`", "中文", "English"), [(code(n), s.zh, s.en) for n, s in SERVICES.items()])
    strands = table(("`look`", "中文", "English"), [(code(n), s.zh, s.en) for n, s in STRANDS.items()])
    symbols = table(
        ("`kind`", "图形 / symbol", "常用宽高 / usual size"),
        [
            *((code(n), " / ".join(BASIC_WORDS[n]), _pair(size)) for n, size in BASIC_KINDS.items()),
            *((code(n), f"{s.zh} / {s.en}", _pair(s.size)) for n, s in SYMBOLS.items()),
        ],
    )
    return page_of(
        "外观目录 / Catalogue of looks", INTRO, "\n".join(parts),
        "## 介质 / Services\n\n" + services, "## 悬挂的线 / Hanging spans\n\n" + SPANS + strands, "## 图形目录 / Symbols\n\n" + symbols,
    )  # fmt: skip


def _size(kind: Kind) -> str:
    return " × ".join(f"{side:g}" for side in kind.size)


def _pair(size: tuple[float, float]) -> str:
    return " × ".join(f"{side:g}" for side in size)


def _options(kind: Kind) -> str:
    rows = [row for row in options_of(kind.id) if row.name not in Options.model_fields]
    return "；".join(f"`{row.name}`（{_allowed(row.allowed)}）{row.description}" for row in rows)


def _nozzles(kind: Kind) -> str:
    """The groups of nozzles that spans join, where a kind has such groups."""
    if kind.id == "effect":
        return ""
    names = [nozzle.name for nozzle in kind.model().nozzles]
    groups = dict.fromkeys(name.rpartition("_")[0] for name in names if name[-2:-1] == "_")
    return f"；接线端 / terminals {'、'.join(code(group) for group in groups)}" if groups else ""


def _allowed(annotation: str) -> str:
    """A Python annotation in an author's words."""
    words = re.findall(r"'([^']+)'", annotation)
    if words:
        return "、".join(f"`{word}`" for word in words)
    plain = {"bool": "true, false", "str": "文字 / text", "int": "整数 / whole number", "float": "数 / number"}
    return plain.get(annotation.split(" |")[0], "列表 / list")

"""``reference/devices.md``: the devices and relays of substations, with fields, tags and what people can do to them."""

from __future__ import annotations

from typing import Any

import yaml

from docs.pages.components import schema_key
from docs.pages.fields import model_section, model_table, reachable
from docs.pages.markdown import code, page_of, table
from engine.plant.grid.declaration import STATION, Declared, declare
from engine.plant.grid.devices import DEVICES, Device, Switching
from engine.plant.grid.relays import RELAYS, Relay
from engine.plant.grid.section import GridSection
from engine.session.deed_words import DeedWords
from engine.session.language import scenario_language

__all__ = ["page"]

INTRO = """
`plant.devices` 和 `plant.protection` 中可用的设备和保护（`kind: grid`）。`*` 为必填。每台设备发布的位号写作 `编号.名称`，例如
`QF101.closed`；标“收”的是指令或故障参数，故障（`faults`）写的就是它们。点（`from`、`to`、`at`）是设备之间的连接处，写到哪里就有哪里；
电压由间隔（`bays`）给出。

The devices and relays `plant.devices` and `plant.protection` may name (`kind: grid`). `*` is required. Tags are written
`ID.name`, such as `QF101.closed`; those marked *takes* are commands or fault parameters, which `faults` writes. Points
(`from`, `to`, `at`) are where devices meet; naming one makes it. Voltages come from the bays.
"""
SAMPLE = """
kind: grid
bays: {BAY: {title: {zh: 间隔, en: Bay}, voltage: 10 kV}, BAY2: {title: {zh: 间隔, en: Bay}, voltage: 10 kV}}
buses: {BUS: {title: {zh: 母线, en: Bus}}}
devices:
  S: {type: source, at: BUS, short_circuit: 500 MVA}
  QS: {type: disconnector, bay: BAY, from: BUS, to: A}
  QF: {type: breaker, bay: BAY, from: A, to: B, sf6: 600 kPa}
  QL: {type: load_switch, bay: BAY, from: B, to: H}
  TR: {type: truck, bay: BAY, contacts: [[H, HV]]}
  QE: {type: earthing_switch, bay: BAY, at: H}
  GND: {type: earth_point, bay: BAY, at: H}
  T: {type: transformer, high: HV, low: L, rated: 40 MVA, voltages: [10 kV, 10.5 kV], uk: 10.5 %, load_loss: 148 kW, no_load_loss: 36 kW}
  QN: {type: neutral_switch, bay: BAY, of: T}
  QF2: {type: breaker, bay: BAY2, from: L, to: F}
  LN: {type: line, from: F, to: E, length: 2 km, r: 0.08 ohm/km, x: 0.1 ohm/km, rated: 500 A}
  LD: {type: load, at: E, p: 1 MW}
  C: {type: capacitor, at: E, q: 1 Mvar, voltage: 10 kV}
  TV: {type: voltage_transformer, at: E}
protection:
  RELAY: {type: gas, title: {zh: 瓦斯, en: Gas}, of: T}
"""
COMMON = frozenset({"type", "title", "label"})


def page() -> str:
    """The page."""
    schema = scenario_language().json_schema()
    sample = _sample()
    parts = [_overview()]
    models: tuple[type[Any], ...] = (*DEVICES, *RELAYS)
    keys = {schema_key(schema, model) for model in models}
    shared: list[str] = []
    for model in models:
        key = schema_key(schema, model)
        inside = reachable(schema, schema["$defs"][key])
        shared += [k for k in inside if k not in shared and k != "Text" and k not in keys]
        parts.append(f"## {_kind(model)}\n\n{_title(model)}。{(model.__doc__ or '').strip()}")
        parts.append(model_table(schema, key, COMMON))
        parts.append(_tags(sample, _kind(model)))
    parts.append("## 全站和母线 / The station and its buses\n")
    parts += [_table(sample[STATION]), _table(sample["BUS"])]
    parts.append("## 组成部分 / Parts")
    parts += [model_section(schema, key) for key in shared]
    return page_of("变电站设备 / Devices of a substation", INTRO, *parts)


def _kind(model: type[Any]) -> str:
    (name,) = model.model_fields["type"].annotation.__args__
    return str(name)


def _title(model: type[Any]) -> str:
    return str(model.model_config.get("title", model.__name__))


def _overview() -> str:
    rows = [(f"[{code(_kind(m))}](#{_kind(m)})", _title(m)) for m in (*DEVICES, *RELAYS)]
    common = [(code("type") + " \\*", "设备或保护的类型，见下表 / kind of device or relay, one of the table below")]
    common += [
        (code(name) + (" \\*" if field.is_required() else ""), field.description or "")
        for model in (Device, Switching, Relay)
        for name, field in model.model_fields.items()
        if not (model is Switching and name in Device.model_fields) and not (model is Relay and name == "label")
    ]
    head = "设备都有 `title`、`label`，开关设备还有 `bay`；保护都有 `title`、`enabled`、`trips`：/ What they have in common:\n\n"
    return (
        head + table(("项 / key", "说明 / description"), common) + "\n" + table(("类型 / type", "设备 / device"), rows)
    )


def _sample() -> dict[str, Declared]:
    return declare(GridSection.model_validate(yaml.safe_load(SAMPLE)))


def _tags(sample: dict[str, Declared], kind: str) -> str:
    section = yaml.safe_load(SAMPLE)
    for group in ("devices", "protection"):
        for name, entry in section[group].items():
            if entry["type"] == kind:
                return _table(sample[name])
    return _relay_tags(sample) if kind in {_kind(m) for m in RELAYS} else ""


def _relay_tags(sample: dict[str, Declared]) -> str:
    return f"位号同 / tags as {code('gas')}，没有 / without {code('light')}。\n" if sample else ""


def _table(one: Declared) -> str:
    if not one.tags:
        return ""
    rows = []
    for tag in one.tags:
        zh, en = (text.removeprefix(one.title.of(lang) + " ") for lang, text in (("zh", tag.zh), ("en", tag.en)))
        span = "、".join(code(option) for option in tag.options) or f"{tag.low:g}…{tag.high:g}"
        sort = "收 / takes" if tag.writable else "示 / shows"
        rows.append((code(tag.id.partition(".")[2]), sort, code(tag.unit) if tag.unit else "", span, f"{zh} / {en}"))
    words = DeedWords.of_operations(one.operations)
    verbs = "、".join(f"{code(op.verb)}（{words.verb(op.verb, op.on).zh}）" for op in one.operations)
    body = table(("位号 / tag", "类别 / sort", "单位 / unit", "范围 / range", "名称 / name"), rows)
    return body + (f"\n可做的操作 / What people can do: {verbs}\n" if verbs else "")

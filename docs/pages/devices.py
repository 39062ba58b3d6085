"""``reference/devices.md``: the devices and relays of substations, with fields, tags and what people can do to them."""

from __future__ import annotations

from typing import Any

import yaml

from docs.pages.components import schema_key
from docs.pages.fields import model_section, model_table, reachable
from docs.pages.markdown import code, page_of, table
from engine.plant.grid.declaration import STATION, declare
from engine.plant.grid.declared import Declared
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
EARTH = """
## 单相接地 / One phase to earth

线路或母线 `fault: earth`，`fault_phase` 选相，`fault_resistance` 为接地电阻，`fault_place` 为接地点距首端占线路长的百分数（0 即站内出线端）。
同一网络（中性点不接地、由触头和线路相连）内：

- 只有一相接地：不跳闸，电压互感器三相对地电压和开口三角、各线 `I0`（故障线反向）按 GB/T 50064 显示；`STATION.earth_time` 从接地起计时，
  全部接地消失时归零。断开故障线即恢复，断开非故障线则电容电流减少。
- 两相各有一点接地（511 B 相与 512 A 相，或合上分段后两段各一点）：经大地的相间短路，回路阻抗 2·Z1 +（每段线路）(2·Z1 + Z0)/3 + 接地
  电阻（IEC 60909-3），过流保护按各自所通电流动作。过流保护只装 A、C 相互感器（`phases: [A, C]`）的线路，B 相接地时不跳，另一条跳后它
  仍是单相接地。100 A 及以下（接地电阻大）仍作接地故障。
- 入地点周围：`earth_current`（A）、`step`（1 m 处跨步电压）、`touch`（接触电压，入地半径 0.25 m）；`soil` 为土壤电阻率。距离 r 处的跨步
  电压是 1 m 处的 1.8/(r·(r + 0.8)) 倍。

`fault: earth` on a line or bus earths the phase `fault_phase` through `fault_resistance`; `fault_place` says how far along the
line (0 is the terminal in the station). In one network without an earthed neutral (joined by contacts and lines) one earthed
phase trips nothing and shows in the voltages, the open delta and each `I0`, reversed on the faulty line; `STATION.earth_time`
counts from then until no phase is earthed. Two phases earthed at two places are a short circuit through the ground with
the loop 2·Z1 + (2·Z1 + Z0)/3 of each way + the earths (IEC 60909-3); over-current relays trip on what their feeder carries, but
one with current transformers in A and C only (`phases: [A, C]`) does not see phase B. At 100 A or less it stays an earth fault.
The step voltage at r metres is that at 1 m times 1.8/(r·(r + 0.8)):

```yaml
keep_off:
  FALLEN: {safe: 8 m, ground: true, when: "LN512.earth_current > 1 A"}     # 室内 4 m / 4 m indoors
consequences:
  SHOCK:
    when: "FALLEN.near and LN512.step * 1.8 m2 / (learner.distance.FALLEN * (learner.distance.FALLEN + 0.8 m)) > 50 V"
alarms:
  TWO_HOURS: {when: "STATION.earth_time > 2 h"}
  FOUND: {when: "SEL_1.selected == 'LN512'"}
```

变压器高压侧一相接地而该网络再无接地的中性点：`U_neutral` 达相电压，`gap` 跳闸；间隙保护退出时 2 s 后 `neutral_damaged`。网络有接地中性点时它低于
0.6 倍相电压，间隙保护不动；中性点接地的变压器由 `neutral_overcurrent` 看零序电流。

One phase to earth on the high side of a transformer, in a network that has no earthed neutral left: `U_neutral` rises to the
phase voltage and `gap` trips; with that plate out `neutral_damaged` follows after 2 s. While a neutral of the network is
earthed it stays below 0.6 of it; a transformer whose neutral is earthed sees the current in `neutral_overcurrent`.

柜上带电显示（`live_display`）的 `live` 及三相 `a`、`b`、`c` 供柜面选项 `live` 用：`live: [LIVE512.a, LIVE512.b, LIVE512.c]`。

The lamps of a `live_display` feed the option `live` of a cubicle: `live: [LIVE512.a, LIVE512.b, LIVE512.c]`.
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
  LIVE: {type: live_display, at: F}
protection:
  RELAY: {type: gas, title: {zh: 瓦斯, en: Gas}, of: T}
  SELECTOR: {type: earth_selector, title: {zh: 选线, en: Selector}, of: BUS, lines: [LN]}
five_prevention: {encloses: {GATE: {title: {zh: 网门, en: Fence}, points: [HV]}}}
"""
DOORS = """
## 柜门、网门 / Doors and fences

```yaml
plant:
  five_prevention:
    encloses:
      GATE1: {title: {zh: 1号主变网门, en: Fence of No.1 transformer}, label: 1号主变网门, points: [T1H, T1L]}
stage:
  objects:
    GATE1: {kind: gate, at: [12, 6, 0], gives: [GATE1]}
    CONSOLE: {kind: console, at: [20, 6, 0], gives: ["*control", -GATE1]}     # 不在控制室开门 / no door is opened from the desk
consequences:
  WRONG_BAY: {when: "GATE1.exposed and learner.distance.T1 < 1.5 m"}
```

五防（误入带电间隔）：其内各点都明显断开并接地以后才能打开（`open`）；门开着时，会使其内失去接地或断开点的操作被拒绝，关上（`close`）后才行。
预演同样检查。没有五防或已解锁时都能打开，`exposed` 指出门开着而内部未停电接地。

Five-prevention (entering the wrong bay): a door opens once every point behind it is visibly cut off and earthed; while it is
open, what would take the earth or the break away is refused until it is shut. A rehearsal checks the same. Without the interlock,
or with it released, a door opens onto anything, and `exposed` tells.
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
    parts.append(DOORS)
    parts.append(_table(sample["GATE"]))
    parts.append(EARTH)
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

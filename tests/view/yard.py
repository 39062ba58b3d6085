"""A whole yard of 110 kV for tests and pictures: two line bays, two transformer bays, the bus section, both bus VTs.

The arrangement is that of the station of the power scenarios (``source: design``): lines come in from the north, the
two halves of the bus run from west to east with their section switch between, transformers stand to the south.
It is not the stage of that scenario: its tags are bare values, so that a test sets what no station would (an arc without a
fault, a pole that jams), and no people, rooms or hand tools are built with it.

    python -m tests.view.yard out/          takes the pictures
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.session.frame import Frame
from engine.session.stage import StageSection
from engine.tags import Kind, Tag, TagTable

__all__ = ["STATE", "stage", "tag_table", "values"]

BAY = {"111": 2.0, "101": 10.0, "102": 32.0, "112": 40.0}
"""Middle of each bay, metres east."""
BUS = {"1": (-2.0, 14.0), "2": (28.0, 44.0)}
"""West and east portal of each half of the bus, metres east."""


def _title(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def _shares(bus: str, x: float) -> str:
    """Where the three wires of a bus pass over the poles of a bay at ``x``, as shares of its wires."""
    west, east = (BUS[bus][0] + 1.8, BUS[bus][1] - 1.8)
    return "/".join(f"{min(max((x + d - west) / (east - west), 0), 1):.3f}" for d in (-2.0, 0.0, 2.0))


def _switch(number: str, x: float, y: float, turn: float = 0.0, **options: Any) -> dict[str, Any]:
    return {
        f"QS{number}": {
            "kind": "disconnector", "at": [x, y, 0], "turn": turn, "size": [4.9, 1.7, 4.2], "label": number,
            "title": _title("隔离开关", "disconnector"), "options": options,
        }
    }  # fmt: skip


def _earth_box(number: str, x: float, y: float) -> dict[str, Any]:
    return {
        f"QE{number}": {
            "kind": "drive_box", "at": [x, y, 0], "label": number, "size": [0.5, 0.32, 1.5],
            "title": _title("接地刀闸", "earthing switch"),
        }
    }  # fmt: skip


def _bay(number: str, x: float, north: bool) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A bay from the bus outward: disconnector, breaker, current transformers, disconnector."""
    s = 1 if north else -1
    inner, outer = ("front", "back") if north else ("back", "front")
    bus = "1" if x < 20 else "2"
    near, far = f"{number}{bus}", f"{number}3"
    objects: dict[str, Any] = {}
    objects |= _switch(near, x, 5.0 * s, **{f"earth_{outer}": f"QE{number}{bus}0"})
    objects |= _switch(far, x, 15.0 * s, earth_front=f"QE{number}{'30' if north else '40'}",
                       earth_back=f"QE{number}{'40' if north else '30'}")  # fmt: skip
    objects[f"QF{number}"] = {
        "kind": "outdoor_breaker", "at": [x, 8.5 * s, 0], "size": [4.6, 1.1, 5.6], "label": number,
        "title": _title("断路器", "circuit breaker"), "options": {"red_to": 0.5},
    }  # fmt: skip
    objects[f"TA{number}"] = {
        "kind": "current_transformer", "at": [x, 11.6 * s, 0], "size": [4.9, 0.8, 4.6], "label": f"{number}TA",
        "title": _title("电流互感器", "current transformers"),
    }  # fmt: skip
    objects |= _earth_box(f"{number}{bus}0", x + 1.0, 5.0 * s - 0.5)
    objects |= _earth_box(f"{number}30", x + 0.6, 15.0 * s - 0.6)
    objects |= _earth_box(f"{number}40", x + 1.4, 15.0 * s - 0.6)
    spans = [
        {"from": f"BUS{bus}@{_shares(bus, x)}", "to": f"QS{near}.{inner}", "sag": 0.25},
        {"from": f"QS{near}.{outer}", "to": f"QF{number}.{inner}", "sag": 0.15},
        {"from": f"QF{number}.{outer}", "to": f"TA{number}.{inner}", "sag": 0.2},
        {"from": f"TA{number}.{outer}", "to": f"QS{far}.{inner}", "sag": 0.15},
    ]
    return objects, spans


def _line_end(number: str, x: float) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    objects = {
        f"PT{number}": {"kind": "portal", "at": [x, 22.5, 0], "size": [8, 2.2, 10]},
        f"FS{number}": {
            "kind": "surge_arrester", "at": [x, 18.6, 0], "size": [4.9, 0.6, 4.3], "label": f"{number}F",
            "title": _title("避雷器", "surge arresters"),
        },
    }  # fmt: skip
    spans: list[dict[str, Any]] = [
        {"from": f"QS{number}3.back", "to": f"FS{number}.top", "sag": 0.15},
        {"from": f"FS{number}.top", "to": f"PT{number}.front", "sag": -0.2},
        {"from": f"PT{number}.front", "to": f"PT{number}.back", "sag": 1.3},
        {"from": f"PT{number}.back", "to": [x, 80, 13], "apart": [3, 0, 0], "sag": 2.2, "size": 60},
    ]
    return objects, spans


def _transformer(k: int, x: float) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    number, name = f"10{k}", f"T{k}"
    objects = {
        name: {
            "kind": "power_transformer", "at": [x, -23.2, 0], "size": [7.2, 5.4, 5.6], "label": f"{k}号主变",
            "title": _title(f"{k}号主变", f"No.{k} transformer"),
        },
        f"QS10{k}0": {
            "kind": "neutral_switch", "at": [x + 5.0, -21.6, 0], "size": [1.2, 0.9, 3.6], "label": f"10{k}0",
            "title": _title("中性点接地刀闸", "neutral earthing switch"),
        },
        f"FS{number}": {
            "kind": "surge_arrester", "at": [x, -18.2, 0], "size": [4.9, 0.6, 4.3], "label": f"{number}F",
            "title": _title("避雷器", "surge arresters"),
        },
        f"BRIDGE{k}": {
            "kind": "bus_bridge", "at": [x, -29.2, 0], "size": [1.9, 7.4, 3.7], "label": f"50{k}",
            "title": _title("10kV 母线桥", "10 kV bus bridge"),
        },
    }  # fmt: skip
    spans = [
        {"from": f"QS{number}3.front", "to": f"FS{number}.top", "sag": 0.15},
        {"from": f"FS{number}.top", "to": f"{name}.hv", "sag": 0.2},
        {"from": f"{name}.neutral", "to": f"QS10{k}0.top", "sag": 0.25},
        {"from": f"{name}.lv", "to": f"BRIDGE{k}.back", "look": "copper", "size": 40, "sag": -0.05},
    ]
    return objects, spans


def _section() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    objects = {
        **_switch("1101", 17.4, 0, 90),
        **_switch("1102", 24.6, 0, 90),
        "QF110": {
            "kind": "outdoor_breaker", "at": [21, 0, 0], "turn": 90, "size": [4.6, 1.1, 5.6], "label": "110",
            "title": _title("分段断路器", "section circuit breaker"), "options": {"red_to": 0.5},
        },
    }  # fmt: skip
    spans = [
        {"from": "PB1E.front", "to": "QS1101.back", "sag": 0.1},
        {"from": "QS1101.front", "to": "QF110.back", "sag": 0.15},
        {"from": "QF110.front", "to": "QS1102.back", "sag": 0.15},
        {"from": "QS1102.front", "to": "PB2W.back", "sag": 0.1},
        {"from": "PB1E.back", "to": "PB1E.front", "sag": 0.8},
        {"from": "PB2W.back", "to": "PB2W.front", "sag": 0.8},
    ]
    return objects, spans


def _busbars() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    objects: dict[str, Any] = {}
    spans: list[dict[str, Any]] = []
    for bus, (west, east) in BUS.items():
        for side, x in (("W", west), ("E", east)):
            inner = {"1W": "front", "2E": "back"}.get(bus + side, "both")
            objects[f"PB{bus}{side}"] = {
                "kind": "portal", "at": [x, 0, 0], "turn": 90, "size": [8, 2.2, 7.3],
                "options": {"strings": inner, "earth_peak": False},
            }  # fmt: skip
        spans.append({"name": f"BUS{bus}", "from": f"PB{bus}W.front", "to": f"PB{bus}E.back", "sag": 0.6})
        x = BAY["101"] if bus == "1" else BAY["102"]
        objects |= _switch(f"11{bus}9", x, 5.0, earth_back=f"QE11{bus}90")
        objects[f"TV{bus}"] = {
            "kind": "voltage_transformer", "at": [x, 8.2, 0], "size": [4.9, 0.8, 4.8], "label": f"11{bus}TV",
            "title": _title("母线电压互感器", "bus voltage transformers"),
        }  # fmt: skip
        spans.append({"from": f"BUS{bus}@{_shares(bus, x)}", "to": f"QS11{bus}9.front", "sag": 0.25})
        spans.append({"from": f"QS11{bus}9.back", "to": f"TV{bus}.top", "sag": 0.1})
    return objects, spans


def _ground() -> dict[str, Any]:
    def slab(x: float, y: float, wide: float, deep: float, **options: Any) -> dict[str, Any]:
        return {"kind": "paving", "role": "decor", "at": [x, y, 0], "size": [wide, deep, 0.04], "blocks": False,
                "options": options}  # fmt: skip

    objects: dict[str, Any] = {
        "ROAD_S": slab(21, -29.6, 62, 3.4, surface="asphalt", kerb=True),
        "ROAD_M": slab(21, -15.6, 4.0, 24.6, surface="asphalt"),
        "PATH_N": slab(21, 11.8, 36, 1.2, surface="concrete"),
        "TRENCH_S": {"kind": "trench_cover", "role": "decor", "at": [21, -10.1, 0], "size": [36, 0.9, 0.1], "blocks": False},
        "TRENCH_N": {"kind": "trench_cover", "role": "decor", "at": [21, 10.2, 0], "size": [44, 0.9, 0.1], "blocks": False},
        "GATE": {"kind": "gate", "at": [-10, -29.6, 0], "turn": 90, "size": [4, 0.12, 1.8], "label": "大门"},
    }  # fmt: skip
    for k, (x, y, turn, long) in enumerate(
        ((21, 27, 0, 62), (52, -6.5, 90, 67), (-10, -0.3, 90, 54.6), (-10, -35.8, 90, 8.4))
    ):
        objects[f"FENCE{k}"] = {
            "kind": "fence", "role": "decor", "at": [x, y, 0], "turn": turn, "size": [long, 0.1, 2.2],
            "options": {"solid": True},
        }  # fmt: skip
    for k, (x, y) in enumerate(((-6, 12), (48, 12), (21, 16), (-8.5, -19), (48, -24))):
        objects[f"LAMP{k}"] = {"kind": "yard_lamp", "role": "decor", "at": [x, y, 0], "size": [0.5, 0.5, 7]}
    objects["PLATE101"] = {"kind": "designation", "at": [8.2, -10.9, 0], "label": "101",
                           "title": _title("1号主变间隔", "No.1 transformer bay"), "size": [0.6, 0.2, 1.3]}  # fmt: skip
    return objects


def stage_data() -> dict[str, Any]:
    """The ``stage`` section of the yard as an author would write it."""
    objects: dict[str, Any] = {}
    spans: list[dict[str, Any]] = []
    groups = [_busbars(), _section()]
    groups += [_bay(number, x, number[1] == "1") for number, x in BAY.items()]
    groups += [_line_end(number, BAY[number]) for number in ("111", "112")]
    groups += [_transformer(k, BAY[f"10{k}"]) for k in (1, 2)]
    for found, wires in groups:
        objects |= found
        spans += wires
    objects |= _ground()
    objects["ARC"] = {
        "kind": "effect", "at": [12.575, -15.353, 3.92], "size": [0.6, 0.6, 1.6],
        "options": {"style": "arc", "when": "arc.on", "to": [0.0, 0.706, 0.0]},
    }  # fmt: skip
    objects["FLASH"] = {
        "kind": "effect", "at": [11.9, -8.72, 2.75], "size": [0.6, 0.6, 1.6],
        "options": {"style": "flash", "when": "flash.on", "to": [0.05, 0, 1.1]},
    }  # fmt: skip
    return {
        "rooms": {
            "yard": {"title": _title("110kV 设备区", "110 kV yard"), "box": [-10, -28, 52, 27], "walls": False,
                     "height": 12, "style": "gravel"},
            "front": {"title": _title("站前区", "forecourt"), "box": [-10, -33, 52, -28], "walls": False,
                      "height": 12, "style": "lawn"},
            "room10": {"title": _title("10kV 开关室", "10 kV room"), "box": [2, -40, 40, -33], "height": 4.6,
                       "doors": [{"at": [21, -33], "width": 2.0, "height": 2.6}]},
        },
        "objects": objects,
        "places": {"gate": {"at": [-8, -29.6, 0], "heading": -90}},
        "spans": spans,
        "views": {
            "yard": {"at": [-7, -27.5, 4.2], "look": [16, -8, 1.6]},
            "walk": {"at": [21, -19, 0], "look": [8, -8, 3.2]},
            "disconnector": {"at": [15.2, -19.6, 0], "look": [10.9, -15.0, 2.9]},
            "breaker": {"at": [9.4, -10.6, 0], "look": [10.1, -8.8, 1.75]},
            "breaker_far": {"at": [14.5, -16.2, 0], "look": [10.6, -8.5, 2.9]},
            "transformer": {"at": [17.2, -29.8, 0.2], "look": [10.2, -23.4, 2.9]},
            "neutral": {"at": [18.6, -24.4, 0], "look": [15, -21.6, 2.3]},
            "box": {"at": [9.0, -17.0, 0], "look": [8.4, -15.3, 1.6]},
            "bus": {"at": [14.5, -3.5, 0], "look": [24, 2, 4.5]},
        },
    }  # fmt: skip


def stage() -> StageSection:
    """The yard as the session reads it."""
    return StageSection.model_validate(stage_data())


def tag_table() -> TagTable:
    """Every tag the yard moves with."""
    tags = TagTable()
    section = stage_data()["objects"]
    for name, thing in section.items():
        if thing["kind"] in ("disconnector", "drive_box", "neutral_switch", "gate"):
            tags.add(Tag(f"{name}.position", low=0, high=100))
        elif thing["kind"] == "outdoor_breaker":
            tags.add(Tag(f"{name}.closed", kind=Kind.DISCRETE))
            tags.add(Tag(f"{name}.charged", kind=Kind.DISCRETE))
            tags.add(Tag(f"{name}.sf6", unit="kPa", low=0, high=1000))
        elif thing["kind"] == "power_transformer":
            tags.add(Tag(f"{name}.tap", low=1, high=17))
            tags.add(Tag(f"{name}.oil_level", unit="%", low=0, high=100))
            tags.add(Tag(f"{name}.T_oil", unit="degC", low=0, high=120))
            tags.add(Tag(f"{name}.fans", kind=Kind.DISCRETE))
        elif thing["kind"] == "surge_arrester":
            tags.add(Tag(f"{name}.leakage", unit="mA", low=0, high=3))
    for name in ("QS1013.unseated_c", "QS1013.arc", "flash.on", "arc.on"):
        tags.add(Tag(name, kind=Kind.DISCRETE))
    return tags


STATE = {
    "sf6": 600.0,
    "charged": 1.0,
    "tap": 9.0,
    "oil_level": 55.0,
    "T_oil": 48.0,
    "fans": 1.0,
    "leakage": 0.6,
}


def values(tags: TagTable, **changed: float) -> tuple[float, ...]:
    """The normal state: everything in service but the section breaker; ``changed`` overrides (dots as ``__``)."""
    row = {tag.id: STATE.get(tag.id.rpartition(".")[2], 0.0) for tag in tags}
    for tag in tags:
        owner, _, what = tag.id.rpartition(".")
        if what == "position" and owner.startswith("QS"):
            row[tag.id] = 100.0
        elif what == "closed":
            row[tag.id] = float(owner != "QF110")
    row |= {"QS1010.position": 0.0}
    row |= {name.replace("__", "."): value for name, value in changed.items()}
    return tuple(row[tag.id] for tag in tags)


SHOTS: dict[str, tuple[str, dict[str, float]]] = {
    "yard": ("yard", {}),
    "walk": ("walk", {}),
    "bus": ("bus", {}),
    "closed": ("disconnector", {}),
    "half": ("disconnector", {"QS1013__unseated_c": 1}),
    "open_earthed": ("disconnector", {"QS1013__position": 0, "QE10140__position": 100}),
    "moving": ("disconnector", {"QS1013__position": 30}),
    "breaker_on": ("breaker", {}),
    "breaker_off": ("breaker", {"QF101__closed": 0, "QF101__charged": 0, "QF101__sf6": 510}),
    "box": ("box", {"QS1013__position": 0}),
    "transformer": ("transformer", {}),
    "neutral": ("neutral", {"QS1010__position": 100}),
    "arc": ("disconnector", {"QS1013__position": 50, "QS1013__arc": 1}),
    "arc_object": ("disconnector", {"QS1013__position": 30, "arc__on": 1}),
    "flash": ("breaker_far", {"flash__on": 1}),
}
"""File name → point of view and what is not in its normal state."""


def pictures(folder: Path, only: tuple[str, ...] = (), display: str = "p3tinydisplay") -> Iterator[Path]:
    """Take the pictures with the software renderer or another, 1366 × 768; prints triangles and milliseconds a frame."""
    from engine.view.picture import save_picture
    from engine.view.scene import Scene
    from engine.view.shots import facing
    from engine.view.window import close_window, open_window

    base = open_window("yard", (1366, 768), "offscreen", (display,))
    started = time.perf_counter()
    section, tags = stage(), tag_table()
    scene = Scene(base, section, tags)
    print(
        f"{len(scene.place.items)} objects, {scene.place.triangles} triangles, built in {time.perf_counter() - started:.1f} s"
    )
    base.camLens.set_fov(70)
    base.camLens.set_near_far(0.08, 250)
    for name, (view, changed) in SHOTS.items():
        if only and name not in only:
            continue
        pose = facing(section.views[view])
        base.camera.set_pos(pose.x / 1000, pose.y / 1000, pose.z / 1000 + 1.62)
        base.camera.set_hpr(pose.heading / 1000, pose.pitch / 1000, 0)
        for k in range(4):
            before = {**changed, "flash__on": 0}
            scene.update(Frame(k, 10.0 + 0.12 * k, values(tags, **before), {}))
            base.graphicsEngine.render_frame()
        started = time.perf_counter()
        for k in range(5):
            scene.update(Frame(k, 10.5 + 0.03 * k, values(tags, **changed), {}))
            base.graphicsEngine.render_frame()
        print(f"{name}: {(time.perf_counter() - started) * 200:.0f} ms a frame")
        save_picture(base, folder / f"{name}.png")
        yield folder / f"{name}.png"
    scene.close()
    close_window(base)


if __name__ == "__main__":
    for path in pictures(Path(sys.argv[1] if len(sys.argv) > 1 else "out"), tuple(sys.argv[2:])):
        print(path)

"""A 10 kV switch room with twelve cubicles and the control room beside it: what the indoor kinds are looked at in.

    python -m tests.view.switch_room out/indoor        # writes the pictures

It is no scenario: its tags are bare values that the tests and the pictures set.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from panda3d import core

from engine.session.frame import Frame
from engine.session.stage import StageSection
from engine.tags import Kind, Tag, TagTable
from engine.view.picture import save_picture
from engine.view.scene import Scene
from engine.view.window import close_window, open_window

__all__ = ["CUBICLES", "VIEWS", "room", "show", "tags_of"]

CUBICLES = (
    ("513", "feeder", "10kV 城东线"), ("512", "feeder", "10kV 纺织线"), ("511", "feeder", "10kV 江北线"),
    ("501", "incoming", "1号主变10kV侧"), ("519", "vt", "10kV I段母线PT"), ("515", "capacitor", "1号电容器"),
    ("500", "bus_section", "10kV 分段"), ("5002", "riser", "10kV 分段隔离"), ("525", "capacitor", "2号电容器"),
    ("526", "station_service", "2号站用变"), ("502", "incoming", "2号主变10kV侧"), ("521", "feeder", "10kV 港口线"),
)  # fmt: skip
WIDE = {"incoming": 1.0, "bus_section": 1.0}


def _cubicle(label: str, variant: str, title: str, x: float, end: str) -> dict[str, Any]:
    options: dict[str, Any] = {"variant": variant, "truck": f"TR{label}", "live": f"LIVE{label}", "end": end}
    if variant not in ("vt", "riser"):
        options |= {"breaker": f"QF{label}", "charged": f"SPRING{label}", "local": f"LOCAL{label}"}
    if variant in ("feeder", "capacitor", "station_service"):
        options["earth"] = f"QE{label}"
    options |= {"crank": f"CRANK{label}", "spanner": f"SPANNER{label}", "arc": f"ARC{label}"}
    options |= {"meter_full": 2500.0 if variant in WIDE else 600.0}
    options["links"] = [
        {"zh": "跳闸出口", "en": "Trip", "tag": f"LP1_{label}"}, {"zh": "合闸出口", "en": "Close", "tag": f"LP2_{label}"},
        {"zh": "检修状态", "en": "Maintenance", "colour": "yellow", "tag": f"LP3_{label}"},
        {"zh": "备用", "en": "Spare", "colour": "beige", "tag": f"LP4_{label}"},
    ]  # fmt: skip
    return {"kind": "cubicle", "at": [x, 5.2, 0], "size": [WIDE.get(variant, 0.8), 1.5, 2.3], "label": label,
            "title": {"zh": title, "en": title}, "reads": f"I{label}", "options": options}  # fmt: skip


def room() -> StageSection:
    """The stage."""
    objects: dict[str, Any] = {}
    x = 1.2
    for k, (label, variant, title) in enumerate(CUBICLES):
        wide = WIDE.get(variant, 0.8)
        end = "left" if k == 0 else "right" if k == len(CUBICLES) - 1 else "none"
        objects[f"C{label}"] = _cubicle(label, variant, title, x + wide / 2, end)
        x += wide
    objects |= _floor_and_signs() | _control_room()
    return StageSection.model_validate({
        "rooms": {
            "switch": {"title": {"zh": "10kV高压室", "en": "10 kV switch room"}, "box": [0, 0, 12.6, 8], "height": 4.2},
            "control": {"title": {"zh": "主控室", "en": "Control room"}, "box": [12.6, 0, 22.6, 8], "height": 3.4, "style": "control"},
        },
        "objects": objects,
        "places": {"start": {"at": [6, 2, 0]}},
    })  # fmt: skip


def _floor_and_signs() -> dict[str, Any]:
    """What lies and hangs in the switch room."""

    def hung(style: str, at: list[float], size: float = 0.25, **more: Any) -> dict[str, Any]:
        return {"kind": "work_sign", "at": at, "size": [size, 0.03, size], "options": {"style": style, **more}}

    return {
        "MAT1": {"kind": "rubber_mat", "at": [6.2, 3.75, 0], "size": [10, 1.0, 0.012], "blocks": False},
        "TRENCH": {"kind": "trench_plates", "at": [6.2, 6.9, 0], "size": [10, 0.7, 0.01], "blocks": False},
        "S501": hung("no_closing", [4.2, 4.40, 0.93], 0.25, here="HUNG501"),
        "S_HERE": hung("work_here", [3.2, 3.0, 0], 0.3, hung="stand", here="WORK511"),
        "FENCE1": {"kind": "safety_fence", "at": [6.0, 2.6, 0], "size": [3.4, 0.3, 1.1], "options": {"posts": 3, "style": "net", "here": "FENCED"}},
        "FENCE2": {"kind": "safety_fence", "at": [9.6, 2.6, 0], "size": [3.0, 0.3, 1.1], "options": {"here": "FENCED"}},
        "ES1": {"kind": "earth_set", "at": [12.2, 2.0, 0.6], "turn": -90, "options": {"number": "1"}},
        "ES2": {"kind": "earth_set", "at": [12.2, 1.2, 0.2], "size": [0.6, 0.2, 1.9], "turn": -90,
                "options": {"number": "2", "style": "fitted", "gap": 0.25}},
    }  # fmt: skip


_LINKS = ("差动投入", "高后备投入", "低后备投入", "间隙投入", "零序投入", "重瓦斯", "跳101", "跳501", "跳500", "启动失灵", "闭锁备投",
          "检修状态", "备用", "备用", "备用", "远方操作", "解除复压", "备用")  # fmt: skip


def _control_room() -> dict[str, Any]:
    """Panels along the north wall, the mimic board west, the desk, what people wear and carry in the south."""
    links = [{"zh": zh, "en": f"Link {k + 1}", "tag": f"LP{k}_T1",
              "colour": "beige" if zh == "备用" else "red" if zh[0] in "跳启" else "yellow"} for k, zh in enumerate(_LINKS)]  # fmt: skip
    lamps = [{"zh": zh, "en": en, "tag": f"SIG{k}", "colour": c} for k, (zh, en, c) in enumerate(
        (("运行", "Run", "green"), ("跳闸", "Trip", "red"), ("告警", "Alarm", "amber"), ("通讯", "Link", "green")))]  # fmt: skip
    supplies = [
        {"zh": zh, "en": zh, "tag": f"DC{k}"}
        for k, zh in enumerate(
            (
                "101控制",
                "101储能",
                "501控制",
                "501储能",
                "110控制",
                "500控制",
                "1011操作",
                "1013操作",
                "保护电源",
                "测控电源",
                "五防电源",
                "事故照明",
            )
        )
    ]
    board = {
        "lines": [(-1.3, 1.35, -0.1, 1.35), (0.1, 1.35, 1.3, 1.35), (-0.7, 1.35, -0.7, 0.95), (0.7, 1.35, 0.7, 0.95)],
        "second": [(-1.3, 0.45, -0.1, 0.45), (0.1, 0.45, 1.3, 0.45), (-0.7, 0.75, -0.7, 0.45), (0.7, 0.75, 0.7, 0.45),
                   *((x, 0.45, x, 0.12) for x in (-1.2, -0.9, -0.4, 0.4, 0.9, 1.2))],
        "symbols": [
            {"at": (-0.7, 1.15), "zh": "101", "tag": "QF101"}, {"at": (0.7, 1.15), "zh": "102", "tag": "QF102"},
            {"at": (-0.7, 0.87), "style": "rings", "zh": "1号主变"}, {"at": (0.7, 0.87), "style": "rings", "zh": "2号主变"},
            {"at": (-0.7, 0.6), "zh": "501", "tag": "QF501"}, {"at": (0.7, 0.6), "zh": "502", "tag": "QF502"},
            *({"at": (x, 0.3), "zh": n, "tag": f"QF{n}"} for x, n in
              ((-1.2, "511"), (-0.9, "512"), (-0.4, "513"), (0.4, "521"), (0.9, "522"), (1.2, "523"))),
            {"at": (-0.4, 1.35), "style": "switch", "zh": "110", "tag": "QF110"},
        ],
    }  # fmt: skip
    wear = {"helmet": "helmet", "gloves": "insulating_gloves", "boots": "insulating_boots"}
    objects: dict[str, Any] = {
        "P1": {"kind": "relay_panel", "at": [14.0, 7.2, 0], "label": "1号主变保护屏", "options": {"links": links, "lamps": lamps}},
        "P2": {"kind": "relay_panel", "at": [14.85, 7.2, 0], "label": "10kV线路保护屏", "options": {"links": links[:9], "lamps": lamps,
               "relays": [{"zh": f"{n}线路保护"} for n in (511, 512, 513)]}},
        "P3": {"kind": "dc_panel", "at": [15.7, 7.2, 0], "label": "直流馈线屏", "options": {"supplies": supplies}},
        "MIMIC": {"kind": "mimic_board", "at": [18.4, 7.5, 0], "label": "临江变模拟屏", "options": board},
        "DESK": {"kind": "mimic_desk", "at": [18.4, 5.2, 0], "label": "五防主机", "options": {"key": "KEYHOME"}},
        "TOOLS": {"kind": "tool_cabinet", "at": [21.4, 7.6, 0], "label": "安全工器具柜"},
        "SUIT": {"kind": "arc_suit", "role": "wearable", "at": [22.3, 3.0, 0.25], "turn": -90, "label": "防电弧服"},
        "ROD": {"kind": "insulating_rod", "role": "tool", "at": [22.4, 1.6, 0.3], "turn": -90, "label": "绝缘棒"},
        "ROD110": {"kind": "insulating_rod", "role": "tool", "at": [22.4, 1.3, 0.3], "turn": -90, "label": "绝缘棒", "options": {"volts": "110kV"}},
        "VD": {"kind": "voltage_detector", "role": "tool", "at": [22.4, 0.9, 0.3], "turn": -90, "label": "验电器", "options": {"lamp": "VDLAMP"}},
        "KEYS": {"kind": "small_tool", "at": [22.38, 4.2, 1.3], "turn": -90,
                 "size": [0.5, 0.12, 0.5], "label": "钥匙箱", "options": {"style": "key_box"}},
    }  # fmt: skip
    for k, (name, kind) in enumerate(wear.items()):
        objects[name] = {"kind": kind, "role": "wearable", "at": [22.35, 5.0 + 0.6 * k, 1.2], "turn": -90}
    for k, style in enumerate(("crank", "spanner", "padlock", "computer_key", "key", "goggles", "fuse")):
        objects[f"ST_{style}"] = {
            "kind": "small_tool",
            "role": "tool",
            "at": [17.1 + 0.3 * k, 0.2, 1.3],
            "turn": 180,
            "options": {"style": style},
        }
    styles = (
        "no_closing",
        "no_closing_line",
        "no_opening",
        "stop",
        "no_climbing",
        "work_here",
        "climb_here",
        "enter_here",
    )
    for k, style in enumerate(styles):
        objects[f"SG_{style}"] = {
            "kind": "work_sign",
            "at": [13.0, 1.0 + 0.7 * k, 1.4],
            "turn": 90,
            "size": [0.35, 0.03, 0.35],
            "options": {"style": style},
        }
    return objects


def tags_of(stage: StageSection) -> TagTable:
    """Every tag the room's options name: trucks have three positions, currents a range, the rest is on or off."""
    table = TagTable()
    for thing in stage.objects.values():
        if thing.reads and thing.reads not in table:
            table.add(Tag(thing.reads, low=0, high=100_000, unit="A"))
        _add(table, thing.options)
    return table


def _add(table: TagTable, options: Mapping[str, Any]) -> None:
    for name, value in options.items():
        rows = value if isinstance(value, (list, tuple)) else ()
        for row in rows:
            if isinstance(row, dict):
                _add(table, row)
        if not isinstance(value, str) or not value or value in table:
            continue
        if name == "truck":
            table.add(Tag(value, low=0, high=100, unit="%"))
        elif name in ("breaker", "earth", "live", "charged", "local", "crank", "spanner", "arc", "tag", "when", "door",
                      "lamp", "here", "key"):  # fmt: skip
            table.add(Tag(value, kind=Kind.DISCRETE))


RUNNING = {f"{kind}{label}": 1.0 for label, variant, _ in CUBICLES if variant not in ("vt", "riser") and label != "500"
           for kind in ("QF", "SPRING")}  # fmt: skip
RUNNING |= {f"LIVE{label}": 1.0 for label, *_ in CUBICLES} | {
    f"LP{k}_{label}": 1.0 for label, *_ in CUBICLES for k in (1, 2)
}
RUNNING |= {f"LP{k}_T1": 1.0 for k in range(12) if k not in (9, 11)} | {f"DC{k}": 1.0 for k in range(12)}
RUNNING |= {"SIG0": 1.0, "SIG3": 1.0, "KEYHOME": 1.0, "VDLAMP": 1.0} | {f"QF{n}": 1.0 for n in (101, 102, 522, 523)}
RUNNING |= {f"TR{label}": 100.0 for label, *_ in CUBICLES}
RUNNING |= {"SPRING500": 1.0, "LIVE500": 1.0}


def show(scene: Scene, seconds: float, **values: float) -> None:
    """A frame in which everything runs but what ``values`` say."""
    known = RUNNING | values
    row = [known.get(tag.id, 312.0 if tag.id.startswith("I") else 0.0) for tag in scene.tags]
    scene.update(Frame(0, seconds, tuple(row), {}))


VIEWS: dict[str, tuple[tuple[float, float, float], tuple[float, float, float], dict[str, float]]] = {
    "row": ((1.0, 1.0, 1.65), (7.4, 5.0, 1.2), {}),
    "row_front": ((4.6, 0.8, 1.65), (4.6, 5.0, 1.25), {}),
    "working": ((3.2, 2.55, 1.6), (3.2, 4.5, 1.35), {}),
    "front_near": ((3.2, 3.35, 1.75), (3.2, 4.5, 1.78), {}),
    "test": ((2.9, 2.75, 1.5), (3.25, 4.5, 1.25),
             {"TR511": 40, "QF511": 0, "CRANK511": 1, "LIVE511": 0, "LP1_511": 0, "I511": 0, "LOCAL511": 1}),
    "way": ((4.6, 2.2, 1.65), (3.2, 4.3, 1.1), {"TR511": 20, "QF511": 0}),
    "withdrawn": ((4.6, 2.2, 1.65), (3.2, 4.3, 1.1), {"TR511": 0, "QF511": 0, "LIVE511": 0, "QE511": 1, "SPANNER511": 1,
                                                      "SPRING511": 0, "I511": 0}),
    "fenced": ((7.6, 0.9, 1.65), (5.0, 4.2, 1.0), {"TR501": 40, "QF501": 0, "HUNG501": 1, "WORK511": 1, "FENCED": 1}),
    "control": ((19.6, 1.4, 1.65), (16.4, 7.0, 1.2), {}),
    "relay": ((14.2, 5.55, 1.6), (14.2, 7.0, 1.35), {}),
    "dc": ((15.7, 5.8, 1.6), (15.7, 7.0, 1.3), {}),
    "desk": ((18.4, 3.6, 1.65), (18.5, 7.0, 1.0), {}),
    "tools": ((20.9, 4.7, 1.6), (21.4, 7.4, 1.1), {}),
    "wear": ((19.8, 4.4, 1.6), (22.4, 3.8, 1.2), {}),
    "rods": ((19.8, 1.6, 1.5), (22.4, 1.4, 1.3), {}),
    "small": ((17.85, 1.6, 1.6), (17.85, 0.2, 1.4), {}),
    "signs": ((16.4, 3.4, 1.6), (13.0, 3.4, 1.5), {}),
    "earths": ((9.6, 1.7, 1.6), (12.2, 1.6, 1.2), {}),
    "back": ((3.4, 7.7, 1.65), (2.8, 6.0, 1.5), {}),
    "arc": ((1.6, 1.4, 1.65), (3.2, 4.6, 1.5), {"ARC511": 1}),
}  # fmt: skip


def take(folder: Path, names: list[str], lang: str = "zh") -> None:
    """Write the pictures of ``names`` (all for none) to ``folder``."""
    base = open_window("switch room", (1366, 768), "offscreen", ("p3tinydisplay",))
    stage = room()
    scene = Scene(base, stage, tags_of(stage), lang)
    try:
        base.camLens.set_fov(66)
        base.camLens.set_near_far(0.1, 200)
        seconds = 0.0
        for name, (at, look, values) in VIEWS.items():
            if names and name not in names:
                continue
            base.camera.set_pos(*at)
            base.camera.look_at(core.Point3(*look))
            for _ in range(4):
                seconds += 0.4 if "ARC511" in values else 2.0
                show(scene, seconds, **values)
                base.graphicsEngine.render_frame()
            save_picture(base, folder / f"{name}.png")
    finally:
        scene.close()
        close_window(base)


if __name__ == "__main__":
    take(Path(sys.argv[1]), sys.argv[2:])

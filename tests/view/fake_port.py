"""A session port with a small nitration: enough tags, loops, alarms and people to draw every panel.

The sections are read by their owners' own models, so that a change there is noticed here.
"""

# ruff: noqa: E501  (sentences of the pretended result stand on one line each)

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from engine.control import alarms, interlocks
from engine.events import Event
from engine.scenario.source import read_source
from engine.scenario.text import Text
from engine.session.actions import VERBS, Accepted, Action, Answer
from engine.session.documents import DocumentsSection
from engine.session.findings import Evidence, Finding, OutcomeView, ResultView
from engine.session.frame import AlarmLine, Frame, MessageLine, Person, Pose
from engine.session.messages import MessagesSection
from engine.session.operables import refused
from engine.session.procedure import ProcedureSection
from engine.session.screens import ScreensSection
from engine.session.stage import StageSection
from engine.tags import Kind, Tag, TagTable

HERE = Path(__file__).parent
MODELS = {
    "alarms": alarms.Section,
    "interlocks": interlocks.Section,
    "documents": DocumentsSection,
    "messages": MessagesSection,
    "procedure": ProcedureSection,
    "screens": ScreensSection,
    "stage": StageSection,
}

_ANALOG = [
    ("TI101A", "TI-101A", "degC", 0, 200, 60.3, "反应温度 A", "Reactor temperature A"),
    ("TI101B", "TI-101B", "degC", 0, 200, 60.1, "反应温度 B", "Reactor temperature B"),
    ("TI102", "TI-102", "degC", -20, 120, 41.5, "夹套温度", "Jacket temperature"),
    ("SI101", "SI-101", "rpm", 0, 120, 90.0, "搅拌转速", "Agitator speed"),
    ("FI101", "FI-101", "kg/s", 0, 0.5, 0.352, "混酸加料流量", "Mixed-acid flow"),
    ("FI102", "FI-102", "m3/h", 0, 50, 32.1, "循环水流量", "Loop flow"),
    ("PI101", "PI-101", "kPag", 0, 600, 2.4, "釜压", "Reactor pressure"),
    ("LI101", "LI-101", "%", 0, 100, 47.2, "釜液位", "Reactor level"),
    ("LI103", "LI-103", "%", 0, 100, 60.0, "急冷罐液位", "Quench tank level"),
    ("LI102", "LI-102", "%", 0, 100, 55.0, "混酸罐液位", "Acid tank level"),
    ("FQ101", "FQ-101", "kg", 0, 4000, 1842.0, "加料累计", "Acid total"),
    ("ACC101", "ACC-101", "%", 0, 100, 11.2, "未反应硝酸累积", "Accumulation"),
    ("TV102A.position", "TV-102A", "%", 0, 100, 62.0, "冷水阀开度", "Chilled-water valve"),
    ("TV102B.position", "TV-102B", "%", 0, 100, 0.0, "热水阀开度", "Hot-water valve"),
    ("FV101.position", "FV-101", "%", 0, 100, 71.0, "加料阀开度", "Dosing valve"),
]
_DISCRETE = [
    ("P101.running", 1, "加料泵运行"), ("P102A.running", 1, "循环泵 A 运行"), ("P102B.running", 0, "循环泵 B 运行"),
    ("M101.running", 1, "搅拌运行"), ("XV101A.open", 1, "切断阀 A 全开"), ("XV101B.open", 1, "切断阀 B 全开"),
    ("XV105.open", 0, "应急冷冻盐水阀全开"), ("XV107.open", 0, "紧急泄料阀全开"), ("RD101.burst", 0, "爆破片破裂"),
    ("C101.running", 1, "尾气吸收运行"),
]  # fmt: skip
_EQUIPMENT = {
    "P101": ("start", "stop"), "P102A": ("start", "stop"), "P102B": ("start", "stop"), "M101": ("start", "stop"),
    "C101": ("start", "stop"), "XV101A": ("open", "close"), "XV101B": ("open", "close"), "XV105": ("open", "close"),
    "XV107": ("open", "close"), "FV101": ("set",), "HS107": ("press", "reset"), "HS100": ("press", "reset"),
}  # fmt: skip
_NAMES = {
    "P101": ("混酸加料泵", "Mixed-acid dosing pump"), "P102A": ("循环水泵 A", "Loop pump A"),
    "P102B": ("循环水泵 B", "Loop pump B"), "M101": ("反应釜搅拌", "Reactor agitator"),
    "C101": ("尾气吸收塔", "Vent scrubber"), "XV101A": ("混酸切断阀 A", "Acid block valve A"),
    "XV101B": ("混酸切断阀 B", "Acid block valve B"), "XV105": ("应急冷冻盐水阀", "Emergency brine valve"),
    "XV107": ("紧急泄料阀", "Dump valve"), "FV101": ("加料调节阀", "Dosing control valve"),
    "HS107": ("紧急泄料确认按钮", "Dump confirmation"), "HS100": ("紧急停车按钮", "Emergency stop"),
    "TIC101": ("反应温度主回路", "Reactor temperature master"), "TIC102": ("夹套温度副回路", "Jacket temperature slave"),
    "RADIO": ("对讲机", "Radio"), "ALARMS": ("全部报警", "All alarms"), "SESSION": ("本次练习", "This attempt"),
    "acid_suit": ("防酸服", "Acid suit"), "face_shield": ("防护面屏", "Face shield"),
    "acid_gloves": ("耐酸手套", "Acid gloves"), "boots": ("耐酸靴", "Acid boots"),
    "respirator": ("防毒面具", "Respirator"), "LOG": ("加料记录", "Dosing log"),
}  # fmt: skip


@dataclass
class FakeThing:
    """An operable that does what the port says."""

    id: str
    verbs: tuple[str, ...]
    title: Text
    lines: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, actor: str, verb: str, value: Any) -> None:
        return None

    def act(self, actor: str, verb: str, value: Any) -> None:
        return None


def _text(name: str) -> Text:
    zh, en = _NAMES.get(name, (name, name))
    return Text(zh=zh, en=en)


def _tags(sections: dict[str, Any]) -> TagTable:
    table = TagTable()
    for name, label, unit, low, high, value, zh, en in _ANALOG:
        table.add(Tag(name, unit=unit, low=low, high=high, zh=zh, en=en, label=label), value)
    for name, value, zh in _DISCRETE:
        table.add(Tag(name, kind=Kind.DISCRETE, zh=zh, en=name), float(value))
    modes = ("manual", "auto", "cascade")
    for loop, (pv, sp, out, low, high) in {
        "TIC101": (60.3, 60.0, 18.5, 0, 200), "TIC102": (41.5, 18.5, 62.0, -20, 120),
    }.items():  # fmt: skip
        label = loop.replace("C", "C-")
        table.add(Tag(f"{loop}.pv", unit="degC", low=low, high=high, label=label, zh="测量", en="PV"), pv)
        table.add(Tag(f"{loop}.sp", unit="degC", low=5, high=90, label=f"{label}.SP", zh="设定", en="SP"), sp)
        unit, top = ("degC", 72) if loop == "TIC101" else ("%", 100)
        table.add(Tag(f"{loop}.out", unit=unit, low=0, high=top, label=f"{label}.OUT", zh="输出", en="Output"), out)
        table.add(Tag(f"{loop}.mode", kind=Kind.MODE, options=modes, label=label), 2.0 if loop == "TIC102" else 1.0)
    for tag in interlocks.tags(sections["interlocks"], None):  # type: ignore[arg-type]
        table.add(tag)
    table.add(Tag("LOG.version", low=0, high=100, zh="版次", en="version"))
    table.add(Tag("LOG.signed", kind=Kind.DISCRETE, zh="已签字", en="signed"))
    return table


class FakePort:
    """Behaves like a session as far as the view can tell."""

    tick_ms = 100
    seed = 1

    def __init__(self, alarms_on: bool = False, screens: bool = True) -> None:
        data = read_source(HERE / "nitration.yaml").data
        sections = {name: TypeAdapter(MODELS[name]).validate_python(data[name]) for name in MODELS}
        if not screens:
            del sections["screens"]
        title = Text(zh="氯苯混酸硝化", en="Nitration of chlorobenzene")
        self.scenario = SimpleNamespace(meta=SimpleNamespace(title=title), sections=sections)
        self.tags = _tags(sections)
        self.tick, self.speed, self.frozen, self.mode, self.ended = 57_600, 1.0, False, "practise", ""
        self.requests: list[tuple[str, str, Any]] = []
        self.wears = ["acid_suit", "boots"]
        self.in_reach = ("CONSOLE", "acid_suit", "face_shield", "P102A")
        self.lines: list[AlarmLine] = _alarm_lines() if alarms_on else []
        self.tripped: tuple[str, ...] = ()
        self.bypassed: tuple[str, ...] = ()
        self.interlocks: tuple[interlocks.InterlockRow, ...] = ()
        self.findings: tuple[Finding, ...] = ()
        self.help_level = 3
        self.operables = self._operables()

    def _operables(self) -> dict[str, FakeThing]:
        things = {name: FakeThing(name, verbs, _text(name)) for name, verbs in _EQUIPMENT.items()}
        for loop in ("TIC101", "TIC102"):
            things[loop] = FakeThing(loop, ("set",), _text(loop))
        section = self.scenario.sections["interlocks"].root
        for name, spec in section.items():
            things[name] = FakeThing(name, ("reset", "bypass", "restore", "test"), spec.title)
        for name in ("acid_suit", "face_shield", "acid_gloves", "boots", "respirator"):
            things[name] = FakeThing(name, ("wear", "doff", "check", "look"), _text(name))
        things["TI101A"] = FakeThing("TI101A", ("read", "look"), Text(zh="反应温度 A", en="Reactor temperature A"))
        things["RADIO"] = FakeThing("RADIO", ("report", "call"), _text("RADIO"))
        things["ALARMS"] = FakeThing("ALARMS", ("acknowledge",), _text("ALARMS"))
        things["HELP"] = FakeThing("HELP", ("ask",), Text(zh="求助", en="Help"))
        things["SESSION"] = FakeThing("SESSION", ("set", "stop"), _text("SESSION"))
        things["LOG"] = FakeThing("LOG", ("fill", "sign"), _text("LOG"), [{"time": "01:00", "temperature": 60.2}])
        return things

    # -- the port -------------------------------------------------------------------------------------------
    def frame(self) -> Frame:
        learner = Person("learner", "learner", Pose(), "control", tuple(self.wears), ("RADIO",), self.in_reach)
        say = MessageLine
        leader = Text(zh="班长", en="Shift leader")
        return Frame(
            tick=self.tick, seconds=self.tick / 10, values=tuple(self.tags.values), people={"learner": learner},
            alarms=tuple(self.lines), tripped=self.tripped, bypassed=self.bypassed,
            messages=(
                say(300, leader, Text(zh="开始加料，注意釜温，每小时记录一次。", en="Start dosing. Watch the temperature and log hourly.")),
                say(57_500, leader, Text(zh="现场收到，循环水泵声音异常，请确认流量。", en="The loop pump sounds odd; please check the flow.")),
            ),
            events=_events(self.tick), findings=self.findings, phase="dosing", mode=self.mode,
            help_level=self.help_level, speed=self.speed, frozen=self.frozen, ended=self.ended,
            interlocks=self.interlocks,
        )  # fmt: skip

    def request(self, actor: str, verb: str, on: str, value: Any = None) -> Answer:
        assert verb in VERBS
        self.requests.append((verb, on, value))
        if on == "P102B":
            return refused(
                "unavailable",
                "P-102B 正在检修，不能启动。改用应急冷冻盐水 XV-105。",
                "P-102B is under repair. Use the emergency brine XV-105.",
            )
        if on == "SESSION":
            self.ended = value
        elif verb == "acknowledge":
            self.lines = [_acknowledged(line) if on in (line.id, "ALARMS") else line for line in self.lines]
        elif verb == "wear":
            self.wears.append(on)
        elif verb == "doff":
            self.wears.remove(on)
        elif verb in ("start", "stop", "open", "close"):
            suffix = "running" if verb in ("start", "stop") else "open"
            self.tags.values[self.tags.at(f"{on}.{suffix}")] = float(verb in ("start", "open"))
        elif verb == "set" and isinstance(value, dict) and "sp" in value:
            self.tags.values[self.tags.at(f"{on}.sp")] = value["sp"]
        return Accepted(Action(self.tick, len(self.requests), actor, verb, on, value))

    def advance(self, seconds: float) -> None:
        self.tick += round(seconds * 10)

    def set_speed(self, factor: float, by: str) -> Answer:
        self.speed = factor
        return Accepted(Action(self.tick, 0, by, "set", "SESSION", {"speed": factor}))

    def freeze(self, on: bool, by: str) -> Answer:
        self.frozen = on
        return Accepted(Action(self.tick, 0, by, "set", "SESSION", {"frozen": on}))

    def followed_guides(self, step: str) -> tuple[int, ...]:
        return ()

    def done_steps(self) -> dict[str, int]:
        return {"S4": 100, "S5": 160, "S6": 400}

    def trend(self, tag_id: str, seconds: float) -> tuple[np.ndarray, np.ndarray]:
        end = self.tick / 10
        times = np.arange(max(0.0, end - seconds), end + 0.5, 1.0)
        tag, now = self.tags[tag_id], self.tags.value(tag_id)
        phase = sum(map(ord, tag_id)) % 7
        swing = 0.02 * (tag.high - tag.low) * np.sin((times - end) / 260 + phase)
        fade = (
            (tag.high - tag.low) * 0.1 * np.exp((times - end) / 900)
            if self.lines and tag_id.startswith("TI101")
            else 0.0
        )
        values = now + swing - 0.02 * (tag.high - tag.low) * math.sin(phase)
        return times, np.asarray(values + fade - (fade[-1] if isinstance(fade, np.ndarray) else 0.0))


def _acknowledged(line: AlarmLine) -> AlarmLine:
    state = {"unack": "ack", "latched_unack": "latched_ack", "rtn_unack": "normal"}.get(line.state, line.state)
    return replace(line, state=state)


def _alarm_lines() -> list[AlarmLine]:
    def line(name: str, tag: str, zh: str, en: str, priority: str, state: str, since: int, value: float,
             limit: float | None, unit: str, first: bool = False) -> AlarmLine:  # fmt: skip
        respond = Text(
            zh="停止加料，关闭 XV-101A/B；确认循环水流量；必要时打开应急冷冻盐水 XV-105。",
            en="Stop dosing, close XV-101A/B; check the loop flow; open the emergency brine XV-105 if needed.",
        )
        longest = 0 if priority == "critical" else 30 * 60_000
        return AlarmLine(
            name, tag, Text(zh=zh, en=en), priority, state, since, value, limit, unit, respond, first, longest
        )

    return [
        line("FI102.L", "FI102", "循环水流量低", "Loop flow low", "high", "unack", 56_900, 2.4, 22.0, "m3/h", True),
        line(
            "TI101.H", "TI101A", "反应温度高", "Reactor temperature high", "high", "unack", 57_300, 66.8, 65.0, "degC"
        ),
        line(
            "ACC101.H", "ACC101", "未反应硝酸累积高", "Accumulation high", "critical", "unack", 57_420, 15.6, 15.0, "%"
        ),
        line("TI102.H", "TI102", "夹套温度高", "Jacket temperature high", "medium", "ack", 57_380, 71.2, 70.0, "degC"),
        line(
            "LI103.L", "LI103", "急冷罐液位低", "Quench tank level low", "medium", "rtn_unack", 41_000, 60.0, 57.5, "%"
        ),
        line("FI101.H", "FI101", "加料流量高", "Acid flow high", "low", "ack", 52_000, 0.41, 0.4, "kg/s"),
    ]


def upset(port: FakePort) -> FakePort:
    """Put the port into the lost-cooling picture: values to match the alarms, a trip and a bypass."""
    for name, value in {
        "TI101A": 66.8, "TI101B": 66.5, "TI102": 71.2, "FI102": 2.4, "P102A.running": 0, "ACC101": 15.6, "FI101": 0.0,
        "FI101.x": 0, "P101.running": 0, "XV101A.open": 0, "XV101B.open": 0, "TIC101.pv": 66.8, "TIC102.pv": 71.2,
        "I103.tripped": 1, "I103.demand": 1, "I101.bypassed": 1, "TIC102.out": 100.0, "TV102A.position": 100.0,
    }.items():  # fmt: skip
        if name in port.tags:
            port.tags.values[port.tags.at(name)] = float(value)
    port.lines = _alarm_lines()
    port.tripped, port.bypassed = ("I103",), ("I101",)
    port.interlocks = _interlock_rows(port)
    return port


def _interlock_rows(port: FakePort) -> tuple[interlocks.InterlockRow, ...]:
    """I-103 has tripped; I-101 is bypassed without a permit and was demanded since."""
    section = port.scenario.sections["interlocks"].root

    def row(name: str, **more: Any) -> interlocks.InterlockRow:
        texts = [str(text) for text in section[name].cause.of]
        rest: dict[str, Any] = {
            "tripped": -1, "demand": -1, "bypassed": -1, "bypassed_by": "", "testing": False, "tested": False,
            "first_cause": "", "group_first": False, "sil": None, "until": -1, "permitted": False, "missed": -1,
            "causes": tuple(interlocks.CauseRow(text, 57_400 + 300 * i, i == 0, i > 0) for i, text in enumerate(texts)),
        }  # fmt: skip
        return interlocks.InterlockRow(
            **{"id": name, "label": section[name].label, "title": section[name].title, **rest, **more}
        )

    return (
        row("I101", demand=57_400, bypassed=50_000, bypassed_by="learner", until=338_000, missed=57_400),
        row("I103", tripped=57_500, demand=56_900, first_cause="FI102 < 15 m3/h"),
    )


def put_aside(port: FakePort) -> FakePort:
    """Two alarms shelved, one suppressed by design, one out of service."""
    first, second, third, fourth = _alarm_lines()[1:5]
    why = "校验液位计，已通知班长，校验完毕恢复"
    port.lines = [
        *_alarm_lines()[:1],
        replace(first, state="shelved", until=port.tick + 9000, by="learner", reason="instrument"),
        replace(second, state="shelved", until=port.tick + 600, by="learner", reason=why),
        replace(third, state="suppressed", by="design"),
        replace(fourth, state="out_of_service", by="supervisor", reason="maintenance"),
    ]
    return port


def _events(tick: int) -> tuple[Event, ...]:
    return (
        Event(20, "phase", "prepare", {"phase": "prepare"}),
        Event(300, "message", "hello", {"sender": {"zh": "班长", "en": "Shift leader"}, "text": {"zh": "开始加料。", "en": "Start dosing."}}),
        Event(56_900, "alarm", "FI102.L", {"state": "unack", "title": {"zh": "循环水流量低", "en": "Loop flow low"}}),
        Event(56_960, "refused", "P102B", {"verb": "start", "reason": {"zh": "P-102B 正在检修，不能启动。", "en": "P-102B is under repair."}}),
        Event(57_500, "trip", "I103", {"first_out": "FI102", "title": {"zh": "循环水流量低低联锁", "en": "Loop flow low-low"}}),
    )  # fmt: skip


def result() -> ResultView:
    """A mark with losses, a gate and outcomes."""

    def finding(item: str, judgement: str, severity: str, what: tuple[str, str], why: tuple[str, str],
                how: tuple[str, str], points: float, possible: float, *evidence: Evidence) -> Finding:  # fmt: skip
        return Finding(
            item, judgement, severity, Text(zh=what[0], en=what[1]), Text(zh=why[0], en=why[1]),  # type: ignore[arg-type]
            Text(zh=how[0], en=how[1]), evidence, points, possible,
        )  # fmt: skip

    findings = (
        finding("S4", "met", "info", ("启动循环泵，流量稳定在 28 m³/h 以上。", "Loop pump started, flow steady above 28 m³/h."),
                ("没有循环就没有冷却。", "Without circulation there is no cooling."), ("", ""), 3.0, 3.0,
                Evidence(100, 400, 32.1, 28.0, "m3/h")),
        finding("F1.stop", "broken", "major",
                ("冷却中断后 12 分 40 秒才停止加料。", "Dosing was stopped only 12 min 40 s after cooling was lost."),
                ("加料继续而热量移不走，未反应的硝酸越积越多，温度会继续爬升。", "Dosing goes on while heat cannot leave: unreacted acid accumulates and the temperature keeps climbing."),
                ("看到循环水流量低报警后 3 分钟内停 P-101，关 XV-101A/B，再打开 XV-105。", "Within 3 min of the low-flow alarm stop P-101, close XV-101A/B, then open XV-105."),
                6.0, 15.0, Evidence(54_000, 61_600, 760.0, 180.0, "s", -580.0)),
        finding("Q1", "broken", "minor", ("反应温度有 18 分钟超出 58–62 ℃。", "The temperature was outside 58–62 °C for 18 min."),
                ("温度偏高，二硝基副产物增多。", "Hotter, more dinitro by-product forms."),
                ("提高加料速度前先确认温度稳定且冷水阀开度小于 90 %。", "Before raising the dosing rate make sure the temperature is steady and the chilled-water valve below 90 %."),
                7.4, 12.0, Evidence(55_200, 66_000, 66.8, 62.0, "degC", -4.8)),
        finding("V.bypass", "broken", "critical", ("没有票证就旁路了联锁 I-101。", "Interlock I-101 was bypassed without a permit."),
                ("温度高高时将没有任何自动保护。", "At high-high temperature nothing would act by itself."),
                ("先办联锁旁路票，落实替代措施，再由授权人操作。", "Get a bypass permit and compensating measures first."), 0.0, 0.0,
                Evidence(50_000, 50_000)),
    )  # fmt: skip
    return ResultView(
        total=59.0, raw=83.4, passed=False,
        gates=(Text(zh="否决项：无票证旁路安全联锁，成绩不高于 59。", en="Veto: safety interlock bypassed without a permit, mark at most 59."),),
        findings=findings,
        outcomes=(
            OutcomeView("CO2", Text(zh="按规程完成操作", en="Carries out the procedure in order"), 0.94),
            OutcomeView("CO3", Text(zh="把质量指标控制在范围内", en="Keeps quality within bands"), 0.71),
            OutcomeView("CO5", Text(zh="及时正确地应急处置", en="Responds to emergencies in time"), 0.45),
            OutcomeView("CO6", Text(zh="遵守安全规定", en="Obeys safety rules"), 0.0),
        ),
        files=("out/attempts/2026-11-21-nitration.attempt",),
    )  # fmt: skip

"""Nothing on a report is called by a bare id where the attempt knows a name for it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from engine.events import Event
from engine.session.actions import Action
from engine.state import pack
from engine.tags import Tag
from grading.reports.curves import Signals, choose
from grading.reports.names import Names
from grading.reports.shown import extreme
from grading.reports.story import Story, read_story
from grading.reports.tale import tell
from grading.reports.timeline import timeline

LONG = "加料阀 FV-101 卡在百分之九十三而调节器还在减（0.42 kg/s）"
SCENARIO: dict[str, Any] = {
    "faults": {"F5": {"title": {"zh": LONG, "en": "Valve stuck"}}},
    "alarms": {"FI101.H": {"title": {"zh": "流量高", "en": "Flow high"}, "on": "FI101", "high": "0.4 kg/s"}},
    "messages": {"reports": {"valve_stuck": {"title": {"zh": "加料阀卡住", "en": "Valve stuck"}}}},
    "stage": {"RADIO": {"title": {"zh": "对讲机", "en": "Radio"}}},
    "documents": {
        "LOG": {"title": {"zh": "记录", "en": "Log"}, "fields": {"total": {"title": {"zh": "累计", "en": "Total"}}}}
    },
}


def told(actions: list[tuple[int, str, str, Any]], events: list[tuple[int, str, str, dict[str, Any]]]) -> Story:
    """The story of an attempt with these deeds of the learner and these events."""
    tags = (Tag("FI101", unit="kg/s", label="FI-101", zh="流量", en="Flow", high=0.6),)
    attempt = SimpleNamespace(
        header=SimpleNamespace(tags=tags, scenario=pack(SCENARIO), tick_ms=100),
        actions=lambda: [Action(tick, n, "learner", *rest) for n, (tick, *rest) in enumerate(actions)],
        events=lambda: [Event(*one) for one in events],
        last_tick=lambda: 6000,
    )
    return read_story(attempt, Names(attempt.header, "zh"))  # type: ignore[arg-type]


def test_a_fault_is_named_by_its_title() -> None:
    """Whole in a sentence, short beside a mark, and never by its id, however long the title is."""
    story = told([], [(100, "fault", "F5", {"on": True, "by": "timer", "text": {"zh": LONG, "en": "Valve stuck"}})])
    assert [(mark.words, mark.label) for mark in story.marks] == [
        (LONG, "加料阀 FV-101 卡在百分之九十三而调节器还在减")
    ]
    assert all("F5" not in f"{line.who} {line.what}" for line in story.log)


def test_what_an_action_carries_is_said_in_words() -> None:
    """A report by what was reported, a reason and an ending as the screen said them, fields by their names."""
    said = {"sender": {"zh": "班长", "en": "Leader"}, "text": {"zh": "收到", "en": "Yes"}}
    shelved = {"minutes": 5.0, "reason": "chattering"}
    story = told(
        [
            (1, "report", "RADIO", "valve_stuck"),
            (2, "shelve", "FI101.H", shelved),
            (3, "stop", "SESSION", "finished"),
            (4, "fill", "LOG", {"total": 300.0}),
            (5, "acknowledge", "FI101.H", None),
        ],
        [(6, "speed", "SESSION", {"by": "learner", "factor": 2.0}), (7, "message", "valve_stuck", said)],
    )  # fmt: skip
    lines = [f"{line.who} {line.what}" for line in story.log]
    assert lines == [
        "学员 报告 对讲机 → 加料阀卡住",
        "学员 搁置 FI-101 流量高 → 5 分钟，理由 报警抖动",
        "学员 停止 本次训练 → 完成",
        "学员 填写 记录 → 累计 300",
        "学员 确认 FI-101 流量高",
        "本次训练 速度: × 2",
        "班长 消息: 收到",
    ]
    assert [act.label for act in story.actions] == [
        "报告 加料阀卡住",
        "搁置 FI-101 流量高",
        "填写 记录",
        "确认 FI-101 流量高",
    ]


def test_a_shelved_alarm_is_told_as_shelved() -> None:
    """Who puts an alarm aside has not ended it: the story says when and why, and the chart goes on until it is back."""
    change = {"alarm": "FI101.H", "priority": "medium"}
    story = told(
        [],
        [
            (100, "alarm", "FI101.H", {**change, "state": "unack"}),
            (200, "alarm", "FI101.H", {**change, "state": "shelved", "reason": "chattering", "until": 3200}),
            (900, "alarm", "FI101.H", {**change, "state": "normal"}),
        ],
    )
    assert [(one.start, one.stop, one.aside) for one in story.alarms] == [(100, 200, "搁置（报警抖动）")]
    assert [(one.start, one.stop, one.open) for one in story.aside] == [(200, 900, False)]
    result = SimpleNamespace(items=(), how="finished", end=6000, total=90.0)
    sentences = tell(story, result, (), (), "zh")  # type: ignore[arg-type]
    words = [line.words for line in sentences if line.kind == "alarm"]
    assert words == ["中级报警：FI-101 流量高，没有确认，00:20 搁置（报警抖动），并未消除。"]
    assert "alarm aside" in timeline(story, (), (), "zh")
    assert story.log[1].what == "FI-101 流量高: 搁置（报警抖动）"


def test_a_peak_at_the_end_of_the_scale_is_said_to_be_off_it() -> None:
    """What an instrument cannot show is no measured peak; a level or an opening simply ends there."""
    reach = (0.0, 200.0)
    assert extreme(200.0, "degC", reach, "zh") == "≥ 200 °C，超出量程"
    assert extreme(199.0, "degC", reach, "zh") == "199 °C"
    assert extreme(-40.0, "degC", (-40.0, 60.0), "en") == "≤ -40 °C, off the scale"
    assert extreme(0.0, "kg/s", (0.0, 0.6), "zh") == "0 kg/s"
    assert extreme(100.0, "%", (0.0, 100.0), "zh") == "100 %"


def test_a_field_of_a_device_stands_under_its_plate() -> None:
    """``XV-105`` with the words for the field as its title: the plate does not carry the field's id as well."""
    tags = (Tag("XV105.position", label="XV-105 position", zh="盐水阀 阀位", en="Brine valve position"),)
    names = Names(SimpleNamespace(tags=tags, scenario=pack({})), "zh")
    assert names.named("XV105.position") == "XV-105 盐水阀 阀位"


def test_noise_is_not_chosen_to_tell_the_story() -> None:
    """Of a few charts none is spent on a value that stood still; limits bear the names of their alarms."""
    tags = (Tag("FI1", unit="kg/s", high=50.0), Tag("TI1", unit="degC", high=200.0, zh="釜温"))
    body = {
        "alarms": {f"TI1.{side}": {"on": "TI1", "high": f"{limit} degC"} for side, limit in (("H", 65), ("HH", 75))}
    }
    ticks = np.arange(100)
    rows = {"FI1": 32 + 0.3 * np.sin(ticks), "TI1": 60 + ticks / 5}
    attempt = SimpleNamespace(
        header=SimpleNamespace(tags=tags, scenario=pack(body), rubric=b""), signal=lambda tag: (ticks, rows[tag])
    )
    signals = Signals(attempt, Names(attempt.header, "zh"))  # type: ignore[arg-type]
    assert signals.read("FI1") is not None
    assert choose(signals, Story(99, 100), None) == ["TI1"]
    assert [words for _, words in signals.limits_of("TI1")] == ["H 65 °C", "HH 75 °C"]


def test_what_was_done_is_told_even_where_nothing_was_urgent() -> None:
    """After a lesser alarm the story says what the learner did, as after an urgent one."""
    alarm = {"alarm": "FI101.H", "priority": "medium", "state": "unack"}
    story = told([(300, "report", "RADIO", "valve_stuck")], [(100, "alarm", "FI101.H", alarm)])
    result = SimpleNamespace(items=(), how="finished", end=6000, total=90.0)
    sentences = tell(story, result, (), (), "zh")  # type: ignore[arg-type]
    assert [line.words for line in sentences if line.kind == "act"] == ["操作：报告 加料阀卡住。"]

"""``reference/verbs-and-events.md``: what people can do, and what the model can report."""

from __future__ import annotations

from docs.pages.markdown import code, page_of, table
from engine.control.alarms.states import State
from engine.events import EVENT_KINDS
from engine.session.actions import VERBS

__all__ = ["EVENTS_ZH", "page"]

INTRO = """
动词是学员（和其他参与者）能做的全部动作；场景、参考过程和评分标准只能使用这些词。事件是装置、控制系统和会话报告的
全部事实。两者都记录在[记录文件](attempt-file.md)里，都可以作为评分的证据。

Verbs are all that a learner (and other participants) can do; scenarios, reference runs and rubrics may use no other
word. Events are all that plant, control system and session report. Both are kept in the
[attempt file](attempt-file.md), and both can be evidence for a mark.
"""
STATES_INTRO = """
报警事件的 `data: {state: …}` 和位号 `报警编号.state` 用这些词（ISA-18.2）。“报警来了”写作
`{event: alarm, source: TI101.H, data: {state: unack}}`。

`data: {state: …}` of an alarm event and the tag `ALARM.state` use these words (ISA-18.2). That an alarm came is
`{event: alarm, source: TI101.H, data: {state: unack}}`.
"""
STATES_TEXT: dict[State, tuple[str, str]] = {
    State.NORMAL: ("正常", "normal"),
    State.UNACK: ("报警，未确认", "in alarm, not acknowledged"),
    State.ACK: ("报警，已确认", "in alarm, acknowledged"),
    State.RTN_UNACK: ("已恢复，未确认", "returned to normal, not acknowledged"),
    State.LATCHED_UNACK: ("已恢复，锁存，未确认", "returned, latched, not acknowledged"),
    State.LATCHED_ACK: ("已恢复，锁存，已确认，等待复位", "returned, latched, acknowledged: waits for a reset"),
    State.SHELVED: ("搁置", "shelved"),
    State.SUPPRESSED: ("按设计抑制", "suppressed by design"),
    State.OUT_OF_SERVICE: ("停用", "out of service"),
}
EVENTS_ZH: dict[str, str] = {
    "alarm": "报警状态改变",
    "trip": "联锁动作",
    "trip_reset": "联锁复位",
    "bypass": "联锁被旁路或恢复",
    "bypass_ending": "旁路即将到时自动恢复",
    "bypass_demand": "已旁路的联锁条件成立，本应动作",
    "fault": "故障开始或结束",
    "consequence": "已造成、无法挽回的后果",
    "plant": "装置自己报告的事",
    "message": "有人对学员说话",
    "refused": "操作被拒绝",
    "document": "文件有了新版本",
    "lockout": "上锁、挂牌或取下",
    "despite_sign": "对挂着标示牌的对象进行操作",
    "clip": "记录的数值超出量程",
    "freeze": "仿真暂停或继续",
    "speed": "改变倍速",
    "phase": "进入新的阶段",
    "checkpoint": "保存了快照（命名的检查点）",
    "end": "本次实训结束",
}
"""The Chinese of every event kind; a test sees that none is missing."""


def page() -> str:
    """The page."""
    verbs = table(("动词 / verb", "中文", "English"), [(code(v), zh, en) for v, (zh, en) in VERBS.items()])
    events = table(
        ("事件 / event", "中文", "English"), [(code(k), EVENTS_ZH[k], text) for k, text in EVENT_KINDS.items()]
    )
    states = table(
        ("状态 / state", "中文", "English"), [(code(s.value), *STATES_TEXT[s]) for s in State]
    )
    return page_of(
        "动词与事件 / Verbs and events", INTRO, "## 动词 / Verbs\n\n" + verbs, "## 事件 / Events\n\n" + events,
        "## 报警状态 / Alarm states\n\n" + STATES_INTRO + "\n" + states,
    )  # fmt: skip

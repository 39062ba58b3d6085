"""The ``messages`` section: what people say to the learner, what the learner can report, questions in the run.

messages:
  contacts: {shift_leader: {zh: 班长, en: Shift leader}}
  say:
    hello: {from: shift_leader, at: 5 s, text: {zh: 可以开始。, en: Go ahead.}}
    truck: {from: shift_leader, when: "P102A.running == 0", delay: 30 s, text: {…}}
  reports:
    cooling_lost: {title: {zh: 冷却水中断, en: Cooling lost}, to: shift_leader, reply: {zh: 收到。, en: Understood.}}
  questions:
    q1: {at: 10 min, text: {…}, options: {a: {…}, b: {…}}}
  phrases:
    look_first: {zh: 先看趋势再动手。, en: Look at the trends before you act.}
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import Field

from engine.control.bus import Bus
from engine.scenario.expression import Expression
from engine.scenario.model import Model
from engine.scenario.quantity import Duration
from engine.scenario.text import Text
from engine.session.actions import Refused
from engine.session.operables import refused

__all__ = ["Messages", "MessagesSection", "Question", "Report", "Saying"]


class _Cue(Model):
    """When something is said: at a time, or when a condition first holds, then ``delay`` later."""

    at: Duration | None = Field(None, description="时刻（从开始算） / time from the start")
    when: Expression | None = Field(None, description="条件首次成立时 / when this first holds")
    delay: Duration = Field(0, description="条件成立后延迟 / delay after the condition")


class Saying(_Cue, title="说的话 / Message"):
    """One scripted message."""

    sender: str = Field(alias="from", description="发话人，contacts 之一 / who speaks, one of contacts")
    text: Text = Field(description="内容 / what is said")


class Report(Model, title="汇报 / Report"):
    """A phrase the learner can report by radio."""

    title: Text = Field(description="报告内容 / what is reported")
    to: str = Field("", description="报告对象 / to whom")
    reply: Text | None = Field(None, description="答复 / the answer")


class Question(_Cue, title="提问 / Question"):
    """A question asked during the run; the right answer stands in the rubric."""

    text: Text = Field(description="问题 / the question")
    options: dict[str, Text] = Field(description="选项 / the choices")


class MessagesSection(Model, title="对话与汇报 / Messages"):
    """Everything that is said."""

    contacts: dict[str, Text] = Field(default_factory=dict, description="人物 / people")
    say: dict[str, Saying] = Field(default_factory=dict, description="脚本消息 / scripted messages")
    reports: dict[str, Report] = Field(default_factory=dict, description="可报告的内容 / phrases to report")
    questions: dict[str, Question] = Field(default_factory=dict, description="过程提问 / questions in the run")
    phrases: dict[str, Text] = Field(
        default_factory=dict, description="教师在场时备用的话 / phrases an instructor can send"
    )


class Messages:
    """Says what is due, takes reports and answers. A block of the consequences phase."""

    def __init__(self, section: MessagesSection, bus: Bus, period: int) -> None:
        self.period = period
        self._section, self._bus = section, bus
        self._since: dict[str, int] = {}
        self._said: dict[str, int] = {}
        self._answered: dict[str, str] = {}
        self._replies: list[list[Any]] = []
        cues: dict[str, _Cue] = {**section.say, **section.questions}
        self._cues = cues
        self._unsaid = list(cues.items())
        self._when: dict[str, Callable[[Any], Any]] = {
            key: bus.compile(cue.when) for key, cue in cues.items() if cue.when is not None
        }

    @property
    def asked(self) -> tuple[str, ...]:
        """Questions put and not yet answered."""
        return tuple(q for q in self._section.questions if q in self._said and q not in self._answered)

    def said(self, key: str) -> bool:
        """Whether a message has been said, or a question asked."""
        return key in self._said

    def start(self) -> None:
        """Nothing to prepare."""

    def scan(self) -> None:
        """Say what has become due."""
        bus = self._bus
        for key, cue in [(key, cue) for key, cue in self._unsaid if self._due(key, cue)]:
            self._said[key] = bus.tick
            if isinstance(cue, Saying):
                self._say(cue.sender, cue.text, key)
            elif isinstance(cue, Question):
                options = {k: v.model_dump() for k, v in cue.options.items()}
                bus.emit(
                    "message",
                    key,
                    sender={"zh": "提问", "en": "Question"},
                    text=cue.text.model_dump(),
                    options=options,
                )
            self._forget_said()
        for reply in [r for r in self._replies if r[0] <= bus.tick]:
            self._replies.remove(reply)
            report = self._section.reports[reply[1]]
            if report.reply is not None:
                self._say(report.to, report.reply, reply[1])

    def _forget_said(self) -> None:
        """What was said once is never said again, so it need not be looked at."""
        self._unsaid = [(key, cue) for key, cue in self._cues.items() if key not in self._said]

    def _due(self, key: str, cue: _Cue) -> bool:
        tick = self._bus.tick
        if cue.when is None:
            return tick >= self._ticks(cue.at or 0)
        if key not in self._since:
            if not self._when[key](self._bus.values):
                return False
            self._since[key] = tick
        return tick - self._since[key] >= self._ticks(cue.delay)

    def _ticks(self, ms: int) -> int:
        return -int(-ms // self._bus.tick_ms)

    def _say(self, sender: str, text: Text, key: str) -> None:
        name = self._section.contacts.get(sender, Text(zh=sender, en=sender))
        self._bus.emit("message", key, sender=name.model_dump(), text=text.model_dump())

    # -- the radio is an operable ---------------------------------------------------------------------------
    def refuse_report(self, value: Any) -> Refused | None:
        """Why this cannot be reported."""
        if not isinstance(value, str) or value not in self._section.reports:
            return refused("no_report", "没有这条报告内容", "there is no such report")
        return None

    def report(self, value: str) -> None:
        """The learner reports; the answer comes 3 s later."""
        if self._section.reports[value].reply is not None:
            self._replies.append([self._bus.tick + self._bus.ticks(3000), value])

    def refuse_answer(self, question: str, value: Any) -> Refused | None:
        """Why this answer cannot be taken."""
        if question not in self._said:
            return refused("not_asked", "这个问题还没有提出", "this has not been asked yet")
        if question in self._answered:
            return refused("answered", "已经回答过了", "this has been answered")
        if not isinstance(value, str) or value not in self._section.questions[question].options:
            return refused("bad_value", "没有这个选项", "there is no such choice")
        return None

    def answer(self, question: str, value: str) -> None:
        """Take an answer."""
        self._answered[question] = value

    def state(self) -> dict[str, Any]:
        """What was said, answered and is still to be replied."""
        return {
            "since": dict(self._since),
            "said": dict(self._said),
            "answered": dict(self._answered),
            "replies": [list(r) for r in self._replies],
        }

    def set_state(self, state: dict[str, Any]) -> None:
        """Put back ``state()``."""
        self._since, self._said = dict(state["since"]), dict(state["said"])
        self._forget_said()
        self._answered = dict(state["answered"])
        self._replies = [list(r) for r in state["replies"]]

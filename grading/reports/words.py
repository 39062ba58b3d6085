"""The fixed words of the report, Chinese first.

>>> say("mark", "en")
'Mark'
"""

from __future__ import annotations

from engine.session.findings import Judgement, Severity

__all__ = ["EVENTS", "JUDGEMENTS", "SEVERITIES", "STATES", "say"]

_WORDS: dict[str, tuple[str, str]] = {
    "report": ("实训评分报告", "Training report"),
    "learner": ("学员", "Learner"),
    "pseudonym": ("匿名编号", "pseudonym"),
    "began": ("开始", "Began"),
    "clock_note": ("站点时钟，仅供参考", "station clock, for reference only"),
    "lasted": ("过程时长", "Process time"),
    "mode": ("模式", "Mode"),
    "learn": ("学习", "learn"),
    "practise": ("练习", "practise"),
    "exam": ("考核", "exam"),
    "ending": ("结束方式", "Ended"),
    "finished": ("完成", "finished"),
    "failed": ("失败", "failed"),
    "timed_out": ("时间到", "time was up"),
    "quit": ("学员退出", "the learner quit"),
    "unfinished": ("未完成：记录在此中断", "unfinished: the record breaks off"),
    "partly": ("部分做到", "partly"),
    "mark": ("成绩", "Mark"),
    "no_mark": ("待定", "pending"),
    "of_100": ("满分 100", "of 100"),
    "adjusted": ("教师调整", "adjusted by a teacher"),
    "confirmed_text": ("已由 {who} 确认", "confirmed by {who}"),
    "passed": ("合格", "passed"),
    "not_passed": ("未通过", "not passed"),
    "raw": ("各项得分合计", "Sum of the items"),
    "how_mark": ("成绩如何得出", "How the mark came about"),
    "no_gates": ("没有触发任何门槛规则。", "No gate applied."),
    "outcomes": ("课程目标达成", "Outcomes"),
    "share": ("占比", "share"),
    "left_out": ("{n} 项不计", "not counted: {n}"),
    "no_outcomes": ("本评分标准没有课程目标。", "This rubric has no outcomes."),
    "timeline": ("发生了什么", "What happened"),
    "phases": ("阶段", "Phases"),
    "alarms": ("报警", "Alarms"),
    "events": ("事件", "Events"),
    "actions": ("操作", "Actions"),
    "no_timeline": ("记录中没有可显示的过程。", "The record holds nothing to draw."),
    "legend_high": ("报警（紧急/高）", "alarm (critical/high)"),
    "legend_low": ("报警（中/低）", "alarm (medium/low)"),
    "legend_trip": ("联锁动作", "interlock trip"),
    "legend_fault": ("故障", "fault"),
    "legend_harm": ("后果", "consequence"),
    "legend_action": ("操作", "action"),
    "legend_finding": ("扣分时段", "where marks were lost"),
    "more_alarms": ("另有 {n} 个报警未画出，见下表", "{n} more alarms are not drawn; see the list below"),
    "log": ("全部操作与事件（{n} 条）", "All actions and events ({n})"),
    "log_cut": (
        "此处只列前 {n} 条，其余见训练记录。",
        "Only the first {n} are listed; the record holds the rest.",
    ),
    "time": ("时间", "Time"),
    "who": ("谁", "Who"),
    "what": ("内容", "What"),
    "findings": ("需要改进之处", "What to improve"),
    "no_findings": ("没有扣分项。", "Nothing was lost."),
    "why": ("为什么重要", "Why it matters"),
    "how": ("正确做法", "How to do it right"),
    "measured": ("实测", "measured"),
    "limit": ("限值", "limit"),
    "points": ("得分", "Points"),
    "lost": ("失分", "lost"),
    "steps": ("逐项评定", "Item by item"),
    "item": ("评分项", "Item"),
    "verdict": ("评定", "Verdict"),
    "when": ("时间", "When"),
    "outcome": ("目标", "Outcome"),
    "hints": ("使用提示", "Hints used"),
    "honest": ("关于这份成绩", "About this mark"),
    "record_hash": ("训练记录校验值", "Hash of the record"),
    "rubric": ("评分标准", "Rubric"),
    "grader": ("评分程序", "Grader"),
    "integrity": ("记录完整性", "Integrity of the record"),
    "verified": ("已核验：记录链完整，未被改动", "verified: the chain holds, nothing was altered"),
    "cut_off": (
        "记录未正常结束（中断或断电）；已有部分核验无误",
        "the record was cut off; what is there was verified",
    ),
    "not_verified": ("未能核验：{why}", "could not be verified: {why}"),
    "unwitnessed": (
        "本机记录，未经服务器见证；教师接受后方可计入成绩",
        "recorded on this machine without a server's witness: it counts once a teacher accepts it",
    ),
    "witness": ("见证", "Witness"),
    "note": ("说明", "Note"),
    "proposal": ("性质", "Standing"),
    "proposal_text": (
        "自动评分为建议成绩，经教师确认后生效；对评定有疑问可要求人工复核",
        "The automatic mark is a proposal until a teacher confirms it; a review by a person can be asked for",
    ),
    "refused": ("被拒绝", "refused"),
    "trip": ("联锁动作", "trip"),
    "fault": ("故障", "fault"),
    "printed_by": ("由实训 Shixun 生成", "made by Shixun"),
}

JUDGEMENTS: dict[Judgement, tuple[str, str]] = {
    "met": ("做到", "met"),
    "broken": ("未达到", "not met"),
    "recovered": ("已补救", "recovered"),
    "missing": ("未做", "not done"),
    "open": ("未定", "open"),
    "n/a": ("不适用", "n/a"),
    "unscored": ("待评", "to be marked"),
}

SEVERITIES: dict[Severity, tuple[str, str]] = {
    "critical": ("致命", "critical"),
    "major": ("严重", "major"),
    "minor": ("一般", "minor"),
    "info": ("提示", "note"),
}

STATES: dict[str, tuple[str, str]] = {
    "unack": ("报警", "alarm"),
    "ack": ("报警已确认", "alarm acknowledged"),
    "rtn_unack": ("恢复，未确认", "returned, not acknowledged"),
    "latched_unack": ("已恢复，锁存，未确认", "returned but latched, not acknowledged"),
    "latched_ack": ("已恢复，锁存", "returned but latched"),
    "normal": ("恢复正常", "returned to normal"),
    "shelved": ("搁置", "shelved"),
    "suppressed": ("抑制", "suppressed"),
    "out_of_service": ("停用", "out of service"),
}
"""The ISA-18.2 states in the words of the log."""

EVENTS: dict[str, tuple[str, str]] = {
    "trip": ("联锁动作", "trip"),
    "trip_reset": ("联锁复位", "interlock reset"),
    "bypass": ("联锁旁路", "bypass"),
    "fault": ("故障", "fault"),
    "consequence": ("后果", "consequence"),
    "plant": ("装置", "plant"),
    "message": ("消息", "message"),
    "document": ("文件", "document"),
    "freeze": ("冻结/继续", "frozen or resumed"),
    "speed": ("速度", "speed"),
    "phase": ("进入阶段", "phase"),
    "end": ("结束", "ended"),
}
"""Kinds of events in the words of the log."""


def say(key: str, lang: str, **values: object) -> str:
    """The words behind ``key`` in ``lang``, with ``{names}`` filled in."""
    return _WORDS[key][lang == "en"].format(**values)

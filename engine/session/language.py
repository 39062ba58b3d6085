"""The language of scenario files: every section with its owner, listed in one place."""

from __future__ import annotations

from engine.control import alarms, consequences, controllers, faults, instruments, interlocks
from engine.scenario.language import Language, Section
from engine.scenario.meta import META
from engine.scenario.text import Text
from engine.session import lint
from engine.session.documents import DocumentsSection
from engine.session.kinds import PLANT_KINDS
from engine.session.messages import MessagesSection
from engine.session.modes import ModesSection, StartSection
from engine.session.procedure import ProcedureSection
from engine.session.script import Run
from engine.session.stage import StageSection

__all__ = ["RUN_SECTION", "SCENARIO"]


def _t(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


SCENARIO = Language(
    [
        META,
        Section("instruments", instruments.Section, title=_t("仪表", "instruments"), lint=lint.control("instruments")),
        Section("controllers", controllers.Section, title=_t("控制回路", "controllers"), lint=lint.control("controllers")),
        Section("alarms", alarms.Section, title=_t("报警", "alarms"), lint=lint.control("alarms")),
        Section("interlocks", interlocks.Section, title=_t("联锁", "interlocks"), lint=lint.control("interlocks")),
        Section("faults", faults.Section, title=_t("故障", "faults"), lint=lint.control("faults")),
        Section("consequences", consequences.Section, title=_t("后果", "consequences"), lint=lint.control("consequences")),
        Section("stage", StageSection, required=True, title=_t("场所", "stage"), lint=lint.stage),
        Section("procedure", ProcedureSection, required=True, title=_t("任务与步骤", "procedure"), lint=lint.procedure),
        Section("messages", MessagesSection, title=_t("消息", "messages"), lint=lint.messages),
        Section("documents", DocumentsSection, title=_t("文件", "documents"), lint=lint.documents),
        Section("modes", ModesSection, title=_t("模式", "modes")),
        Section("start", StartSection, required=True, title=_t("起点", "start"), lint=lint.start),
    ],
    plant_kinds={name: kind.section for name, kind in PLANT_KINDS.items()},
)
"""Scenario files (``scenario.yaml``)."""

RUN_SECTION = Section("run", Run, required=True, title=_t("操作过程", "the run"))
"""The section of a reference run that says what is done; what is expected of it is grading's section."""

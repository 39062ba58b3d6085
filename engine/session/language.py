"""The language of scenario files: every section with its owner, listed in one place."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Union

from pydantic import Field

from engine.scenario.document import Scenario
from engine.scenario.language import Language, Section
from engine.scenario.meta import META
from engine.scenario.reporter import Reporter
from engine.scenario.text import Text
from engine.session import handwork_lint, lint
from engine.session.applied import lint as hands
from engine.session.applied.attachments import AttachmentsSection
from engine.session.applied.keep_off import KeepOffSection
from engine.session.applied.points import PointsSection
from engine.session.applied.probes import ProbesSection
from engine.session.coded_locks import CodedLocksSection
from engine.session.coherence import coherence
from engine.session.control import CONTROL, TITLES
from engine.session.documents import DocumentsSection
from engine.session.handling import HandlingSection
from engine.session.kinds import PLANT_KINDS
from engine.session.lockout import LockoutSection
from engine.session.messages import MessagesSection
from engine.session.modes import ModesSection, StartSection
from engine.session.odd_ones import odd_ones
from engine.session.procedure import ProcedureSection
from engine.session.screens import ScreensSection
from engine.session.script import Run
from engine.session.stage import StageSection
from engine.session.tickets.generated import complete as complete_tickets
from engine.session.tickets.lint import lint as lint_tickets
from engine.session.tickets.section import TicketsSection
from engine.session.tidy import tidy

__all__ = ["RUN_SECTION", "scenario_language"]


def _t(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


def scenario_language() -> Language:
    """The language of scenario files (``scenario.yaml``) for the kinds of plant there are."""
    return _language(tuple(PLANT_KINDS))


@cache
def _language(kinds: tuple[str, ...]) -> Language:
    return Language(
        [
            META,
            _plant(kinds),
            *(
                Section(name, room.Section, title=TITLES[name], lint=lint.control(name))
                for name, room in CONTROL.items()
            ),
            Section("stage", StageSection, required=True, title=_t("场所", "stage"), lint=lint.stage),
            Section(
                "procedure", ProcedureSection, required=True, title=_t("任务与步骤", "procedure"), lint=lint.procedure
            ),
            Section("messages", MessagesSection, title=_t("消息", "messages"), lint=lint.messages),
            Section("documents", DocumentsSection, title=_t("文件", "documents"), lint=lint.documents),
            Section("points", PointsSection, title=_t("测试与连接的点位", "points"), lint=hands.points),
            Section("probes", ProbesSection, title=_t("手持测试仪器", "probes"), lint=hands.probes),
            Section("attachments", AttachmentsSection, title=_t("便携装置", "attachments"), lint=hands.attachments),
            Section("keep_off", KeepOffSection, title=_t("安全距离", "distances to keep"), lint=hands.keep_off),
            Section("handling", HandlingSection, title=_t("动手条件", "work by hand"), lint=handwork_lint.handling),
            Section("lockout", LockoutSection, title=_t("锁具与标示牌", "locks and signs"), lint=handwork_lint.lockout),
            Section(
                "tickets", TicketsSection, title=_t("作业票", "tickets"), lint=lint_tickets, complete=complete_tickets
            ),
            Section("coded_locks", CodedLocksSection, title=_t("编码锁", "coded locks"), lint=handwork_lint.coded_locks),
            Section("screens", ScreensSection, title=_t("控制室画面", "control-room pages"), lint=lint.screens),
            Section("modes", ModesSection, title=_t("模式", "modes")),
            Section("start", StartSection, required=True, title=_t("起点", "start"), lint=_start),
        ],
    )


def _start(scenario: Scenario, reporter: Reporter) -> None:
    """Starting points, and with them what only shows once every section is known."""
    lint.start(scenario, reporter)
    coherence(scenario, reporter)
    odd_ones(scenario, reporter)
    tidy(scenario, reporter)


def _plant(kinds: tuple[str, ...]) -> Section:
    """The plant section, chosen by its ``kind``."""
    models = tuple(PLANT_KINDS[name].section for name in kinds)
    model: Any = models[0] if len(models) == 1 else Annotated[Union[models], Field(discriminator="kind")]  # noqa: UP007  (a tuple made at run time)
    return Section("plant", model, required=True, title=_t("被仿真的装置", "the simulated plant"), lint=lint.plant)


RUN_SECTION = Section("run", Run, required=True, title=_t("操作过程", "the run"))
"""The section of a reference run that says what is done; what is expected of it is grading's section."""

"""The section ``meta``: what a training unit is, for whom, from which work, and from which sources.

meta:
  id: CHEM-NIT-01
  version: 1.0.0
  title: {zh: 保温罐岗位操作, en: Running the holding tank}
  domain: chemical
  duration: 45 min
  work_process:
    task: {zh: 内操, en: Board operator}
    skill_module: {zh: 升温与应急, en: Heating and emergency}
    project: {zh: 热水供应, en: Hot water supply}
  answers: [high_risk, hard_to_observe]
  sources:
    - GB/T 50770-2013
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from engine.scenario.document import Scenario
from engine.scenario.language import Section
from engine.scenario.lint import missing_translations
from engine.scenario.model import Model
from engine.scenario.quantity import Duration
from engine.scenario.reporter import Reporter
from engine.scenario.text import Text

__all__ = ["META", "Difficulty", "Meta", "Person", "WorkProcess"]


class Difficulty(StrEnum):
    """三高三难: why the training cannot simply be done on the real plant."""

    HIGH_INVESTMENT = "high_investment"  # 高投入
    HIGH_RISK = "high_risk"  # 高风险
    HIGH_LOSS = "high_loss"  # 高损耗
    HARD_TO_PERFORM = "hard_to_perform"  # 难实施
    HARD_TO_OBSERVE = "hard_to_observe"  # 难观摩
    HARD_TO_REPRODUCE = "hard_to_reproduce"  # 难再现


class WorkProcess(Model, title="岗位任务 / Work process"):
    """Where the training comes from in real work."""

    task: Text = Field(title="岗位任务 / Work task", description="岗位任务 / task of the job")
    skill_module: Text = Field(title="技能模块 / Skill module", description="技能模块 / skill module")
    project: Text = Field(title="生产项目 / Production project", description="生产项目 / production project")


class Person(Model, title="人员 / Person"):
    """Someone who wrote or reviewed the scenario."""

    name: str = Field(min_length=1, max_length=80, title="姓名 / Name", description="姓名 / name")
    organisation: Text = Field(default=Text(), title="单位 / Organisation", description="单位 / organisation")


class Meta(Model, title="场景信息 / About the scenario"):
    """Identity, purpose and origin of a training unit."""

    id: str = Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]{1,63}$",
        title="编号 / Id",
        description="场景编号，不随版本改变 / stable id of the scenario",
    )
    version: str = Field(
        pattern=r"^\d+\.\d+\.\d+$",
        title="版本 / Version",
        description="三段版本号，如 1.0.0 / version in three parts, such as 1.0.0",
    )
    title: Text = Field(title="名称 / Title", description="显示给学生的名称 / the title learners see")
    summary: Text = Field(default=Text(), title="简介 / Summary", description="一两句话的简介 / one or two sentences")
    domain: str = Field(
        pattern=r"^[a-z][a-z0-9_\-]{1,31}$",
        title="领域 / Trade",
        description="领域，与 scenarios/ 下的文件夹同名 / trade, the name of the folder under scenarios/",
    )
    duration: Duration = Field(title="时长 / Duration", description="建议用时，如 45 min / usual time, such as 45 min")
    work_process: WorkProcess = Field(
        title="工作过程 / Work process",
        description="岗位任务、技能模块、生产项目 / task, skill module, project",
    )
    answers: list[Difficulty] = Field(
        min_length=1,
        title="三高三难 / Difficulties answered",
        description="针对三高三难中的哪几项 / which of the six difficulties of real training it answers",
    )
    sources: list[str] = Field(
        default_factory=list,
        title="依据 / Sources",
        description="标准、规程、教材或事故报告 / standards, rules, books, reports",
    )
    authors: list[Person] = Field(
        default_factory=list, title="作者 / Authors", description="作者与审核人 / authors and reviewers"
    )
    languages: list[Literal["zh", "en"]] = Field(
        default=["zh", "en"],
        title="语言 / Languages",
        description="文字齐全的语言 / languages with complete texts",
    )


def _lint(scenario: Scenario, reporter: Reporter) -> None:
    title = scenario["meta"].title
    if not (title.zh or title.en):
        reporter.error(
            ("meta", "title"), "名称是空的", "the title is empty", "写上学生看到的名称", "write what learners see"
        )
    if "en" in scenario["meta"].languages:
        for name, section in scenario.sections.items():
            missing_translations(section, (name,), reporter)


META = Section("meta", Meta, required=True, title=Text(zh="场景信息", en="About the scenario"), lint=_lint)

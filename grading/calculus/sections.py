"""The small sections of a rubric: meta, marks, scales, levels, hints and the pass mark."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, Field, model_validator

from engine.scenario.model import Model, author_error
from engine.scenario.text import Text
from grading.calculus.fields import Names, ShortForm
from grading.calculus.occurrence import Occurrence

__all__ = ["HINT", "Grade", "Hints", "Levels", "Mark", "Pass", "RubricMeta", "Scale"]

HINT = "HELP"
"""Learners ask for help with the action ``ask`` on this; the value is the level of the hint, 1–3."""


class RubricMeta(Model, title="评分标准信息 / About the rubric"):
    """What a rubric is, and of which scenario."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]{1,63}$")] = Field(
        description="评分标准编号 / id of the rubric"
    )
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")] = Field(
        description="三段版本号；内容一改就升版 / version in three parts; raised with any change"
    )
    title: Text = Field(description="名称 / title")
    scenario: str = Field(description="所评场景的编号 / id of the scenario it marks")
    summary: Text = Field(Text(), description="说明 / what it is about")
    authors: Names = Field((), description="编写人 / authors")
    sources: Names = Field((), description="依据 / sources")


class Mark(Occurrence, title="时刻 / Moment"):
    """A named moment: the first time something happens (or has lasted long enough)."""

    since: str = Field("", alias="after", description="只看此时刻之后 / only what comes after this moment")


class Scale(Model, title="量表 / Scale"):
    """What each level of a mark by hand means."""

    title: Text = Field(description="名称 / name")
    levels: dict[Annotated[str, Field(pattern=r"^[0-4]$")], Text] = Field(
        description="各级的行为描述 {4: …} / behaviour at each level"
    )


class Hints(Model, title="提示扣分 / Price of hints"):
    """What hints cost. Hint-free credit is shown on a line of its own."""

    cost: dict[Annotated[str, Field(pattern=r"^[1-3]$")], Annotated[float, Field(ge=0, le=20)]] = Field(
        default_factory=dict, description="各级提示的扣分 {级别: 分} / points each level of hint costs"
    )
    most: Annotated[float, Field(ge=0, le=100)] = Field(10.0, description="提示扣分上限 / most that hints can cost")


class Grade(Model, title="等第 / Grade"):
    """A band of the total with its name."""

    at: Annotated[float, Field(ge=0, le=100)] = Field(description="达到的分数 / from this mark on")
    title: Text = Field(description="等第 / name of the grade")


class Pass(ShortForm, Model, title="合格线 / Pass mark"):
    """The pass mark and the grades. A bare number is the pass mark."""

    short: ClassVar[dict[str, Any]] = {"type": "number", "description": "合格分 / pass mark"}

    mark: Annotated[float, Field(ge=0, le=100)] = Field(60.0, description="合格分 / pass mark")
    grades: tuple[Grade, ...] = Field((), description="等第，从高到低 / grades, highest first")

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"mark": value} if isinstance(value, int | float) and not isinstance(value, bool) else value

    @model_validator(mode="after")
    def _falling(self) -> Self:
        limits = [grade.at for grade in self.grades]
        if limits != sorted(set(limits), reverse=True):
            author_error("grades_order", "等第应从高分到低分", "grades should go from high to low")
        return self


def _check_levels(levels: tuple[float, ...]) -> tuple[float, ...]:
    if len(levels) != 5 or levels[0] != 0.0 or levels[-1] != 1.0 or list(levels) != sorted(set(levels)):
        author_error(
            "levels",
            "等级系数应是 5 个递增的数，从 0 到 1",
            "levels are five rising numbers from 0 to 1",
            "例如 `[0, 0.4, 0.6, 0.8, 1]`",
            "for instance `[0, 0.4, 0.6, 0.8, 1]`",
        )
    return levels


Levels = Annotated[
    tuple[float, ...],
    AfterValidator(_check_levels),
    Field(description="0–4 级的得分比例 / ratio of levels 0–4"),
]
"""Ratios of levels 0 to 4."""

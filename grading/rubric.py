"""The rubric file: its sections, reading it with positions, keeping it as canonical bytes.

rubric = Rubric.load(Path("scenarios/chemical/nitration/rubric.yaml"))
problems = Rubric.check(path, tags=session.tags)       # everything that is wrong, with lines
marker = Marker(rubric, session.tags, tick_ms=100)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from engine.scenario.document import Scenario
from engine.scenario.errors import SourceError
from engine.scenario.examine import Lint
from engine.scenario.language import Language, Section
from engine.scenario.problems import Problem
from engine.scenario.reporter import Reporter
from engine.scenario.text import Text
from engine.tags import Tag
from grading.calculus.fields import Id, natural
from grading.calculus.gates import Gate
from grading.calculus.item import Item
from grading.calculus.lint import items_of, lint, lint_steps
from grading.calculus.ordering import Order
from grading.calculus.rules import Rule
from grading.calculus.sections import Hints, Levels, Mark, Pass, RubricMeta, Scale
from grading.calculus.steps import Step
from grading.calculus.verdict import DEFAULT_LEVELS
from grading.errors import RubricError
from grading.outcomes import Outcome, Parties, Requirement

__all__ = ["LANGUAGE", "Rubric"]


def _section(name: str, model: Any, zh: str, en: str, required: bool = False, check: Lint | None = None) -> Section:
    return Section(name, model, required, Text(zh=zh, en=en), check)


LANGUAGE = Language(
    [
        _section("meta", RubricMeta, "评分标准的说明", "what the rubric is", required=True),
        _section(
            "outcomes",
            dict[Id, Outcome],
            "课程目标与占比",
            "course outcomes and their shares",
            required=True,
            check=lint,
        ),
        _section(
            "requirements",
            dict[str, Requirement],
            "毕业要求与指标点",
            "graduation requirements and indicator points",
        ),
        _section("marks", Annotated[dict[Id, Mark], Field(max_length=100)], "有名称的时刻", "named moments"),
        _section("steps", Annotated[tuple[Step, ...], Field(max_length=100)], "步骤", "steps", check=lint_steps),
        _section("order", Order, "步骤的顺序", "the order of the steps"),
        _section("rules", Annotated[tuple[Rule, ...], Field(max_length=200)], "规则", "rules"),
        _section(
            "gates",
            dict[Annotated[str, Field(min_length=1, max_length=40)], Gate],
            "否决与封顶",
            "vetoes and caps",
        ),
        _section("scales", dict[str, Scale], "人工评分量表", "scales for marks by hand"),
        _section("levels", Levels, "各等级的得分比例", "ratio of each level"),
        _section("hints", Hints, "提示的扣分", "what hints cost"),
        _section("parties", Parties, "三方占比", "shares of the three parties"),
        _section("pass", Pass, "合格线与等第", "pass mark and grades"),
    ],
    file_name="rubric.yaml",
    title=Text(zh="评分标准", en="rubric"),
)
"""The language of rubric.yaml."""


class Rubric:
    """A rubric that has been read and is sound in itself."""

    def __init__(self, document: Scenario, canonical: bytes = b"") -> None:
        self.document = document
        self._canonical = canonical or document.canonical()

    @classmethod
    def load(cls, path: Path | str) -> Rubric:
        """Read a file, or ``rubric.yaml`` of a folder. Raises ``SourceError`` with every problem."""
        return cls(LANGUAGE.load(path))

    @classmethod
    def loads(cls, text: str, path: str = "<text>") -> Rubric:
        """Read from a string."""
        return cls(LANGUAGE.loads(text, path))

    @classmethod
    def from_canonical(cls, data: bytes) -> Rubric:
        """The rubric embedded in an attempt. It keeps these bytes, and so its hash, whatever later versions
        add.
        """
        try:
            return cls(LANGUAGE.from_canonical(data), data)
        except SourceError as error:
            raise RubricError(
                f"记录中的评分标准无法读取 / the rubric in the record cannot be read\n{error.report()}"
            ) from error

    @staticmethod
    def check(
        path: Path | str, tags: Sequence[Tag] | None = None, tick_ms: int = 100,
        operables: Mapping[str, Iterable[str]] | None = None, sources: Iterable[str] | None = None,
    ) -> list[Problem]:  # fmt: skip
        """Every problem of a file; with ``tags`` (and what can be operated, and what reports events) also
        those that only show against the scenario."""
        problems = LANGUAGE.check(path)
        if tags is None or any(p.severity == "error" for p in problems):
            return problems
        rubric = Rubric(LANGUAGE.load(path))
        return sorted([*problems, *rubric.problems(tags, tick_ms, operables, sources)], key=lambda p: p.place)

    def problems(
        self, tags: Sequence[Tag], tick_ms: int = 100,
        operables: Mapping[str, Iterable[str]] | None = None, sources: Iterable[str] | None = None,
    ) -> list[Problem]:  # fmt: skip
        """What does not fit the tags of the scenario."""
        from grading.calculus.program import Program

        reporter = Reporter(self.document.source)
        Program(self.document, tags, tick_ms, reporter, operables, sources)
        return reporter.problems

    # -- what it says ---

    @property
    def meta(self) -> RubricMeta:
        """Identity."""
        meta: RubricMeta = self.document["meta"]
        return meta

    @property
    def outcomes(self) -> Mapping[str, Outcome]:
        """Course outcomes in the order of their ids."""
        outcomes = self.document.get("outcomes", {})
        return {name: outcomes[name] for name in sorted(outcomes, key=natural)}

    @property
    def gates(self) -> Mapping[str, Gate]:
        """Gates by name."""
        return dict(self.document.get("gates", {}))

    @property
    def items(self) -> list[Item]:
        """Every item in file order: steps, order, rules."""
        return [item for _, item in items_of(self.document)]

    @property
    def levels(self) -> tuple[float, ...]:
        """Ratios of levels 0–4."""
        levels: tuple[float, ...] = self.document.get("levels", DEFAULT_LEVELS)
        return levels

    @property
    def hints(self) -> Hints:
        """What hints cost."""
        hints: Hints = self.document.get("hints") or Hints.model_validate({})
        return hints

    @property
    def passing(self) -> Pass:
        """Pass mark and grades."""
        passing: Pass = self.document.get("pass") or Pass.model_validate({})
        return passing

    @property
    def parties(self) -> Parties | None:
        """Shares of the three parties, if the rubric has them."""
        parties: Parties | None = self.document.get("parties")
        return parties

    def canonical(self) -> bytes:
        """Canonical JSON, for embedding in attempts."""
        return self._canonical

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical bytes, hex."""
        return hashlib.sha256(self._canonical).hexdigest()

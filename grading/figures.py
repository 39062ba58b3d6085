"""How large a scenario is, in one line: what a teacher sees at the end of a check.

    figures(scenario, rubric, runs=6).line("zh")
    # 16 台仪表 · 18 条报警 · 7 个联锁 · 14 步 · 35 个评分项 · 6 个参考过程 · 中文 3120 字 · 英文 2050 词
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import BaseModel, RootModel

from engine.scenario.document import Scenario
from engine.scenario.text import Text
from grading.rubric import Rubric

__all__ = ["Figures", "figures"]

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]|[A-Za-z0-9]+(?:[-.][A-Za-z0-9]+)*")
_WORD = re.compile(r"[A-Za-z0-9]+(?:[-.'][A-Za-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of what a scenario and its rubric define; words of all texts in each language."""

    instruments: int
    alarms: int
    interlocks: int
    steps: int
    items: int
    runs: int
    words_zh: int
    """Chinese characters, and runs of letters or digits as one."""
    words_en: int

    def as_dict(self) -> dict[str, int]:
        """Plain data for ``--json``."""
        return asdict(self)

    def line(self, lang: str) -> str:
        """All of it in one line."""
        if lang == "en":
            return (
                f"{self.instruments} instruments · {self.alarms} alarms · {self.interlocks} interlocks · {self.steps} steps"
                f" · {self.items} items · {self.runs} runs · zh {self.words_zh} · en {self.words_en} words"
            )
        return (
            f"{self.instruments} 台仪表 · {self.alarms} 条报警 · {self.interlocks} 个联锁 · {self.steps} 步"
            f" · {self.items} 个评分项 · {self.runs} 个参考过程 · 中文 {self.words_zh} 字 · 英文 {self.words_en} 词"
        )


def figures(scenario: Scenario, rubric: Rubric | None, runs: int = 0) -> Figures:
    """The figures of a scenario that has been read, and of its rubric if that has."""
    documents = [scenario] if rubric is None else [scenario, rubric.document]
    texts = [text for document in documents for section in document.sections.values() for text in _texts(section)]
    return Figures(
        instruments=_count(scenario, "instruments"),
        alarms=_count(scenario, "alarms"),
        interlocks=_count(scenario, "interlocks"),
        steps=len(scenario["procedure"].steps),
        items=0 if rubric is None else len(rubric.items),
        runs=runs,
        words_zh=sum(len(_HAN.findall(text.zh)) for text in texts),
        words_en=sum(len(_WORD.findall(text.en)) for text in texts),
    )


def _count(scenario: Scenario, name: str) -> int:
    return len(scenario[name].root) if name in scenario else 0


def _texts(value: Any) -> Iterator[Text]:
    """Every text below ``value``."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, RootModel):
        yield from _texts(value.root)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name))
    elif isinstance(value, dict):
        for child in value.values():
            yield from _texts(child)
    elif isinstance(value, list | tuple):
        for child in value:
            yield from _texts(child)

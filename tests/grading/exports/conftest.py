"""A grade book with a class, made of real attempt files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "gradebook"))

from small_attempts import NOW, RUBRIC, write_attempt  # beside the tests of the grade book

from grading.gradebook.attempts import import_folder
from grading.gradebook.people import add_learner, claim, join_class
from grading.gradebook.remark import judge, mark_unmarked
from grading.gradebook.store import Gradebook
from grading.rubric import Rubric

Attempt = Callable[..., str]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Gradebook]:
    with Gradebook.open(tmp_path / "book" / "gradebook.db", author="李老师", clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def attempt(book: Gradebook, tmp_path: Path) -> Attempt:
    """``attempt("王小明", day=1, good=True)``: an attempt of that learner of 甲班, marked and judged; returns its id."""
    learners: dict[str, str] = {}

    def make(
        who: str, day: int = 1, *, good: bool = True, judged: bool = True, rubric: str = RUBRIC, **changes: object
    ) -> str:
        path = tmp_path / "in" / f"{who}{day}.attempt"
        settings = {"learner": f"p-{who}", "rubric": Rubric.loads(rubric).canonical(), **changes}
        ident = write_attempt(path, 13 if good else 30, created=f"2026-11-{day:02d}T08:00:00Z", **settings)
        import_folder(book, path)
        mark_unmarked(book)
        if who not in learners:
            learner = add_learner(book, f"2024{len(learners) + 1:04d}", who)
            join_class(book, learner.id, "甲班")
            claim(book, f"p-{who}", learner.id, "点名")
            learners[who] = learner.id
        if judged:
            judge(book, ident, "talk", 1.0, reason="清楚")
        return ident

    return make

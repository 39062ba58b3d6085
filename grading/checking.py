"""Everything that can be said about a scenario folder or one of its files without playing it.

    for problem in check_path(Path("scenarios/chemical/nitration")):
        print(render(problem))

A folder is read with its rubric and its runs, so that a rubric naming a tag that is gone is found at its line.
"""

from __future__ import annotations

from pathlib import Path

from engine.errors import ShixunError
from engine.scenario.document import Scenario
from engine.scenario.errors import SourceError
from engine.scenario.language import Language
from engine.scenario.problems import Problem, Span, Text2
from engine.scenario.source import read_source
from engine.session.assembly import declare
from engine.session.language import scenario_language
from engine.session.session import Session
from grading.proof import run_files
from grading.rubric import LANGUAGE as RUBRIC_LANGUAGE
from grading.rubric import Rubric
from grading.runcheck import Known, check_run

__all__ = ["check_path"]


def check_path(path: Path) -> list[Problem]:
    """Every problem of a scenario folder, or of one scenario, rubric or run file; file by file, in file order."""
    if not path.is_dir():
        return _one_file(path)
    language = scenario_language()
    problems = language.check(path)
    scenario = _loaded(language, path, problems)
    if scenario is not None:
        problems = [*problems, *_builds(scenario)]
    rubric = path / "rubric.yaml"
    if rubric.exists() or scenario is not None:
        problems += _rubric(rubric, scenario)
    known = _known(scenario, rubric)
    for run in run_files(path):
        problems += check_run(run, known)
    return problems


def _one_file(path: Path) -> list[Problem]:
    try:
        source = read_source(path)
    except SourceError as error:
        return error.problems
    keys = set(source.data) if isinstance(source.data, dict) else set()
    if keys & {"run", "expect"}:
        home = path.resolve().parent.parent
        return check_run(path, _known(_beside(home / "scenario.yaml"), home / "rubric.yaml"))
    if keys & {"steps", "rules", "outcomes", "gates"} and "plant" not in keys:
        return _rubric(path, _beside(path.parent / "scenario.yaml"))
    return scenario_language().check(path)


def _beside(path: Path) -> Scenario | None:
    """The scenario a single rubric or run belongs to, if there is a sound one."""
    language = scenario_language()
    return _loaded(language, path, language.check(path)) if path.exists() else None


def _known(scenario: Scenario | None, rubric: Path) -> Known | None:
    """The names runs may use; ``None`` where the scenario itself is not sound."""
    if scenario is None:
        return None
    try:
        marked = Rubric.load(rubric)
    except ShixunError:
        marked = None
    try:
        return Known.of(scenario, marked)
    except (ShixunError, ValueError):
        return None


def _loaded(language: Language, path: Path, problems: list[Problem]) -> Scenario | None:
    if any(p.severity == "error" for p in problems):
        return None
    return language.load(path)


def _builds(scenario: Scenario) -> list[Problem]:
    """A scenario without errors can be started at each of its starting points; if not, that is an error too."""
    found = []
    for name in scenario["start"].points:
        try:
            Session(scenario, start=name)
        except (ShixunError, ValueError) as error:
            text = Text2(f"从“{name}”不能开始：{error}", f"cannot start from {name}: {error}")
            span = scenario.where(("start", "points", name))
            found.append(scenario.source.problem(span, "cannot_start", text))
    return found


def _rubric(path: Path, scenario: Scenario | None) -> list[Problem]:
    if not path.exists():
        text = Text2(f"没有评分标准 {path.name}", f"there is no rubric {path.name}")
        fix = Text2("照着现有场景写一份 rubric.yaml", "write one after the model of a shipped scenario")
        return [Problem(str(path), Span(0, 0, 0, 0), "missing_file", text, fix)]
    if scenario is None:
        return RUBRIC_LANGUAGE.check(path)
    session = Session(scenario)
    verbs = {name: thing.verbs for name, thing in session.operables.items()}
    return Rubric.check(path, declare(scenario).tags, session.tick_ms, verbs)

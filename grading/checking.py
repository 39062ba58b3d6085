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
from engine.scenario.extends import EXTENDS, read_extended
from engine.scenario.language import Language
from engine.scenario.problems import Problem, Span, Text2
from engine.scenario.source import Source
from engine.session.control import CONTROL
from engine.session.declaring import declare
from engine.session.kinds import PLANT_KINDS
from engine.session.language import scenario_language
from engine.session.session import Session
from grading.evidence import lint_evidence
from grading.proof import run_files
from grading.rubric import LANGUAGE as RUBRIC_LANGUAGE
from grading.rubric import Rubric
from grading.runcheck import Known, check_run
from grading.spoken import NAMES_NOTHING, reports_of, unknown_reports, with_radio
from grading.unguarded import unguarded
from grading.unjudged import unjudged
from grading.unreached import unreached, without_effect
from grading.unused import unused

__all__ = ["check_path"]


def check_path(path: Path) -> list[Problem]:
    """Every problem of a scenario folder, or of one scenario, rubric or run file; file by file, in file order."""
    if not path.is_dir():
        return _one_file(path)
    language = scenario_language()
    problems = language.check(path)
    scenario = _loaded(language, path, problems)
    own: list[Problem] = []
    more: list[Problem] = []
    if scenario is not None:
        others = [source for file in (path / "rubric.yaml", *run_files(path)) if (source := _source(file)) is not None]
        more = unreached(scenario, others)
        own = [p for p in more if p.path == scenario.source.path]
        problems = [*problems, *_builds(scenario), *unused(scenario, others), *unguarded(scenario, others), *own]
        problems += without_effect(scenario, _source(path / "rubric.yaml") if (path / "rubric.yaml").exists() else None)
        problems = _with_reports(problems, scenario.source, scenario)
    rubric = path / "rubric.yaml"
    if rubric.exists() or scenario is not None:
        problems += _rubric(rubric, scenario)
    known = _known(scenario, rubric)
    for run in run_files(path):
        problems += _run(run, scenario, known)
    problems += [p for p in more if p not in own]
    return _radio(problems, path / "scenario.yaml")


def _one_file(path: Path) -> list[Problem]:
    try:
        source = read_extended(path)
    except SourceError as error:
        return error.problems
    keys = set(source.data) if isinstance(source.data, dict) else set()
    if keys & {"run", "expect"}:
        home = path.resolve().parent.parent
        scenario = _beside(home / "scenario.yaml")
        problems = _run(path, scenario, _known(scenario, home / "rubric.yaml"))
        return _radio(problems, home / "scenario.yaml")
    if keys & {"steps", "rules", "outcomes", "gates"} and "plant" not in keys:
        home = path.parent / "scenario.yaml"
        return _radio(_rubric(path, _beside(home)), home)
    return _radio(scenario_language().check(path), path)


def _radio(problems: list[Problem], scenario: Path) -> list[Problem]:
    """Where a report was named in place of the radio, say so."""
    if not any(problem.code in NAMES_NOTHING for problem in problems):
        return problems
    reports = reports_of(scenario)
    return [with_radio(problem, reports) for problem in problems]


def _run(path: Path, scenario: Scenario | None, known: Known | None) -> list[Problem]:
    problems = check_run(path, known)
    source = _source(path)
    return problems if scenario is None or source is None else _with_reports(problems, source, scenario)


def _source(path: Path) -> Source | None:
    """The file as read, or ``None`` where it cannot be; why not has been told already."""
    try:
        return read_extended(path)
    except SourceError:
        return None


def _with_reports(problems: list[Problem], source: Source, scenario: Scenario) -> list[Problem]:
    """``problems`` of a file and what it reports that the scenario does not know."""
    section = scenario.get("messages")
    unknown = unknown_reports(source, () if section is None else section.reports)
    return sorted([*problems, *unknown], key=lambda p: p.place)


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
    problems = Rubric.check(path, declare(scenario).tags, session.tick_ms, verbs, _sources(scenario, session))
    source = _source(path)
    if source is None:
        return problems
    if not any(p.severity == "error" for p in problems):
        marked = Rubric.load(path)
        problems = [*_with_evidence(problems, marked, scenario), *unjudged(scenario, marked)]
    return _with_reports([*problems, *_other_scenario(source, scenario)], source, scenario)


def _with_evidence(problems: list[Problem], rubric: Rubric, scenario: Scenario) -> list[Problem]:
    """``problems`` and what can never be seen happening; what is told already at a line is not told again."""
    told = {(p.path, p.span.line) for p in problems if p.code in ("outside_span", "hidden_start")}
    found = lint_evidence(rubric, scenario)
    return [*problems, *(p for p in found if (p.path, p.span.line) not in told)]


def _sources(scenario: Scenario, session: Session) -> set[str]:
    """Every id an event may come from: control, equipment, objects, tags, messages, phases, documents."""
    found = {*session.operables, *session.tags.index, *scenario["procedure"].phases, *scenario.get("documents", {})}
    for name in CONTROL:
        if name in scenario:
            found.update(scenario[name].root)
    plant = scenario["plant"]
    found.update(PLANT_KINDS[plant.kind].titles(plant))
    told = scenario.get("messages")
    if told is not None:
        found.update(told.say, told.reports, told.questions)
    return found


def _other_scenario(source: Source, scenario: Scenario) -> list[Problem]:
    """A rubric that names another scenario than the one it stands beside would mark nothing."""
    meta = source.data.get("meta") if isinstance(source.data, dict) else None
    named = meta.get("scenario") if isinstance(meta, dict) else None
    own = scenario["meta"].id
    if not isinstance(named, str) or named == own:
        return []
    text = Text2(f"`{named}` 不是同一文件夹中场景的编号", f"`{named}` is not the id of the scenario beside it")
    fix = Text2(f"写成 `{own}`", f"write `{own}`")
    span = source.value_span(("meta", "scenario"))
    if span.file:  # inherited: the file extended is right, this one has to say what is different
        span = source.value_span((EXTENDS,))
        fix = Text2(f"在本文件写 `meta: {{scenario: {own}}}`", f"write `meta: {{scenario: {own}}}` in this file")
    return [source.problem(span, "other_scenario", text, fix)]

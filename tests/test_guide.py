"""The authoring guide is followed step by step: files load, checks pass, and the output shown is the real output."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.paths import demand_scenario
from engine.scenario.problems import render
from engine.session.language import scenario_language
from engine.session.session import Session
from grading.checking import check_path
from grading.proof import RUN_LANGUAGE, prove
from grading.rubric import LANGUAGE
from tests.guide import (
    GUIDES,
    SCENARIO,
    examples,
    fences,
    finished,
    first_problem,
    follow,
    misspelt,
    mistakes,
    put,
    said,
    spoil,
)

(ZH, _), (EN, _) = GUIDES


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The commands are given in a folder of their own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHIXUN_HOME", str(tmp_path / "home"))


def test_the_scenario_grows_without_a_wrong_step(tmp_path: Path) -> None:
    """After each block nothing is wrong but that parts are still to come; what is complete has no problem at all."""
    folder = tmp_path / SCENARIO
    whole, missing = 0, []
    for name, what, body in examples(ZH):
        put(folder, name, what, body)
        problems = scenario_language().check(folder)
        assert [render(p) for p in problems if p.code != "missing_section"] == []
        if problems:
            missing.append(len(problems))
        else:
            whole += 1
            for path in folder.rglob("*.yaml"):
                language = {"scenario": scenario_language(), "rubric": LANGUAGE}.get(path.stem, RUN_LANGUAGE)
                assert [render(p) for p in language.check(path)] == []
    assert missing == sorted(missing, reverse=True)
    assert len(missing) == 5
    assert whole >= 9


@pytest.mark.parametrize(("page", "lang"), GUIDES, ids=["zh", "en"])
def test_what_the_guide_shows_is_what_the_program_prints(page: Path, lang: str, tmp_path: Path) -> None:
    """Each command of the guide that prints text prints what stands below it, with the files as they are by then."""
    checked = []
    for moment in follow(page, tmp_path):
        if moment.command.startswith(("check ", "schema ", "new ")):
            printed = said(moment.command)
            if moment.command.startswith("check "):
                assert printed == moment.shown, "python -m tests.guide brings the guides up to date"
                checked.append(printed)
    assert len(checked) == 7
    assert (tmp_path / ".vscode" / "scenario.schema.json").exists()
    assert "✓" in said(f"check scenarios/chemical/cooling --lang {lang}")


def test_from_the_first_full_set_on_every_run_is_as_written(tmp_path: Path) -> None:
    """The finished scenario has no problem and its reference runs get the results written in the guide."""
    folder = finished(ZH, tmp_path)
    assert [render(p) for p in check_path(folder)] == []
    outcomes = list(prove(folder))
    assert [o.name for o in outcomes] == ["expert", "forgotten", "idle", "overflow", "reversed", "stuck"]
    assert [(o.name, str(d)) for o in outcomes for d in o.differences] == []
    assert not any(o.error for o in outcomes)


def test_a_valve_in_no_line_is_told_at_its_line(tmp_path: Path) -> None:
    """Equipment that works on nothing is told, unless a step of the rubric asks for the deed itself."""
    folder = finished(ZH, tmp_path)
    scenario, rubric = folder / "scenario.yaml", folder / "rubric.yaml"
    text = scenario.read_text(encoding="utf-8")
    scenario.write_text(text.replace("through: [XV2, XV1]", "through: [XV1]"), encoding="utf-8")
    (problem,) = check_path(folder)
    assert (problem.code, problem.severity) == ("unconnected", "warning")
    assert scenario.read_text(encoding="utf-8").splitlines()[problem.span.line].startswith("    XV2: ")
    rubric.write_text(
        rubric.read_text(encoding="utf-8").replace("done: {act: open, on: XV1}", "done: {act: open, on: XV2}", 1),
        encoding="utf-8",
    )
    assert check_path(folder) == []


@pytest.mark.parametrize("line", ["    after: [S1]\n", "order: {weight: 1, goal: CO1}\n"])
def test_without_the_order_a_run_falls_short(line: str, tmp_path: Path) -> None:
    """As the guide promises, a line of the rubric that is taken out is missed by a reference run; the order too."""
    folder = finished(ZH, tmp_path)
    rubric = folder / "rubric.yaml"
    text = rubric.read_text(encoding="utf-8")
    assert line in text
    rubric.write_text(text.replace(line, ""), encoding="utf-8")
    assert [o.name for o in prove(folder) if not o.as_written] == ["reversed"]


@pytest.mark.parametrize(("page", "lang"), GUIDES, ids=["zh", "en"])
def test_the_mistakes_of_the_table_get_the_messages_of_the_table(page: Path, lang: str, tmp_path: Path) -> None:
    """Each row's mistake, made in the finished scenario, is told first and in these words."""
    rows = mistakes(page)
    assert len(rows) >= 14
    folder = finished(page, tmp_path)
    kept = {path: path.read_text(encoding="utf-8") for path in folder.rglob("*.yaml")}
    for right, wrong, message in rows:
        spoiled = spoil(folder, right, wrong)
        assert first_problem(lang) == message, wrong
        spoiled.write_text(kept[spoiled], encoding="utf-8")


@pytest.mark.parametrize(("page", "lang"), GUIDES, ids=["zh", "en"])
def test_the_message_shown_in_full_is_the_real_one(page: Path, lang: str, tmp_path: Path) -> None:
    """The misspelt key of the guide is pointed at in the line the guide shows."""
    assert ("text", misspelt(finished(page, tmp_path), lang)) in fences(page)


@pytest.mark.parametrize(("page", "lang"), GUIDES, ids=["zh", "en"])
def test_the_variant_of_the_guide_proves_itself(page: Path, lang: str, tmp_path: Path) -> None:
    """The variant's files, as printed, pass with their run; without it the check does not say that it passed."""
    folder = finished(page, tmp_path)
    (block,) = [body for _, body in fences(page) if body.startswith("# scenarios/chemical/water-big")]
    for part in block.split("# scenarios/chemical/water-big/")[1:]:
        name, body = part.split("\n", 1)
        path = folder.parent / "water-big" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")
    variant = folder.parent / "water-big"
    assert [render(p) for p in check_path(variant)] == []
    assert [(o.name, o.as_written) for o in prove(variant)] == [("expert", True)]
    (variant / "runs" / "expert.yaml").unlink()
    printed = said(f"check scenarios/chemical/water-big --lang {lang}")
    assert printed.splitlines()[-1].startswith("没有参考过程，评分没有验证 / no reference run")
    assert "0/6" in printed


def feeder_of(page: Path, root: Path) -> Path:
    """The folder of the substation with one feeder more, made beside a copy of the shipped one as the guide says."""
    home = root / "scenarios" / "power"
    shutil.copytree(demand_scenario("power/transformer_outage"), home / "transformer_outage")
    (block,) = [body for _, body in fences(page) if body.startswith("# scenarios/power/feeder/")]
    for part in block.split("# scenarios/power/feeder/")[1:]:
        name, body = part.split("\n", 1)
        path = home / "feeder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")
    return home / "feeder"


@pytest.mark.parametrize(("page", "lang"), GUIDES, ids=["zh", "en"])
def test_the_feeder_of_the_guide_is_supplied_shown_and_in_reach(page: Path, lang: str, tmp_path: Path) -> None:
    """The feeder's files, as printed, bring no error; it carries its load, and its truck is worked at the cubicle only."""
    folder = feeder_of(page, tmp_path)
    assert [render(p, lang) for p in check_path(folder) if p.severity == "error"] == []
    session = Session(scenario_language().load(folder))
    session.run(20)
    assert session.frame().values[session.tags.at("LD524.P")] == pytest.approx(1.5, rel=0.1)
    console, cubicle = (session.scenario["stage"].objects[name] for name in ("CONSOLE", "C524"))
    assert {"-TR524", "-QE52440"} <= set(console.gives)
    assert set(cubicle.gives) == {"QF524", "TR524", "QE52440"}
    assert "TICKET524" in session.operables


@pytest.mark.slow
def test_with_the_feeder_the_expert_is_still_an_expert(tmp_path: Path) -> None:
    """The run of the guide gets what the guide expects of it, with another feeder on the transformer that is left."""
    assert [(o.name, o.as_written) for o in prove(feeder_of(ZH, tmp_path))] == [("expert", True)]


HELD = """schema: 1
run:
  title: {zh: 试, en: Try}
  duration: 20 min
  acts:
    - {do: open, on: XV1}
    - {when: LI1 > 79 %, do: close, on: XV1}
    - {after: WAIT, do: close, on: XV2}
    - {after: 8 min, do: stop, on: SESSION, value: finished}
expect: {total: [0, 100], items: {H1: met, H2: met, H3: RULE}}
"""


@pytest.mark.parametrize(("wait", "rule"), [("6 min", "met"), ("1 min", "broken")])
def test_the_pattern_of_holding_first_marks_who_is_early(wait: str, rule: str, tmp_path: Path) -> None:
    """Hold 5 min, then go on: as the guide writes it, who waits gets all, and who does not is charged by the rule."""
    folder = finished(ZH, tmp_path)
    (block,) = [body for _, what, body in examples(ZH) if what == "example: hold"]
    rubric = (folder / "rubric.yaml").read_text(encoding="utf-8")
    head = rubric[: rubric.index("\nsteps:")]
    (folder / "rubric.yaml").write_text(head + "\n" + block, encoding="utf-8")
    for path in (folder / "runs").glob("*.yaml"):
        path.unlink()
    run = HELD.replace("WAIT", wait).replace("RULE", rule)
    (folder / "runs" / "held.yaml").write_text(run, encoding="utf-8")
    assert [render(p) for p in check_path(folder) if p.severity == "error"] == []
    assert [str(d) for o in prove(folder) for d in o.differences] == []


@pytest.mark.parametrize("page", [ZH, EN], ids=["zh", "en"])
def test_the_ticket_of_the_guide_is_sound(page: Path, tmp_path: Path) -> None:
    """The ticket added to the guide's scenario gives no finding."""
    folder = finished(page, tmp_path)
    (block,) = [body for _, what, body in examples(page) if what == "example: tickets"]
    before = [render(p) for p in scenario_language().check(folder)]
    put(folder, "scenario.yaml", "add at the end", block)
    assert [render(p) for p in scenario_language().check(folder)] == before
    assert list(scenario_language().load(folder)["tickets"]) == ["STOP"]


def test_every_block_says_what_to_do_with_it() -> None:
    """No example of either guide is without the name of its file."""
    assert len(list(examples(ZH))) == len(list(examples(EN))) >= 14

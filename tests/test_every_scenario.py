"""Every scenario that ships × the same contract tests: new content is tested by existing.

    python -m tests.test_every_scenario --update      write the baselines of tag ids again, after a look at the diff
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.errors import ShixunError
from engine.paths import ROOT, scenario_folders
from engine.scenario.document import Scenario
from engine.session.attempt import AttemptReader
from engine.session.declaring import declare
from engine.session.desk import open_attempt
from engine.session.identity import model_hash
from engine.session.known import known_tags
from engine.session.language import scenario_language
from engine.session.recorder import MemoryRecorder
from engine.session.replay import replay
from engine.session.script import play
from engine.session.session import Session
from engine.state import pack, unpack
from grading.calculus.result import Result
from grading.checking import check_path
from grading.expect import Expect, Trace, compare
from grading.marker import Marker, mark, mark_attempt
from grading.proof import load_run, run_files
from grading.rubric import LANGUAGE as RUBRIC_LANGUAGE
from grading.rubric import Rubric

FOLDERS = scenario_folders()
NAMES = [f"{folder.parent.name}/{folder.name}" for folder in FOLDERS]
RUNS = [
    (folder, path.stem)
    for folder in FOLDERS
    for path in run_files(folder)
    # what goes back leaves several attempts: such a run is proved by ``check`` (tests/test_launcher.py)
    if not any(act.do == "restore" and act.on == "SNAPSHOT" for act in load_run(path)[0].acts)
]
BASELINES = Path(__file__).parent / "baselines"
REFERENCE_RUNS = {"expert", "idle"}
"""What every scenario must show at least: that full marks can be had, and that nothing comes from nothing."""

every_scenario = pytest.mark.parametrize("folder", FOLDERS, ids=NAMES)
every_run = pytest.mark.parametrize(("folder", "name"), RUNS, ids=[f"{f.name}-{n}" for f, n in RUNS])


@cache
def loaded(folder: Path) -> Scenario:
    return scenario_language().load(folder)


def baseline(folder: Path) -> Path:
    return BASELINES / f"{loaded(folder).meta.id}.tags.txt"


# -- the files ------------------------------------------------------------------------------------------------
def test_there_are_scenarios() -> None:
    """An empty list would make every other test here pass."""
    assert FOLDERS


@every_scenario
def test_the_folder_checks_without_a_word(folder: Path) -> None:
    """What ships is clean: no error and no warning in scenario, rubric and runs, and every starting point builds."""
    assert [(p.path, p.span.line + 1, p.code, p.text.en) for p in check_path(folder)] == []


@every_scenario
def test_names_are_judged_by_the_tags_there_are(folder: Path) -> None:
    """The tags lint knows without building anything are those a session declares: the same ones, alike, in one order."""
    scenario = loaded(folder)
    assert list(known_tags(scenario).values()) == list(declare(scenario))


@every_scenario
def test_every_starting_point_runs(folder: Path) -> None:
    """From each starting point a session starts in every mode and lives through its first minute."""
    scenario = loaded(folder)
    for point in scenario["start"].points:
        for mode in ("learn", "practise", "exam"):
            session = Session(scenario, start=point, mode=mode)
            session.run(60_000 // session.tick_ms)
            assert session.seconds == 60


@every_scenario
@pytest.mark.parametrize("kind", ["scenario", "rubric"])
def test_the_canonical_form_reads_back_equal(folder: Path, kind: str) -> None:
    """What is embedded in an attempt is the same scenario and the same rubric, byte for byte, a second time round."""
    language = scenario_language() if kind == "scenario" else RUBRIC_LANGUAGE
    document = language.load(folder / f"{kind}.yaml")
    again = language.from_canonical(document.canonical())
    assert again == document
    assert again.canonical() == document.canonical()


def texts(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(value, dict):
        if value and set(value) <= {"zh", "en"}:
            yield path, value
            return
        for key, part in value.items():
            yield from texts(part, f"{path}.{key}")
    elif isinstance(value, list):
        for n, part in enumerate(value):
            yield from texts(part, f"{path}[{n}]")


@every_scenario
def test_every_text_is_there_in_both_languages(folder: Path) -> None:
    """Every text of scenario, rubric and runs is in Chinese and in English."""
    documents = [loaded(folder).canonical(), Rubric.load(folder).canonical()]
    found = [pair for data in documents for pair in texts(json.loads(data))]
    for path in run_files(folder):
        found += texts(yaml.safe_load(path.read_text(encoding="utf-8")), path.stem)
    assert len(found) > 50
    assert [path for path, text in found if bool(text.get("zh")) != bool(text.get("en"))] == []


@every_scenario
def test_the_model_hash_is_of_what_is_said_not_how(folder: Path) -> None:
    """Comments, blank lines and another process change nothing; a number does."""
    text = (folder / "scenario.yaml").read_text(encoding="utf-8")
    first = model_hash(loaded(folder))
    spaced_text = "# another comment\n\n" + text.replace("\n", "   \n") + "\n\n"
    spaced = scenario_language().loads(spaced_text, str(folder / "scenario.yaml"))
    assert model_hash(spaced) == first
    content = unpack(loaded(folder).canonical())
    content["meta"]["title"] = {"zh": "另一个", "en": "Another"}
    assert model_hash(scenario_language().from_canonical(pack(content))) == first
    content["instruments"][next(iter(content["instruments"]))]["lag"] = "123 s"
    assert model_hash(scenario_language().from_canonical(pack(content))) != first
    code = (
        "import sys; from pathlib import Path; from engine.session.identity import model_hash; "
        "from engine.session.language import scenario_language as l; print(model_hash(l().load(Path(sys.argv[1]))))"
    )
    env = {**os.environ, "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    told = subprocess.run([sys.executable, "-c", code, str(folder)], cwd=ROOT, env=env, capture_output=True, text=True)
    assert told.stdout.strip() == first, told.stderr


@every_scenario
def test_no_tag_id_disappears(folder: Path) -> None:
    """Ids are API: rubrics, runs and old attempts name them. (A new name for a tag is a new tag and a lost one.)"""
    path = baseline(folder)
    assert path.exists(), "run: python -m tests.test_every_scenario --update"
    lost = set(path.read_text(encoding="utf-8").split()) - {tag.id for tag in declare(loaded(folder))}
    assert sorted(lost) == []


# -- the reference runs ---------------------------------------------------------------------------------------
@every_scenario
def test_reference_runs_are_there_and_speak_of_every_item(folder: Path) -> None:
    """There are the runs every scenario owes, and each rubric item is expected by one of them, so none can go unseen."""
    assert {path.stem for path in run_files(folder)} >= REFERENCE_RUNS
    assert len(run_files(folder)) >= 4
    named: set[str] = set()
    for path in run_files(folder):
        expect = load_run(path)[1]
        named |= set(expect.items) | set(expect.credit)
    items = {item.id for item in Rubric.load(folder).items}
    assert sorted(items - named) == []
    assert sorted(named - items) == []


class Played:
    """One run played once, with everything needed to mark it again."""

    def __init__(self, folder: Path, name: str) -> None:
        run, self.expect = load_run(folder / "runs" / f"{name}.yaml")
        self.recorder = MemoryRecorder()
        self.rubric = Rubric.load(folder)
        session = Session(loaded(folder), seed=run.seed, mode=run.mode, start=run.start, recorder=self.recorder)
        self.hint_cost = session.parts.mode.hint_cost
        marker = Marker(self.rubric, session.tags, session.tick_ms, self.hint_cost)
        session.observers.append(marker)
        play(session, run)
        self.tags, self.tick_ms, self.end = session.tags, session.tick_ms, (session.now, session.ended)
        self.live = marker.result()
        self.hashes = [c.hash for c in self.recorder.checkpoints] + [session.state_hash()]

    def marked(self, rubric: Rubric) -> Result:
        rec = self.recorder
        return mark(rubric, self.tags, self.tick_ms, rec.actions, rec.events, rec.rows, self.end, hint_cost=self.hint_cost)

    def differences(self, result: Result, expect: Expect | None = None) -> list[str]:
        trace = Trace(self.tags, self.tick_ms, self.end[1], self.recorder.events, self.recorder.rows)
        return [str(d) for d in compare(expect or self.expect, result, trace)]


@pytest.fixture(scope="module")
def played() -> Iterator[Callable[[Path, str], Played]]:
    """Plays a run the first time it is asked for (seconds each, and rows of many megabytes)."""
    kept: dict[tuple[Path, str], Played] = {}

    def get(folder: Path, name: str) -> Played:
        if (folder, name) not in kept:
            kept[folder, name] = Played(folder, name)
        return kept[folder, name]

    yield get
    kept.clear()


@pytest.mark.slow
@every_run
def test_every_run_gets_what_was_written_for_it(
    played: Callable[[Path, str], Played], folder: Path, name: str
) -> None:
    """A scenario proves itself: each reference run ends with the result written down before it was played."""
    run = played(folder, name)
    assert run.differences(run.live) == []


@pytest.mark.slow
@every_run
def test_the_live_mark_is_the_mark_of_the_record(
    played: Callable[[Path, str], Played], folder: Path, name: str
) -> None:
    """Marked while it happened or from its record: the same result, evidence included."""
    run = played(folder, name)
    assert run.marked(run.rubric) == run.live


def without(rubric: Rubric, item: str) -> Rubric | None:
    """The rubric less one item and less what names it as a predecessor; ``None`` if that is no rubric any more."""
    content = unpack(rubric.canonical())
    if item == "order":
        content.pop("order")
    for section in ("steps", "rules"):
        content[section] = [entry for entry in content.get(section, []) if entry["id"] != item]
        for entry in content[section]:
            if isinstance(entry.get("after"), list):
                entry["after"] = [name for name in entry["after"] if name != item]
    try:
        return Rubric.from_canonical(pack(content))
    except ShixunError:
        return None


@pytest.mark.slow
@every_scenario
def test_deleting_any_item_makes_a_run_fail(played: Callable[[Path, str], Played], folder: Path) -> None:
    """No rubric item is dead weight: without it the rubric is refused, or at least one run misses its result."""
    rubric = Rubric.load(folder)
    names = [name for home, name in RUNS if home == folder]
    unseen = []
    for item in rubric.items:
        less = without(rubric, item.id)
        if less is None:
            continue
        assert item.id not in {i.id for i in less.items}
        # the runs that name the item come first: they notice at once, and marking all the others takes minutes
        names.sort(key=lambda name: item.id not in load_run(folder / "runs" / f"{name}.yaml")[1].items)
        if not any(fails(played(folder, name), less) for name in names):
            unseen.append(item.id)
    assert unseen == []


def fails(run: Played, rubric: Rubric) -> bool:
    try:
        return bool(run.differences(run.marked(rubric)))
    except ShixunError:
        return True


WORKER = """
import json, sys
from pathlib import Path
from tests.test_every_scenario import Played
run = Played(Path(sys.argv[1]), sys.argv[2])
print(json.dumps([run.hashes, run.live.canonical().decode()]))
"""


def minutes(run: Played) -> float:
    """How long a run lasted: there is more than one checkpoint a minute."""
    return run.end[0] * run.tick_ms / 60_000


@pytest.mark.slow
@every_scenario
def test_another_process_plays_the_same(played: Callable[[Path, str], Played], folder: Path) -> None:
    """Same seed and actions, another process, numpy without its CPU features, another locale and hash seed: the same
    state hash at every checkpoint and the same marks."""
    name = "cooling_3min" if (folder, "cooling_3min") in RUNS else "expert"
    here = played(folder, name)
    env = {
        **os.environ, "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512CD AVX512_SKX", "PYTHONHASHSEED": "42",
        "LC_ALL": "C", "TZ": "Asia/Shanghai", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    told = subprocess.run(
        [sys.executable, "-c", WORKER, str(folder), name], cwd=ROOT, env=env, capture_output=True, text=True, timeout=300
    )
    assert told.returncode == 0, told.stderr
    hashes, canonical = json.loads(told.stdout.splitlines()[-1])
    assert hashes == here.hashes
    assert len(hashes) > minutes(here)
    assert canonical.encode() == here.live.canonical()


@pytest.mark.slow
@every_scenario
def test_an_attempt_file_replays_and_marks_the_same(
    played: Callable[[Path, str], Played], folder: Path, tmp_path: Path
) -> None:
    """The file alone is enough: it verifies, replays to the same state at every checkpoint and gives the same mark."""
    name = "cooling_3min" if (folder, "cooling_3min") in RUNS else "expert"
    run, _ = load_run(folder / "runs" / f"{name}.yaml")
    rubric = Rubric.load(folder)
    kept = open_attempt(
        folder, tmp_path, rubric=rubric.canonical(), mode=run.mode, seed=run.seed, start=run.start, scenario=loaded(folder)
    )  # fmt: skip
    play(kept.session, run)
    kept.close()
    with AttemptReader.open(kept.path) as reader:
        assert reader.verify().ended
        report = replay(reader)
        assert report.same
        assert report.checkpoints > minutes(played(folder, name))
        assert [c.state_hash for c in reader.checkpoints()] == played(folder, name).hashes[:-1]
        result = mark_attempt(reader)
    assert result == played(folder, name).live


def update() -> None:
    """Write the baselines again."""
    BASELINES.mkdir(exist_ok=True)
    for folder in FOLDERS:
        ids = [tag.id for tag in declare(loaded(folder))]
        baseline(folder).write_text("\n".join(sorted(ids)) + "\n", encoding="utf-8", newline="\n")
        print(baseline(folder), len(ids))


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        raise SystemExit(__doc__)
    update()

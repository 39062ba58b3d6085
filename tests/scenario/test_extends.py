"""A variant says only what is different, and every problem still points at where it was written."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from engine.paths import SCENARIOS
from engine.scenario import Language, Problem, SourceError, Text2, render
from engine.scenario.extends import MAX_BASES, bases_of, read_extended
from engine.scenario.source import read_source
from engine.session.identity import model_hash, package_hash
from engine.session.language import scenario_language
from engine.testing import TINY_SCENARIO, tiny_kind
from grading.rubric import LANGUAGE as RUBRIC_LANGUAGE
from tests.scenario.sample_language import GOOD, LANGUAGE
from tests.scenario.test_mutations import SLIPS, slip

LIST = """\
schema: 1
meta: {id: A, title: {zh: 甲, en: A}}
steps:
  - {id: S1, weight: 1, after: [x]}
  - {id: S2, weight: 2}
  - {id: S3, weight: 3}
acts: [{do: a}, {do: b}]
faults: {F1: {by: me}, F2: {by: you}}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Two scenario folders side by side: ``base`` with a sound file, ``small`` to be written."""
    for name in ("base", "small"):
        (tmp_path / name).mkdir()
    (tmp_path / "base/scenario.yaml").write_text(LIST, encoding="utf-8")
    return tmp_path


def variant(home: Path, text: str, base: str = "../base") -> Path:
    path = home / "small/scenario.yaml"
    path.write_text(f"schema: 1\nextends: {base}\n{text}", encoding="utf-8")
    return path


def said(path: Path) -> list[tuple[str, str, int]]:
    """(code, file, line) of what is wrong with reading the file."""
    try:
        problems = read_extended(path).notes
    except SourceError as error:
        problems = error.problems
    return [(p.code, Path(p.path).parent.name, p.span.line + 1) for p in problems]


def test_what_is_not_written_is_inherited(home: Path) -> None:
    """Mappings merge key by key, texts too; values and lists take the place of the inherited ones."""
    source = read_extended(
        variant(home, "meta: {id: B, title: {zh: 乙, en: B}}\nacts: [{do: c}]\nfaults: {F1: {by: it}}\n")
    )
    assert source.data == {
        "schema": 1,
        "meta": {"id": "B", "title": {"zh": "乙", "en": "B"}},
        "steps": [{"id": "S1", "weight": 1, "after": ["x"]}, {"id": "S2", "weight": 2}, {"id": "S3", "weight": 3}],
        "acts": [{"do": "c"}],
        "faults": {"F1": {"by": "it"}, "F2": {"by": "you"}},
    }
    assert source.notes == []


def test_entries_with_an_id_are_merged_by_it(home: Path) -> None:
    """Steps and rules are changed one by one; the order stays the base's and new ones come last."""
    source = read_extended(variant(home, "meta: {id: B}\nsteps: [{id: S9, weight: 9}, {id: S2, weight: 5}]\n"))
    assert [(s["id"], s["weight"]) for s in source.data["steps"]] == [("S1", 1), ("S2", 5), ("S3", 3), ("S9", 9)]


def test_three_dots_stand_for_the_inherited_entries(home: Path) -> None:
    """A list with ``...`` in it adds to the inherited one where the dots stand; each entry keeps its place."""
    source = read_extended(variant(home, "meta: {id: B}\nacts: [{do: z}, ..., {do: c}]\n"))
    assert source.data["acts"] == [{"do": "z"}, {"do": "a"}, {"do": "b"}, {"do": "c"}]
    assert source.notes == []
    files = [source.value_span(("acts", n, "do")).file for n in range(4)]
    assert files == [0, 1, 1, 0]
    assert said(variant(home, "meta: {id: B}\nacts: [..., {do: c}, ...]\n")) == [("duplicate_name", "small", 4)]


def test_what_is_left_out_is_gone_and_can_be_written_anew(home: Path) -> None:
    """``without`` takes away an entry of a mapping or of a list with ids; written again it is replaced as a whole."""
    text = "without: [faults/F2, steps/S2, steps/S1]\nmeta: {id: B}\nsteps: [{id: S1, weight: 7}]\n"
    source = read_extended(variant(home, text))
    assert source.data["faults"] == {"F1": {"by": "me"}}
    assert source.data["steps"] == [{"id": "S3", "weight": 3}, {"id": "S1", "weight": 7}]
    assert "without" not in source.data
    assert "extends" not in source.data


def test_every_value_knows_the_file_it_stands_in(home: Path) -> None:
    """Positions survive merging and leaving out: each value is found where its author wrote it."""
    source = read_extended(variant(home, "without: [steps/S1]\nmeta: {id: B}\nsteps: [{id: S3, weight: 30}]\n"))
    places = {
        ("steps", 0, "weight"): ("base", "2"), ("steps", 1, "weight"): ("small", "30"), ("steps", 1, "id"): ("small", "S3"),
        ("faults", "F2", "by"): ("base", "you"), ("meta", "id"): ("small", "B"), ("meta", "title", "zh"): ("base", "甲"),
    }  # fmt: skip
    for loc, (folder, written) in places.items():
        span = source.value_span(loc)
        problem = source.problem(span, "x", Text2("甲", "a"))
        assert (Path(problem.path).parent.name, problem.line[span.col : span.end_col]) == (folder, written)
        assert source.raw(loc) == written


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("../nothing", "extends_missing"), ("../bsae", "extends_missing"), ("/etc/passwd", "extends_absolute"),
        ("C:\\x\\scenario.yaml", "extends_absolute"), ("\\\\server\\share", "extends_absolute"),
        ("../../../../../../../../etc/hosts.yaml", "extends_outside"), ("..", "extends_outside"),
        ("../..", "extends_outside"), ("7", "extends_wrong"), ("[a]", "extends_wrong"), ("''", "extends_wrong"),
        ('"../base\\0"', "extends_wrong"), ("../base/secret.txt", "extends_missing"), ("~", "extends_wrong"),
        ("../base/none.yaml", "extends_missing"), ("scenario.yaml", "extends_loop"), (".", "extends_loop"),
        ("x" * 400, "extends_wrong"), ("../link", "extends_outside"),
    ],
)  # fmt: skip
def test_a_base_that_cannot_be_had_is_told_at_its_line(home: Path, written: str, code: str) -> None:
    """Missing, absolute, outside, itself: one clear error at ``extends``, and no file elsewhere is ever read."""
    (home / "base/secret.txt").write_text("password: 1", encoding="utf-8")
    (home / "link").symlink_to("/etc")
    path = variant(home, "meta: {id: B}\n", written)
    assert said(path) == [(code, "small", 2)]
    (problem,) = LANGUAGE.check(path)
    assert "password" not in render(problem)
    assert render(problem, "en")


@pytest.mark.parametrize(
    ("own", "base", "wrong"),
    [
        ("scenario.yaml", "../base/rubric.yaml", True),
        ("scenario.yaml", "../base/runs/expert.yaml", True),
        ("rubric.yaml", "../base/scenario.yaml", True),
        ("runs/a.yaml", "../../base/scenario.yaml", True),
        ("runs/a.yaml", "expert.yaml", False),
        ("rubric.yaml", "../base/rubric.yaml", False),
        ("scenario.yaml", "../base/common.yaml", False),
    ],
)
def test_a_base_is_of_the_same_kind(home: Path, own: str, base: str, wrong: bool) -> None:
    """A scenario that extends a rubric or a run is told so at that line, not that every section is missing."""
    for name in ("base/rubric.yaml", "base/common.yaml", "base/runs/expert.yaml", "small/runs/expert.yaml"):
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_text(LIST, encoding="utf-8")
    path = home / "small" / own
    path.write_text(f"schema: 1\nextends: {base}\nmeta: {{id: B}}\n", encoding="utf-8")
    assert said(path) == ([("extends_kind", path.parent.name, 2)] if wrong else [])


def test_a_misspelt_folder_is_guessed(home: Path) -> None:
    """A folder with nearly that name beside it is what was meant."""
    with pytest.raises(SourceError) as caught:
        read_extended(variant(home, "meta: {id: B}\n", "../bsae"))
    assert "base" in caught.value.problems[0].fix.zh


def test_windows_slashes_lead_there_too(home: Path) -> None:
    """A path as Windows writes it means the same."""
    assert read_extended(variant(home, "meta: {id: B}\n", "..\\base\\scenario.yaml")).data["acts"]


def test_circles_and_towers_are_refused(tmp_path: Path) -> None:
    """Files that extend each other in a circle, or more than four deep, are told at the line where it happens."""
    for n in range(MAX_BASES + 2):
        (tmp_path / f"s{n}").mkdir()
        text = f"schema: 1\nextends: ../s{n + 1}\nmeta: {{id: S{n}}}\n" if n <= MAX_BASES else LIST
        (tmp_path / f"s{n}/scenario.yaml").write_text(text, encoding="utf-8")
    assert said(tmp_path / "s0/scenario.yaml") == [("extends_deep", f"s{MAX_BASES}", 2)]
    assert said(tmp_path / "s1/scenario.yaml") == []
    assert [p.parent.name for p in bases_of([tmp_path / "s1/scenario.yaml"])] == ["s2", "s3", "s4", "s5"]
    (tmp_path / "s3/scenario.yaml").write_text("schema: 1\nextends: ../s1\n", encoding="utf-8")
    assert said(tmp_path / "s1/scenario.yaml") == [("extends_loop", "s3", 2)]


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("meta: {title: {zh: 乙, en: B}}\n", "inherited_id", 3),
        ("acts: []\n", "inherited_id", 2),
        ("meta: {id: B}\nsteps: [{id: S1}, {weight: 2}]\n", "no_id", 4),
        ("meta: {id: B}\nsteps:\n  - {id: S1}\n  - {id: S1}\n", "duplicate_name", 6),
        ("meta: {id: B}\nwithout: [faults/F3]\n", "without_unknown", 4),
        ("meta: {id: B}\nwithout: [steps/S9]\n", "without_unknown", 4),
        ("meta: {id: B}\nwithout: [acts/0]\n", "without_unknown", 4),
        ("meta: {id: B}\nwithout: faults/F1\n", "without_wrong", 4),
        ("meta: {id: B}\nwithout: [schema]\n", "without_wrong", 4),
        ("meta: {id: B}\nwithout: [meta/id]\n", "without_wrong", 4),
        ("meta: {id: B, title: {zh: 乙}}\n", "half_text", 3),
    ],
)  # fmt: skip
def test_slips_of_a_variant_are_told(home: Path, body: str, code: str, line: int) -> None:
    """An inherited id, a name that is not in the base, a text changed in one language only."""
    assert said(variant(home, body)) == [(code, "small", line)]


def test_thousands_of_unknown_names_are_told_in_a_few_words(home: Path) -> None:
    """The first unknown names of ``without`` are told one by one, the rest by their number, and soon."""
    names = ", ".join(f"faults/X{n}" for n in range(20_000))
    path = variant(home, f"meta: {{id: B}}\nwithout: [faults/F1, {names}, {'y' * 6000}]\n")
    began = time.perf_counter()
    problems = [p for p in read_extended(path).notes if p.code == "without_unknown"]
    shown = "\n".join(render(problem, "en") for problem in problems)
    assert time.perf_counter() - began < 10.0
    assert len(problems) == 9
    assert "19993 more" in shown
    assert len(shown) < 5000
    assert "F1" not in read_extended(path).data["faults"]
    alone = read_extended(variant(home, f"meta: {{id: B}}\nwithout: [{'y' * 6000}]\n")).notes
    assert len(render(alone[0])) < 600


def test_a_base_that_is_wrong_is_told_in_the_base(home: Path) -> None:
    """A slip in the base is an error at its own line; one that cannot be read at all is told at ``extends``."""
    path = variant(home, "meta: {id: B}\n")
    base = home / "base/scenario.yaml"
    base.write_text(LIST + "meta: {}\n", encoding="utf-8")
    assert said(path) == [("duplicate_key", "base", 9)]
    base.write_bytes(b"\0PK")
    assert said(path)[0][1:] == ("base", 1)
    base.write_text("", encoding="utf-8")
    assert said(path) == [("extends_unreadable", "small", 2)]
    base.write_text("- 1\n", encoding="utf-8")
    assert said(path) == [("extends_unreadable", "small", 2)]


def errors(language: Language, path: Path) -> list[Problem]:
    return [p for p in language.check(path) if p.severity == "error"]


def test_lint_and_validation_point_into_the_right_file(home: Path) -> None:
    """An unknown key in the variant and a value of the base that no longer fits are each underlined in their file."""
    (home / "base/scenario.yaml").write_text(GOOD, encoding="utf-8")
    path = variant(home, "meta: {id: B}\nlimits: {extra: {tag: TI101, hihg: 1}}\n")
    shown = [(Path(p.path).parent.name, p.line[p.span.col : p.span.end_col]) for p in errors(LANGUAGE, path)]
    assert ("small", "hihg") in shown
    assert all(folder == "small" for folder, _ in shown)


def test_a_folder_means_the_file_of_the_same_name(home: Path) -> None:
    """``extends: ../base`` in a rubric means the rubric there, in a run the run of that name."""
    for part in ("base/runs", "small/runs"):
        (home / part).mkdir()
    (home / "base/rubric.yaml").write_text("schema: 1\nrules: [{id: R}]\n", encoding="utf-8")
    (home / "base/runs/idle.yaml").write_text(
        "schema: 1\nrun: {acts: [1]}\nexpect: {total: [0, 1]}\n", encoding="utf-8"
    )
    (home / "small/rubric.yaml").write_text("extends: ../base\n", encoding="utf-8")
    (home / "small/runs/idle.yaml").write_text("extends: ../../base\nexpect: {total: [0, 5]}\n", encoding="utf-8")
    assert read_extended(home / "small/rubric.yaml").data == {"schema": 1, "rules": [{"id": "R"}]}
    assert read_extended(home / "small/runs/idle.yaml").data["expect"] == {"total": [0, 5]}
    assert read_extended(home / "small/runs/idle.yaml").data["run"] == {"acts": [1]}


def tiny(home: Path) -> Path:
    (home / "base/scenario.yaml").write_text(TINY_SCENARIO, encoding="utf-8")
    return variant(home, "meta: {id: TINY-02}\n")


def test_what_is_embedded_is_the_whole(home: Path) -> None:
    """The canonical form of a variant reads back without its base, and its model hash is that of what is merged."""
    path = tiny(home)
    with tiny_kind():
        language = scenario_language()
        small, base = language.load(path), language.load(home / "base")
        again = language.from_canonical(small.canonical())
        assert again == small
        assert b"extends" not in small.canonical()
        assert model_hash(small) == model_hash(base), "only the id differs, and that simulates nothing"


def test_the_package_hash_covers_the_base(home: Path) -> None:
    """A change of the base is a change of the variant's package, though no file of its folder changed."""
    tiny(home)
    before = package_hash(home / "small")
    assert package_hash(home / "small") == before
    (home / "base/scenario.yaml").write_text(TINY_SCENARIO + "# a remark\n", encoding="utf-8")
    assert package_hash(home / "small") != before


def test_random_slips_of_a_variant_are_answered(home: Path) -> None:
    """Any slip of a variant gives problems that can be shown, quickly, and nearly always in the variant itself."""
    (home / "base/scenario.yaml").write_text(GOOD, encoding="utf-8")
    text = "schema: 1\nextends: ../base\nwithout: [limits/cold]\nmeta:\n  id: B\n  title: {zh: 乙, en: B}\nlimits:\n  hot: {high: 70 degC}\n"
    lines = text.rstrip("\n").split("\n")
    path, rng = home / "small/scenario.yaml", random.Random(4)
    refused = elsewhere = 0
    for _ in range(400):
        n = rng.randrange(len(lines))
        changed = slip(lines[n], rng.choice(SLIPS), rng)
        path.write_text("\n".join([*lines[:n], changed, *lines[n + 1 :]]) + "\n", encoding="utf-8", newline="\n")
        began = time.process_time()
        found = errors(LANGUAGE, path)
        assert time.process_time() - began < 2
        for problem in found[:3]:
            assert render(problem)
        refused += bool(found)
        elsewhere += bool(found) and found[0].path != str(path)
    assert refused > 100
    assert elsewhere <= 0.05 * refused


def test_any_data_over_any_data_is_answered(home: Path) -> None:
    """Whatever shapes meet, merging gives data whose every part has a place, or problems."""
    rng = random.Random(9)

    def tree(depth: int) -> str:
        kind = rng.randrange(5) if depth else 4
        if kind < 2:
            keys = rng.sample(["a", "b", "id", "zh", "en", "meta", "extends"], rng.randrange(1, 5))
            return "{" + ", ".join(f"{k}: {tree(depth - 1)}" for k in keys) + "}"
        if kind < 4:
            return "[" + ", ".join(tree(depth - 1) for _ in range(rng.randrange(4))) + "]"
        return rng.choice(["1", "x", "~", "true", "'7 kg'"])

    def check(data: object, loc: tuple[str | int, ...]) -> None:
        assert loc in source.values
        assert source.home(source.values[loc]) is not None
        items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
        for key, child in items:
            check(child, (*loc, key))

    for _ in range(300):
        (home / "base/scenario.yaml").write_text(f"schema: 1\nmeta: {tree(4)}\nb: {tree(4)}\n", encoding="utf-8")
        leave = rng.choice(["", "without: [b]\n", "without: [meta/a/b, meta/id]\n"])
        path = variant(home, f"{leave}meta: {tree(4)}\nb: {tree(4)}\n")
        source = read_extended(path)
        check(source.data, ())


def test_a_shipped_variant_is_short_and_inherits() -> None:
    """The variant that ships shows what the mechanism is for: at most forty lines, and no error in them."""
    path = SCENARIOS / "chemical/nitration_small/scenario.yaml"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 40
    assert read_extended(path).data.keys() >= read_source(SCENARIOS / "chemical/nitration/scenario.yaml").data.keys()
    assert errors(scenario_language(), path) == []
    assert errors(RUBRIC_LANGUAGE, path.parent) == []

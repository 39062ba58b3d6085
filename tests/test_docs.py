"""Documents are held against the code: pages are current, examples work, commands and messages exist, links resolve."""

from __future__ import annotations

import ast
import inspect
import re
from functools import cache
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from docs import generate
from docs.pages.cli import EXIT_CODES, commands
from docs.pages.databases import ATTEMPT_TABLES, GRADEBOOK_TABLES
from docs.pages.rubric import RULES_ZH
from docs.pages.units import WHAT
from docs.pages.verbs import EVENTS_ZH
from engine.events import EVENT_KINDS
from engine.plant.flowsheet.components import COMPONENTS
from engine.plant.grid.devices import DEVICES
from engine.plant.grid.relays import RELAYS
from engine.scenario.expression.nodes import FUNCTIONS
from engine.scenario.source import parse_source
from engine.scenario.unit_table import TABLE
from engine.session.actions import VERBS
from engine.session.attempt import schema
from engine.session.language import scenario_language
from grading.calculus.rules import RULE_KINDS, Rule
from grading.exports.registry import TARGETS
from grading.proof import RUN_LANGUAGE
from grading.rubric import LANGUAGE

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
GUIDES = sorted(path for path in DOCS.glob("*.md"))
READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
PAGES = [*READMES, *GUIDES, *sorted((DOCS / "reference").glob("*.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?:launcher\.py|shixun) ([a-z]+(?: [a-z]+)?)")
KNOWN = dict(commands())


def blocks(path: Path, language: str) -> list[str]:
    return [body for kind, body in FENCE.findall(path.read_text(encoding="utf-8")) if kind == language]


def test_reference_pages_are_current() -> None:
    """A reference page is exactly what the code says; ``python docs/generate.py`` makes it so."""
    found = generate.stale()
    assert not found, "\n".join(f"{name}\n{summary}" for name, summary in found.items())


def test_check_reports_a_stale_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that differs in one line is reported with that line."""
    monkeypatch.setattr(generate, "REFERENCE", tmp_path)
    monkeypatch.setattr(generate, "PAGES", {"verbs-and-events.md": generate.PAGES["verbs-and-events.md"]})
    assert generate.write() == ["verbs-and-events.md"]
    assert generate.stale() == {}
    page = tmp_path / "verbs-and-events.md"
    page.write_text(page.read_text(encoding="utf-8").replace("| `open` |", "| `opened` |", 1), encoding="utf-8")
    assert "`opened`" in generate.stale()["verbs-and-events.md"]


def test_reference_is_of_readable_size_and_says_it_is_generated() -> None:
    """The reference stays under 400 kB and every page says that it is not to be edited."""
    pages = [DOCS / "reference" / name for name in generate.PAGES]
    assert sum(page.stat().st_size for page in pages) < 400_000
    assert sorted(pages) == sorted((DOCS / "reference").glob("*.md"))
    assert all("docs/generate.py" in page.read_text(encoding="utf-8")[:400] for page in pages)


HEADINGS = {
    "rubric.md": [*(f"### {kind}" for kind in RULE_KINDS), "## steps", "## order", "## gates"],
    "scenario.md": [f"## {name}" for name in scenario_language().sections]
    + [f"### {n}" for n in RUN_LANGUAGE.sections],
    "components.md": [f"## {kind.model_fields['type'].annotation.__args__[0]}" for kind in COMPONENTS],  # type: ignore[union-attr]
    "devices.md": [f"## {kind.model_fields['type'].annotation.__args__[0]}" for kind in (*DEVICES, *RELAYS)],  # type: ignore[union-attr]
    "cli.md": [f"## {name}" for name in KNOWN],
    "attempt-file.md": [f"## {name}" for name in schema.TABLES],
    "exports.md": [f"## {name}" for name in TARGETS],
}
ROWS = {
    "verbs-and-events.md": [*VERBS, *EVENT_KINDS],
    "units.md": [*TABLE, *FUNCTIONS],
    "rubric.md": list(LANGUAGE.sections),
    "exports.md": sorted({name for one in TARGETS.values() for name in one.options.model_fields}),
}


@pytest.mark.parametrize("page", HEADINGS)
def test_everything_there_is_has_a_heading(page: str) -> None:
    """Every rule kind, section, piece of equipment, command, table and export target has a heading of its own."""
    lines = (DOCS / "reference" / page).read_text(encoding="utf-8").splitlines()
    assert [heading for heading in HEADINGS[page] if heading not in lines] == []


@pytest.mark.parametrize("page", ROWS)
def test_everything_there_is_has_a_row(page: str) -> None:
    """Every verb, event kind, unit, function, rubric section and option of an export has a row."""
    text = (DOCS / "reference" / page).read_text(encoding="utf-8")
    assert [name for name in ROWS[page] if f"| `{name}` |" not in text] == []


@pytest.mark.parametrize("page", ["scenario.md", "rubric.md", "components.md", "devices.md", "exports.md"])
def test_every_field_is_described(page: str) -> None:
    """Every field an author can write has a description in both languages (``中文 / English``)."""
    lines = (DOCS / "reference" / page).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("| `") and line.endswith("|  |")] == []


def test_lists_with_chinese_words_are_complete() -> None:
    """Words written for the reference cover exactly what the code has."""
    assert set(EVENTS_ZH) == set(EVENT_KINDS)
    assert set(RULES_ZH) == set(RULE_KINDS)
    assert set(WHAT) == set(FUNCTIONS)
    assert set(ATTEMPT_TABLES) == set(schema.TABLES)
    tables = re.findall(r"^### (\w+)$", (DOCS / "reference" / "gradebook.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(GRADEBOOK_TABLES) == set(tables)
    assert [code for code, _ in EXIT_CODES[:3]] == ["0", "1", "2"]


@pytest.mark.parametrize("path", [*READMES, *GUIDES], ids=lambda p: p.name)
def test_commands_that_are_mentioned_exist(path: Path) -> None:
    """Every command in a guide is one of the launcher, and every option in its examples is one of that command."""
    text = path.read_text(encoding="utf-8")
    code = "\n".join([body for _, body in FENCE.findall(text)] + re.findall(r"`([^`\n]+)`", FENCE.sub("", text)))
    for words in COMMAND.findall(code):
        first, both = words.split()[0], words
        assert both in KNOWN or first in KNOWN, f"{path.name}: there is no command {words!r}"
    for line in "\n".join(blocks(path, "sh") + blocks(path, "bat") + blocks(path, "powershell")).splitlines():
        for part in re.split(r"&&|;|>", line):
            command = COMMAND.search(part)
            if command is None:
                continue
            name = command[1] if command[1] in KNOWN else command[1].split()[0]
            options = set(re.findall(r"(?<= )--([a-z-]+)", part[command.end() :]))
            page = (DOCS / "reference" / "cli.md").read_text(encoding="utf-8")
            section = page.split(f"\n## {name}\n")[1].split("\n## ")[0]
            assert [o for o in options if f"`--{o}`" not in section] == [], f"{path.name}: {part.strip()}"


@pytest.mark.parametrize("page", ["teacher.zh.md", "teacher.en.md"])
def test_whole_run_files_in_the_guide_can_be_read(page: str) -> None:
    """Who copies a run file out of the teachers' guide has one that `play` takes."""
    blocks = re.findall(r"```\w+\n(schema: .*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    runs = [block for block in blocks if "\nrun:" in block]
    assert runs
    for run in runs:
        assert [(p.code, p.span.line) for p in RUN_LANGUAGE.checks(run)] == []
        assert "\nexpect:" in run


@pytest.mark.parametrize("guide", ["teacher.zh.md", "teacher.en.md"])
def test_teachers_are_told_of_every_export_target(guide: str) -> None:
    """The guide for teachers says what each target is for, and shows the command of at least one."""
    text = (DOCS / guide).read_text(encoding="utf-8")
    assert [name for name in TARGETS if f"| `{name}` |" not in text] == []
    assert any(f"--target {name}" in text for name in TARGETS)


def test_both_languages_show_the_same_examples() -> None:
    """A guide in Chinese and its English sister have the same YAML and Python, and as many headings."""
    for zh in (path for path in GUIDES if path.name.endswith(".zh.md")):
        en = zh.with_name(zh.name.replace(".zh.", ".en."))
        for language in ("yaml", "python", "json"):
            assert blocks(zh, language) == blocks(en, language)
        assert [h[0] for h in headings(zh)] == [h[0] for h in headings(en)]
    assert blocks(READMES[0], "sh") == blocks(READMES[1], "sh")
    assert blocks(READMES[0], "powershell") == blocks(READMES[1], "powershell")


@pytest.mark.parametrize("path", GUIDES, ids=lambda p: p.name)
def test_python_in_guides_compiles_and_imports(path: Path) -> None:
    """What a guide imports exists."""
    for body in blocks(path, "python"):
        tree = ast.parse(body)
        imports = [ast.unparse(node) for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        exec(compile("\n".join(imports), path.name, "exec"), {})


def headings(path: Path) -> list[tuple[str, str]]:
    """Level marks and texts of the headings of a page, those inside code left out."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    return re.findall(r"^(#+) (.+)$", text, re.MULTILINE)


@cache
def anchors(path: Path) -> frozenset[str]:
    """The anchors GitHub gives to the headings of a page."""
    return frozenset(re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for _, text in headings(path))


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_links_resolve(path: Path) -> None:
    """Every link inside the project leads to a file, and every #anchor to a heading of it."""
    text = re.sub(r"`[^`\n]*`", "", FENCE.sub("", path.read_text(encoding="utf-8")))
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if link.startswith(("http://", "https://")):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), f"{path.name}: {link}"
        assert not anchor or anchor in anchors(target), f"{path.name}: {link}"


@cache
def strings_of_the_program() -> str:
    """Every piece of text in the program and in the words of its window, one a line."""
    found: list[str] = []
    for root in ("engine", "grading", "launcher.py"):
        place = ROOT / root
        for file in [place] if place.is_file() else sorted(place.rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.append(node.value)
    found += [path.read_text(encoding="utf-8") for path in sorted((ROOT / "assets" / "strings").glob("*.yaml"))]
    return "\n".join(found)


@pytest.mark.parametrize("guide", ["administrator.zh.md", "administrator.en.md"])
def test_messages_in_the_trouble_table_are_those_of_the_program(guide: str) -> None:
    """A message quoted for people who search for it is, apart from its variable parts (…), in the program."""
    table = (DOCS / guide).read_text(encoding="utf-8").split("\n## ")[-1]
    quoted = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    assert len(quoted) >= 14
    for message in quoted:
        for part in message.split("…"):
            assert part.strip() in strings_of_the_program(), f"{guide}: {message!r}: {part!r}"


def test_read_me_has_the_two_commands_and_a_picture() -> None:
    """The first screen has one line that installs and runs, one that installs and tests, and a light picture."""
    for path in READMES:
        run, test = blocks(path, "sh")[:2]
        assert re.fullmatch(r".*pip install.* && .*launcher\.py demo\n", run)
        assert re.fullmatch(r".*pip install.* && .*-m pytest.*\n", test)
        assert len(blocks(path, "powershell")) == 2
    pictures = sorted((DOCS / "pictures").iterdir())
    assert [picture.name for picture in pictures if picture.stat().st_size > 200_000] == []


def test_every_command_says_what_it_does_in_both_languages() -> None:
    """The help of every command is ``中文 / English``."""
    for name, function in KNOWN.items():
        words = inspect.getdoc(function) or ""
        assert re.search(r"[\u4e00-\u9fff].*/.*[a-z]", words), name


def test_architecture_names_what_exists() -> None:
    """Every path in the architecture and the developer's page exists."""
    for name in ("architecture.md", "developer.md"):
        text = (DOCS / name).read_text(encoding="utf-8")
        for path in re.findall(r"`((?:engine|grading|tests|docs|benchmarks|scenarios|assets)/[\w./-]*)`", text):
            assert (ROOT / path).exists(), f"{name}: {path}"


@pytest.mark.parametrize("kind", RULE_KINDS)
def test_examples_of_rule_kinds_are_valid(kind: str) -> None:
    """The examples on the rubric page are rules of their kind, as an author may write them."""
    text = (DOCS / "reference" / "rubric.md").read_text(encoding="utf-8").split(f"\n### {kind}\n")[1].split("\n#")[0]
    found = re.findall(r"```yaml\n(- .*?)```", text, re.DOTALL)
    examples = [rule for body in found for rule in parse_source(kind, "rules:\n" + body).data["rules"]]
    assert examples
    for example_ in examples:
        assert TypeAdapter(Rule).validate_python(example_, by_alias=True, by_name=False).kind == kind

"""Doing what the authoring guide says, block by block, so that the guide cannot be wrong.

    for moment in follow(page, root):            # files grow under root/scenarios/chemical/water
        moment.folder, moment.command, moment.shown

    python -m tests.guide                    writes into both guides what the program prints now

A YAML block says in its first line which file it is and what to do with it: ``# scenario.yaml`` makes the file,
``# scenario.yaml: … / add at the end`` goes on with it, ``# runs/x.yaml: … / replace expect`` changes one section, and
``… / example: modes`` is a section that is not part of the scenario.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import launcher
from engine import terminal
from engine.scenario.problems import render
from grading.checking import check_path

DOCS = Path(__file__).resolve().parent.parent / "docs"
GUIDES = [(DOCS / "authoring.zh.md", "zh"), (DOCS / "authoring.en.md", "en")]
WIDTH = 80
"""Columns of the console shown in the guides."""
MISSPELT = ("high: 90 %", "hihg: 90 %")
"""The mistake whose message is shown in full."""
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEAD = re.compile(r"\A# ([\w/-]+\.yaml)(?:: (.+))?\n")
SCENARIO = Path("scenarios/chemical/water")
MISTAKE = re.compile(r"^\| `([^`]+)` \| `([^`]+)` \| ([^|]+?) \| [^|]+ \|$", re.MULTILINE)


@dataclass(frozen=True)
class Moment:
    """A command the guide tells the reader to give, and the output it shows (or nothing)."""

    folder: Path
    command: str
    shown: str


def fences(page: Path) -> list[tuple[str, str]]:
    """(language, body) of every code block of a page."""
    return FENCE.findall(page.read_text(encoding="utf-8"))


def examples(page: Path) -> Iterator[tuple[str, str, str]]:
    """(file, what to do with it, the block) of every YAML block; an error names one without head."""
    for language, body in fences(page):
        if language == "yaml":
            head = HEAD.match(body)
            assert head, f"an example of {page.name} does not say which file it is:\n{body[:80]}"
            yield head[1], (head[2] or "").split(" / ")[-1], body


def put(folder: Path, name: str, what: str, block: str) -> None:
    """Do to a file what the head of a block says. The head is copied too, as a reader does: line numbers agree."""
    path = folder / name
    body = block[block.index("\n") + 1 :]
    path.parent.mkdir(parents=True, exist_ok=True)
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    if what == "":
        assert not old, f"{name} is made twice"
        path.write_text(block, encoding="utf-8")
    elif what == "add at the end":
        assert old, f"{name} is not there yet"
        gap = "" if body.startswith(" ") else "\n"
        path.write_text(old + gap + block, encoding="utf-8")
    elif what.startswith("replace "):
        section = what.removeprefix("replace ")
        pattern = re.compile(rf"^{section}:.*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
        assert len(pattern.findall(old)) == 1, f"{name} has not one section {section}"
        kept = pattern.sub(
            lambda found: body + "\n" * (found[0].endswith("\n\n")), old
        )  # the blank line after it stays
        path.write_text(kept, encoding="utf-8")
    else:
        assert what.startswith("example: "), f"{name}: what is {what!r}?"


def follow(page: Path, root: Path) -> Iterator[Moment]:
    """Every command of the guide in order, with the files as they are by then."""
    folder = root / SCENARIO
    blocks = fences(page)
    for i, (language, body) in enumerate(blocks):
        if language == "yaml":
            head = HEAD.match(body)
            assert head, body
            put(folder, head[1], (head[2] or "").split(" / ")[-1], body)
        elif language == "sh":
            shown = blocks[i + 1][1] if i + 1 < len(blocks) and blocks[i + 1][0] == "text" else ""
            for line in body.splitlines():
                yield Moment(folder, line.removeprefix("python launcher.py "), shown)


def finished(page: Path, root: Path) -> Path:
    """The folder when the whole guide has been followed."""
    for _ in follow(page, root):
        pass
    return root / SCENARIO


def mistakes(page: Path) -> list[tuple[str, str, str]]:
    """(what should stand there, what stands there, what the check says) of each row of the table of mistakes."""
    return MISTAKE.findall(page.read_text(encoding="utf-8"))


def spoil(folder: Path, right: str, wrong: str) -> Path:
    """Write ``wrong`` in place of the first ``right`` in the scenario, the rubric or a run; the file changed."""
    for path in [folder / "scenario.yaml", folder / "rubric.yaml", *sorted((folder / "runs").glob("*.yaml"))]:
        text = path.read_text(encoding="utf-8")
        if right in text:
            path.write_text(text.replace(right, wrong.replace("⇥", "\t"), 1), encoding="utf-8")
            return path
    raise AssertionError(f"{right!r} is nowhere in {folder}")


# -- what the program says ------------------------------------------------------------------------------------
def said(command: str) -> str:
    """What the program prints for a command in the current folder, both streams as a console shows them."""
    printed, before = io.StringIO(), sys.argv
    consoles = (terminal.out, terminal.err)
    kept = [(console._file, console._width) for console in consoles]  # the properties would pin those of one test
    try:
        for console in consoles:
            console.file, console.width = printed, WIDTH
        sys.argv = ["shixun", *command.split()]
        with contextlib.suppress(SystemExit):
            launcher.main()
    finally:
        sys.argv = before
        for console, (file, width) in zip(consoles, kept, strict=True):
            console._file, console._width = file, width
    return "\n".join(line.rstrip() for line in printed.getvalue().splitlines()).lstrip("\n") + "\n"


def first_problem(lang: str) -> str:
    """The first thing ``check`` says about the scenario in the current folder."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        said(f"check {SCENARIO} --no-runs --json")
    problems = json.loads(printed.getvalue())["problems"]
    return str(problems[0][lang]) if problems else ""


def misspelt(folder: Path, lang: str) -> str:
    """The whole message for the misspelt key, made in ``folder`` and taken back."""
    changed = spoil(folder, *MISSPELT)
    (problem,) = [p for p in check_path(SCENARIO) if p.code == "extra_forbidden"]
    changed.write_text(changed.read_text(encoding="utf-8").replace(MISSPELT[1], MISSPELT[0]), encoding="utf-8")
    return render(problem, lang) + "\n"


def refreshed(page: Path, lang: str, root: Path) -> str:
    """The guide with the output and the messages of this version of the program; the current folder is ``root``."""
    text, at = page.read_text(encoding="utf-8"), 0
    for moment in follow(page, root):
        if moment.command.startswith("check "):
            at = text.index(moment.command, at)
            begin = text.index("```text\n", at) + len("```text\n")
            end = text.index("```", begin)
            text = text[:begin] + said(moment.command) + text[end:]
            at = begin
    folder = root / SCENARIO
    text = re.sub(r"(?<=^```text\n)[^`]*`hihg`.*?(?=^```$)", lambda _: misspelt(folder, lang), text, flags=re.M | re.S)
    kept = root / "kept"
    shutil.copytree(folder, kept)
    for right, wrong, old in mistakes(page):
        spoil(folder, right, wrong)
        row = f"| `{right}` | `{wrong}` | "
        text = text.replace(f"{row}{old} |", f"{row}{first_problem(lang)} |")
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
    return text


def main() -> None:
    """Bring both guides up to date."""
    for page, lang in GUIDES:
        with tempfile.TemporaryDirectory() as root:
            os.chdir(root)
            text = refreshed(page, lang, Path(root))
            os.chdir(DOCS)
        if text != page.read_text(encoding="utf-8"):
            page.write_text(text, encoding="utf-8", newline="\n")
            print(f"written: {page.name}")


if __name__ == "__main__":
    main()

"""Random slips of a sound file: nearly every error points at the line with the slip, none is a trace-back."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from engine.scenario import Language
from engine.session.language import scenario_language
from grading.rubric import LANGUAGE as RUBRIC_LANGUAGE
from tests.scenario.sample_language import GOOD, LANGUAGE

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted([*ROOT.glob("scenarios/*/*/scenario.yaml"), *ROOT.glob("scenarios/*/*/rubric.yaml")])

SLIPS = (
    "drop a character",
    "double a character",
    "swap characters",
    "wide colon",
    "no blank",
    "tab",
    "unquote",
    "indent",
    "junk",
    "bracket",
    "rename",
    "quote",
)


def slip(line: str, kind: str, rng: random.Random) -> str:
    """``line`` with one typing mistake."""
    at = rng.randrange(len(line))
    match kind:
        case "drop a character":
            return line[:at] + line[at + 1 :]
        case "double a character":
            return line[: at + 1] + line[at:]
        case "swap characters":
            return line[:at] + line[at + 1 : at + 2] + line[at : at + 1] + line[at + 2 :]
        case "wide colon":
            return line.replace(": ", "：", 1)
        case "no blank":
            return line.replace(": ", ":", 1)
        case "tab":
            return line.replace("  ", "\t", 1)
        case "unquote":
            return line.replace("{", "", 1).replace("[", "", 1)
        case "indent":
            return " " * rng.choice([1, 3]) + line
        case "junk":
            return line[:at] + rng.choice("@#&*!%`>|'\"{}[],?-=\x00\x07：，。") + line[at:]
        case "bracket":
            return line.replace("}", "", 1).replace("]", "", 1)
        case "rename":
            return line[: len(line) - len(line.lstrip())] + "x" + line.lstrip()
        case _:
            return line.replace(": ", ": '", 1)


def hits(
    text: str, language: Language, rounds: int, seed: int, path: str = "x.yaml"
) -> tuple[int, list[tuple[str, str, list[str]]]]:
    """How many of ``rounds`` slips were refused, and those not refused at their own line."""
    rng = random.Random(seed)
    lines = text.rstrip("\n").split("\n")
    written = [n for n, line in enumerate(lines) if n and line.strip() and not line.lstrip().startswith("#")]
    refused = 0
    missed = []
    for _ in range(rounds):
        number = rng.choice(written)
        kind = rng.choice(SLIPS)
        changed = slip(lines[number], kind, rng)
        mutant = "\n".join([*lines[:number], changed, *lines[number + 1 :]]) + "\n"
        errors = [p for p in language.checks(mutant, path) if p.severity == "error"]
        refused += bool(errors)
        if errors and all((p.path, p.span.line) != (path, number) for p in errors):
            missed.append((kind, changed, [f"{p.code} {p.span.line - number:+}" for p in errors]))
    return refused, missed


def test_errors_point_at_the_slip() -> None:
    """At least 95 % of the files that are refused are refused at the line that was changed."""
    refused, missed = hits(GOOD, LANGUAGE, 900, 20)
    assert refused > 500
    assert len(missed) <= 0.05 * refused, missed


@pytest.mark.slow
@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: "/".join(p.parts[-3:]))
def test_errors_point_at_the_slip_in_every_shipped_file(path: Path) -> None:
    """The same holds for the scenarios and rubrics that come with the program, checked by their own languages."""
    language = RUBRIC_LANGUAGE if path.name == "rubric.yaml" else scenario_language()
    refused, missed = hits(path.read_text(encoding="utf-8"), language, 120, 3, str(path))
    assert refused > 30
    assert len(missed) <= 0.05 * refused, missed

"""Random slips of a sound file: nearly every error points at the line with the slip, none is a trace-back."""

from __future__ import annotations

import random

from tests.scenario.sample_language import GOOD, LANGUAGE

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


def test_errors_point_at_the_slip() -> None:
    """At least 95 % of the files that are refused are refused at the line that was changed (or the key above)."""
    rng = random.Random(20)
    lines = GOOD.rstrip("\n").split("\n")
    refused = right = 0
    wrong = []
    for _ in range(900):
        number = rng.randrange(1, len(lines))
        kind = rng.choice(SLIPS)
        changed = slip(lines[number], kind, rng)
        text = "\n".join([*lines[:number], changed, *lines[number + 1 :]]) + "\n"
        errors = [p for p in LANGUAGE.checks(text, "x.yaml") if p.severity == "error"]
        if not errors:
            continue
        refused += 1
        if any(p.span.line == number for p in errors):
            right += 1
        else:
            wrong.append((kind, changed, [(p.code, p.span.line - number) for p in errors]))
    assert refused > 500
    assert right / refused >= 0.95, wrong

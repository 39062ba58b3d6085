"""Make the reference pages from the code, or see whether they are up to date.

    python docs/generate.py            writes docs/reference/*.md
    python docs/generate.py --check    exit code 1 and a summary of what differs, if a page is stale

Nothing on these pages is written by hand, so they cannot disagree with the program.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Callable
from pathlib import Path

DOCS = Path(__file__).resolve().parent
REFERENCE = DOCS / "reference"
sys.path.insert(0, str(DOCS.parent))

from docs.pages import cli, components, databases, devices, exports, looks, rubric, scenario, units, verbs  # noqa: E402  (found above)

PAGES: dict[str, Callable[[], str]] = {
    "scenario.md": scenario.page,
    "components.md": components.page,
    "devices.md": devices.page,
    "looks.md": looks.page,
    "rubric.md": rubric.page,
    "verbs-and-events.md": verbs.page,
    "units.md": units.page,
    "cli.md": cli.page,
    "attempt-file.md": databases.attempt_page,
    "gradebook.md": databases.gradebook_page,
    "exports.md": exports.page,
}
"""File name → what makes it."""


def stale() -> dict[str, str]:
    """The pages that are not what the code says, each with a short summary of the difference."""
    found = {}
    for name, make in PAGES.items():
        path = REFERENCE / name
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        new = make()
        if old != new:
            found[name] = _summary(old, new)
    return found


def write() -> list[str]:
    """Write every page that changed; the names of those written."""
    REFERENCE.mkdir(exist_ok=True)
    written = []
    for name, make in PAGES.items():
        path, text = REFERENCE / name, make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            written.append(name)
    return written


def _summary(old: str, new: str, most: int = 6) -> str:
    lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0))[2:]
    changed = [line for line in lines if not line.startswith("@@")]
    shown = [line[:160] for line in changed[:most]]
    rest = len(changed) - len(shown)
    return "\n".join(f"    {line}" for line in [*shown, *([f"… {rest} more lines"] if rest else [])])


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Make docs/reference from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a page is stale")
    if not parser.parse_args().check:
        written = write()
        print("written: " + ", ".join(written) if written else "up to date")
        return 0
    found = stale()
    for name, summary in found.items():
        print(f"docs/reference/{name} is stale; run python docs/generate.py\n{summary}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

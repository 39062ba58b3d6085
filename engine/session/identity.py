"""What an attempt was made with: the two hashes and the header of a new attempt.

``model_hash`` covers what simulates (every section that can change a value, and the program's version); two attempts
with the same one can be compared. ``package_hash`` covers every file of the scenario's folder, texts included, and every file
one of them extends.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine import __version__
from engine.scenario.document import Scenario
from engine.scenario.extends import bases_of
from engine.session.attempt.header import AttemptHeader, Parent
from engine.session.deed_words import words_of
from engine.session.session import Session
from engine.state import digest, unpack

__all__ = ["MODEL_SECTIONS", "model_hash", "new_header", "package_hash"]

MODEL_SECTIONS = (
    "schema", "plant", "instruments", "controllers", "alarms", "interlocks", "faults", "consequences", "stage",
    "procedure", "messages", "documents", "points", "probes", "attachments", "keep_off", "handling", "lockout", "tickets",
    "coded_locks", "modes", "start",
)  # fmt: skip
"""The sections that can change what happens."""


def model_hash(scenario: Scenario) -> str:
    """SHA-256 (hex) of what simulates."""
    content = unpack(scenario.canonical())
    return digest({"program": __version__, **{k: content[k] for k in MODEL_SECTIONS if k in content}})


def package_hash(folder: Path) -> str:
    """SHA-256 (hex) over names and contents of the scenario's text files, in alphabetical order, and of those they
    extend."""
    total = hashlib.sha256()
    if folder.is_file():
        folder = folder.parent
    own = sorted(p for p in folder.rglob("*") if p.suffix in (".yaml", ".md", ".csv") and p.is_file())
    bases = {Path(os.path.relpath(base, folder)).as_posix(): base for base in bases_of(own)}
    inside = {path.relative_to(folder).as_posix(): path for path in own}
    for name, path in [*inside.items(), *((name, bases[name]) for name in sorted(bases) if name not in inside)]:
        with path.open("rb") as file:
            digest_of_file = hashlib.file_digest(file, "sha256").digest()
        total.update(name.encode() + b"\0" + digest_of_file)
    return total.hexdigest()


def new_header(
    session: Session,
    *,
    rubric: bytes,
    strings: bytes = b"{}",
    learner: str,
    package: str = "",
    parent: Parent | None = None,
    rewound: Mapping[str, Any] | None = None,
) -> AttemptHeader:
    """The header of a new attempt at ``session``'s scenario; ``learner`` is a pseudonymous id.

    ``rewound`` says who went back, where to and from which tick (``by``, ``to``, ``from``).
    """
    scenario = session.scenario
    return AttemptHeader(
        attempt_id=str(uuid.uuid4()),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        program=__version__,
        scenario_id=scenario.meta.id,
        scenario_version=str(scenario.meta.version),
        scenario=scenario.canonical(),
        rubric=rubric,
        strings=strings,
        model_hash=model_hash(scenario),
        package_hash=package,
        rubric_hash=hashlib.sha256(rubric).hexdigest(),
        seed=session.seed,
        mode=session.mode,
        help_level=str(session.parts.mode.help_level),
        learner=learner,
        tick_ms=session.tick_ms,
        record_ticks=session.record_ticks,
        tags=tuple(session.tags),
        parent=parent,
        extra={
            "start": session.start,
            **({"rewound": dict(rewound)} if rewound else {}),
            **({"deeds": words} if (words := words_of(scenario).plain()) else {}),
        },
    )

"""What must hold of an attempt file whose process was killed."""

from __future__ import annotations

from pathlib import Path

from engine.errors import AttemptFormatError
from engine.session.attempt import AttemptReader


def check_after_kill(path: Path, acks: Path) -> bool:
    """The file opens, verifies and has every acknowledged action. Returns whether the attempt had ended."""
    told = [int(line) for line in acks.read_text().split()] if acks.exists() else []
    if not path.exists():
        return False
    try:
        attempt = AttemptReader.open(path)
    except AttemptFormatError:
        assert not told  # killed while it was being created
        path.unlink()
        return False
    with attempt:
        attempt.verify()
        acknowledged = max(told, default=-1) + 1
        assert [a.seq for a in attempt.actions()][:acknowledged] == list(range(acknowledged))
        return attempt.ended() is not None

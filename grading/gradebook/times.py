"""Stored times as people read them: UTC in the file, the clock of this PC on paper.

>>> from datetime import timedelta, timezone
>>> local_time("2026-11-21T08:00:00Z", timezone(timedelta(hours=8)))
'2026-11-21 16:00:00'
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

__all__ = ["local_time"]


def local_time(stored: str, zone: tzinfo | None = None) -> str:
    """An ISO 8601 time in ``zone`` (by default this PC's) without an offset, with a space as Excel reads it.

    A time without an offset is taken as UTC; text that is no time comes back as it is.
    """
    try:
        moment = datetime.fromisoformat(stored)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return moment.astimezone(zone).replace(tzinfo=None).isoformat(" ", "seconds")
    except (ValueError, OverflowError, OSError):
        return stored

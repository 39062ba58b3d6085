"""A plant without its guard: which items of the tickets and which runs nobody stops any more.

Leaving the guard out is one word far above in the file; that a rehearsal then passes anything, and that a run which was
refused now does its harm, shows only where it is played. It is told at that word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from engine.scenario.document import Scenario
from engine.scenario.problems import Problem
from engine.scenario.reporter import Reporter
from engine.scenario.source import Source
from engine.session.alone import missing_guard
from engine.session.things import LOOKED_AT
from engine.session.tickets.following import FOLLOW
from engine.session.tickets.section import TicketSpec

__all__ = ["unguarded"]

SHOWN = 6
"""Names that are told before the rest is only counted."""


def unguarded(scenario: Scenario, others: Iterable[Source]) -> list[Problem]:
    """A warning where the plant is described without its guard, with the tickets and runs that work what it would guard."""
    missing = missing_guard(scenario)
    if missing is None:
        return []
    zh, en = [], []
    tickets: Mapping[str, TicketSpec] = scenario.get("tickets") or {}
    for name, spec in tickets.items():
        items = [key for key, item in spec.items.items() if item.do and item.on in missing.ids]
        if items:
            zh.append(f"{name} 的 {_some(items, '、')}")
            en.append(f"{_some(items, ', ')} of {name}")
    runs = [Path(source.path).stem for source in others if missing.ids.intersection(_worked(source.data, tickets))]
    if runs:
        zh.append(f"参考过程 {_some(runs, '、')}")
        en.append(f"runs {_some(runs, ', ')}")
    reporter = Reporter(scenario.source)
    reporter.warning(
        ("plant", *missing.loc),
        f"{missing.words.of('zh')}：操作不再被拒绝，预演也不会拒绝" + (f"。涉及：{'；'.join(zh)}" if zh else ""),
        f"{missing.words.of('en')}: nothing is refused, in a rehearsal either" + (f". It concerns {'; '.join(en)}" if en else ""),
        "若是有意的（老站），检查这些过程的结果是否仍如所写", "if it is meant (an old plant), see whether these runs still end as written",
        code="unguarded",
    )  # fmt: skip
    return reporter.problems


def _worked(data: Any, tickets: Mapping[str, TicketSpec]) -> Iterator[str]:
    """What a run acts on, in its turn or in reaction: by itself, or by following a ticket. Lines it only writes move nothing."""
    run = data.get("run") if isinstance(data, dict) else None
    for part in ("acts", "reactions"):
        acts = run.get(part) if isinstance(run, dict) else None
        for act in acts if isinstance(acts, list) else ():
            verb, on = (act.get("do"), act.get("on")) if isinstance(act, dict) else (None, None)
            if not isinstance(verb, str) or not isinstance(on, str) or verb in LOOKED_AT:
                continue
            if verb == FOLLOW and on in tickets:
                yield from _followed(tickets[on], act.get("value"))
            else:
                yield on


def _followed(spec: TicketSpec, value: Any) -> Iterator[str]:
    """What the items work that are followed; a name there is not, which is told elsewhere, bounds nothing."""
    names, said = list(spec.items), value if isinstance(value, dict) else {}
    first, last = said.get("from"), said.get("through")
    start = names.index(first) if first in names else 0
    stop = names.index(last) + 1 if last in names else len(names)
    yield from (spec.items[name].on for name in names[start:stop] if spec.items[name].do)


def _some(names: list[str], mark: str) -> str:
    shown = mark.join(names[:SHOWN])
    return shown if len(names) <= SHOWN else f"{shown} … ({len(names)})"

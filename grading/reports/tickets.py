"""Tickets as they were carried out: each line with its times, and what was left out, as facts of the report.

The last version of each ticket in the attempt (or, of one that was rewound, in those it goes back to) is shown.
An attempt without tickets, or whose tickets nobody touched, has no such section.
"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from engine.scenario.text import Text
from engine.session.attempt.records import Document
from engine.session.lineage import Lineage, open_lineage
from engine.session.tickets.accepted import needs
from engine.session.tickets.comparison import compare, same_value
from engine.session.tickets.section import COUNTS, FLAGS, TicketSpec
from engine.session.tickets.sheet import Progress, Sheet
from engine.session.tickets.words import explained, phrasing, wording
from grading.calculus.words import clock
from grading.reports.names import Names, plain_words
from grading.reports.sheet import Block, Fact
from grading.reports.story import Attempt
from grading.reports.words import say

__all__ = ["ticket_blocks"]

_STATES = ("handed", "ordered", "closed", "void", "reported")
_NOT_WRONG = frozenset({"items", "item", "done", "missing", "extra", "order_faults", "wording"})


def ticket_blocks(attempt: Attempt, lang: str) -> tuple[Block, ...]:
    """One section for each ticket somebody has worked on, in ``lang``."""
    names = Names(attempt.header, lang)
    written = names.section("tickets")
    if not written:
        return ()
    with open_lineage(attempt.path) as lineage:
        last: dict[str, Any] = {d.document: d.body for d in _documents(lineage)}
    return tuple(
        _block(names, written[key], Sheet.of(last[key]), attempt.header.tick_ms, lang) for key in written if key in last
    )


def _documents(lineage: Lineage) -> list[Document]:
    """All versions of all documents, the parent's first, those only up to where it was left."""
    begun = lineage.header.parent
    before = _documents(lineage.parent) if lineage.parent is not None else []
    return [*(d for d in before if begun is not None and d.tick < begun.tick), *lineage.reader.documents()]


def _block(names: Names, raw: Any, sheet: Sheet, tick_ms: int, lang: str) -> Block:
    title = plain_words(raw.get("title"), lang)

    def device(on: str) -> Text:
        return Text(zh=names.named(on), en=names.named(on))

    points = names.section("points")

    def spots(places: list[str]) -> Text:
        found = [points.get(at.partition(".")[0]) or {} for at in places]
        said = [plain_words(one["title"], lang) if "title" in one else at for one, at in zip(found, places, strict=True)]
        return Text(zh="、".join(said), en=", ".join(said))

    phrase = phrasing(device, names.words, spots)
    try:
        spec = TicketSpec.model_validate(raw)
    except ValidationError:  # an attempt of another version is told in plain deeds
        spec = None
    facts = []
    meant = dict(compare(spec.items, needs(spec), sheet.lines).items) if spec is not None else {}
    for n, (line, progress) in enumerate(zip(sheet.lines, sheet.progress, strict=True)):
        item = spec.items[meant[n]] if spec is not None and n in meant else None
        same = item is not None and (item.verb, item.target) == (line.do, line.on) and same_value(item.value, line.value)
        text = wording(item, phrase) if item is not None and same else phrase(line.do, line.on, line.value)
        facts.append(Fact(f"{n + 1}", line.text or text.of(lang), _times(progress, tick_ms, lang)))
    english = int(lang == "en")
    for state in _STATES:
        if state in sheet.flags:
            facts.append(
                Fact(FLAGS[state][english], clock(sheet.flags[state], tick_ms), sheet.reason if state == "void" else "")
            )
    if spec is not None and not sheet.own and not spec.given:
        for said in explained(compare(spec.items, needs(spec), sheet.lines), spec.items, sheet.lines, phrase):
            facts.append(Fact(say("ticket.written", lang), said.of(lang)))
    wrong = [f"{COUNTS[k][english]} {v}" for k, v in sheet.counts.items() if v and k in COUNTS and k not in _NOT_WRONG]
    note = say("ticket.deviations", lang, what=say("comma", lang).join(wrong)) if wrong else ""
    return Block(say("ticket.title", lang, title=title), tuple(facts), note)


def _times(progress: Progress, tick_ms: int, lang: str) -> str:
    stages = (
        ("ticket.called", progress.called), ("ticket.repeated", progress.repeated), ("ticket.checked", progress.checked),
        ("ticket.done", progress.done), ("ticket.ticked", progress.ticked),
    )  # fmt: skip
    return "  ".join(f"{say(key, lang)} {clock(tick, tick_ms)}" for key, tick in stages if tick >= 0)

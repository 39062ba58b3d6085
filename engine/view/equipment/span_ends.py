"""What is wrong with the ends of the hanging spans of a stage: found on reading, without any graphics.

An end that names nothing would simply not be drawn; its author is told the line and what was probably meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from pydantic import ValidationError

from engine.scenario.nearest import meant
from engine.scenario.reporter import Reporter
from engine.scenario.source import Loc
from engine.session.stage import StageSection
from engine.view.equipment.finishes import STRANDS
from engine.view.equipment.model import Kind

__all__ = ["ends_of", "lint_spans", "split_share", "unknown"]


def split_share(end: str) -> tuple[str, tuple[float, ...]] | None:
    """``BUS@0.4`` as the name of a span and a share 0…1 of its way, ``BUS@0.3/0.4/0.5`` with one share a wire;
    ``None`` if the text is no such end.

    >>> split_share("BUS@0.4")
    ('BUS', (0.4,))
    """
    name, at, shares = end.partition("@")
    try:
        values = tuple(float(share) for share in shares.split("/"))
    except ValueError:
        return None
    return (name, values) if at and all(0 <= value <= 1 for value in values) else None


def ends_of(wanted: str, names: Iterable[str]) -> list[str]:
    """Which of an object's nozzles a word names: that nozzle, or all of a group ``wanted_…`` in order of name.

    >>> ends_of("top", ["top_b", "top_a", "foot"])
    ['top_a', 'top_b']
    """
    known = list(names)
    return [wanted] if wanted in known else sorted(n for n in known if n.startswith(f"{wanted}_"))


def lint_spans(stage: StageSection, kinds: Mapping[str, Kind], reporter: Reporter, at: Loc) -> None:
    """Ends, numbers of wires and looks of all spans; ``at`` is where the stage stands in the file."""
    wires: dict[str, int] = {}
    for i, span in enumerate(stage.spans):
        place = (*at, "spans", i)
        if span.look not in STRANDS:
            zh, en = f"没有材料“{span.look}”", f"there is no look {span.look!r}"
            unknown(reporter, (*place, "look"), zh, en, span.look, STRANDS, "unknown_look")
        counts = [
            _wires_at(stage, kinds, end, wires, (*place, key), reporter)
            for end, key in ((span.start, "from"), (span.to, "to"))
            if isinstance(end, str)
        ]
        if 0 in counts:
            continue
        if len(set(counts)) > 1:
            zh = f"两端的根数不同：{counts[0]} 和 {counts[1]}"
            en = f"its ends have different numbers of wires: {counts[0]} and {counts[1]}"
            reporter.error(place, zh, en, "两端写同样多的接点", "name as many nozzles at both ends", code="uneven_span")
        if span.name:
            wires[span.name] = min(counts, default=span.count)


def _wires_at(
    stage: StageSection,
    kinds: Mapping[str, Kind],
    end: str,
    wires: Mapping[str, int],
    place: Loc,
    reporter: Reporter,
) -> int:
    """How many wires an end takes; 0 with a report if there is no such end."""
    if "@" in end:
        on = split_share(end)
        if on is None:
            zh, en = f"“{end}”不是线上的位置", f"{end!r} is no place on a span"
            fix = ("写 名称@0 到 名称@1，各根不同时用 / 分开", "write name@0 … name@1, with / between different wires")
            reporter.error(place, zh, en, *fix, code="unknown_span")
            return 0
        if on[0] not in wires:
            zh, en = f"前面没有名为“{on[0]}”的线", f"no span before this one is named {on[0]!r}"
            unknown(reporter, place, zh, en, on[0], wires, "unknown_span")
        count = wires.get(on[0], 0)
        return min(count, len(on[1])) if len(on[1]) > 1 else count
    name, _, wanted = end.partition(".")
    thing = stage.objects.get(name)
    if thing is None:
        zh, en = f"线接到的“{name}”不在 objects 里", f"the span joins {name!r}, which is not among the objects"
        unknown(reporter, place, zh, en, name, stage.objects, "unknown_object")
        return 0
    if thing.kind not in kinds:
        return 0
    try:
        names = [n.name for n in kinds[thing.kind].model(thing.size, thing.options).nozzles]
    except ValidationError:
        return 0
    found = ends_of(wanted, names)
    if not found:
        groups = dict.fromkeys(chain(names, (n.rpartition("_")[0] for n in names if "_" in n)))
        zh, en = f"{name} 没有接点“{wanted}”", f"{name} has no nozzle {wanted!r}"
        unknown(reporter, place, zh, en, wanted, groups, "unknown_nozzle")
    return len(found)


def unknown(reporter: Reporter, place: Loc, zh: str, en: str, word: str, known: Iterable[str], code: str) -> None:
    """Report a word that is in no list, with the one that was probably meant."""
    fix = meant(word, known, listed=60)
    reporter.error(place, zh, en, fix.zh if fix else None, fix.en if fix else None, code=code)

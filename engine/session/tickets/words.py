"""What is said about a ticket: the wording of an item, and what a reviewer answers at each level of help.

level 0   whether it is in order, nothing else
level 1   how many mistakes of each kind
level 2   and at which lines
level 3   and what should stand there instead
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from engine.scenario.text import Text
from engine.session.applied.placing import as_moves
from engine.session.deed_words import DeedWords
from engine.session.tickets.comparison import Comparison, Line
from engine.session.tickets.section import Item

__all__ = ["Phrase", "explained", "phrasing", "verdict", "wording"]

Phrase = Callable[[str, str, Any], Text]
"""A deed in the words of the station: verb, id of the device, value."""
MOST_TOLD = 6
"""Mistakes of a kind that are told one by one."""


def phrasing(
    titles: Callable[[str], Text], words: DeedWords, spots: Callable[[list[str]], Text] | None = None
) -> Phrase:
    """How deeds are said: ``titles`` gives the double designation of a device by id (name and number), ``words`` what
    doing something to it is called, ``spots`` what people call the places of a portable thing.
    """

    def phrase(verb: str, on: str, value: Any) -> Text:
        places = [move["to"] for move in as_moves(value) if "to" in move]
        if not places:
            return words.phrase(verb, on, titles(on), value)
        ids = Text(zh="、".join(places), en=", ".join(places))
        plain, at = words.phrase(verb, on, titles(on)), spots(places) if spots is not None else ids
        return Text(zh=f"{plain.of('zh')}（{at.of('zh')}）", en=f"{plain.of('en')} ({at.of('en')})")

    return phrase


def wording(item: Item, phrase: Phrase) -> Text:
    """How an item reads on the ticket."""
    return item.text if item.text is not None else phrase(item.verb, item.target, item.value)


def explained(
    found: Comparison, items: Mapping[str, Item], lines: Sequence[Line], phrase: Phrase, level: int = 3
) -> list[Text]:
    """One sentence for each kind of mistake; nothing if there is none, nor at level 0."""
    if level <= 0:
        return []
    said = []
    for count, zh, en, details in (
        (len(found.missing), "缺 {n} 项", "{n} missing", [_missing(found, items, n, phrase, level) for n in found.missing]),
        (len(found.extra), "多 {n} 项", "{n} too many", [_extra(n, lines, phrase, level) for n in found.extra]),
        (len(found.moved), "{n} 项次序不当", "{n} out of order", [_moved(found, i, items, phrase, level) for i in range(len(found.moved))]),
        (len(found.wording), "{n} 项措辞错误", "{n} worded wrongly", [_worded(found, i, items, phrase, level) for i in range(len(found.wording))]),
    ):  # fmt: skip
        if count:
            more = _listed(details) if level >= 2 else Text(zh="", en="")
            said.append(
                Text(zh=zh.format(n=count) + (f"：{more.zh}" if more.zh else ""),
                     en=en.format(n=count) + (f": {more.en}" if more.en else ""))
            )  # fmt: skip
    return said


def verdict(said: Sequence[Text], faults: int) -> Text:
    """A reviewer's whole answer."""
    if not faults:
        return Text(zh="审核无误，已签名。", en="Reviewed, in order, signed.")
    zh, en = "；".join(t.of("zh") for t in said), "; ".join(t.of("en") for t in said)
    return Text(
        zh=f"票面有错，请改正后再送审。{zh}{'。' if zh else ''}",
        en=f"There are mistakes; correct them and ask again.{' ' + en + '.' if en else ''}",
    )


def _listed(details: Sequence[Text]) -> Text:
    rest = len(details) - MOST_TOLD
    zh, en = "，".join(d.zh for d in details[:MOST_TOLD]), ", ".join(d.of("en") for d in details[:MOST_TOLD])
    return Text(zh=zh + (f"，另有 {rest} 处" if rest > 0 else ""), en=en + (f", and {rest} more" if rest > 0 else ""))


def _missing(found: Comparison, items: Mapping[str, Item], name: str, phrase: Phrase, level: int) -> Text:
    """Where it would stand: after the last line whose item stands above it in the ticket."""
    names = list(items)
    above = set(names[: names.index(name)])
    at = max((line for line, item in found.items.items() if item in above), default=-1) + 1
    what = wording(items[name], phrase) if level >= 3 else Text(zh="", en="")
    zh = f"第 {at} 项之后" if at else "开头"
    en = f"after line {at}" if at else "at the beginning"
    return Text(zh=f"{zh}缺“{what.of('zh')}”", en=f"{what.of('en')} {en}") if what.zh else Text(zh=zh, en=en)


def _extra(n: int, lines: Sequence[Line], phrase: Phrase, level: int) -> Text:
    line = lines[n]
    what = phrase(line.do, line.on, line.value)
    if level < 3:
        return Text(zh=f"第 {n + 1} 项", en=f"line {n + 1}")
    return Text(zh=f"第 {n + 1} 项“{what.of('zh')}”", en=f"line {n + 1}, {what.of('en')}")


def _moved(found: Comparison, i: int, items: Mapping[str, Item], phrase: Phrase, level: int) -> Text:
    one = found.moved[i]
    n = found.line_of(one.step) + 1
    if level < 3:
        return Text(zh=f"第 {n} 项", en=f"line {n}")

    def numbers(names: Iterable[str]) -> str:
        return ", ".join(str(k) for k in sorted(found.line_of(name) + 1 for name in names))

    what = wording(items[one.step], phrase)
    zh, en = f"第 {n} 项“{what.of('zh')}”", f"line {n}, {what.of('en')}"
    if one.before:
        zh, en = f"{zh}应在第 {numbers(one.before)} 项之前", f"{en}, should come before {numbers(one.before)}"
    if one.after:
        zh, en = f"{zh}应在第 {numbers(one.after)} 项之后", f"{en}, should come after {numbers(one.after)}"
    return Text(zh=zh, en=en)


def _worded(found: Comparison, i: int, items: Mapping[str, Item], phrase: Phrase, level: int) -> Text:
    one = found.wording[i]
    n = one.line + 1
    if level < 3:
        return Text(zh=f"第 {n} 项", en=f"line {n}")
    right = wording(items[one.item], phrase)
    if one.what == "words":
        lacks = "、".join(one.lacks), ", ".join(one.lacks)
        return Text(zh=f"第 {n} 项没有写明 {lacks[0]}", en=f"line {n} does not say {lacks[1]}")
    return Text(zh=f"第 {n} 项应为“{right.of('zh')}”", en=f"line {n} should read {right.of('en')}")

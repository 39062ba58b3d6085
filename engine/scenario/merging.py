"""Two files laid one over the other: the data of both as one, and every value with the place where it was written.

    source = merged(base, own)              # what a file that extends another comes to
    source.data["faults"]                   # the base's, changed where the file changes them
    source.value_span(("faults", "F1"))     # its ``file`` tells which of the two it stands in

What is merged and what replaced is told in ``extends``.
"""

from __future__ import annotations

from typing import Any

from engine.scenario.nearest import did_you_mean, meant
from engine.scenario.problems import Problem, Span, Text2
from engine.scenario.source import Loc, Source

__all__ = ["EXTENDS", "REST", "WITHOUT", "merged"]

EXTENDS, WITHOUT = "extends", "without"
REST = "..."
"""An entry of a list that stands for all inherited ones."""
_NEVER = ("schema", "meta/id", EXTENDS, WITHOUT)
"""What every file says for itself."""
_LONGEST = 80
"""No more of a name is repeated."""
_TOLD = 8
"""So many unknown names of ``without`` are told one by one; the rest is counted."""


def merged(base: Source, own: Source) -> Source:
    """``own`` over ``base``. What is wrong with what it leaves out or changes is among the notes of the result."""
    return _Merge(base, own).done()


class _Merge:
    """One file laid over another: the data of both as one, and the place of every part."""

    def __init__(self, base: Source, own: Source) -> None:
        self.base, self.own = base, own
        self.out = Source(own.path, own.text, bases=(base, *base.bases), notes=[*own.notes, *map(_further, base.notes)])
        self.left_out: set[Loc] = set()

    def done(self) -> Source:
        """The merged source."""
        self._leave_out()
        self.out.data = self._both(self.base.data, self.own.data, (), ())
        for key in (EXTENDS, WITHOUT):  # their places stay: what is wrong with an inherited whole is told there
            self.out.data.pop(key, None)
        self._versions_agree()
        self._own_identity()
        return self.out

    def _both(self, base: Any, own: Any, at: Loc, to: Loc, own_at: Loc = ()) -> Any:
        """``own`` over ``base``; ``at`` is the place in the base, ``own_at`` in the file, ``to`` in the result."""
        if isinstance(base, dict) and isinstance(own, dict):
            self._note(self.own, own_at, to)
            self._half(base, own, own_at)
            merged: dict[str, Any] = {}
            for key, child in base.items():
                if key in own and (*at, key) not in self.left_out:
                    merged[key] = self._both(child, own[key], (*at, key), (*to, key), (*own_at, key))
                elif key not in own and (*at, key) not in self.left_out:
                    merged[key] = self._take(self.base, child, (*at, key), (*to, key))
            for key in own:
                if key not in merged:
                    merged[key] = self._take(self.own, own[key], (*own_at, key), (*to, key))
            return merged
        if isinstance(base, list) and isinstance(own, list) and REST in own:
            return self._spliced(base, own, at, to, own_at)
        ids = _ids(base)
        own_ids = self._named(own, own_at) if ids else {}
        if not own_ids:
            return self._take(self.own, own, own_at, to)
        self._note(self.own, own_at, to)
        entries: list[Any] = []
        for name, i in ids.items():
            here: Loc = (*to, len(entries))
            gone = (*at, i) in self.left_out
            if name in own_ids and not gone:
                k = own_ids[name]
                entries.append(self._both(base[i], own[k], (*at, i), here, (*own_at, k)))
            elif not gone:
                entries.append(self._take(self.base, base[i], (*at, i), here))
        for name, k in own_ids.items():
            if name not in ids or (*at, ids[name]) in self.left_out:
                entries.append(self._take(self.own, own[k], (*own_at, k), (*to, len(entries))))
        return entries

    def _spliced(self, base: list[Any], own: list[Any], at: Loc, to: Loc, own_at: Loc) -> list[Any]:
        """The list of the file, with the inherited entries where it says so."""
        self._note(self.own, own_at, to)
        entries: list[Any] = []
        for k, entry in enumerate(own):
            if entry != REST:
                entries.append(self._take(self.own, entry, (*own_at, k), (*to, len(entries))))
            elif REST in own[:k]:
                zh, en = (
                    f"`{REST}` 写了两次，继承的各项会重复",
                    f"`{REST}` is given twice: inherited entries would come twice",
                )
                self._wrong((*own_at, k), "duplicate_name", zh, en, Text2("留一个", "keep one"))
            else:
                for i in range(len(base)):
                    if (*at, i) not in self.left_out:
                        entries.append(self._take(self.base, base[i], (*at, i), (*to, len(entries))))
        return entries

    def _named(self, own: Any, at: Loc) -> dict[str, int]:
        """The entries of a list by the ids that say which inherited ones they change; empty if it replaces them."""
        if not isinstance(own, list) or not own or not all(isinstance(entry, dict) for entry in own):
            return {}
        found: dict[str, int] = {}
        for i, entry in enumerate(own):
            name = entry.get("id")
            if not isinstance(name, str):
                zh, en = "这里没有 `id`，不知道改的是哪一项", "without an `id` nobody knows which entry this changes"
                self._wrong((*at, i), "no_id", zh, en, Text2("加上 `id: …`", "add `id: …`"))
            elif name in found:
                first = self.own.value_span((*at, found[name])).line + 1
                zh, en = f"`{name}` 写了两次，第一次在第 {first} 行", f"`{name}` is given twice, first on line {first}"
                self._wrong((*at, i), "duplicate_name", zh, en, Text2("合成一项", "make them one"))
            else:
                found[name] = i
        return found

    def _take(self, source: Source, data: Any, at: Loc, to: Loc) -> Any:
        """A copy of the part ``data`` of ``source``, with its places."""
        self._note(source, at, to)
        gone = self.left_out if source is self.base else ()
        if isinstance(data, dict):
            kept = {key: child for key, child in data.items() if (*at, key) not in gone}
            return {key: self._take(source, child, (*at, key), (*to, key)) for key, child in kept.items()}
        if isinstance(data, list):
            places = [i for i in range(len(data)) if (*at, i) not in gone]
            return [self._take(source, data[i], (*at, i), (*to, n)) for n, i in enumerate(places)]
        return data

    def _note(self, source: Source, at: Loc, to: Loc) -> None:
        shift = source is self.base
        for spans, kept in ((source.values, self.out.values), (source.keys, self.out.keys)):
            span = spans.get(at)
            if span is not None:
                kept[to] = Span(span.line, span.col, span.end_line, span.end_col, span.file + shift)

    def _half(self, base: dict[str, Any], own: dict[str, Any], at: Loc) -> None:
        """A text changed in one language only still says the old thing in the other."""
        if not own or not {*base, *own} <= {"zh", "en"} or {*base} <= {*own}:
            return
        left = "en" if "zh" in own else "zh"
        text = Text2(
            f"只改了一种语言，`{left}` 还是继承来的文字", f"changed in one language only: `{left}` is still inherited"
        )
        fix = Text2(f"把 `{left}` 也写上", f"write `{left}` as well")
        self.out.notes.append(self.own.problem(self.own.value_span(at), "half_text", text, fix, "warning"))

    # -- without ---

    def _leave_out(self) -> None:
        written = self.own.data.get(WITHOUT, [])
        if not isinstance(written, list) or not all(isinstance(name, str) for name in written):
            self._wrong((WITHOUT,), "without_wrong", "`without` 是一个列表", "`without` is a list",
                        Text2("例如 `without: [faults/F2]`", "for instance `without: [faults/F2]`"))  # fmt: skip
            return
        unknown: list[tuple[int, str]] = []
        for n, name in enumerate(written):
            if name.strip().strip("/") in _NEVER:
                zh, en = f"`{name}` 不是继承来的", f"`{name}` is not inherited"
                self._wrong(
                    (WITHOUT, n), "without_wrong", zh, en, Text2("从 `without` 里删去它", "take it out of `without`")
                )
                continue
            place = self._find(name, n, tell=len(unknown) < _TOLD)
            if place:
                self.left_out.add(place)
            else:
                unknown.append((n, name))
        more = len(unknown) - _TOLD
        if more > 0:
            zh, en = f"继承的文件里也没有另外 {more} 项", f"nor are {more} more of these in the file extended"
            self._wrong((WITHOUT, unknown[_TOLD][0]), "without_unknown", zh, en, None)

    def _find(self, name: str, n: int, *, tell: bool) -> Loc | None:
        """Where ``faults/F2`` is in the base; ``None``, after that was told, if it is not there."""
        node: Any = self.base.data
        loc: Loc = ()
        for part in name.strip().split("/"):
            known: dict[str, Any] = {key: key for key in node} if isinstance(node, dict) else _ids(node)
            if part not in known:
                if tell:
                    shown = name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"
                    zh, en = f"继承的文件里没有 `{shown}`", f"there is no `{shown}` in the file extended"
                    self._wrong((WITHOUT, n), "without_unknown", zh, en, meant(part, list(known), 8))
                return None
            step = known[part]
            node, loc = node[step], (*loc, step)
        return loc

    # -- the whole ---

    def _versions_agree(self) -> None:
        mine, theirs = self.own.data.get("schema"), self.base.data.get("schema")
        if mine is not None and theirs is not None and mine != theirs:
            zh, en = (
                f"继承的文件是版本 {theirs}，这里是 {mine}",
                f"the file extended has version {theirs}, this one {mine}",
            )
            self._wrong(("schema",), "schema_differs", zh, en, Text2("两个文件用同一版本", "use one version for both"))

    def _own_identity(self) -> None:
        meta, own = self.out.data.get("meta"), self.own.data.get("meta")
        if not isinstance(meta, dict) or "id" not in meta or (isinstance(own, dict) and "id" in own):
            return
        if own is None and did_you_mean("meta", [key for key in self.own.data if key not in self.base.data]):
            return  # misspelt, and told so
        zh, en = "`meta: id` 不能继承", "`meta: id` is not inherited"
        fix = Text2("在本文件写上自己的 `meta: {id: …}`", "give this file its own `meta: {id: …}`")
        self._wrong((EXTENDS,) if own is None else ("meta",), "inherited_id", zh, en, fix)

    def _wrong(self, loc: Loc, code: str, zh: str, en: str, fix: Text2 | None) -> None:
        span = self.own.value_span(loc)
        span = self.own.key_span(loc) if span.line != span.end_line else span
        self.out.notes.append(self.own.problem(span, code, Text2(zh, en), fix))


def _ids(data: Any) -> dict[str, int]:
    """The entries of a list by their ids; empty unless all have one and all differ."""
    if not isinstance(data, list) or not all(isinstance(entry, dict) for entry in data):
        return {}
    names = [entry.get("id") for entry in data]
    found = {name: i for i, name in enumerate(names) if isinstance(name, str)}
    return found if len(found) == len(data) else {}


def _further(problem: Problem) -> Problem:
    """A note of the base, one file further away."""
    span = problem.span
    moved = Span(span.line, span.col, span.end_line, span.end_col, span.file + 1)
    return Problem(problem.path, moved, problem.code, problem.text, problem.fix, problem.severity, problem.line)

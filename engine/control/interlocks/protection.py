"""Lint: interlocks that cannot be reset or never trip, that reset themselves, and bypasses nobody guards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.control.interlocks.section import Interlock, Interlocks
from engine.control.linting import Check, Loc
from engine.control.truth import names_of_formula, outcomes, rings
from engine.scenario.problems import Text2

__all__ = ["lint_bypass", "lint_resets"]


def lint_bypass(check: Check, loc: Loc, entry: Interlock) -> None:
    """A bypass has an end and a permit, and is seen (IEC 61511-1, 11.7 and 16.2); a SIF does not reset itself."""
    bypass = entry.bypass
    if entry.sil is not None and entry.reset == "auto":
        check.warning(
            (*loc, "reset"), "auto_reset", "安全仪表功能（写了 sil）不应自动复位",
            "a safety function (it has a `sil`) should not reset itself",
            Text2("写成 `reset: manual`", "write `reset: manual`"),
        )  # fmt: skip
    if not bypass.allowed:
        return
    if bypass.limit is None:
        check.warning(
            (*loc, "bypass"), "bypass_limit", "旁路没有时限，会一直旁路下去", "this bypass has no limit: it never ends",
            Text2("加上 `limit: 8 h`", "add `limit: 8 h`"),
        )  # fmt: skip
    if bypass.permit is None:
        zh, en = ("permit: 文件编号", "permit: DOCUMENT")
        if bypass.key is None:
            zh, en = f"key: 对象编号, {zh}", f"key: OBJECT, {en}"
        check.warning(
            (*loc, "bypass"), "bypass_unguarded", "旁路没有写作业票，分不清许可的和擅自的旁路",
            "this bypass names no permit: a permitted one cannot be told from any other",
            Text2(f"在 bypass 里加上 `{zh}`", f"add to `bypass`: `{en}`"),
        )  # fmt: skip
    if not bypass.lamp:
        check.warning(
            (*loc, "bypass", "lamp"), "bypass_dark", "旁路时旁路灯不亮，容易被忘记",
            "no lamp lights while it is bypassed: it will be forgotten",
            Text2("删掉 `lamp: false`", "remove `lamp: false`"),
        )  # fmt: skip


def lint_resets(check: Check, section: Interlocks) -> None:
    """After a trip its own effects, or others that trip with it, must not keep the cause alive."""
    mirrors = _mirrors(check)
    uses = {
        key: [
            name.rpartition(".")[0]
            for text in entry.cause.of
            for name in names_of_formula(check, text)
            if name.endswith((".tripped", ".demand"))
        ]
        for key, entry in section.root.items()
    }
    ringed = [ring for ring in rings(uses) if len(ring) > 1]
    for ring in ringed:
        _ring(check, section, ring, mirrors)
    for key, entry in section.root.items():
        loc: Loc = ("interlocks", key, "cause")
        if _votes(check, entry) == {False}:
            check.warning(
                loc, "never_trips", "这条联锁永远不会动作：原因在量程内不可能成立",
                "this interlock can never trip: its cause cannot hold within the ranges",
                Text2("限值要在量程以内，或改条件", "put the limits inside the ranges, or change the cause"),
            )  # fmt: skip
        elif not any(key in ring for ring in ringed) and _votes(
            check, entry, _after(check, section, [key], mirrors)
        ) == {True}:
            check.error(
                loc, "never_resets", "动作以后原因一直成立，永远不能复位",
                "once it has tripped its cause holds always: it can never be reset",
                Text2("原因里不要写它自己动作的结果", "do not put into the cause what the trip itself brings about"),
            )  # fmt: skip


def _ring(check: Check, section: Interlocks, ring: tuple[str, ...], mirrors: Mapping[str, str]) -> None:
    """Interlocks that trip one another: an error where none could ever be reset, else worth a second look."""
    after = _after(check, section, ring, mirrors)
    locked = all(_votes(check, section.root[key], after) == {True} for key in ring)
    listed = " → ".join((*ring, ring[0]))
    report = check.error if locked else check.warning
    report(
        ("interlocks", ring[0], "cause"), "ring",
        f"联锁互为原因：{listed}" + ("，动作后谁也不能复位" if locked else "，复位要按次序"),
        f"these interlocks trip one another: {listed}" + ("; none can be reset" if locked else "; mind the order of resets"),
        Text2("原因写工艺条件，不要写别的联锁是否动作", "put conditions of the process into the causes, not other interlocks"),
    )  # fmt: skip


def _votes(check: Check, entry: Interlock, fixed: Mapping[str, float] | None = None) -> set[bool] | None:
    """Whether enough conditions can hold, and can fail to; ``None`` where that cannot be told."""
    found = outcomes(check, [str(text) for text in entry.cause.of], fixed)
    return None if found is None else {sum(case) >= entry.cause.needed for case in found}


def _after(check: Check, section: Interlocks, keys: Iterable[str], mirrors: Mapping[str, str]) -> dict[str, float]:
    """What is known once ``keys`` have tripped: their tags, what they set, and the instruments that show that."""
    fixed: dict[str, float] = {}
    for key in keys:
        fixed[f"{key}.tripped"] = fixed[f"{key}.demand"] = 1.0
        for effect in section.root[key].effects:
            if effect.set is None or effect.to is None or effect.confirm is not None or effect.set not in check.known:
                continue
            value = check.quietly(effect.to, check.known[effect.set])
            if value is not None:
                fixed[effect.set] = value
    shown = {name: fixed[source] for name, source in mirrors.items() if source in fixed}
    return {**fixed, **shown}


def _mirrors(check: Check) -> dict[str, str]:
    """Instruments that show a discrete or mode tag as it is."""
    instruments = check.scenario.get("instruments")
    if instruments is None:
        return {}
    return {
        key: entry.reads
        for key, entry in instruments.root.items()
        if entry.reads in check.known and key in check.known and not check.known[key].unit
    }

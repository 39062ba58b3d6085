"""A malfunction on any instrument by the instructor's hand, beside the faults the scenario has prepared.

    session.request("instructor", "start", "MALFUNCTION", {"instrument": "TI101", "mode": "bias", "by": "5 K"})
    session.request("instructor", "stop", "MALFUNCTION", {"instrument": "TI101"})

``mode`` is one of the scenario's own: bias, drift, freeze, noise, open. ``by`` is an amount with its unit (``5 K``,
``3 K/min``) or a plain number in the instrument's unit (drift: per minute; noise: how many times as much). Equipment
has no such general malfunction: what can break it is the plant's own business, and stands in the section ``faults``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from engine.control.amounts import size, slope
from engine.control.bus import Bus, Malfunction
from engine.control.faults.section import INSTRUMENT_MODES
from engine.errors import ShixunError
from engine.scenario.nearest import did_you_mean
from engine.scenario.quantity import Amount
from engine.scenario.text import Text
from engine.session.actions import Refused
from engine.session.frame import FaultLine
from engine.session.operables import refused
from engine.session.things import PRIVILEGED
from engine.tags import Kind, Tag

__all__ = ["MODE_WORDS", "Upsets"]

MODE_WORDS: dict[str, tuple[str, str]] = {
    "bias": ("偏移", "bias"),
    "drift": ("漂移", "drift"),
    "freeze": ("冻结", "frozen"),
    "noise": ("噪声", "noise"),
    "open": ("断线", "open circuit"),
}
"""Every mode in words."""
NEEDS_AMOUNT = ("bias", "drift", "noise")
MOST_NOISE = 100.0
OWNER = "instructor"
"""In whose name the register of malfunctions keeps them; no fault is called so, their names carry a slash."""
_AMOUNT: TypeAdapter[Amount] = TypeAdapter(Amount)


class Upsets:
    """Which instruments the instructor has put out of order; at most one malfunction each."""

    id = "MALFUNCTION"
    verbs = ("start", "stop")
    title = Text(zh="仪表故障", en="Instrument malfunction")

    def __init__(self, instruments: Mapping[str, Any], bus: Bus) -> None:
        self._instruments, self._bus = instruments, bus
        self._active: dict[str, Malfunction] = {}

    # -- judging --------------------------------------------------------------------------------------------
    def refuse(self, actor: str, verb: str, value: Any) -> Refused | None:
        """Only an instructor, on an instrument there is, in a way it can fail, by an amount that fits."""
        if actor not in PRIVILEGED:
            return refused("not_yours", "故障只能由教师触发", "only an instructor begins and ends malfunctions")
        if not isinstance(value, dict) or not isinstance(value.get("instrument"), str):
            return refused("bad_value", "写明仪表：{instrument: …}", "name the instrument: {instrument: …}")
        name = value["instrument"]
        if name not in self._instruments:
            near = did_you_mean(name, self._instruments)
            zh, en = (f"，是不是 {near}？", f"; did you mean {near}?") if near else ("", "")
            return refused("no_instrument", f"没有仪表 {name}{zh}", f"there is no instrument {name}{en}")
        if verb == "stop":
            if name not in self._active:
                return refused(
                    "not_active", f"{name} 没有教师注入的故障", f"{name} has no malfunction of the instructor's"
                )
            return None
        if name in self._active:
            return refused("active", f"{name} 已有故障，请先撤销", f"{name} has a malfunction; end it first")
        return self._refuse_mode(self._bus.tags[name], value)

    def _refuse_mode(self, tag: Tag, value: dict[str, Any]) -> Refused | None:
        mode, by = value.get("mode"), value.get("by")
        modes = INSTRUMENT_MODES if tag.kind is Kind.ANALOG else ("freeze", "open")
        if mode not in modes:
            return refused(
                "bad_value", f"{tag.id} 的故障方式：{'、'.join(modes)}", f"{tag.id} can fail by: {', '.join(modes)}"
            )
        if set(value) - {"instrument", "mode", "by"} or (by is not None) != (mode in NEEDS_AMOUNT):
            return refused(
                "bad_value", "bias、drift、noise 要写 by，其他不写", "bias, drift and noise take `by`, others none"
            )
        if by is None:
            return None
        try:
            amount = _amount(str(mode), by, tag)
        except (ShixunError, ValidationError, ValueError):
            return refused(
                "bad_value", f"by 的单位应合 {tag.unit or '1'}", f"`by` does not fit the unit {tag.unit or '1'}"
            )
        most = MOST_NOISE if mode == "noise" else tag.high - tag.low
        least = 0.0 if mode == "noise" else -most
        if not least <= amount <= most:
            return refused("bad_value", f"by 应在 {least:g}–{most:g}", f"`by` goes from {least:g} to {most:g}")
        return None

    # -- doing ----------------------------------------------------------------------------------------------
    def act(self, actor: str, verb: str, value: Any) -> None:
        """Begin or end it."""
        name, bus = value["instrument"], self._bus
        if verb == "stop":
            gone = self._active.pop(name)
            bus.malfunctions.end(name, OWNER)
            self._tell(name, gone, on=False, by=actor)
            return
        mode, by = value["mode"], value.get("by")
        what = Malfunction(mode, 0.0 if by is None else _amount(mode, by, bus.tags[name]), bus.tick)
        self._active[name] = what
        bus.malfunctions.begin(name, what, OWNER)
        self._tell(name, what, on=True, by=actor)

    def _tell(self, name: str, what: Malfunction, on: bool, by: str) -> None:
        self._bus.emit("fault", name, on=on, text=self._words(name, what).model_dump(), by=by, hidden=True)

    def _words(self, name: str, what: Malfunction) -> Text:
        tag = self._bus.tags[name]
        zh, en = MODE_WORDS[what.mode]
        much = {"bias": f" {what.amount:+g} {tag.unit}", "drift": f" {what.amount * 60:+.3g} {tag.unit}/min",
                "noise": f" ×{what.amount:g}"}.get(what.mode, "")  # fmt: skip
        return Text(zh=f"{tag.label or name} {zh}{much}".rstrip(), en=f"{tag.label or name} {en}{much}".rstrip())

    def lines(self) -> tuple[FaultLine, ...]:
        """What is out of order now."""
        return tuple(FaultLine(n, self._words(n, w), True, w.since, True) for n, w in self._active.items())

    # -- state ----------------------------------------------------------------------------------------------
    def state(self) -> dict[str, Any]:
        """What is out of order."""
        return {name: {"mode": w.mode, "amount": w.amount, "since": w.since} for name, w in self._active.items()}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()``; called after the faults block, which empties the register."""
        self._active = {name: Malfunction(**one) for name, one in state.items()}
        for name, what in self._active.items():
            self._bus.malfunctions.begin(name, what, OWNER)


def _amount(mode: str, by: Any, tag: Tag) -> float:
    """``by`` in the terms of ``Malfunction``. Raises what reading or converting an amount raises."""
    if isinstance(by, bool) or not isinstance(by, int | float | str):
        raise ValueError(by)
    if isinstance(by, str):
        amount = _AMOUNT.validate_python(by)
        if mode == "noise":
            return amount.to("")
        return size(amount, tag.unit) if mode == "bias" else slope(amount, tag.unit)
    return float(by) / 60.0 if mode == "drift" else float(by)

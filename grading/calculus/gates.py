"""Gates: some mistakes may not be outweighed by anything else.

    gates:
      veto:  {title: {zh: 否决项, en: Veto}, cap: 0, result: fail}
      major: {title: {zh: 重大失误, en: Major error}, cap: 59}
      no_a:  {title: {zh: 不得评优, en: No top grade}, cap: 89}

A sum lets easy items buy back a critical miss, so a gate caps the mark and does not subtract. The raw mark is
shown beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from engine.scenario.model import Model
from engine.scenario.text import Text
from grading.calculus.fields import Share
from grading.calculus.result import GateEffect, ItemResult

__all__ = ["Gate", "capped", "shut_gates"]


class Gate(Model, title="否决或封顶 / Gate"):
    """What a broken item with this gate does to the mark."""

    title: Text = Field(description="名称 / name")
    cap: Annotated[float, Field(ge=0, le=100)] = Field(description="总分上限 / the mark can be no higher")
    result: Literal["", "fail"] = Field("", description="fail 表示判为不合格 / fail: not passed whatever the mark")
    goal_cap: Share | None = Field(
        None, description="所属课程目标达成度的上限 / cap on the outcome the item counts for"
    )
    lift: bool | None = Field(
        None,
        description="挽回后是否解除（判不合格的不能解除） / lifted by recovery; a failing one never is",
    )

    @property
    def lifts(self) -> bool:
        """Whether a recovery opens it again; a failing one never opens."""
        return self.result != "fail" and self.lift is not False


def shut_gates(items: Sequence[ItemResult], gates: Mapping[str, Gate]) -> list[GateEffect]:
    """The gates that are shut, strictest first, each with the items that shut it."""
    shut: dict[str, list[ItemResult]] = {}
    for item in items:
        gate = gates.get(item.gate)
        if gate is None or item.judgement not in ("broken", "missing", "recovered"):
            continue
        if item.judgement == "recovered" and gate.lifts:
            continue
        shut.setdefault(item.gate, []).append(item)
    effects = [
        GateEffect(
            gate=name,
            title=gates[name].title,
            cap=gates[name].cap,
            fails=gates[name].result == "fail",
            items=tuple(item.id for item in causes),
        )
        for name, causes in shut.items()
    ]
    return sorted(effects, key=lambda e: (e.cap, not e.fails, e.gate))


def capped(mark: float, effects: Sequence[GateEffect]) -> float:
    """The mark after all gates."""
    return min([mark, *(effect.cap for effect in effects)])

"""The plant of a scenario by itself, at one of its starting points: no learner, no alarms, nothing that acts on it.

For who builds a kind of plant or writes a scenario: does it keep the contract, and which figures does it have?

    for line, kept in contract_of(scenario): ...
    print(sheet_text(scenario), end="")

``setup`` deeds of a starting point are done in a session only; here its ``values`` count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.errors import ShixunError
from engine.plant.checker import Violation, check_rules
from engine.plant.contract import CALLED
from engine.plant.guarding import Guards, Missing
from engine.plant.sheet import Sheeted, Table, as_markdown
from engine.scenario.document import Scenario
from engine.scenario.text import Text
from engine.session.kinds import PLANT_KINDS
from engine.session.modes import StartSection
from engine.session.tickets.beginnings import values_at

__all__ = ["CONTRACT_TICKS", "AloneError", "contract_of", "missing_guard", "sheet_of", "sheet_text"]

CONTRACT_TICKS = 100
"""How long the plant is worked, during which every input is given three values. A large station takes a minute."""

MOST = 10
"""Of the ways in which one rule is broken, as many are told."""


class AloneError(ShixunError):
    """What is asked for is not there; ``text`` says so and what is, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        self.text = Text(zh=zh, en=en)
        super().__init__(f"{zh} / {en}")


def contract_of(scenario: Scenario, start: str = "", ticks: int = CONTRACT_TICKS) -> Iterator[tuple[str, bool]]:
    """A line for each rule of the contract, and below it one for each way it is broken, as soon as it has been tried; and
    whether that is good. Raises ``NoStartPointError``.
    """
    section, values = scenario["plant"], _values(scenario, start)
    kind = PLANT_KINDS[section.kind]
    return _told(check_rules(lambda: kind.build(section, values), ticks=ticks))


def _told(rules: Iterator[tuple[str, list[Violation]]]) -> Iterator[tuple[str, bool]]:
    for name, broken in rules:
        yield f"{'✗' if broken else '✓'} {CALLED[name]} / {name}", not broken
        yield from ((f"    {one.detail}", False) for one in broken[:MOST])
        if len(broken) > MOST:
            yield f"    … 另有 {len(broken) - MOST} 处 / and {len(broken) - MOST} more", False


def sheet_of(scenario: Scenario, start: str = "") -> Sequence[Table]:
    """The figures of the plant. Raises ``NoStartPointError``, and ``AloneError`` for a kind of plant without figures."""
    section = scenario["plant"]
    kind = PLANT_KINDS[section.kind]
    if not isinstance(kind, Sheeted):
        known = [name for name, other in PLANT_KINDS.items() if isinstance(other, Sheeted)]
        raise AloneError(
            f"`{section.kind}` 类装置没有数据表；有的是：{'、'.join(known)}",
            f"a plant of the kind `{section.kind}` has no sheet; those of {', '.join(known)} do",
        )
    return kind.sheet(section, _values(scenario, start))


def sheet_text(scenario: Scenario, start: str = "", lang: str = "zh") -> str:
    """The same as Markdown in one language."""
    return as_markdown(sheet_of(scenario, start), lang)


def missing_guard(scenario: Scenario) -> Missing | None:
    """The guard that the plant is described without, where its kind can tell."""
    section = scenario["plant"]
    kind = PLANT_KINDS[section.kind]
    return kind.unguarded(section) if isinstance(kind, Guards) else None


def _values(scenario: Scenario, start: str) -> dict[str, float]:
    """Initial values of the plant, in the tags' units."""
    begins: StartSection = scenario["start"]
    return values_at(scenario, begins.named(start)[1])

"""Declared reactions at work in a vessel: amounts made and used, heat set free.

A reaction runs forward only (a reverse reaction is declared as one), and never uses up more than its
scarcest reactant within a second: no real vessel mixes faster, and a runaway then ends in numbers instead
of infinities.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import casadi as ca

from engine.plant.flowsheet.formulas import formula

if TYPE_CHECKING:
    from engine.plant.flowsheet.assembly import Part
    from engine.plant.flowsheet.section import FlowsheetSection

__all__ = ["Terms", "reactants", "reaction_terms"]

FASTEST = 1.0  # 1/s


@dataclass(slots=True)
class Terms:
    """Sums over the reactions of a vessel: mol/s by substance, heat set free in W, and that by kind of
    reaction."""

    made: dict[str, Any] = field(default_factory=dict)
    heat: Any = 0.0
    by_kind: dict[str, Any] = field(default_factory=lambda: {"main": 0.0, "decomposition": 0.0})


def reactants(section: FlowsheetSection, ids: Iterable[str]) -> frozenset[str]:
    """Every substance that takes part in these reactions."""
    known = [section.reactions[i] for i in ids if i in section.reactions]
    return frozenset(s for reaction in known for s in reaction.stoichiometry)


def reaction_terms(me: Part, ids: Iterable[str], symbols: Mapping[str, Any]) -> Terms:
    """The terms of the reactions ``ids`` in ``me``; ``symbols`` (SI) are what their rate formulas may use."""
    terms = Terms()
    for id_ in ids:
        reaction = me.section.reactions[id_]
        rate = formula(reaction.rate, "mol/s", symbols)
        nus = reaction.stoichiometry
        for name, nu in nus.items():
            if nu < 0.0:
                rate = ca.fmin(rate, symbols[f"n.{name}"] * (FASTEST / -nu))
        rate = ca.fmax(rate, 0.0)
        for name, nu in nus.items():
            terms.made[name] = terms.made.get(name, 0.0) + nu * rate
        heat = -reaction.heat * rate
        terms.heat = terms.heat + heat
        terms.by_kind[reaction.kind] = terms.by_kind[reaction.kind] + heat
    return terms

"""A reaction as an author declares it: equation, rate formula, heat.

nitration:
  equation: chlorobenzene + nitric_acid -> nitrochlorobenzene + acid_water
  rate: 1.2e-3 m3/kmol/s * exp(-80 kJ/mol / R * (1/T - 1/333.15 K)) * n.chlorobenzene * n.nitric_acid / V
  heat: -130 kJ/mol
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from engine.scenario.expression import Expression
from engine.scenario.model import Model, author_error
from engine.scenario.quantity import Quantity
from engine.scenario.text import Text

__all__ = ["Reaction", "stoichiometry"]

_TERM = re.compile(r"\s*(?:(\d+(?:\.\d*)?)\s+)?([A-Za-z][A-Za-z0-9_]*)\s*\Z")


def stoichiometry(equation: str) -> dict[str, float]:
    """``a + 2 b -> c`` as {a: −1, b: −2, c: 1}; a substance on both sides is netted. Author errors."""
    sides = equation.split("->")
    if len(sides) != 2:
        author_error(
            "equation",
            "反应式要有一个 `->`",
            "an equation has one `->`",
            "例如 `a + b -> c`",
            "as in `a + b -> c`",
        )
    out: dict[str, float] = {}
    for sign, side in zip((-1.0, 1.0), sides, strict=True):
        for term in side.split("+"):
            found = _TERM.match(term)
            if found is None:
                wrong = term.strip()
                at = equation.find(wrong)
                author_error(
                    "equation",
                    f"看不懂反应式中的 `{wrong}`",
                    f"cannot read `{wrong}` in the equation",
                    "写成 `1.5 gas`：系数、空格、物质编号",
                    "write `1.5 gas`: coefficient, blank, id of a substance",
                    (at, at + len(wrong)),
                )
            out[found[2]] = out.get(found[2], 0.0) + sign * float(found[1] or 1.0)
    return out


def _read_equation(equation: str) -> str:
    stoichiometry(equation)
    return equation


class Reaction(Model, title="反应 / Reaction"):
    """One reaction: who becomes whom, how fast, and with how much heat."""

    title: Text = Field(description="名称 / name")
    equation: Annotated[str, AfterValidator(_read_equation)] = Field(
        description="反应式，如 a + b -> c + 1.5 d / equation such as a + b -> c + 1.5 d"
    )
    kind: Literal["main", "decomposition"] = Field(
        default="main", description="主反应或分解（副）反应 / the reaction wanted, or a decomposition"
    )
    rate: Expression = Field(
        description="反应速率（物质的量/时间），可用 T、V、P、mixing、R 和 n.物质 / "
        "rate (amount per time) from T, V, P, mixing, R and n.<substance>"
    )
    heat: Annotated[float, Quantity("J/mol")] = Field(
        description="反应焓，放热为负 / enthalpy of reaction, negative when heat is set free"
    )
    source: str = Field(default="", description="数据来源 / where the figures come from")

    @property
    def stoichiometry(self) -> dict[str, float]:
        """Coefficients by substance, negative for what is used up."""
        return stoichiometry(self.equation)

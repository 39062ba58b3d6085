"""What a piece of equipment is to the flowsheet: data of the author, declarations, and equations.

A component is a pydantic model (what the author writes) with two methods. ``declare`` lists its states,
inputs, outputs, latches and operations as plain data; it needs no casadi, so lint and the screen can ask
for tags without building anything. ``equations`` writes them as casadi expressions in SI. Components reach
one another by id through *links*, and what they may ask of one another are methods marked ``@offer``:

    class HandValve(Component):
        type: Literal["hand_valve"]
        def declare(self, d):
            d.state("position", 0.0)
            d.input("command", "手轮", "hand-wheel", unit="%", high=100.0)
        def equations(self, me):
            me.rate("position", me.u("command") - me.x("position"))
        @offer
        def opening(self, me):
            return me.x("position")

    class Pipe(Component):
        through: list[Annotated[str, Needs("opening")]]     # the id of anything that offers an opening
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar

from pydantic import BaseModel, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from engine.scenario.expression import Expression
from engine.scenario.model import Model
from engine.scenario.text import Text

if TYPE_CHECKING:
    from engine.plant.flowsheet.assembly import Part
    from engine.plant.flowsheet.declaration import Declaration, Plan

__all__ = ["Component", "Formula", "Link", "Needs", "links", "offer", "offers"]

F = TypeVar("F", bound=Callable[..., Any])


class Link(str):
    """The id of another component, remembering what is wanted of it."""

    needs: str = ""


@dataclass(frozen=True)
class Needs:
    """Marks a text field as the id of a component that offers ``name``."""

    name: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def read(value: str) -> Link:
            link = Link(value)
            link.needs = self.name
            return link

        return core_schema.no_info_after_validator_function(read, core_schema.str_schema(strict=True))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^[A-Za-z][A-Za-z0-9_]*$"}


def offer(method: F) -> F:
    """Mark a method ``(self, me: Part)`` as something other components may ask for by its name."""
    method.__dict__["offered"] = True
    return method


@cache
def offers(kind: type[Component]) -> frozenset[str]:
    """The names of everything components of this class offer."""
    return frozenset(name for name in dir(kind) if getattr(getattr(kind, name, None), "offered", False))


class Formula(NamedTuple):
    """A formula in a component: where it stands, its text, its unit, the names it may use (besides R)."""

    path: tuple[str, ...]
    text: Expression
    unit: str
    names: tuple[str, ...]


class Component(Model):
    """Base of all equipment: subclasses add a ``type`` literal, fields, ``declare`` and ``equations``."""

    fails_by: ClassVar[str] = ""
    """The latch that stands for the physical end of this equipment, if the mathematics of it run away."""

    title: Text = Field(description="名称，画面与报告上显示 / name shown on screens and in reports")
    label: str = Field(
        default="", description="位号铭牌，如 R-101；缺省为编号 / tag plate such as R-101; default: the id"
    )

    def substances(self, plan: Plan, me: str) -> frozenset[str]:  # noqa: ARG002
        """The substances that can ever be in here, given what is known of the neighbours so far
        (``plan``)."""
        return frozenset()

    def named_substances(self) -> dict[str, dict[str, Any]]:
        """Fields (by name) whose keys are substances, with their amounts or shares."""
        return {}

    def named_reactions(self) -> list[str]:
        """The reactions the author put into the field ``reactions``."""
        return []

    def formulas(self) -> list[Formula]:
        """Every formula the author wrote into this component."""
        return []

    def declare(self, d: Declaration) -> None:
        """List states, inputs, outputs, latches and operations."""

    def settle(self, initial: dict[str, float], d: Declaration) -> None:
        """Fill initial states that were left open, once the start values of the scenario are in place.

        ``initial`` holds the component's states and inputs by name, in SI; open states are missing.
        """

    def after_latch(self, latch: str, state: dict[str, float], d: Declaration) -> None:
        """Change the component's own states (SI, by name) at the moment ``latch`` falls."""

    def equations(self, me: Part) -> None:
        """Write the rate of every state, every output that is not a state, and the condition of every
        latch."""


def links(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Link]]:
    """Every link inside a model with the path of the field it stands in (as the author writes it)."""
    if isinstance(value, Link):
        yield path, value
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            yield from links(getattr(value, name), (*path, info.alias or name))
    elif isinstance(value, list | tuple):
        for i, item in enumerate(value):
            yield from links(item, (*path, i))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from links(item, (*path, key))

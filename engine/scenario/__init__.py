"""What a teacher writes: YAML with positions, units, formulas, sections, lint.

from engine.scenario import Language, META, Model, Section, Text

class Greeting(Model):
    words: Text

language = Language([META, Section("greeting", Greeting)])
problems = language.check(Path("scenario.yaml"))
"""

from __future__ import annotations

from engine.scenario.document import Scenario, SectionInvalidError
from engine.scenario.errors import ExpressionError, Fault, SourceError, UnitError
from engine.scenario.expression import Expression, Scope, Symbol, Tape
from engine.scenario.language import Language, Section
from engine.scenario.meta import META, Meta
from engine.scenario.model import Model, author_error
from engine.scenario.nearest import did_you_mean
from engine.scenario.problems import Problem, Span, Text2, render, render_all
from engine.scenario.quantity import (
    Amount,
    Duration,
    Pressure,
    PressureDifference,
    Quantity,
    Ratio,
    Seconds,
    Temperature,
    TemperatureDifference,
)
from engine.scenario.reporter import Reporter
from engine.scenario.source import Source, parse_source, read_source
from engine.scenario.text import Text
from engine.scenario.units import Unit, convert, unit

__all__ = [
    "META",
    "Amount",
    "Duration",
    "Expression",
    "ExpressionError",
    "Fault",
    "Language",
    "Meta",
    "Model",
    "Pressure",
    "PressureDifference",
    "Problem",
    "Quantity",
    "Ratio",
    "Reporter",
    "Scenario",
    "Scope",
    "Seconds",
    "Section",
    "SectionInvalidError",
    "Source",
    "SourceError",
    "Span",
    "Symbol",
    "Tape",
    "Temperature",
    "TemperatureDifference",
    "Text",
    "Text2",
    "Unit",
    "UnitError",
    "author_error",
    "convert",
    "did_you_mean",
    "parse_source",
    "read_source",
    "render",
    "render_all",
    "unit",
]

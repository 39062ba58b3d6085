"""The language of a file, composed from the sections its owners bring.

Nothing registers itself: whoever knows all owners (the launcher, a test) lists the sections. The same
machinery reads scenarios, rubrics and runs.

    language = Language([META, INSTRUMENTS, ALARMS], plant_kinds={"flowsheet": Flowsheet})
    scenario = language.load(Path("scenarios/chemical/example"))
    scenario["alarms"].root[0].high
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from engine.scenario.document import Scenario
from engine.scenario.errors import SourceError
from engine.scenario.examine import Complete, Lint, completed, examine
from engine.scenario.explain import explain_validation
from engine.scenario.extends import EXTENDS, WITHOUT, extended, read_extended
from engine.scenario.invisible import invisible
from engine.scenario.nearest import did_you_mean, meant
from engine.scenario.problems import Problem, Span, Text2
from engine.scenario.schema import language_schema
from engine.scenario.source import Source, parse_source
from engine.scenario.text import Text
from engine.scenario.version import Converter, convert_version

__all__ = ["Language", "Scenario", "Section"]


@dataclass(frozen=True)
class Section:
    """One top-level key of a file and the model of what stands under it.

    ``lint`` looks at the whole scenario after every section has been read; if it asks for a section that is
    itself wrong it is passed over, because the author has to put that right first. ``complete`` comes before all
    lints and gives the section as it will be used where some of it is worked out from other sections; what it gives
    is what attempts embed, so that nothing is worked out a second time by another version.
    """

    name: str
    model: Any
    required: bool = False
    title: Text = field(default_factory=Text)
    lint: Lint | None = None
    complete: Complete | None = None


class Language:
    """A closed set of sections. ``plant_kinds`` adds a section ``plant``, chosen by its ``kind``.

    ``schema`` is the version written at the top of files; ``converters[n]`` makes data of version n + 1 out
    of data of version n. ``file_name`` is what is read when a folder is given.
    """

    def __init__(
        self,
        sections: Sequence[Section],
        plant_kinds: Mapping[str, type[BaseModel]] | None = None,
        *,
        schema: int = 1,
        converters: Mapping[int, Converter] | None = None,
        file_name: str = "scenario.yaml",
        title: Text | None = None,
    ) -> None:
        every = list(sections)
        if plant_kinds:
            every.append(_plant_section(plant_kinds))
        names = [s.name for s in every]
        if len(set(names)) != len(names) or "schema" in names:
            raise ValueError(f"sections must have distinct names other than 'schema': {names}")
        self.sections: Mapping[str, Section] = {s.name: s for s in every}
        self.schema = schema
        self.converters = dict(converters or {})
        self.file_name = file_name
        self.title = title or Text(zh="实训场景", en="training scenario")

    @cached_property
    def _adapters(self) -> dict[str, TypeAdapter[Any]]:
        return {name: TypeAdapter(s.model) for name, s in self.sections.items()}

    # -- reading ---------------------------------------------------------------------------------------------

    def load(self, path: Path | str) -> Scenario:
        """Read a folder (its ``file_name``) or a file. Raises ``SourceError`` carrying every problem."""
        return self._finished(*self._read(self._source(Path(path))))

    def loads(self, text: str, path: str = "<text>") -> Scenario:
        """Read from a string."""
        return self._finished(*self._read(extended(parse_source(path, text))))

    def check(self, path: Path | str) -> list[Problem]:
        """Every error and warning of a file or folder, in file order; empty when all is well."""
        try:
            source = self._source(Path(path))
        except SourceError as error:
            return error.problems
        return self._read(source)[1]

    def checks(self, text: str, path: str = "<text>") -> list[Problem]:
        """Like ``check``, from a string."""
        try:
            source = extended(parse_source(path, text))
        except SourceError as error:
            return error.problems
        return self._read(source)[1]

    def from_canonical(self, data: bytes) -> Scenario:
        """The scenario that ``Scenario.canonical`` wrote; equal to the original, without positions."""
        try:
            content = json.loads(data)
        except (ValueError, RecursionError):
            content = None
        source = Source("<canonical>", data.decode("utf-8", "replace"), content)
        scenario, problems = self._read(source, lint=False)
        return self._finished(scenario, problems)

    def json_schema(self) -> dict[str, Any]:
        """JSON Schema of a whole file, for editors."""
        return language_schema(self)

    # -- inside ----------------------------------------------------------------------------------------------

    def _source(self, path: Path) -> Source:
        return read_extended(path / self.file_name if path.is_dir() else path)

    @staticmethod
    def _finished(scenario: Scenario, problems: list[Problem]) -> Scenario:
        if any(p.severity == "error" for p in problems):
            raise SourceError(problems)
        scenario.warnings = problems
        return scenario

    def _read(self, source: Source, lint: bool = True) -> tuple[Scenario, list[Problem]]:
        """Validate every section, then lint; all problems sorted by place."""
        problems = [*source.notes, *(invisible(source) if lint else ())]
        sections: dict[str, Any] = {}
        scenario = Scenario(source, self.schema, sections)
        if isinstance(source.data, dict):
            data = convert_version(source, self.schema, self.converters, problems)
            if data is not None:
                self._validate(data, source, scenario, problems)
                problems += completed(scenario, {n: s.complete for n, s in self.sections.items() if s.complete})
                if lint:
                    lints = {name: part.lint for name, part in self.sections.items() if part.lint is not None}
                    problems += examine(scenario, lints, not any(p.severity == "error" for p in problems))
        else:
            problems.append(_not_a_mapping(source, self.title))
        return scenario, sorted(problems, key=lambda p: p.place)

    def _validate(self, data: Mapping[str, Any], source: Source, scenario: Scenario, problems: list[Problem]) -> None:
        """Fill the scenario's sections; what is wrong is added to ``problems``."""
        misspelt = self._unknown_sections(data, source, problems)
        if EXTENDS in misspelt and not source.bases:
            return  # all that is missing would be told as missing
        for name, section in self.sections.items():
            if name not in data:
                if section.required or name in misspelt:
                    scenario.invalid.add(name)
                if section.required and name not in misspelt:
                    problems.append(_missing_section(source, section))
                continue
            try:
                scenario.sections[name] = self._adapters[name].validate_python(data[name], by_alias=True, by_name=False)
            except ValidationError as error:
                problems += explain_validation(error, section.model, source, (name,), data[name])
                scenario.invalid.add(name)

    def _unknown_sections(self, data: Mapping[str, Any], source: Source, problems: list[Problem]) -> set[str | None]:
        """Report the top-level keys that are no section; the sections they were probably meant to be."""
        known = ["schema", *self.sections]
        unknown = [key for key in data if key not in known]
        known += [EXTENDS, WITHOUT]
        for key in unknown:
            text = Text2(f"不认识的部分 `{key}`", f"unknown section `{key}`")
            span = source.key_span((key,))
            problems.append(source.problem(span, "unknown_section", text, meant(key, known, 20)))
        return {did_you_mean(key, known) for key in unknown} - set(data)


def _plant_section(kinds: Mapping[str, type[BaseModel]]) -> Section:
    models = tuple(kinds.values())
    union: Any = reduce(or_, models)
    model = union if len(models) == 1 else Annotated[union, Field(discriminator="kind")]
    return Section("plant", model, required=True, title=Text(zh="被仿真的装置", en="the simulated plant"))


def _missing_section(source: Source, section: Section) -> Problem:
    title = section.title.of("zh")
    zh = f"缺少 `{section.name}` 部分" + (f"（{title}）" if title else "")
    text = Text2(zh, f"the section `{section.name}` is missing")
    return source.problem(
        Span(0, 0, 0, 1),
        "missing_section",
        text,
        Text2(f"在顶层加一行 `{section.name}:`", f"add `{section.name}:` at the top level"),
    )


def _not_a_mapping(source: Source, title: Text) -> Problem:
    text = Text2(
        f"这不是一份{title.of('zh')}：应当由“键: 值”组成",
        f"this is not a {title.of('en')}: `key: value` lines are wanted",
    )
    return source.problem(
        Span(0, 0, 0, 1), "not_a_mapping", text, Text2("第一行写 `schema: 1`", "begin with `schema: 1`")
    )

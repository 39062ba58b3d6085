"""What watches and acts on tags, the same for every plant.

Each section has a module (or package) here that exports the same names, so that the session composes them in a
table: ``NAME`` of the section, ``PHASE`` of the tick, ``Section`` (the pydantic model), ``tags(section, known)``,
``Block(section, bus)`` and ``lint(section, scenario, reporter, known, tick_ms)``.

    instruments · switches · controllers · alarms · interlocks · faults · consequences
"""

"""From a running session or an attempt's file to its mark: what a program that runs attempts needs of grading.

marker = watch(session, rubric)                   # live, while somebody plays
marked = mark_file(path)                          # the same mark from the file
for finding in final_findings(marked.result): print(finding.what.of("zh"))
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.scenario.text import Text
from engine.session.again import Encore, state_at
from engine.session.attempt.reader import AttemptReader
from engine.session.attempt.writer import AttemptWriter
from engine.session.desk import KeptAttempt, open_attempt
from engine.session.findings import Finding, OutcomeView, ResultView
from engine.session.lineage import open_lineage
from engine.session.replay import catch_up, resume
from engine.session.session import Session
from grading.calculus.result import ItemResult, Result
from grading.marker import Marker, hint_cost, mark_attempt
from grading.rubric import Rubric
from grading.severity import severity_of

HELP = "HELP"
"""The finding that stands for what help has cost."""

__all__ = [
    "Marked",
    "final_findings",
    "hint_prices",
    "mark_file",
    "practise_from",
    "result_view",
    "resume_watched",
    "watch",
]


@dataclass(frozen=True, slots=True)
class Marked:
    """The mark of a file. ``missing`` is the id of an attempt before a rewind that was not found, or empty."""

    result: Result
    missing: str = ""


def watch(session: Session, rubric: Rubric, rewound: Path | None = None) -> Marker:
    """Plug a marker into ``session``: it observes, and its findings appear in the frames.

    After a rewind, ``rewound`` is the attempt that was left: marker and session are told what it recorded up to there.
    Raises ``RubricError`` where the rubric does not fit the tags.
    """
    marker = Marker(rubric, session.tags, session.tick_ms, session.parts.mode.hint_cost)
    if rewound is not None:
        catch_up(session, rewound, [marker])
    session.observers.append(marker)
    session.findings = marker.findings
    return marker


def resume_watched(path: Path) -> tuple[Session, AttemptWriter, Marker]:
    """Go on with an attempt that was cut off, marked by the rubric inside it from its beginning on.

    Raises what ``AttemptReader.open`` and ``resume`` raise.
    """
    with AttemptReader.open(path) as reader:
        header = reader.header
    marker = Marker(Rubric.from_canonical(header.rubric), header.tags, header.tick_ms, hint_cost(header))
    session, writer = resume(path, [marker])
    session.findings = marker.findings
    return session, writer, marker


def practise_from(path: Path, seconds: float, target: Path, learner: str = "") -> tuple[KeptAttempt, Marker]:
    """Practise an attempt again from ``seconds`` after its beginning: a child attempt in ``target``, being marked.

    Scenario and rubric are those inside the attempt, the mode is to practise, whatever it was; the learner is the same
    if none is named. What an instructor did after that moment is done again by ``between`` of the attempt. The attempt at
    ``path`` is only read. Raises what ``state_at`` raises.
    """
    source = state_at(path, seconds)
    header = source.header
    attempt = open_attempt(
        path.parent, target, rubric=header.rubric, mode="practise", seed=header.seed, start=source.start,
        learner=learner or header.learner, scenario=source.scenario, parent=source.parent, package=header.package_hash,
    )  # fmt: skip
    try:
        attempt.between = Encore.of(source.path, attempt.session).step
        return attempt, watch(attempt.session, Rubric.from_canonical(header.rubric), source.path)
    except BaseException:
        attempt.close()
        raise


def hint_prices(marker: Marker) -> tuple[float, float, float]:
    """Points a hint of level 1, 2 and 3 costs: by the rubric, or else by the mode."""
    table = marker.rubric.hints.cost
    one, two, three = (table.get(level, 0.0) if table else marker.hint_cost for level in ("1", "2", "3"))
    return one, two, three


def mark_file(path: Path, rubric: Path | None = None) -> Marked:
    """Mark an attempt by the rubric inside it, or by another one, after its chain was verified.

    Raises what ``AttemptReader.open`` and ``verify`` raise, and ``RubricError`` for a rubric that does not fit.
    """
    with open_lineage(path) as attempt:
        head = attempt.reader.verify().head
        used = Rubric.load(rubric) if rubric is not None else None
        result = mark_attempt(attempt, used, attempt_hash=head)
        return Marked(result, attempt.missing)


def final_findings(result: Result) -> tuple[Finding, ...]:
    """One finding an item, the dearest first, what did not apply last, and one for help where it cost something;
    points are those of the total."""

    def order(item: ItemResult) -> tuple[float, bool]:
        return -item.lost, item.judgement == "n/a"

    used = sum(result.hints.used.values())
    what = Text(zh=f"使用提示 {used} 次", en=f"Asked for help {used} times" if used > 1 else "Asked for help once")
    asked = [Finding(HELP, "broken", "minor", what, points=-result.hints.cost)] if result.hints.cost > 0 else []
    return *asked, *(
        Finding(
            i.id,
            i.judgement,
            severity_of(i, result),
            i.what,
            i.why,
            i.how,
            i.evidence,
            i.gained - i.deducted,
            i.possible,
        )
        for i in sorted(result.items, key=order)
    )


def result_view(result: Result, path: Path) -> ResultView:
    """The mark of the attempt at ``path`` as a window shows it."""
    return ResultView(
        total=result.total, raw=result.before_gates, passed=result.passed,
        gates=tuple(gate.title for gate in result.gates),
        outcomes=tuple(OutcomeView(o.id, o.title, o.attained) for o in result.outcomes),
        findings=final_findings(result), how=result.how, files=(str(path),),
    )  # fmt: skip

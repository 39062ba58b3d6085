"""What the commands do that need sessions and nothing above them: ``list``, ``replay``, ``ticket``, ``sheet``, ``check-plant``.
They act and print.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from engine.session.alone import CONTRACT_TICKS, contract_of, sheet_text
from engine.session.attempt.reader import AttemptReader
from engine.session.language import scenario_language
from engine.session.listing import list_scenarios
from engine.session.replay import replay
from engine.session.tickets.generated import generated
from engine.session.tickets.printing import as_yaml
from engine.session.tickets.section import Generate
from engine.terminal import GOOD, SHORT, out, plain, print_json, progress, whole_table

__all__ = ["show_contract", "show_list", "show_replay", "show_sheet", "show_ticket"]


def show_list(as_json: bool, lang: str) -> None:
    """The scenarios that ship, a line each; why one cannot be started in the place of its title."""
    listed = list_scenarios()
    if as_json:
        print_json([plain(scenario) for scenario in listed])
        return
    table = whole_table("场景 / scenario", "名称 / title", "领域 / domain", "时长 / minutes")
    for s in listed:
        table.add_row(s.id, (s.problem or s.title).of(lang), s.domain, f"{s.minutes:.0f}" if s.minutes else "")
    out.print(table)


def show_replay(file: Path, as_json: bool) -> int:
    """Simulate an attempt again and compare; returns the exit code, short where it differs."""
    with AttemptReader.open(file) as reader, progress() as bar:
        verified = reader.verify()
        task = bar.add_task("重放 / replay", total=max(1, reader.last_tick()))
        report = replay(reader, lambda s: bar.update(task, completed=s.now) if s.now % 2000 == 0 else None)
    if as_json:
        print_json({**asdict(report), "same": report.same, "chain": verified.records})
    else:
        out.print(verified.note)
        if report.same:
            out.print(f"重放一致：{report.ticks} 拍，{report.checkpoints} 个检查点 / same at every checkpoint")
        else:
            out.print(
                f"重放在第 {report.diverged_at} 拍出现差异，以记录为准 / differs at tick {report.diverged_at}; the record stands"
            )
    return GOOD if report.same else SHORT


def show_ticket(folder: Path, *, of: str, to: str, since: str, start: str) -> None:
    """The items of a ticket that the plant works out, as YAML. Raises what ``generated`` raises."""
    loaded = scenario_language().load(folder)
    print(as_yaml(generated(loaded, Generate(of=of, to=to, since=since, start=start))), end="")


def show_sheet(folder: Path, start: str, lang: str) -> None:
    """The figures of the plant as Markdown. Raises what ``sheet_of`` raises."""
    print(sheet_text(scenario_language().load(folder), start, lang), end="")


def show_contract(folder: Path, start: str, ticks: int | None) -> int:
    """Each rule that a plant keeps or breaks, as it is tried; returns the exit code, short where one is broken."""
    good = True
    for line, kept in contract_of(scenario_language().load(folder), start, ticks or CONTRACT_TICKS):
        out.print(line, markup=False, highlight=False, soft_wrap=True)
        good &= kept
    return GOOD if good else SHORT

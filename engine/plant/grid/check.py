"""What can be wrong with a station although every field reads well: names, numbers, voltages, what hangs nowhere.

``faults`` finds it all, each with its place, what is wrong and what was probably meant. Lint shows them with line and
column; ``GridPlant`` refuses to be built while there is one.

    for fault in faults(section): print(fault.loc, fault.text.en)
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

from engine.errors import ScenarioError
from engine.plant.grid import devices as d
from engine.plant.grid.compile import points_of, star_of, voltages
from engine.plant.grid.declaration import STATION
from engine.plant.grid.fault import GridFault, Loc, unknown
from engine.plant.grid.relay_check import idle_relays, relay_faults, zone_faults
from engine.plant.grid.section import GridSection
from engine.scenario.nearest import did_you_mean
from engine.scenario.problems import Text2
from engine.scenario.reporter import Reporter

__all__ = ["GridFault", "doubts", "faults", "lint", "require_sound"]

_APART = math.radians(10.0)
"""Two sources further apart than this can never be run in parallel; a power system does not look like that."""
_TAPPED = 0.5
"""How far a tap changer may be from the rated voltage in its last position, as a share."""
_OFF = 0.15
"""How far a winding's voltage may be from that of the bay it is in, as a share."""


def faults(section: GridSection) -> list[GridFault]:
    """Everything wrong with the section as a whole; empty when it can be built."""
    found = [*_names(section), *_numbers(section), *_bays(section), *relay_faults(section)]
    if not found:
        found = [*_voltages(section)]
    found = found or [*_loose_ends(section), *_connections(section), *_sources(section)]
    return found or [*zone_faults(section)]


def doubts(section: GridSection) -> list[GridFault]:
    """What can be built and is hardly meant."""
    return [*idle_relays(section)]


def lint(section: GridSection, reporter: Reporter, at: Loc = ("plant",)) -> None:
    """Report every fault with its place in the file, and what is doubtful as a warning; ``at`` is where the section stands."""
    for tell, found in ((reporter.error, faults(section)), (reporter.warning, doubts(section))):
        for fault in found:
            fix = (fault.fix.zh, fault.fix.en) if fault.fix else (None, None)
            tell(
                (*at, *fault.loc), fault.text.zh, fault.text.en, *fix, code=fault.code, part="key" if fault.on_key else "value"
            )  # fmt: skip


def require_sound(section: GridSection) -> None:
    """Raise a ``ScenarioError`` naming the first fault, if there is one."""
    for fault in faults(section):
        where = ".".join(map(str, fault.loc))
        fix = f"（{fault.fix.zh}） / ({fault.fix.en})" if fault.fix else ""
        raise ScenarioError(f"{where}: {fault.text.zh} / {fault.text.en} {fix}".rstrip())


# -- names and numbers --------------------------------------------------------------------------------------------
def _names(section: GridSection) -> Iterator[GridFault]:
    """Ids become tags: one id, one thing."""
    seen: dict[str, str] = {STATION: "plant"}
    stars = {star_of(name): name for name, v in section.devices.items() if isinstance(v, d.TransformerDevice)}
    for name, device in section.devices.items():
        for point in points_of(device):
            if point in stars:
                yield GridFault(
                    ("devices", name), "star_point",
                    Text2(f"点名 {point} 留给 {stars[point]} 的中性点", f"point {point} is kept for the neutral of {stars[point]}"),
                    Text2("换一个点名", "give the point another name"), on_key=True,
                )  # fmt: skip
    doors = section.five_prevention.encloses
    for group, names in (
        ("buses", section.buses), ("devices", section.devices), ("protection", section.protection), ("encloses", doors)
    ):  # fmt: skip
        for name in names:
            if name in seen:
                yield GridFault(
                    (group, name) if names is not doors else ("five_prevention", group, name), "duplicate_id",
                    Text2(f"`{name}` 在 {seen[name]} 里已经有了", f"`{name}` is used in {seen[name]} already"),
                    Text2("换一个编号", "choose another id"), on_key=True,
                )  # fmt: skip
            seen[name] = group


def _numbers(section: GridSection) -> Iterator[GridFault]:
    """Two things of one number are how people operate the wrong one."""
    by_label: dict[str, str] = {}
    for name, device in section.devices.items():
        label = device.label.strip()
        if not label:
            continue
        other = by_label.setdefault(label, name)
        if other != name:
            yield GridFault(
                ("devices", name, "label"), "duplicate_number",
                Text2(f"编号 {label} 与 {other} 重复", f"number {label} is that of {other} already"),
                Text2("每台设备的编号要唯一", "give every device a number of its own"),
            )  # fmt: skip


def _bays(section: GridSection) -> Iterator[GridFault]:
    breakers: Counter[str] = Counter()
    transformers = [n for n, v in section.devices.items() if isinstance(v, d.TransformerDevice)]
    for name, device in section.devices.items():
        if isinstance(device, d.Switching) and device.bay not in section.bays:
            yield unknown(("devices", name, "bay"), device.bay, section.bays, "间隔", "bay")
        if isinstance(device, d.NeutralSwitch) and device.of not in transformers:
            yield unknown(("devices", name, "of"), device.of, transformers, "变压器", "transformer")
        if isinstance(device, d.Breaker):
            breakers[device.bay] += 1
            if breakers[device.bay] == 2:
                yield GridFault(
                    ("devices", name, "bay"), "two_breakers",
                    Text2(f"间隔 {device.bay} 有两台断路器", f"bay {device.bay} has two breakers"),
                    Text2("一个间隔一台断路器；分成两个间隔", "a bay has one breaker: make two bays of it"),
                )  # fmt: skip
        yield from _sane(name, device)


def _sane(name: str, device: d.Device) -> Iterator[GridFault]:
    if isinstance(device, d.TransformerDevice):
        taps = device.taps
        if not taps.low <= taps.position <= taps.high:
            yield GridFault(
                ("devices", name, "taps", "position"), "tap",
                Text2(f"档位要在 {taps.low} 到 {taps.high} 之间", f"the position lies between {taps.low} and {taps.high}"),
            )  # fmt: skip
        if device.voltages[0] <= device.voltages[1]:
            yield GridFault(
                ("devices", name, "voltages"), "high_side",
                Text2("第一个电压是高压侧的，要高于第二个", "the first voltage is that of the high side, above the second"),
                Text2("对调 high 与 low，以及两个电压", "swap `high` and `low`, and the two voltages"),
            )  # fmt: skip
        most = taps.step * max(-taps.low, taps.high)
        if most > _TAPPED:
            yield GridFault(
                ("devices", name, "taps", "step"), "tap_range",
                Text2(f"到末档电压偏 {most:.0%}，不会超过 {_TAPPED:.0%}",
                      f"the last position would be {most:.0%} off, which is {_TAPPED:.0%} at most"),
                Text2("step 是每一档的份额，例如 1.25 %", "`step` is the share of one position, as 1.25 %"),
            )  # fmt: skip
        least = device.load_loss / device.rated
        if device.uk <= least:
            yield GridFault(
                ("devices", name, "uk"), "uk",
                Text2(f"短路阻抗要大于负载损耗所占的 {least:.2%}", f"uk is more than the load loss alone, {least:.2%}"),
            )  # fmt: skip
    points = points_of(device)
    if len(points) > 1 and len(set(points)) < len(points):
        yield GridFault(
            ("devices", name), "joins_itself",
            Text2(f"{name} 的两端是同一个点", f"both ends of {name} are the same point"), on_key=True,
        )  # fmt: skip
    if isinstance(device, d.LoadDevice):
        for n, ((a, _), (b, _)) in enumerate(pairwise(device.profile)):
            if b <= a:
                yield GridFault(
                    ("devices", name, "profile", n + 1), "profile",
                    Text2("负荷曲线的时刻要递增", "the times of a profile go upwards"),
                )  # fmt: skip


# -- the graph ------------------------------------------------------------------------------------------------
def _voltages(section: GridSection) -> Iterator[GridFault]:
    known, conflicts = voltages(section)
    for device, point, has, needs in conflicts:
        yield GridFault(
            ("devices", device), "two_voltages",
            Text2(f"点 {point} 已是 {has / 1e3:g} kV，{device} 却要 {needs / 1e3:g} kV",
                  f"point {point} is at {has / 1e3:g} kV, but {device} needs {needs / 1e3:g} kV"),
            Text2("查看间隔的电压，或点名是否写错", "look at the voltage of the bay, or whether the point is misspelt"), on_key=True,
        )  # fmt: skip
    for name, device in section.devices.items():
        for point in points_of(device):
            if point not in known:
                near = did_you_mean(point, known)
                fix = Text2(f"是不是 `{near}`？", f"did you mean `{near}`?") if near else None
                yield GridFault(
                    ("devices", name), "no_voltage",
                    Text2(f"点 {point} 没有开关设备相连，电压无从得知", f"no switch is at point {point}, so its voltage is not known"),
                    fix, on_key=True,
                )  # fmt: skip
        if isinstance(device, d.TransformerDevice):
            for point, volts, side in ((device.high, device.voltages[0], 0), (device.low, device.voltages[1], 1)):
                if point in known and abs(volts / known[point] - 1.0) > _OFF:
                    yield GridFault(
                        ("devices", name, "voltages", side), "winding_voltage",
                        Text2(f"绕组 {volts / 1e3:g} kV，而该点是 {known[point] / 1e3:g} kV",
                              f"the winding has {volts / 1e3:g} kV, the point {known[point] / 1e3:g} kV"),
                    )  # fmt: skip
    for name in section.buses:
        if name not in known:
            yield unknown(("buses", name), name, known, "设备接在点", "device at a point")
    for name, door in section.five_prevention.encloses.items():
        for n, point in enumerate(door.points):
            if point not in known:
                yield unknown(("five_prevention", "encloses", name, "points", n), point, known, "点", "point")


def _loose_ends(section: GridSection) -> Iterator[GridFault]:
    """A switch leads somewhere at both ends; a point only one of them names is nearly always a slip."""
    used = Counter(point for device in section.devices.values() for point in points_of(device))
    for name, device in section.devices.items():
        if not isinstance(device, d.Breaker | d.Disconnector | d.LoadSwitch | d.Truck):
            continue
        for point in points_of(device):
            if used[point] == 1 and point not in section.buses:
                near = did_you_mean(point, (other for other in used if other != point))
                yield GridFault(
                    ("devices", name), "loose_end",
                    Text2(f"{name} 的点 {point} 上没有别的设备", f"nothing else is at point {point} of {name}"),
                    Text2(f"是不是 `{near}`？", f"did you mean `{near}`?") if near else None, on_key=True,
                )  # fmt: skip


def _connections(section: GridSection) -> Iterator[GridFault]:
    """With everything closed, every point has a way to a source."""
    beside: dict[str, set[str]] = defaultdict(set)
    for device in section.devices.values():
        points = points_of(device)
        for a, b in zip(points[::2], points[1::2], strict=False):
            beside[a].add(b)
            beside[b].add(a)
        if isinstance(device, d.Truck) and len(device.contacts) == 2:
            continue  # what joins its contacts is the breaker between them
    reached = {v.at for v in section.devices.values() if isinstance(v, d.SourceDevice)}
    if not reached:
        yield GridFault(
            ("devices",), "no_source", Text2("没有电源，全站无电", "there is no source: the station is dead"),
            Text2("加一台 type: source 的设备", "add a device of type source"), on_key=True,
        )  # fmt: skip
        return
    queue = list(reached)
    while queue:
        for other in beside[queue.pop()] - reached:
            reached.add(other)
            queue.append(other)
    told: set[str] = set()
    for name, device in section.devices.items():
        lost = [point for point in points_of(device) if point not in reached and point not in told]
        if not lost:
            continue
        told.update(points_of(device))
        what = ("负荷", "load") if isinstance(device, d.LoadDevice) else ("设备", "device")
        near = did_you_mean(lost[0], reached)
        yield GridFault(
            ("devices", name), "not_connected",
            Text2(f"{what[0]} {name} 与任何电源都不相连：点 {lost[0]}", f"{what[1]} {name} has no way to a source: point {lost[0]}"),
            Text2(f"点名是不是 `{near}`？", f"is the point `{near}`?") if near else None, on_key=True,
        )  # fmt: skip


def _sources(section: GridSection) -> Iterator[GridFault]:
    sources = [(n, v) for n, v in section.devices.items() if isinstance(v, d.SourceDevice)]
    told: set[str] = set()
    for (first, one), (name, other) in combinations(sources, 2):
        apart = abs(math.remainder(one.angle - other.angle, 2 * math.pi))
        if apart > _APART and name not in told:
            told.add(name)
            yield GridFault(
                ("devices", name, "angle"), "out_of_phase",
                Text2(f"{name} 与 {first} 相角差 {math.degrees(apart):.0f}°，永远不能并列",
                      f"{name} and {first} are {math.degrees(apart):.0f}° apart and could never run in parallel"),
                Text2("同一系统的电源相差不过几度", "sources of one power system are a few degrees apart"),
            )  # fmt: skip

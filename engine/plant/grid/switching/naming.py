"""What things are called on a ticket: the double designation, name and number, and the words for what is done to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.plant.grid.section import GridSection
from engine.plant.grid.states import equipment, sides_of
from engine.plant.grid.station import Station, SwitchKind
from engine.plant.grid.titles import title_of_point
from engine.scenario.text import Text

__all__ = ["Naming", "naming_of"]

_NOUN: Mapping[SwitchKind, tuple[str, str]] = {
    "breaker": ("断路器", "circuit breaker"), "disconnector": ("隔离开关", "disconnector"), "truck": ("手车", "truck"),
    "load_switch": ("负荷开关", "load-break switch"), "earthing": ("接地刀闸", "earthing switch"), "portable": ("接地线", "portable earth"),
}  # fmt: skip
_OPEN: Mapping[SwitchKind, tuple[str, str]] = {
    "truck": ("将{0}由工作位置摇至试验位置", "Rack {0} out from the working to the test position"),
    "portable": ("拆除{0}（先拆导体端）", "Take off {0} (conductor end first)"),
}
_CLOSE: Mapping[SwitchKind, tuple[str, str]] = {
    "truck": ("将{0}由试验位置摇至工作位置", "Rack {0} in from the test to the working position"),
    "portable": ("装设{0}（先接接地端）", "Fit {0} (earth end first)"),
}
_IS_OPEN: Mapping[SwitchKind, tuple[str, str]] = {
    "breaker": ("检查{0}三相确在分位", "Check that all three phases of {0} are open"),
    "truck": ("检查{0}确在试验位置", "Check that {0} is in the test position"),
    "portable": ("检查{0}确已拆除", "Check that {0} has been taken off"),
    "load_switch": ("检查{0}确在分位", "Check that {0} is open"),
}
_IS_CLOSED: Mapping[SwitchKind, tuple[str, str]] = {
    "breaker": ("检查{0}三相确在合位", "Check that all three phases of {0} are closed"),
    "truck": ("检查{0}确在工作位置", "Check that {0} is in the working position"),
    "portable": ("检查{0}确已装设牢固", "Check that {0} is firmly fitted"),
    "load_switch": ("检查{0}确在合位", "Check that {0} is closed"),
}


class Naming:
    """Names of one station. ``full``: whole names by id; ``short``: plates."""

    def __init__(
        self, station: Station, full: Mapping[str, Text], short: Mapping[str, Text], stars: Iterable[str] = ()
    ) -> None:
        self._station, self._full, self._short, self._stars = station, full, short, frozenset(stars)

    def full(self, name: str) -> Text:
        """Name and number."""
        return self._full.get(name) or Text(zh=name, en=name)

    def short(self, name: str) -> Text:
        """The number, with what it is."""
        return self._short.get(name) or Text(zh=name, en=name)

    def moved(self, name: str, to: bool) -> Text:
        """An order to switch, rack or fit."""
        kind = self._station.switches[self._station.switch[name]].kind
        zh, en = _CLOSE.get(kind, ("合上{0}", "Close {0}")) if to else _OPEN.get(kind, ("拉开{0}", "Open {0}"))
        return self._put(zh, en, self.full(name))

    def stands(self, name: str, to: bool) -> Text:
        """A check of a position."""
        kind = self._station.switches[self._station.switch[name]].kind
        words = _IS_CLOSED if to else _IS_OPEN
        state, en_state = ("合", "closed") if to else ("分", "open")
        phases = ("", "{0} is") if name in self._stars else ("三相", "all three phases of {0} are")
        plain = (f"检查{{0}}{phases[0]}确在{state}位", f"Check that {phases[1]} {en_state}")
        return self._put(*words.get(kind, plain), self.short(name))

    def listed(self, names: Iterable[str]) -> Text:
        """Several, one beside the other."""
        given = [self.short(name) for name in names]
        return Text(zh="、".join(t.of("zh") for t in given), en=", ".join(t.of("en") for t in given))

    @staticmethod
    def _put(zh: str, en: str, name: Text) -> Text:
        return Text(zh=zh.format(name.of("zh")), en=en.format(name.of("en")))


def naming_of(section: GridSection, station: Station) -> Naming:
    """The names of a section."""
    full: dict[str, Text] = {
        name: bus.title or title_of_point(section, name) for name, bus in section.buses.items()
    }
    short: dict[str, Text] = dict(full)
    stars = {name for name, device in section.devices.items() if getattr(device, "type", "") == "neutral_switch"}
    for name, device in section.devices.items():
        plate = device.label or name
        place = station.switch.get(name)
        if place is None:
            full[name] = short[name] = device.title or _after_bay(section, station, name) or Text(zh=plate, en=plate)
            continue
        zh, en = _NOUN[station.switches[place].kind]
        if name in stars:
            zh, en = "中性点接地刀闸", "neutral earthing switch"
        number = plate.removesuffix(zh)
        with_noun = plate if plate != number else f"{plate}{zh}"
        english = f"{en} {number.removesuffix('号')}"
        short[name] = Text(zh=with_noun, en=english)
        bay = section.bays[getattr(device, "bay", "")]
        full[name] = device.title or Text(zh=f"{bay.title.of('zh')}{with_noun}", en=f"{bay.title.of('en')} {english}")
    for name, relay in section.protection.items():
        full[name] = short[name] = relay.title
    for name, door in section.five_prevention.encloses.items():
        plate = door.label or name
        full[name] = door.title or Text(zh=f"{plate} 门", en=f"door {plate}")
        short[name] = Text(zh=plate, en=plate if plate.isascii() else name)
    return Naming(station, full, short, stars)


def _after_bay(section: GridSection, station: Station, name: str) -> Text | None:
    """A line nobody has named goes by the name of the only bay it hangs on."""
    if section.devices[name].label or equipment(station).get(name) != "line":
        return None
    bays = {bay for _, some in sides_of(station, name) for bay in some}
    return section.bays[bays.pop()].title if len(bays) == 1 else None

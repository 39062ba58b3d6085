"""Numbers, times and lists as people read them, in both languages.

>>> clock(1950, 100), number(58.3000001, "degC")
('03:15', '58.3 °C')
"""

from __future__ import annotations

from engine.scenario.text import Text

__all__ = ["both", "clock", "number", "percent", "period", "shown_unit", "within"]

_UNITS = {
    "degC": "°C", "degF": "°F", "delta_degC": "K", "m2": "m²", "m3": "m³", "m3/h": "m³/h", "kPag": "kPa(g)",
    "barg": "bar(g)", "MPag": "MPa(g)", "kPaa": "kPa(a)", "deg": "°", "ohm": "Ω", "1": "",
}  # fmt: skip


def both(zh: str, en: str) -> Text:
    """One text in both languages."""
    return Text(zh=zh, en=en)


def clock(ticks: int, tick_ms: int) -> str:
    """A span of ticks as ``mm:ss``, from an hour on as ``h:mm:ss``; part seconds are dropped."""
    seconds = abs(ticks) * tick_ms // 1000
    sign = "−" if ticks < 0 and seconds else ""
    hours, rest = divmod(seconds, 3600)
    if hours:
        return f"{sign}{hours}:{rest // 60:02d}:{rest % 60:02d}"
    return f"{sign}{rest // 60:02d}:{rest % 60:02d}"


def period(ticks: int, tick_ms: int) -> Text:
    """A length of time in words: ``8.5 秒 / 8.5 s``, ``3 分 20 秒 / 3 min 20 s``, ``2 小时 / 2 h``."""
    ms = ticks * tick_ms
    if ms < 60_000:
        seconds = _trim(f"{ms / 1000:.1f}" if ms % 1000 else str(ms // 1000))
        return both(f"{seconds} 秒", f"{seconds} s")
    total = ms // 1000
    hours, minutes, seconds_left = total // 3600, total // 60 % 60, total % 60
    if hours and minutes == 0 and seconds_left == 0:
        return both(f"{hours} 小时", f"{hours} h")
    minutes += 60 * hours
    if seconds_left == 0:
        return both(f"{minutes} 分钟", f"{minutes} min")
    return both(f"{minutes} 分 {seconds_left} 秒", f"{minutes} min {seconds_left} s")


def number(value: float, unit: str = "") -> str:
    """A value with three to four significant digits and its unit as people write it."""
    size = abs(value)
    if size >= 1e6 or 0 < size < 1e-4:
        text = f"{value:.3g}"
    else:
        digits = 0 if size >= 1000 else 1 if size >= 10 else 2 if size >= 1 else 3 if size >= 0.1 else 5
        text = _trim(f"{value:.{digits}f}")
    if text == "-0":
        text = "0"
    name = shown_unit(unit)
    return f"{text} {name}" if name else text


def percent(ratio: float) -> str:
    """A ratio as a percentage: ``0.8`` → ``80 %``."""
    return f"{_trim(f'{ratio * 100:.1f}')} %"


def within(limits: str) -> Text:
    """That limits were always kept: ``始终 ≤ 12 %``, ``始终在 40–60 °C 以内``."""
    if limits[:1] in "≤≥":
        return both(f"始终 {limits}", f"always {limits}")
    return both(f"始终在 {limits} 以内", f"always within {limits}")


def shown_unit(unit: str) -> str:
    """The unit as printed: ``degC`` → ``°C``."""
    return _UNITS.get(unit, unit).replace("*", "·")


def _trim(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text

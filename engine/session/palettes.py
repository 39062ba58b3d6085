"""Palettes of the control-room screen: what a line or symbol looks like for each state of a mode tag.

A palette names the options of a tag and gives each a colour *and* a line style, so that a picture can be read without
telling colours apart and on a grey print. Lines and symbols name the tag; the palette is found by its options.

    screens:
      palettes:
        contents:
          empty:   {colour: grey, style: dashed, title: {zh: 空, en: Empty}}
          filled:  {colour: blue, weight: 1.6, title: {zh: 有料, en: Filled}}
          blocked: {colour: red, style: zigzag, flash: true, title: {zh: 堵塞, en: Blocked}}
      pages:
        one:
          title: {zh: 一, en: One}
          lines: [{path: [[0, 0], [20, 0]], colours: L1.state}]
          elements: [{kind: legend, at: [10, 10]}]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal, get_args

from pydantic import Field

from engine.scenario.model import Model
from engine.scenario.nearest import did_you_mean
from engine.scenario.reporter import Reporter
from engine.scenario.text import Text
from engine.tags import Kind, Tag

__all__ = ["COLOURS", "STYLES", "Colour", "Coloured", "Palettes", "Shade", "Style", "lint_colours", "palette_for"]

Colour = Literal["black", "grey", "white", "red", "orange", "yellow", "green", "teal", "blue", "violet", "brown"]
Style = Literal["solid", "dashed", "dotted", "double", "ticked", "zigzag"]
COLOURS: tuple[str, ...] = get_args(Colour)
STYLES: tuple[str, ...] = get_args(Style)


class Shade(Model, title="状态样式 / Look of a state"):
    """How one state looks."""

    colour: Colour = Field(description="颜色 / its colour")
    style: Style = Field(
        default="solid",
        description="线型：实线、虚线、点线、双线、加短划、锯齿 / solid, dashed, dotted, double, ticked, zigzag",
    )
    weight: Annotated[float, Field(ge=0.5, le=3)] = Field(
        default=1.0, description="粗细倍数 / how heavy, times the usual"
    )
    flash: bool = Field(default=False, description="闪烁 / flashes")
    title: Text | None = Field(default=None, description="图例中的名称 / its name in the legend")


Palettes = dict[str, dict[str, Shade]]
Coloured = tuple[tuple[str | int, ...], str, str]
"""Where a tag is named, the tag, and the palette named with it (empty: found by the tag's options)."""


def palette_for(palettes: Mapping[str, Mapping[str, Shade]], name: str, options: Iterable[str]) -> str | None:
    """The palette that colours a tag with these ``options``: the one of ``name``, or the only one that has them all.

    ``None`` where there is none, or where several fit and none is named.
    """
    if name:
        return name if name in palettes else None
    wanted = set(options)
    fitting = [key for key, shades in palettes.items() if wanted <= set(shades)]
    return fitting[0] if len(fitting) == 1 else None


def lint_colours(
    palettes: Mapping[str, Mapping[str, Shade]], coloured: Iterable[Coloured], tags: Mapping[str, Tag], reporter: Reporter
) -> None:  # fmt: skip
    """Report tags that cannot be coloured, palettes that do not exist, and states no tag has.

    ``coloured`` may name tags that do not exist; those are somebody else's to report.
    """
    taken: dict[str, set[str]] = {name: set() for name in palettes}
    for loc, tag_id, name in coloured:
        if name and name not in palettes:
            _no_palette(reporter, (*loc[: _depth(loc)], "palette"), name, palettes)
            continue
        tag = tags.get(tag_id)
        if tag is None:
            continue
        if tag.kind is not Kind.MODE:
            reporter.error(
                loc, f"`{tag_id}` 没有可着色的状态", f"`{tag_id}` has no states to be coloured by",
                "用一个有选项的状态位号", "use a tag that has options", code="not_a_mode",
            )  # fmt: skip
            continue
        found = palette_for(palettes, name, tag.options)
        if found is None:
            _unfit(reporter, loc, tag, palettes)
            continue
        taken[found] |= set(tag.options)
        missing = [option for option in tag.options if option not in palettes[found]]
        if missing:
            reporter.error(
                loc, f"`{tag_id}` 的状态 {'、'.join(missing)} 不在调色板 `{found}` 中",
                f"the palette `{found}` has no {', '.join(missing)} of `{tag_id}`",
                f"在 `{found}` 中补上", f"add it to `{found}`", code="palette_incomplete",
            )  # fmt: skip
    for palette, option in _never(palettes, taken):
        near = did_you_mean(option, sorted(taken[palette]))
        reporter.error(
            ("screens", "palettes", palette, option), f"用到 `{palette}` 的位号都没有状态 `{option}`",
            f"no tag coloured by `{palette}` has a state `{option}`",
            f"是不是 `{near}`？" if near else "状态：" + "、".join(sorted(taken[palette])),
            f"did you mean `{near}`?" if near else "states: " + ", ".join(sorted(taken[palette])),
            code="unknown_option", part="key",
        )  # fmt: skip


def _depth(loc: tuple[str | int, ...]) -> int:
    """How much of ``loc`` names the line or element: what stands before ``colours``."""
    return loc.index("colours") if "colours" in loc else len(loc)


def _never(palettes: Mapping[str, Mapping[str, Shade]], taken: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """States that no tag has, of palettes that are in use at all."""
    for name, shades in palettes.items():
        if taken[name]:
            yield from ((name, option) for option in shades if option not in taken[name])


def _no_palette(
    reporter: Reporter, loc: tuple[str | int, ...], name: str, palettes: Mapping[str, Mapping[str, Shade]]
) -> None:  # fmt: skip
    near = did_you_mean(name, list(palettes))
    reporter.error(
        loc, f"没有调色板 `{name}`", f"there is no palette `{name}`",
        f"是不是 `{near}`？" if near else "在 screens 的 palettes 中定义它",
        f"did you mean `{near}`?" if near else "define it under palettes of screens",
        code="unknown_palette",
    )  # fmt: skip


def _unfit(
    reporter: Reporter, loc: tuple[str | int, ...], tag: Tag, palettes: Mapping[str, Mapping[str, Shade]]
) -> None:  # fmt: skip
    """No palette, or more than one, has all options of ``tag``."""
    fitting = [name for name, shades in palettes.items() if set(tag.options) <= set(shades)]
    if fitting:
        reporter.error(
            loc, f"调色板 {'、'.join(fitting)} 都适合 `{tag.id}`", f"palettes {', '.join(fitting)} all fit `{tag.id}`",
            "用 palette 指明一个", "name one with palette", code="ambiguous_palette",
        )  # fmt: skip
        return
    states = ", ".join(tag.options)
    reporter.error(
        loc, f"没有调色板包含 `{tag.id}` 的全部状态", f"no palette has all states of `{tag.id}`",
        f"在 screens 的 palettes 中写出 {states}", f"give {states} a look under palettes of screens",
        code="no_palette",
    )  # fmt: skip

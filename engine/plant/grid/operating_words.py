"""What people at a station call what they do: the verbs of an operating ticket.

A switch is 合上 and 拉开, a truck 摇入 and 摇出, a plate 投入 and 退出; supplies are 送上 and 断开. ``{}`` is where the name of
the device goes. source: the operating tickets of the reference, 5.2 and 5.3.
"""

from __future__ import annotations

from engine.scenario.text import Text

__all__ = ["CONTROL", "DOOR", "DRIVE", "INTERLOCK", "LINK", "RESET", "SWITCH", "TAP", "TRUCK"]

SWITCH = {"open": Text(zh="拉开", en="open"), "close": Text(zh="合上", en="close")}
"""Breakers, disconnectors, earthing switches."""
TRUCK = {
    "open": Text(zh="摇出", en="rack out"),
    "close": Text(zh="摇入", en="rack in"),
    "detach": Text(zh="拉出", en="withdraw"),
    "attach": Text(zh="推入", en="insert"),
}
"""Between working and test position it is cranked, beyond that pulled."""
CONTROL = (
    Text(zh="送上{}控制电源", en="switch on control power of {}"),
    Text(zh="断开{}控制电源", en="switch off control power of {}"),
)
"""On, off."""
DRIVE = (
    Text(zh="送上{}操作电源", en="switch on drive power of {}"),
    Text(zh="断开{}操作电源", en="switch off drive power of {}"),
)
"""On, off."""
DOOR = (Text(zh="打开", en="open"), Text(zh="关上", en="close"))
"""Of a cubicle or in a fence."""
LINK = (Text(zh="投入", en="enable"), Text(zh="退出", en="disable"))
"""A protection by its plate: in, out."""
INTERLOCK = (
    Text(zh="解除{}五防闭锁", en="release the interlock of {}"),
    Text(zh="恢复{}五防闭锁", en="restore the interlock of {}"),
)
"""Released, in force."""
TAP = Text(zh="调节{}分接头", en="change the tap of {}")
RESET = Text(zh="复归", en="reset")

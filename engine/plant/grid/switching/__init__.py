"""Switching orders worked out from the graph: which deeds lead a transformer, line, bank, breaker or bus from 运行 to 检修.

``facts`` what the planner knows of a station, ``standing`` where everything stands, ``naming`` what it is called on a
ticket, ``draft`` the order while it is written, ``thing`` what parts the thing from the rest, ``takeover`` which ties keep
customers supplied, ``neutral`` whose star point is earthed; ``outage`` the way down, ``restoration`` the way up, ``busbar``
both for a bus, ``around`` what they share; ``proof`` that the interlock lets it be done, ``planner`` all of it. ``spoken``
is what people call equipment and states, ``foresight`` looks over an order that somebody else has written.
"""

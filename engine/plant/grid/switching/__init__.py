"""Switching orders worked out from the graph: which deeds lead a transformer, line, bank or breaker from 运行 to 检修.

``facts`` what the planner knows of a station, ``standing`` where everything stands, ``naming`` what it is called on a
ticket, ``thing`` what parts the thing from the rest, ``takeover`` which ties keep customers supplied, ``outage`` the way
down, ``restoration`` the way up, ``proof`` that the interlock lets it be done, ``planner`` all of it.
"""

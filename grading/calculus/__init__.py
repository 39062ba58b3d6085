"""The marking calculus: steps, rules, gates; one trace in, one explained mark out.

Steps form a partial order, rules are a closed list of kinds, gates cap what nothing may outweigh. Every item
has a monitor that reads the trace once; every deduction carries its evidence. The subject being taught
appears here only as tags, actions and events.
"""

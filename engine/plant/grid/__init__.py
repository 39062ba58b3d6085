"""A substation as it is switched: devices between nodes, what is live, what carries current, what trips.

Declared in ``section.py``, compiled once to a ``Station``, on which everything else works: ``topology`` (live, dead,
earthed, isolated), ``states`` (运行 … 检修), ``five_prevention`` (what may be operated, its sentences in ``verdict`` and
``plates``, its table in ``interlock_table``, asked by ``guard``), ``network`` (load flow and short circuit), ``gear`` (what
moves), ``accidents`` (arcs, short circuits), ``protection`` (what trips and when), ``works`` (all of it on one clock), ``plant`` (the contract).
"""

"""A substation as it is switched: devices between nodes, what is live, what carries current, what trips.

Declared in ``section.py``, compiled once to a ``Station``, on which everything else works: ``topology`` (live, dead,
earthed, isolated), ``five_prevention`` (what may be operated), ``network`` (load flow and short circuit), ``protection``
(what trips and when), ``plant`` (the contract).
"""

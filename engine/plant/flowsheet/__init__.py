"""Chemical plants: equipment linked by ids, assembled into equations, integrated tick by tick.

Read in this order: ``component`` (what equipment is), ``components/`` (the equipment), ``section`` (what an
author writes), ``assembly`` (equations), ``integrator``, ``plant``. To add a kind of equipment: a module in
``components/``, a test, one name in the tuple of ``components/__init__``.
"""

"""Tickets: work orders that are written, reviewed, rehearsed, ordered, carried out item by item and closed.

``section`` is what a teacher writes, ``accepted`` the order it allows, ``comparison`` how well a learner's own
fits, ``words`` what is said about it, ``ticket`` its life, ``register`` all tickets of a session, ``lint`` what can
be wrong with the section. ``generated`` has the plant work out what would otherwise be written, ``means`` finds out
with what of the scenario it is done, ``printing`` writes it down for an author; ``foresight`` has it look over what
was written, from any of its ``beginnings``.
"""

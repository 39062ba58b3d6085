"""Marks as files for other programs: one file of code a target, one contract for all.

    grades = gather(book, "化工2401", "CHEM-NIT-01")     # gather.py: one immutable table (grades.py)
    files = export("moodle", grades, {"map_by": "username"})   # contract.py, registry.py: checked, then made
    deliver(book, files, Path("out"), overwrite=False)   # deliver.py: all or nothing, on the audit record

``class_csv`` is something else: the list a teacher looks at, with everybody and every state, over all scenarios.
"""

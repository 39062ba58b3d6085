"""The grade book: who learns, what was run, by which rules, with which result, and who changed what.

    with Gradebook.open(path, author="李老师") as book:     # store.py, migrations.py
        import_roster(book, Path("化工2401.xlsx"))          # roster.py, roster_file.py → people.py
        import_folder(book, Path("D:/收集"))                # attempts.py, intake.py
        mark_unmarked(book)                                 # remark.py → marking.py, rubrics.py
        judge(book, attempt, "radio", 0.8, reason="清楚")   # decisions.py: what people decide stands apart
        remark(book, rubric).changes                        # differences.py
    verify_audit(book)                                      # audit.py: every change, chained

Attempts and marks know a pseudonym; names stand in ``people`` only and are joined when something is shown.
"""

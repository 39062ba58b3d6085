"""What the commands of the launcher do that need grading, once their options are read: they act, print and return an
exit code. The commands of the grade book and of the exports live with these (``gradebook.commands``, ``exports.commands``).
"""

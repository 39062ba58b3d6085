"""The grade book: who learns, what was run, by which rules, with which result, and who changed what."""

"""A learner who tries everything, and the laws no session may break: random, repeatable, headless.

from engine.fuzzing import Subject, fuzz
report = fuzz(Subject(scenario), seed=1, hours=2)
assert report.failure is None, report.told
"""

from __future__ import annotations

from engine.fuzzing.coverage import Coverage
from engine.fuzzing.deed import Deed, Setting
from engine.fuzzing.fuzz import Report, fuzz, house_laws
from engine.fuzzing.law import BrokenLawError, Law
from engine.fuzzing.shrink import shrink
from engine.fuzzing.trial import Failure, Subject, Trial, play_again
from engine.fuzzing.values import Conserved

__all__ = [
    "BrokenLawError", "Conserved", "Coverage", "Deed", "Failure", "Law", "Report", "Setting", "Subject", "Trial", "fuzz",
    "house_laws", "play_again", "shrink",
]  # fmt: skip

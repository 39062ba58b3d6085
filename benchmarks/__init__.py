"""Measurements, each beside its baseline of the same run; see ``run.py``."""

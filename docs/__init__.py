"""The documents, and the program that makes the reference pages from code (``python docs/generate.py``)."""

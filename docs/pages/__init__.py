"""One module a reference page; each has a function ``page() -> str`` that makes the whole page from code."""

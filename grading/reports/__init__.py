"""Reports for people: one attempt as a self-contained page."""

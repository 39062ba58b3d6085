"""Files for other programs: the class result as CSV."""

"""From an attempt and a rubric to marks, outcomes, reports and exports. Never imports the view."""

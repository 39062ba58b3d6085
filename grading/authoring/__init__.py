"""What helps a teacher write a scenario: help in the editor, a scenario to begin from, a window that follows the file."""

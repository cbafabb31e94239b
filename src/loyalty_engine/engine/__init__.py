"""The calculation, one straight line: compile, gather, match, award, settle."""

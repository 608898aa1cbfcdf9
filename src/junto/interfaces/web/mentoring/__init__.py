"""Screens of mentoring: the board, one's own part in it, and what a pair keeps between two."""

"""Screens of groups: the board, and a group as its people see it."""

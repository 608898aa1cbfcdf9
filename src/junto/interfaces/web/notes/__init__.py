"""Screens of notes that several people write, and of what groups make."""

"""Feedback: rounds in which people hear from those who work with them, and asks of one's own."""

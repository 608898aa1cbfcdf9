"""Screens after a session: next steps, three questions, thanks."""

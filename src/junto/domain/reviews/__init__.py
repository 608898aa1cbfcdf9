"""Peer review in pairs, feedback to whoever led a session, feedback of staff on their program."""

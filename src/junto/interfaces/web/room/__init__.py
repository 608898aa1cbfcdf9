"""Screens of a session's room: waiting, running, preparing, and trying it alone."""

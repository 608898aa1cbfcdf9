"""Screens of schedules, sessions, calendars and invitations."""

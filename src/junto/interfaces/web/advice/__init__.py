"""Screens: asking a colleague for advice, and the people one has met."""

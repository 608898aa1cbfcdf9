"""Screens of reviews in pairs, feedback to hosts, and what staff say about a program."""

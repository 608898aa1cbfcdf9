"""Screens of feedback."""

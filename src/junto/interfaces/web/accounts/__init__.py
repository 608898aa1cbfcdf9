"""Screens of signing in and beginning."""

"""Screens that bring people in from a file, and take a file of people out."""

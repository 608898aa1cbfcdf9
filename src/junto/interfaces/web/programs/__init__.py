"""Screens of programs: the list, Today, and the steps of setting one up."""

"""Screens of what a group keeps between its sessions."""

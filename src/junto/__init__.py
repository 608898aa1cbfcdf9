"""Junto: peer-to-peer learning for leaders, from end to end."""

__version__ = "0.1.0"

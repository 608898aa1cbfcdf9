"""Live connections: what changed, told at once.

Those of rooms carry no content, only that there is news; those of notes carry what is written.
"""

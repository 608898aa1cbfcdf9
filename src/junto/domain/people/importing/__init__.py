"""From a file somebody has to people Junto can use: read, match, check, and back out again.

Nothing here reads or writes the database: bytes and what is already known go in, a checked list
comes out, so the whole of it can be run again after every correction.
"""

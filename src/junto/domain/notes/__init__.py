"""Notes that several people write at once, and what a group makes. Sealed: the group's own."""

"""The floor every context stands on; nothing here knows the domain."""

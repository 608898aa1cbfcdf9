"""Long work on groups."""

"""Live connections: what changed, told at once. They carry no content, only that there is news."""

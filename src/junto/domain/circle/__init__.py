"""What a group is for its own people between sessions: its word kept, its health, its topics."""

"""Sessions of a group: when they are, who comes, and what happens in the room."""

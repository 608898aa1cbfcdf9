"""Ways in: pages, live room, API and terminal."""

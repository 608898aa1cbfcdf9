"""Server-rendered pages, one folder per area."""

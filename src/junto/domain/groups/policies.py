"""Who may see and change groups."""

"""Who can sign in: users, first-administrator codes."""

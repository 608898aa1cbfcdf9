"""Who takes part: people, roles, attributes, import, availability."""

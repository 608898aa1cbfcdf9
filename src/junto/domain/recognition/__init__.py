"""Thanks: what somebody did and what it changed, for whoever is thanked. No points, no ranks."""

"""Next steps: what somebody will do and when, seen by their own group and by nobody above it."""

"""The bounded contexts, one strict stack."""

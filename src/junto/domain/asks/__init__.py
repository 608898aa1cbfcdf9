"""Asking a few people one trusts: about one's style, a decision, a project, an initiative."""

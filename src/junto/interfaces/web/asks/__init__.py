"""The screens of asking a few people one trusts."""

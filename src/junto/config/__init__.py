"""Environment, settings, URLs and the server."""

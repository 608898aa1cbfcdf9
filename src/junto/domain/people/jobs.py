"""Long work on people."""

"""Home pages, the frame around every page."""

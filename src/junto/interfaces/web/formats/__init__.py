"""Session formats: the catalog, one page for each, and writing the organization's own."""

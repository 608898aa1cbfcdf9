"""The tenant: a company, or a network whose members come from several employers."""

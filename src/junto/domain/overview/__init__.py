"""Home, Today, set-up progress and the sample organization: reading across all contexts."""

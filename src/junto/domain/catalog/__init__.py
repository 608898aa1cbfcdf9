"""The catalog: session formats and program templates that ship with the product."""

"""Writing the record."""

"""What may be done with visits and standards."""

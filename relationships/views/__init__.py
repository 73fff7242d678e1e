"""Pages of visits, due accounts and standards."""

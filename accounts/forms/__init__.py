"""What people type about accounts."""

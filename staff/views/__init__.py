"""Pages about our people and the settings."""

"""Other ways to get the same classes."""

"""Writes of tiering: measuring, runs, publishing, policies."""

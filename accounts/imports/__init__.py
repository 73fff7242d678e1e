"""Files that become rows: read, check, preview, save, undo (design §8).

A file is copied as text into a staging table of its own, checked there by set-based statements,
shown, and saved in one transaction. Nothing is guessed and nothing is half-saved.
"""

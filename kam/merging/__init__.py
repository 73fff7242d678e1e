"""Two records that are one customer or one person become one; an undo makes them two again.

Which rows hang on a record is read from Django's own list of relations, so a new table joins by
itself or a test asks for a rule (`relations`).
"""

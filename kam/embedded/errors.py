class EmbeddedError(Exception):
    """The servers can't run; the message is one line for the person at the keyboard."""

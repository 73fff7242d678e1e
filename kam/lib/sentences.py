"""Sentences in a row."""

from django.utils.translation import pgettext


def joined(first: str, second: str) -> str:
    """Two sentences, with the space between them that the language wants."""
    return pgettext("two sentences", "%(first)s %(second)s") % {"first": first, "second": second}

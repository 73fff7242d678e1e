"""Words in a file for the values of a choice: the value or its label in any language."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import override

from accounts.imports.field import simple

Choices = Iterable[tuple[str, Any]]  # value, label that translates itself


def choice(choices: Choices, text: str) -> str | None:
    """The value meant by `text`, None if nobody knows the word."""
    return words(list(choices)).get(simple(text))


def words(choices: Choices) -> dict[str, str]:
    known = {simple(value): str(value) for value, _label in choices}
    for language, _name in settings.LANGUAGES:
        with override(language):
            known |= {simple(str(label)): str(value) for value, label in choices}
    return known

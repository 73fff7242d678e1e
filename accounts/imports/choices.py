"""Words in a file for the values of a choice: the value or its label in any language."""

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import override

from accounts.imports.field import simple


def choice(choices: type[TextChoices], text: str) -> str | None:
    """The value meant by `text`, None if nobody knows the word."""
    return words(choices).get(simple(text))


def words(choices: type[TextChoices]) -> dict[str, str]:
    known = {simple(member.value): str(member.value) for member in choices}
    for language, _name in settings.LANGUAGES:
        with override(language):
            known |= {simple(str(member.label)): str(member.value) for member in choices}
    return known

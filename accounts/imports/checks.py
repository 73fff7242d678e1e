"""What models refuse, as reasons against rows."""

import json
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model
from django.utils.translation import override

from accounts.imports.rows import Draft


def check(draft: Draft, row: Model, names: list[str], *, whole: bool = True) -> None:
    """Reject the draft for what the model says against `row`: against the fields `names` and,
    with `whole`, against all of it."""
    others = {field.name for field in row._meta.fields} - set(names)
    for ask in (lambda: row.clean_fields(exclude=others), row.clean if whole else bool):
        try:
            ask()
        except ValidationError as error:
            refuse(draft, error)
            return


def refuse(draft: Draft, error: ValidationError) -> None:
    """The first thing said; its words are kept as those of a refused file are."""
    name, errors = next(iter(error.error_dict.items()))
    draft.reject(name, frozen(errors[0]))


def frozen(error: Any) -> str:
    """The message untranslated and the parameters it names, so that equal ones are counted."""
    with override(None):
        message = str(error.message)
    named = re.findall(r"%\((\w+)\)", message)
    return json.dumps([message, {name: str(error.params[name]) for name in named}])


def is_too_long(model: type[Model], name: str, text: str) -> bool:
    """Whether the field holds less text; one without a limit holds all."""
    limit: int | None = getattr(model._meta.get_field(name), "max_length", None)
    return limit is not None and len(text) > limit


def is_email(model: type[Model], text: str) -> bool:
    """Whether it is an address that the model's field `email` holds."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return not is_too_long(model, "email", text)

"""Between a form and a service: what the service refuses is said by the field."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm

Made = TypeVar("Made")


def saved(form: BaseForm, save: Callable[..., Made], **arguments: Any) -> Made | None:
    """What `save` made of a valid form; None when the form or the service has objections."""
    if not form.is_valid():
        return None
    try:
        return save(**arguments, **form.cleaned_data)
    except ValidationError as refusal:
        complain(form, refusal)
        return None


def complain(form: BaseForm, refusal: ValidationError) -> None:
    """Put each message by its field; what names no field of the form stands above it."""
    by_field = hasattr(refusal, "error_dict")
    found = refusal.error_dict if by_field else {NON_FIELD_ERRORS: refusal.error_list}
    for name, errors in found.items():
        for error in errors:
            form.add_error(name if name in form.fields else None, error)

"""What a service refused, told on the form that asked."""

from django.core.exceptions import ValidationError
from django.forms import BaseForm


def add_refusal(form: BaseForm, problem: ValidationError) -> None:
    """Each reason by its field; those of fields the form does not have stand above it."""
    by_field = getattr(problem, "error_dict", None)
    known = by_field is not None and by_field.keys() <= form.fields.keys()
    form.add_error(None, problem if known else ValidationError(problem.messages))

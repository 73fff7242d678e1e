"""Keeping files with a visit."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from relationships.file_types import MAX_BYTES, MAX_FILES, mime_of
from relationships.models import Attachment, Visit
from staff.models import User


def checked(files: Iterable[Any]) -> list[tuple[Any, str]]:
    """The files with their types; ValidationError names the first one we don't take."""
    found = list(files)
    if len(found) > MAX_FILES:
        raise ValidationError({"uploads": _("At most %(n)s files.") % {"n": MAX_FILES}})
    return [(file, _type(file)) for file in found]


def _type(file: Any) -> str:
    if file.size > MAX_BYTES:
        raise ValidationError(
            {"uploads": _("%(name)s is larger than 10 MB.") % {"name": file.name}}
        )
    mime = mime_of(file)
    if mime is None:
        why = _("%(name)s: only pictures, PDF and office documents can be attached.")
        raise ValidationError({"uploads": why % {"name": file.name}})
    return mime


def attach(*, visit: Visit, files: Iterable[Any], by: User) -> None:
    """Within the transaction of the visit; nothing is kept of a file that is refused."""
    for file, mime in checked(files):
        name = PurePath(file.name.replace("\\", "/")).name[-150:]
        Attachment.objects.create(
            visit=visit, file=file, name=name, mime=mime, size=file.size, by=by
        )

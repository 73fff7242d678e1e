"""Keeping files with a visit."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from relationships.file_types import MAX_FILES
from relationships.models import Attachment, Visit
from relationships.services.stored_files import kept, type_of
from staff.models import User


def checked(files: Iterable[Any]) -> list[tuple[Any, str]]:
    """The files with their types; ValidationError names the first one we don't take."""
    found = list(files)
    if len(found) > MAX_FILES:
        raise ValidationError({"uploads": _("At most %(n)s files.") % {"n": MAX_FILES}})
    return [(file, type_of(file, "uploads")) for file in found]


def attach(*, visit: Visit, files: Iterable[Any], by: User) -> None:
    """Within the transaction of the visit; nothing is kept of a file that is refused."""
    for file, mime in checked(files):
        Attachment.objects.create(visit=visit, **kept(file, mime, by))

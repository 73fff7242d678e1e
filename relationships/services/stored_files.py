"""What every kept file has to be: of a size and a type we take, with a short name."""

from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from relationships.file_types import MAX_BYTES, mime_of
from staff.models import User


def type_of(file: Any, field: str) -> str:
    """The type read from its content; ValidationError by `field` if we don't take the file."""
    if file.size > MAX_BYTES:
        raise ValidationError({field: _("%(name)s is larger than 10 MB.") % {"name": file.name}})
    mime = mime_of(file)
    if mime is None:
        why = _("%(name)s: only pictures, PDF, office documents and plain text are taken.")
        raise ValidationError({field: why % {"name": file.name}})
    return mime


def kept(file: Any, mime: str, by: User) -> dict[str, Any]:
    """The fields of a `StoredFile`."""
    name = PurePath(file.name.replace("\\", "/")).name[-150:]
    return {"file": file, "name": name, "mime": mime, "size": file.size, "by": by}

"""What every kept file has in common, whatever it belongs to."""

from typing import Any
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import User


def place(stored: Any, name: str) -> str:
    """A name nobody can guess or choose; the real one is a column."""
    return f"{stored.folder}/{uuid4().hex}"


class StoredFile(models.Model):
    """`mime` was read from the content, not from the name; `by` added it."""

    folder = "files"  # below MEDIA_ROOT

    file = models.FileField(upload_to=place)
    name = models.CharField(_("file name"), max_length=150)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.mime in ("image/jpeg", "image/png", "image/webp")

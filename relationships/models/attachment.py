"""Files and photos that belong to a visit."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from relationships.models.visit import Visit
from staff.models import User


def place(attachment: "Attachment", name: str) -> str:
    """A name nobody can guess or choose; the real one is a column."""
    return f"visits/{uuid4().hex}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> "AttachmentQuerySet":
        """Those of visits `user` may read."""
        return self.filter(visit__in=Visit.objects.visible_to(user))


class Attachment(models.Model):
    """A file of a visit; `mime` was read from its content, not from its name."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="attachments")
    file = models.FileField(upload_to=place)
    name = models.CharField(_("file name"), max_length=150)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.mime in ("image/jpeg", "image/png", "image/webp")

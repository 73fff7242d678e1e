"""Files and photos that belong to a visit."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from relationships.models.stored_file import StoredFile
from relationships.models.stored_file import place as place  # a migration names it here
from relationships.models.visit import Visit
from staff.models import User


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> "AttachmentQuerySet":
        """Those of visits `user` may read."""
        return self.filter(visit__in=Visit.objects.visible_to(user))


class Attachment(StoredFile):
    """A file of a visit."""

    folder = "visits"

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="attachments")

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

"""Saved views: a list's address with a name."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import User


class SavedView(models.Model):
    """The filters, sort and columns of a list, kept by one user as its query string."""

    user = models.ForeignKey(User, models.CASCADE, related_name="views")
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="view_name_once_per_user",
                violation_error_message=_("You already have a view of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

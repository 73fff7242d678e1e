"""Who took which rows out of the house."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import User


class ExportLog(models.Model):
    """One export: a record that is only added to (domain §9.2, "logged")."""

    user = models.ForeignKey(User, models.PROTECT, related_name="exports", verbose_name=_("by"))
    what = models.CharField(_("what"), max_length=40)
    query = models.TextField(_("filter"), blank=True)
    rows = models.PositiveIntegerField(_("rows"))
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")

    def __str__(self) -> str:
        return f"{self.what} {self.rows}"

"""Projects we sell to an account."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from staff.models import User
from staff.permissions import Permission, has_permission


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User) -> "ProjectQuerySet":
        if not has_permission(user, Permission.BUSINESS_VIEW):
            return self.none()
        return self.filter(account__in=Account.objects.visible_to(user))


@pghistory.track(
    pghistory.InsertEvent(level=pgtrigger.Statement),
    pghistory.UpdateEvent(level=pgtrigger.Statement),
    pghistory.DeleteEvent(level=pgtrigger.Statement),
)
class Project(models.Model):
    """What it is called and who drives it; how it goes is in its states."""

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="projects", verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=200)
    code = models.CharField(_("project number"), max_length=64, blank=True)
    product = models.CharField(_("product"), max_length=120, blank=True)
    owner = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("owner"),
    )
    opened_on = models.DateField(_("opened on"))

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="project_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

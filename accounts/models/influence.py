"""Who listens to whom at an account."""

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.account import Account
from accounts.models.contact import Contact
from staff.models import User
from staff.permissions import Permission, has_permission


class InfluenceQuerySet(models.QuerySet["Influence"]):
    def visible_to(self, user: User) -> "InfluenceQuerySet":
        """Those at accounts `user` may open; none for roles that see no people."""
        if not has_permission(user, Permission.CONTACT_VIEW):
            return self.none()
        return self.filter(account__in=Account.objects.visible_to(user))

    def for_page(self) -> "InfluenceQuerySet":
        """The strongest first."""
        return self.select_related("source", "target").order_by("-strength", "pk")


@pghistory.track(
    pghistory.InsertEvent(level=pgtrigger.Statement),
    pghistory.UpdateEvent(level=pgtrigger.Statement),
    pghistory.DeleteEvent(level=pgtrigger.Statement),
)
class Influence(models.Model):
    """`source` has `target`'s ear: 1 a little, 3 decisively. Both belong to `account`."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="influences")
    source = models.ForeignKey(
        Contact, models.CASCADE, related_name="influences", verbose_name=_("who influences")
    )
    target = models.ForeignKey(
        Contact, models.CASCADE, related_name="influenced_by", verbose_name=_("who is influenced")
    )
    strength = models.PositiveSmallIntegerField(
        pgettext_lazy("influence", "strength"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = InfluenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("influence between people")
        verbose_name_plural = _("influences between people")
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="influence_once"),
            models.CheckConstraint(
                condition=~Q(source=F("target")), name="nobody_influences_themselves"
            ),
            models.CheckConstraint(
                condition=Q(strength__range=(1, 3)), name="influence_strength_1_to_3"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"

"""Which level somebody found, and why: on the personal or on the company axis (domain §4.2-4.6)."""

from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact
from staff.models import User
from staff.permissions import Permission, has_permission


class Axis(models.TextChoices):
    PERSONAL = "personal", _("Personal relation")
    COMPANY = "company", _("Company relation")


class LevelQuerySet(models.QuerySet["Level"]):
    def visible_to(self, user: User) -> "LevelQuerySet":
        """Those of accounts `user` may open; none for roles that see no people."""
        if not has_permission(user, Permission.CONTACT_VIEW):
            return self.none()
        return self.filter(account__in=Account.objects.visible_to(user))

    def waiting(self) -> "LevelQuerySet":
        """Those a manager has yet to decide on."""
        return self.filter(needs_word=True, confirmed_at=None, closed_at=None)

    def counting(self) -> "LevelQuerySet":
        """Those that need nobody's word any more, or have it."""
        return self.filter(Q(needs_word=False) | Q(confirmed_at__isnull=False))

    def newest(self) -> Any:
        """The last one of each relation: an account's company level, or one of our people and one
        of theirs."""
        return self.order_by(
            "account", "axis", "contact", "colleague", "-assessed_on", "-pk"
        ).distinct("account", "axis", "contact", "colleague")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Level(models.Model):
    """A level with its evidence; only the manager's word and the mark to repeat it come later.

    Personal ones are between `colleague` (ours) and `contact` (theirs), company ones have neither.
    `evidence` holds codes of the items ticked (`relationships.ladders`). `needs_word`: raised with
    too little evidence, or a company level: it counts once a manager has confirmed it; closed, it
    never will: refused, or overtaken by a newer one. `reassess`: the relation changed hands, so
    somebody should look again (§4.6). `client_key` sent again makes no second one.
    """

    account = models.ForeignKey(
        Account,
        models.PROTECT,
        related_name="levels",
        verbose_name=_("account"),
        db_index=False,
    )
    axis = models.CharField(_("axis"), max_length=8, choices=Axis)
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, related_name="levels", verbose_name=_("contact")
    )
    colleague = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("our colleague")
    )
    level = models.PositiveSmallIntegerField(_("level"))
    evidence = ArrayField(models.CharField(max_length=40), default=list, verbose_name=_("evidence"))
    note = models.TextField(_("note"), blank=True)
    assessed_on = models.DateField(_("assessed on"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("assessed by"))
    needs_word = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("closed by")
    )
    closed_at = models.DateTimeField(_("closed"), null=True)
    reassess = models.BooleanField(_("to be assessed again"), default=False)
    client_key = models.UUIDField(unique=True, null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = LevelQuerySet.as_manager()

    class Meta:
        verbose_name = _("level assessed")
        verbose_name_plural = _("levels assessed")
        constraints = [
            models.CheckConstraint(condition=Q(level__range=(0, 5)), name="level_0_to_5"),
            models.CheckConstraint(
                condition=Q(axis="personal", contact__isnull=False, colleague__isnull=False)
                | Q(axis="company", contact__isnull=True, colleague__isnull=True),
                name="personal_levels_have_two_people",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "axis", "contact", "colleague", "-assessed_on", "-id"],
                name="level_newest",
            ),
            models.Index(
                fields=["account"],
                name="level_waits",
                condition=Q(needs_word=True, confirmed_at=None, closed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.axis}={self.level}"

    @property
    def counts(self) -> bool:
        return not self.needs_word or self.confirmed_at is not None

    @property
    def is_waiting(self) -> bool:
        return not self.counts and self.closed_at is None

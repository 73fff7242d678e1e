"""Gifts: who gave what to whom, with whose approval (domain §7.4, §9.3)."""

from datetime import date
from decimal import Decimal

import pghistory
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact
from relationships.models.greeting import OCCASIONS
from staff.models import User
from staff.permissions import Permission, has_permission

GIFT_OCCASIONS = [("visit", _("Visit")), *OCCASIONS]


class GiftStatus(models.TextChoices):
    REQUESTED = "requested", _("Within the limits")
    WAITING = "waiting", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    DELIVERED = "delivered", _("Handed over")
    WITHDRAWN = "withdrawn", _("Taken back")


TO_HAND_OVER = (GiftStatus.REQUESTED, GiftStatus.APPROVED)
STILL_ASKED = (GiftStatus.WAITING, *TO_HAND_OVER)
VOID = (GiftStatus.REFUSED, GiftStatus.WITHDRAWN)


class GiftQuerySet(models.QuerySet["Gift"]):
    def visible_to(self, user: User) -> "GiftQuerySet":
        """Those to people of accounts `user` may open; none for roles that see no people."""
        if not has_permission(user, Permission.CONTACT_VIEW):
            return self.none()
        return self.filter(account__in=Account.objects.visible_to(user))

    def counting(self) -> "GiftQuerySet":
        """What is asked for already takes its part of the limits; refused or taken back, none."""
        return self.exclude(status__in=VOID)

    def waiting_for(self, user: User) -> "GiftQuerySet":
        """What `user` may decide on: nobody's own (four eyes)."""
        if not has_permission(user, Permission.GIFT_APPROVE):
            return self.none()
        return self.visible_to(user).filter(status=GiftStatus.WAITING).exclude(giver=user)

    def in_year(self, year: int) -> "GiftQuerySet":
        return self.filter(counts_on__range=(date(year, 1, 1), date(year, 12, 31)))

    def worth(self) -> Decimal:
        found: Decimal = self.aggregate(sum=Coalesce(Sum("value"), Decimal(0)))["sum"]
        return found

    def for_list(self) -> "GiftQuerySet":
        return self.select_related("account", "contact", "giver", "approver").order_by(
            "-counts_on", "-pk"
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Gift(models.Model):
    """One gift to one contact; `value` in base currency. Never deleted: the trail is the point.

    `normalised` is what makes two items the same (`care_rules.gift_key`). `counts_on` is the day
    it counts for: the day it was handed over, until then the day it is planned for.
    """

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="gifts", verbose_name=_("account"), db_index=False
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="gifts", verbose_name=_("receiver"), db_index=False
    )
    giver = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("giver"))
    item = models.CharField(_("gift"), max_length=120)
    normalised = models.CharField(max_length=120, editable=False)
    value = models.DecimalField(
        _("gift value"),
        max_digits=10,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    occasion = models.CharField(
        _("occasion"), max_length=16, choices=GIFT_OCCASIONS, default="visit"
    )
    planned_on = models.DateField(_("to be handed over on"))
    status = models.CharField(_("status"), max_length=9, choices=GiftStatus)
    approver = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    delivered_on = models.DateField(_("handed over on"), null=True)
    counts_on = models.GeneratedField(
        expression=Coalesce("delivered_on", "planned_on"),
        output_field=models.DateField(_("day")),
        db_persist=True,
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        constraints = [
            models.CheckConstraint(
                condition=Q(approver=None) | ~Q(approver=F("giver")), name="gift_needs_four_eyes"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("approved", "refused")) | Q(approver__isnull=False),
                name="gift_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status="delivered", delivered_on__isnull=False)
                | ~Q(status="delivered") & Q(delivered_on=None),
                name="gift_handed_over_on_a_day",
            ),
            models.CheckConstraint(condition=Q(value__gt=0), name="gift_has_a_value"),
        ]
        indexes = [
            models.Index(fields=["contact", "-counts_on"], name="gift_contact"),
            models.Index(fields=["contact", "normalised"], name="gift_same"),
            models.Index(fields=["account", "normalised"], name="gift_account"),
            models.Index(fields=["-counts_on", "-id"], name="gift_newest"),
            models.Index(fields=["account"], name="gift_waits", condition=Q(status="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.item}"

    @property
    def is_waiting(self) -> bool:
        return self.status == GiftStatus.WAITING

    def may_be_withdrawn(self, user: User) -> bool:
        """Until it is handed over, by who asked for it and by who owns the account by now."""
        return self.status in STILL_ASKED and user.pk in (self.giver_id, self.account.owner_id)

    def may_be_handed_over(self, user: User) -> bool:
        """By who asked for it, once nothing stands in the way."""
        return self.status in TO_HAND_OVER and self.giver_id == user.pk

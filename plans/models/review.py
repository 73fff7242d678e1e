"""A business review with a customer: prepared, held, rated, followed up (domain §7.3)."""

from datetime import date

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from plans.working import may_work
from relationships.models import Action
from staff.models import User
from staff.permissions import Permission, has_permission


class ReviewQuerySet(models.QuerySet["BusinessReview"]):
    def visible_to(self, user: User) -> "ReviewQuerySet":
        """Those of accounts `user` may open; none for roles that see no plans."""
        if not has_permission(user, Permission.PLAN_VIEW):
            return self.none()
        return self.filter(account__in=Account.objects.visible_to(user))

    def for_list(self) -> "ReviewQuerySet":
        return self.select_related("account__standing", "led_by").order_by("-prepared_on", "-pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class BusinessReview(models.Model):
    """What happened since `since`, talked over with the customer. Never deleted.

    `numbers` are those of the day it was prepared: measure (`plans.models.Measure`) to a number as
    text. Readers are shown what their role may read of them.
    """

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="reviews", verbose_name=_("account")
    )
    led_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("led by"))
    since = models.DateField(_("looks back to"))
    prepared_on = models.DateField(_("prepared on"), editable=False)
    numbers = models.JSONField(default=dict, editable=False)
    record = models.JSONField(default=dict, editable=False)  # `plans.review_record`, once held
    held_on = models.DateField(_("held on"), null=True, blank=True)
    rating = models.PositiveSmallIntegerField(
        _("how it went (1 to 5)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    summary = models.TextField(_("what was agreed"), blank=True)
    follow_ups = models.ManyToManyField(Action, related_name="reviews", blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("business review")
        verbose_name_plural = _("business reviews")
        constraints = [
            models.CheckConstraint(
                condition=Q(held_on=None, rating=None, summary="")
                | Q(held_on__isnull=False, rating__range=(1, 5)) & ~Q(summary=""),
                name="review_is_held_with_its_result",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.prepared_on}"

    def worked_by(self, user: User) -> bool:
        """Whoever leads it, the account's owner, and managers who see it."""
        return may_work(user, self.led_by_id, self.account.owner_id)

    @property
    def day(self) -> date:
        """The day it speaks of."""
        return self.held_on or self.prepared_on

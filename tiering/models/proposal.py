"""A change of class that waits for a manager (domain §3.10)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from staff.models import User
from tiering.models.change import System
from tiering.models.run import Run

if TYPE_CHECKING:
    from tiering.engine import Policy


class ProposalState(models.TextChoices):
    OPEN = "open", _("Waits for a decision")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    EXPIRED = "expired", _("Expired")
    OVERTAKEN = "overtaken", _("Overtaken")  # the class changed before anybody decided


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: User) -> "ProposalQuerySet":
        return self.filter(account__in=Account.objects.visible_to(user))

    def open(self) -> "ProposalQuerySet":
        return self.filter(state=ProposalState.OPEN)

    def silent_on(self, day: date) -> "ProposalQuerySet":
        """Rejected lately: the same computed class leads to no new proposal yet."""
        return self.filter(state=ProposalState.REJECTED, silent_until__gt=day)

    def for_list(self) -> "ProposalQuerySet":
        return self.select_related(
            "account__owner", "account__unit", "account__standing", "run__policy", "decided_by"
        ).order_by("-raised_on", "system", "old", "pk")


@pghistory.track(pghistory.UpdateEvent(), fields=["state", "reason"])
class Proposal(models.Model):
    """From `old` to `new` in `system`, because `computed` stood at enough reviews in a row."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="proposals")
    system = models.CharField(_("system"), max_length=12, choices=System)
    old = models.PositiveSmallIntegerField()
    new = models.PositiveSmallIntegerField()
    computed = models.PositiveSmallIntegerField()
    run = models.ForeignKey(Run, models.PROTECT, related_name="proposals")
    raised_on = models.DateField(_("proposed"))
    state = models.CharField(
        _("state"), max_length=9, choices=ProposalState, default=ProposalState.OPEN
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    reason = models.TextField(_("reason"), blank=True)
    silent_until = models.DateField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("class proposal")
        verbose_name_plural = _("class proposals")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "system"], condition=Q(state="open"), name="one_open_proposal"
            )
        ]
        indexes = [
            models.Index(fields=["state", "-raised_on"], name="proposal_state"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.system} {self.old}→{self.new}"

    @property
    def is_open(self) -> bool:
        return self.state == ProposalState.OPEN

    def last_day(self, policy: "Policy") -> date:
        """The last day on which it can be decided."""
        return self.raised_on + timedelta(days=policy.hysteresis.proposal_expiry_days)

"""A plan: what one account is to become, or what a year with it is to bring (domain §7.1-7.3)."""

from datetime import date, timedelta

import pghistory
from django.apps import apps
from django.db import models
from django.db.models import Count, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import labels
from accounts.models import Account
from kam.lib.classes import PortfolioQuadrant
from plans.models.learnt import Learnt
from plans.working import may_work
from staff.models import User
from staff.permissions import Permission, has_permission


class Purpose(models.TextChoices):
    """What a plan is for: the year, winning or growing an account, or where it is led."""

    OPERATING = "operating", _("Operating plan of the year")
    NEW = "new", _("Win a new account")
    EXISTING = "existing", _("Grow an existing account")
    TO_CORE = "to_core", _("Important to core")
    TO_PLATINUM = "to_platinum", _("To Platinum")
    UP_TIER = "up_tier", _("One pyramid tier up")
    STAGE_UP = "stage_up", _("One relationship stage up")
    RETAIN = "retain", _("Keep the account where it is")


DEVELOPMENT = (Purpose.NEW, Purpose.EXISTING)
CULTIVATION = (
    Purpose.TO_CORE,
    Purpose.TO_PLATINUM,
    Purpose.UP_TIER,
    Purpose.STAGE_UP,
    Purpose.RETAIN,
)
OFFERED = (Purpose.OPERATING, *DEVELOPMENT, *CULTIVATION)


class PlanState(models.TextChoices):
    """DRAFT → SUBMITTED → (APPROVED until it begins) → ACTIVE → CLOSED, or CANCELLED instead."""

    DRAFT = "draft", pgettext_lazy("plan", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("plan", "Submitted")
    APPROVED = "approved", pgettext_lazy("plan", "Approved")
    ACTIVE = "active", pgettext_lazy("plan", "Active")
    CLOSED = "closed", pgettext_lazy("plan", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("plan", "Cancelled")


STALLED_AFTER = timedelta(days=30)
UNDER_WAY = (PlanState.DRAFT, PlanState.SUBMITTED, PlanState.APPROVED, PlanState.ACTIVE)


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User) -> "PlanQuerySet":
        """Those of accounts `user` may open; none for roles that see no plans."""
        if not has_permission(user, Permission.PLAN_VIEW):
            return self.none()
        return self.filter(account__in=Account.objects.visible_to(user))

    def under_way(self) -> "PlanQuerySet":
        return self.filter(state__in=UNDER_WAY)

    def waiting_for(self, user: User) -> "PlanQuerySet":
        """What `user` may approve, as a manager or as the account's sponsor: nobody's own (four
        eyes), and no plan twice."""
        asked = Q(needs_sponsor=True, sponsor_on=None, account__sponsor=user)
        if has_permission(user, Permission.PLAN_APPROVE):
            asked |= Q(decided_on=None)
        found = self.visible_to(user).filter(asked, state=PlanState.SUBMITTED)
        for own in ("owner", "submitted_by", "decided_by", "sponsored_by"):
            found = found.exclude(**{own: user})
        return found

    def with_progress(self) -> "PlanQuerySet":
        """With `progressed_on`: when a milestone was reached or an action done for the last time;
        before that the day it was approved or began."""
        steps = self._newest("plans.PlanMilestone", "done_on")
        actions = self._newest("plans.PlanAction", "action__done_on")
        began = Coalesce(Greatest("decided_on", "starts_on"), "starts_on")
        return self.annotate(progressed_on=Greatest(began, steps, actions))

    def _newest(self, model: str, field: str) -> Subquery:
        rows = apps.get_model(model)._default_manager.filter(plan=OuterRef("pk")).order_by()
        return Subquery(rows.values("plan").annotate(last=Max(field)).values("last"))

    def stalled(self, today: date) -> "PlanQuerySet":
        """Active ones without progress for 30 days (domain §7.1)."""
        long_ago = Q(progressed_on__lte=today - STALLED_AFTER)
        return self.with_progress().filter(long_ago, state=PlanState.ACTIVE)

    def with_milestones(self) -> "PlanQuerySet":
        """With `steps`, `steps_reached`, and the day `next_due` of the first that is not."""
        undone = Q(milestones__done_on=None)
        return self.annotate(
            steps=Count("milestones"),
            steps_reached=Count("milestones", filter=~undone),
            next_due=Min("milestones__due_on", filter=undone),
        )

    def for_list(self) -> "PlanQuerySet":
        found = self.with_progress().select_related("account", "owner", "decided_by")
        return found.order_by("ends_on", "pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Plan(Learnt):
    """One plan of an account for one purpose. Never deleted.

    One of a purpose is under way at a time, unless two accounts became one since.

    `target` is the class code the plan leads to (a stage for `STAGE_UP`), 0 where the purpose is no
    class.
    """

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="plans", verbose_name=_("account")
    )
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    target = models.PositiveSmallIntegerField(editable=False)
    owner = models.ForeignKey(User, models.PROTECT, related_name="plans", verbose_name=_("owner"))
    why = models.TextField(_("why this account, why now"))
    # Resources of three kinds (domain §7.3); None is "not stated", 0 is an answer.
    people = models.PositiveSmallIntegerField(_("people"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("person-days"), null=True, blank=True)
    money = models.DecimalField(
        _("expense"), max_digits=12, decimal_places=0, null=True, blank=True
    )  # base currency
    aim = models.PositiveSmallIntegerField(
        _("where it should lie in three years"),
        choices=labels.choices(PortfolioQuadrant),
        null=True,
        blank=True,
    )
    # What a development plan expects; base currency.
    first_order = models.DecimalField(
        _("expected first order"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    first_order_on = models.DateField(_("first order expected on"), null=True, blank=True)
    template = models.ForeignKey(
        "plans.PlanTemplate", models.PROTECT, null=True, editable=False, related_name="plans"
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    state = models.CharField(
        _("status"), max_length=9, choices=PlanState, default=PlanState.DRAFT, editable=False
    )
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False
    )
    submitted_on = models.DateField(null=True, editable=False)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_on = models.DateField(null=True, editable=False)
    # The second approval, of operating plans of core and strategic accounts.
    needs_sponsor = models.BooleanField(default=False, editable=False)
    sponsored_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("approved as sponsor by")
    )
    sponsor_on = models.DateField(null=True, editable=False)
    revision = models.PositiveSmallIntegerField(_("revision"), default=1, editable=False)
    answer = models.TextField(_("reason for sending back"), blank=True)
    reached = models.BooleanField(default=False, editable=False)  # it closed on its target
    lessons = models.TextField(_("what was learnt"), blank=True)
    closed_on = models.DateField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    progressed_on: date | None = None  # where `with_progress` was asked

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("owner")),
                name="plan_has_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(sponsored_by=None)
                | ~Q(sponsored_by=F("owner")) & ~Q(sponsored_by=F("decided_by")),
                name="plan_sponsor_is_another",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="plan_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(lessons="") | Q(reached=True),
                name="plan_closes_reached_or_with_lessons",
            ),
        ]
        indexes = [models.Index(fields=["ends_on", "id"], name="plan_end")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.purpose}"

    @property
    def is_development(self) -> bool:
        return self.purpose in DEVELOPMENT

    @property
    def is_operating(self) -> bool:
        return self.purpose == Purpose.OPERATING

    @property
    def counts_from(self) -> date | None:
        """From when what is sold is its doing: its start, but not before it was submitted."""
        return max(self.starts_on, self.submitted_on) if self.submitted_on else None

    def passed(self, today: date) -> int:
        """Percent of its time that has passed."""
        whole = (self.ends_on - self.starts_on).days
        return min(100, max(0, round(100 * (today - self.starts_on).days / whole)))

    def is_stalled(self, today: date) -> bool:
        """Active, and nothing was reached or done for 30 days."""
        last = self.progressed_on
        return self.state == PlanState.ACTIVE and last is not None and last <= today - STALLED_AFTER

    def spans(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def decided_on_by(self, user: User) -> bool:
        """Whether `user` is one of those who approve such a plan: a manager, or its sponsor."""
        as_sponsor = self.needs_sponsor and self.account.sponsor_id == user.pk
        return as_sponsor or has_permission(user, Permission.PLAN_APPROVE)

    def worked_by(self, user: User) -> bool:
        """Whoever may change it: its owner, the account's, and managers who see it."""
        return may_work(user, self.owner_id, self.account.owner_id)

"""Who met whom, when, and what came of it."""

import uuid

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact
from relationships.models.scenario import ScenarioStandard
from staff.models import User
from staff.permissions import Permission, Role, has_permission


class VisitKind(models.TextChoices):
    VISIT = "visit", _("Visit")
    CALL = "call", _("Phone call")
    MEETING = "meeting", _("Meeting")
    EVENT = "event", _("Event")
    REMOTE = "remote", _("Remote contact")


# Half an hour of work instead of three (domain §6.11).
REMOTE_KINDS = (VisitKind.CALL, VisitKind.REMOTE)


class VisitStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


ROUTINE = "routine"  # the scenario of a visit nothing else is said of


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: User) -> "VisitQuerySet":
        """Visits at the accounts `user` may open; none for roles that see no visits."""
        if not has_permission(user, Permission.VISIT_VIEW):
            return self.none()
        return self.filter(account__in=Account.objects.visible_to(user))

    def counting(self) -> "VisitQuerySet":
        """Visits that count for coverage: completed, somebody met, something said (§6.11)."""
        met = Visit.contacts.through.objects.filter(visit_id=models.OuterRef("pk"))
        return self.completed().exclude(note="").filter(models.Exists(met))

    def completed(self) -> "VisitQuerySet":
        return self.filter(status=VisitStatus.COMPLETED)

    def planned(self) -> "VisitQuerySet":
        return self.filter(status=VisitStatus.PLANNED)

    def for_page(self) -> "VisitQuerySet":
        """A visit with its account and who was there, newest first."""
        named = ScenarioStandard.objects.filter(code=models.OuterRef("scenario"))
        found = self.annotate(
            scenario_zh=models.Subquery(named.values("name_zh")),
            scenario_en=models.Subquery(named.values("name_en")),
        )
        return found.select_related("account", "owner").order_by("-date", "-pk")

    def for_list(self) -> "VisitQuerySet":
        """The same with the people met, in two queries."""
        return self.for_page().prefetch_related("contacts")


@pghistory.track(
    pghistory.InsertEvent(level=pgtrigger.Statement),
    pghistory.UpdateEvent(level=pgtrigger.Statement),
    pghistory.DeleteEvent(level=pgtrigger.Statement),
)
class Visit(models.Model):
    """A meeting with people of an account, planned or completed. Never deleted.

    `client_key` is made by the device that sends it: sent twice it is stored once. `made_at` is
    when it was written there, `sent_hash` of what was written: the same key with something else
    is a conflict.
    """

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="visits", verbose_name=_("account")
    )
    owner = models.ForeignKey(User, models.PROTECT, related_name="visits", verbose_name=_("by"))
    contacts = models.ManyToManyField(
        Contact, blank=True, related_name="visits", verbose_name=_("who was met")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=VisitKind, default=VisitKind.VISIT)
    status = models.CharField(
        _("status"), max_length=9, choices=VisitStatus, default=VisitStatus.COMPLETED
    )
    date = models.DateField(_("date"))
    time = models.TimeField(_("time"), null=True, blank=True)
    scenario = models.CharField(_("scenario"), max_length=12, default=ROUTINE)
    note = models.TextField(_("result"), blank=True)
    needs = models.TextField(_("needs"), blank=True)
    checked = ArrayField(
        models.CharField(max_length=200), verbose_name=_("checklist"), default=list, null=True
    )
    satisfaction = models.PositiveSmallIntegerField(_("satisfaction"), null=True, blank=True)
    direction_changed = models.BooleanField(
        _("customer changes its business direction"), default=False, db_default=False
    )
    colleagues = models.ManyToManyField(
        User, blank=True, related_name="joined_visits", verbose_name=_("with us")
    )
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    next_step_on = models.DateField(_("next step on"), null=True, blank=True)
    client_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField(_("written"), null=True, editable=False)
    sent_hash = models.CharField(
        max_length=64, blank=True, default="", db_default="", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="completed") | ~Q(note=""),
                name="completed_visit_has_a_note",
                violation_error_message=_("A completed visit needs a result."),
            ),
            models.CheckConstraint(
                condition=Q(satisfaction__range=(1, 5)), name="visit_satisfaction_1_to_5"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-date"], name="visit_account_date"),
            models.Index(fields=["owner", "-date"], name="visit_owner_date"),
            models.Index(fields=["-date", "-id"], name="visit_newest"),
            models.Index(fields=["date"], name="visit_planned", condition=Q(status="planned")),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.date}"

    def get_scenario_display(self) -> str:
        """The scenario in the reader's language; lists have both names with the row."""
        if not hasattr(self, "scenario_zh"):
            known = ScenarioStandard.objects.filter(code=self.scenario).first()
            return known.display_name if known else self.scenario
        name = "scenario_en" if get_language() == "en" else "scenario_zh"
        return getattr(self, name) or self.scenario

    @property
    def is_remote(self) -> bool:
        return self.kind in REMOTE_KINDS

    @property
    def is_planned(self) -> bool:
        return self.status == VisitStatus.PLANNED

    @property
    def is_completed(self) -> bool:
        return self.status == VisitStatus.COMPLETED

    def editable_by(self, user: User) -> bool:
        """Who met may correct it; so may the account's owner and managers who see it."""
        if not has_permission(user, Permission.VISIT_LOG):
            return False
        return user.role == Role.MANAGER or user.pk in (self.owner_id, self.account.owner_id)


@pghistory.track(
    pghistory.InsertEvent(level=pgtrigger.Statement),
    pghistory.DeleteEvent(level=pgtrigger.Statement),
    obj_field=None,
)
class VisitContact(Visit.contacts.through):  # type: ignore[name-defined, misc]  # Django makes this table
    """Who was met, so that an exchanged person leaves a trace as an edited text does."""

    class Meta:
        proxy = True


@pghistory.track(
    pghistory.InsertEvent(level=pgtrigger.Statement),
    pghistory.DeleteEvent(level=pgtrigger.Statement),
    obj_field=None,
)
class VisitColleague(Visit.colleagues.through):  # type: ignore[name-defined, misc]  # Django makes this table
    """Who of us was there, with the same trace."""

    class Meta:
        proxy = True

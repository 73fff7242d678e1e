"""What the visit rhythm of an account hangs on, in one narrow row (domain §6.11)."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce

from accounts.models import Account
from accounts.models.account import AccountStatus
from accounts.models.querysets import reach_of
from relationships import rules
from relationships.rules import DueStatus, Effort
from staff.models import Unit, User
from staff.permissions import Permission, has_permission

IN_CARE = (AccountStatus.ACTIVE, AccountStatus.DORMANT, AccountStatus.CANDIDATE)


def started(status: DueStatus, effort: Effort, as_of: date) -> Q:
    """The days on which the rhythm of an account with this status began."""
    found = Q()
    if status > DueStatus.OK:
        found &= Q(start__lte=as_of - timedelta(days=rules.first_day(status, effort.visit_days)))
    if status < DueStatus.LAPSED:
        worse = rules.first_day(DueStatus(status + 1), effort.visit_days)
        found &= Q(start__gt=as_of - timedelta(days=worse))
    return found


class RhythmQuerySet(models.QuerySet["Rhythm"]):
    def visible_to(self, user: User) -> "RhythmQuerySet":
        """Those of accounts `user` may open; none for roles that see no visits."""
        if not has_permission(user, Permission.VISIT_VIEW):
            return self.none()
        return self.filter(reach_of(user))

    def in_care(self, efforts: Iterable[int]) -> "RhythmQuerySet":
        """Accounts rated into a tier with a standard, and still with us."""
        return self.filter(status__in=IN_CARE, tier__in=list(efforts))

    def with_rank(self, *, as_of: date, efforts: dict[int, Effort]) -> "RhythmQuerySet":
        """Adds `due_rank`, a `DueStatus`: by dates alone, so that it costs little per row."""
        found: RhythmQuerySet = self.annotate(
            due_rank=Case(
                *(
                    When(tier=tier, start__lte=last, then=Value(status.value))
                    for tier, effort in efforts.items()
                    for status in sorted(DueStatus, reverse=True)[:-1]
                    for last in [as_of - timedelta(days=rules.first_day(status, effort.visit_days))]
                ),
                default=Value(DueStatus.OK.value),
                output_field=IntegerField(),
            )
        )
        return found

    def between(self, status: DueStatus, effort: Effort, as_of: date) -> "RhythmQuerySet":
        """Those of a tier in one status, the longest unseen first: a range of an index."""
        found = self.filter(started(status, effort, as_of), tier=effort.tier)
        return found.order_by("start", "pk")


class Rhythm(models.Model):
    """One row per account, copied by triggers from the account, its standing and its coverage,
    so that due lists and counts read one narrow table; a rebuild gives the same.

    `tier` is the one it is cared for like: the pyramid's, but core and important accounts get at
    least the standard that `CareRules` says. `start` is the day the rhythm counts from: the last
    visit, else the date of the class, else the day of creation. `quarter_visits` are those of the
    quarter of the last visit.
    """

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, related_name="rhythm", db_constraint=False
    )
    owner = models.ForeignKey(
        User, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    unit = models.ForeignKey(
        Unit, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    created_on = models.DateField()
    since = models.DateField(null=True)
    last_visited_on = models.DateField(null=True)
    tier = models.PositiveSmallIntegerField(default=0)
    quarter_visits = models.PositiveSmallIntegerField(default=0)
    start = models.GeneratedField(
        expression=Coalesce(F("last_visited_on"), F("since"), F("created_on")),
        output_field=models.DateField(),
        db_persist=True,
    )
    status = models.CharField(max_length=10)

    objects = RhythmQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["tier", "start", "account"], name="rhythm_tier", condition=Q(tier__gt=0)
            ),
            # With all that the counts of a due list read, so that they need no row of the table.
            models.Index(
                fields=["tier", "owner", "start", "account"],
                include=["unit", "last_visited_on", "quarter_visits"],
                name="rhythm_care",
                condition=Q(tier__gt=0, status__in=IN_CARE),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.tier} from {self.start}"

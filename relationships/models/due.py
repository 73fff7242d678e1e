"""Which accounts are due for a visit, in one statement (domain §6.11, US-02)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import (
    Case,
    Count,
    F,
    Func,
    IntegerField,
    Q,
    Sum,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce, Least, TruncDate

from accounts.models import Account
from accounts.models.account import AccountStatus
from accounts.models.querysets import AccountQuerySet
from relationships import rules
from relationships.models.coverage import CoverageStandard
from relationships.models.visit import Visit
from relationships.rules import DueStatus, Effort, NextDue
from staff.models import User
from staff.permissions import Permission, has_permission

IN_CARE = (AccountStatus.ACTIVE, AccountStatus.DORMANT, AccountStatus.CANDIDATE)
ORDER = ("-due_rank", "standing__pyramid", "-days_since", "pk")


class Days(Func):
    """Whole days from one date to another; in PostgreSQL the difference of two dates."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


def in_care(accounts: AccountQuerySet, efforts: dict[int, Effort]) -> AccountQuerySet:
    """Accounts with a visit rhythm: rated into a tier with a standard, and still with us."""
    return accounts.filter(status__in=IN_CARE, standing__pyramid__in=list(efforts))


def with_due(
    accounts: AccountQuerySet, *, as_of: date, efforts: dict[int, Effort]
) -> AccountQuerySet:
    """Adds `visit_days`, `due_start`, `days_since` and `due_rank` (a `DueStatus`).

    An account that was never visited counts from its class, else from the day it was created.
    """
    start = Coalesce("coverage__last_visited_on", "standing__since", TruncDate("created_at"))
    found: AccountQuerySet = in_care(accounts, efforts).annotate(
        visit_days=_by_tier({tier: effort.visit_days for tier, effort in efforts.items()}),
        due_start=start,
        days_since=Days(Value(as_of, output_field=models.DateField()), start),
        twice_since=F("days_since") * 2,
        due_rank=_rank(),
    )
    return found


def due_accounts(*, user: User, as_of: date, efforts: dict[int, Effort]) -> AccountQuerySet:
    """The due list of `user`: lapsed first, then overdue, by tier and days."""
    if not has_permission(user, Permission.VISIT_VIEW):
        return Account.objects.none()
    accounts = Account.objects.visible_to(user)
    return with_due(accounts, as_of=as_of, efforts=efforts).order_by(*ORDER)


def worth_a_visit(accounts: AccountQuerySet) -> AccountQuerySet:
    """Those of `with_due` that are due soon or late."""
    return accounts.filter(Q(due_rank__gte=DueStatus.DUE))


def with_last_visit(chosen: AccountQuerySet) -> AccountQuerySet:
    """The rows of a slice of `due_accounts` with what is printed of them but the people met.

    The slice is found first, by ids alone: joined before it, every visit of the book is read.
    """
    chosen_ids = chosen.values("pk")
    whole = chosen.all()
    whole.query.clear_limits()
    return whole.filter(pk__in=chosen_ids).select_related(
        "owner", "standing", "coverage__last_visit"
    )


@dataclass(frozen=True)
class DueRow:
    """One account of the due list."""

    account: Account
    due: NextDue
    last_visit: Visit | None


def next_due_of(account: Account, as_of: date) -> NextDue:
    """The due date of an account that came through `with_due`."""
    return rules.next_due(
        start=account.due_start,  # type: ignore[attr-defined]
        visit_days=account.visit_days,  # type: ignore[attr-defined]
        as_of=as_of,
    )


def due_rows(accounts: Iterable[Account], as_of: date) -> list[DueRow]:
    """Rows of accounts that came through `with_due` and `with_last_visit`."""
    return [
        DueRow(account, next_due_of(account, as_of), _last_visit(account)) for account in accounts
    ]


def with_people(rows: list[DueRow]) -> list[DueRow]:
    """The rows with the people met last, read in one query."""
    prefetch_related_objects([row.last_visit for row in rows if row.last_visit], "contacts")
    return rows


def coverage_of(account: Account, as_of: date) -> NextDue | None:
    """When this account is due, None if it has no visit rhythm. Two queries."""
    efforts = CoverageStandard.objects.efforts()
    found = Account.objects.filter(pk=account.pk)
    row = with_due(found, as_of=as_of, efforts=efforts).first()
    return next_due_of(row, as_of) if row else None


def status_counts() -> dict[str, Count]:
    """Aggregates over `with_due`: one per status (`lapsed`, `overdue`, …) and `care` for all."""
    ranks = {status.slug: Count("pk", filter=Q(due_rank=status)) for status in DueStatus}
    return {**ranks, "care": Count("pk")}


def coverage_in_period(
    accounts: AccountQuerySet,
    *,
    tiers: Mapping[int, int],
    start: date,
    as_of: date,
    efforts: dict[int, Effort],
) -> float | None:
    """Share of the visits the standards ask for from `start` to `as_of` that were made.

    `tiers` counts the accounts of each tier. Each account counts at most what it requires, so
    one often seen does not hide one forgotten. None without an account that has a standard.
    """
    days = (as_of - start).days + 1
    required = {
        tier: rules.required_visits(days=days, visit_days=effort.visit_days)
        for tier, effort in efforts.items()
    }
    asked = sum(required[tier] * n for tier, n in tiers.items())
    made = (
        Visit.objects.counting()
        .filter(account__in=accounts.order_by().values("pk"), date__range=(start, as_of))
        .values("account_id")
        .annotate(n=Count("pk"), asked=_by_tier(required, "account__standing__pyramid"))
        .aggregate(made=Sum(Least("n", "asked")))["made"]
    )
    return (made or 0) / asked if asked else None


def _last_visit(account: Account) -> Visit | None:
    coverage = getattr(account, "coverage", None)
    return coverage.last_visit if coverage else None


def _by_tier(values: dict[int, int], tier: str = "standing__pyramid") -> Case:
    """A small table of four rows as an expression: no join, no subquery per account."""
    return Case(
        *(When(**{tier: key}, then=Value(value)) for key, value in values.items()),
        output_field=IntegerField(),
    )


def _rank() -> Case:
    """`rules.due_status` in SQL; a test holds the two together."""
    # Integers divide without a rest in PostgreSQL, as `//` does.
    window = Least(Value(rules.DUE_DAYS), F("visit_days") / Value(4))
    return Case(
        When(twice_since__gt=F("visit_days") * 3, then=Value(DueStatus.LAPSED.value)),
        When(days_since__gt=F("visit_days"), then=Value(DueStatus.OVERDUE.value)),
        When(days_since__gte=F("visit_days") - window, then=Value(DueStatus.DUE.value)),
        default=Value(DueStatus.OK.value),
        output_field=IntegerField(),
    )

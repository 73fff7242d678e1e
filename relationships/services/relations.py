"""Keeping the relation and the stage history of accounts true to what was assessed."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts.models import Account
from kam.lib.relations import Trend
from relationships.models import Leaving, Level, Relation, StageChange
from relationships.paths import State, Step
from relationships.services.happenings import CONTACTS, sources
from relationships.stages import Move, trend_of
from staff.models import User
from staff.models.notice import NoticeKind
from staff.notice_words import both
from staff.permissions import Role
from staff.services.notices import tell

CHUNK = 1000
STEP_FIELDS = ("on", "before", "after", "personal", "company", "reason", "by_id")


def step_of(row: StageChange) -> Step:
    return Step(*(getattr(row, name) for name in STEP_FIELDS))


@transaction.atomic
def refresh(*, accounts: Iterable[int], today: date) -> list[StageChange]:
    """Bring relations up to what is assessed; returns the steps that were added.

    History is only added to: where its sources were rewritten meanwhile (a merge, an erasure),
    one step leads to where the account stands now. The caller holds the accounts.
    """
    ids = sorted(set(accounts))
    found, kept = sources(ids), _kept(ids)
    states = {pk: found.replayed(pk) for pk in ids}
    new = []
    for pk in ids:
        steps = missing(kept[pk], states[pk].steps, today)
        new += [_row(pk, step) for step in steps]
        kept[pk] += steps
    added = StageChange.objects.bulk_create(new)
    _save(states, kept, today)
    return added


@transaction.atomic
def rebuild(*, accounts: Iterable[int] | None = None, today: date) -> int:
    """Write relations and histories anew from the levels alone; how many accounts have one."""
    assessed = (
        Level.objects.all() if accounts is None else Level.objects.filter(account__in=accounts)
    )
    stale = (
        Relation.objects.all()
        if accounts is None
        else Relation.objects.filter(account__in=accounts)
    )
    ids = sorted(
        {*assessed.order_by().values_list("account", flat=True).distinct()}
        | {*stale.order_by().values_list("account", flat=True)}
    )
    for at in range(0, len(ids), CHUNK):
        part = ids[at : at + CHUNK]
        StageChange.objects.filter(account__in=part).delete()
        Relation.objects.filter(account__in=part).delete()
        refresh(accounts=part, today=today)
    return len(ids)


def keep_current(*, today: date, people_since: datetime, trends: bool) -> int:
    """Relations that time or a change of people moved; how many were looked at.

    A contact whose part in decisions changed since `people_since` may lower a level; with
    `trends`, those that rise, fall or end are read again. Managers hear of falls.
    """
    changed = CONTACTS.objects.filter(pgh_created_at__gte=people_since).values("account")
    due = Q(account__in=changed)
    if trends:
        due |= ~Q(trend=Trend.STABLE)
    ids = list(Relation.objects.filter(due).order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(ids), CHUNK):
        _keep_current(ids[at : at + CHUNK], today)
    return len(ids)


@transaction.atomic
def _keep_current(ids: list[int], today: date) -> None:
    locked = Account.objects.select_for_update(of=("self",), no_key=True).select_related("unit")
    accounts = {account.pk: account for account in locked.filter(pk__in=ids).order_by("pk")}
    for step in refresh(accounts=accounts, today=today):
        tell_of_falls(account=accounts[step.account_id], steps=[step], by=None)


def missing(kept: list[Step], steps: list[Step], today: date) -> list[Step]:
    """What to add to `kept` so that it ends where `steps` ends."""
    if steps[: len(kept)] == kept:
        return steps[len(kept) :]
    if not steps:
        return []
    last, now = kept[-1], steps[-1]
    if (last.personal, last.company, last.after) == (now.personal, now.company, now.after):
        return []
    on = max(today, last.on)
    return [Step(on, last.after, now.after, now.personal, now.company, now.reason, now.by)]


def _kept(ids: list[int]) -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = {pk: [] for pk in ids}
    for row in StageChange.objects.filter(account__in=ids).order_by("account", "pk"):
        found[row.account_id].append(step_of(row))
    return found


def _row(account: int, step: Step) -> StageChange:
    values = dict(zip(STEP_FIELDS, (*vars(step).values(),), strict=True))
    return StageChange(account_id=account, **values)


def _save(states: dict[int, State], kept: dict[int, list[Step]], today: date) -> None:
    leaving = Leaving.objects.now(list(kept))
    rows = [
        _relation(pk, states[pk], steps, today, declared=pk in leaving)
        for pk, steps in kept.items()
        if steps
    ]
    fields = [field.name for field in Relation._meta.fields if not field.primary_key]
    Relation.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["account"], update_fields=fields
    )


def _relation(
    account: int, state: State, steps: list[Step], today: date, *, declared: bool
) -> Relation:
    last = steps[-1]
    since = next((s.on for s in reversed(steps) if s.before != s.after), last.on)
    newest = [
        max((each.assessed_on for each in part), default=None)
        for part in (
            [level for (contact, _who), level in state.levels.items() if contact is not None],
            [level for (contact, _who), level in state.levels.items() if contact is None],
        )
    ]
    return Relation(
        account_id=account,
        personal=last.personal,
        company=last.company,
        stage=last.after,
        trend=trend_of(moves(steps), today, declared=declared),
        since=since,
        assessed_on=min((day for day in newest if day), default=last.on),
        declared_uncoupling=declared,
    )


def moves(steps: Iterable[Step]) -> list[Move]:
    return [Move(step.on, step.personal, step.company, step.after) for step in steps]


def managers_of(account: Account) -> list[User]:
    """Those who lead the account's unit, or the nearest unit above that somebody leads."""
    return managers_by_account([account])[account.pk]


def managers_by_account(accounts: Iterable[Account]) -> dict[int, list[User]]:
    """The same for many accounts with their units; one query."""
    paths = {
        account.pk: [int(pk) for pk in account.unit.path.strip("/").split("/")]
        for account in accounts
        if account.unit is not None
    }
    units = {pk for path in paths.values() for pk in path}
    leads = User.objects.active().filter(role=Role.MANAGER, unit__in=units).order_by("pk")
    by_unit: dict[int | None, list[User]] = defaultdict(list)
    for user in leads:
        by_unit[user.unit_id].append(user)
    found: dict[int, list[User]] = defaultdict(list)
    for account, path in paths.items():
        nearest = next((pk for pk in reversed(path) if pk in by_unit), None)
        found[account] = by_unit.get(nearest, [])
    return found


def tell_of_falls(*, account: Account, steps: Iterable[StageChange], by: User | None) -> None:
    """The day a stage falls its managers know, but for the one who said so."""
    for step in steps:
        if step.before is not None and step.after < step.before:
            tell(
                users=[user for user in managers_of(account) if user != by],
                kind=NoticeKind.STAGE_FELL,
                key=str(step.pk),
                url=reverse("account_relationship", args=[account.pk]),
                params={
                    "account": both(account),
                    "before": str(step.before),
                    "after": str(step.after),
                },
            )

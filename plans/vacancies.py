"""Seats at key accounts that nobody holds (domain §7.10): the one contact and the sponsor.

A vacancy is amber from its first day and red after three. The first day is read from the audit
trail and the history of classes: nothing about vacancies is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, tzinfo
from enum import StrEnum
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from accounts.models.querysets import AccountQuerySet
from kam.lib.classes import KeyAccountClass, PyramidTier
from tiering.key_accounts import KeyAccounts

PATIENCE = 3  # days
# As plans ask for one (`readiness.needs_sponsor`): core and strategic accounts.
NEEDS_SPONSOR = Q(standing__key_class=KeyAccountClass.CORE)
NEEDS_SPONSOR |= Q(standing__pyramid=PyramidTier.TOP)


class Seat(StrEnum):
    KAM = "kam"
    SPONSOR = "sponsor"


SEATS: dict[Seat, Promise] = {
    Seat.KAM: _("Key account manager"),
    Seat.SPONSOR: _("Executive sponsor"),
}

# The last moment at which an active colleague held the seat; before the trail of colleagues begins
# they were as it first tells.
HELD = """(
SELECT max(least(e.until, u.until))
FROM (
  SELECT {holder} AS holder, pgh_created_at AS at,
    lead(pgh_created_at, 1, now()) OVER (ORDER BY pgh_id) AS until
  FROM accounts_accountevent WHERE pgh_obj_id = accounts_account.id) e
CROSS JOIN LATERAL (
  SELECT is_active,
    CASE WHEN row_number() OVER w > 1 THEN pgh_created_at ELSE '-infinity' END AS at,
    lead(pgh_created_at, 1, now()) OVER w AS until
  FROM staff_userevent WHERE pgh_obj_id = e.holder WINDOW w AS (ORDER BY pgh_id)) u
WHERE u.is_active AND u.at < e.until AND e.at < u.until)"""
# The day from which the account has had one of these classes without a break.
SPELL = """(
SELECT min(as_of) FROM tiering_classchange
WHERE account_id = accounts_account.id AND system = '{system}' AND id > coalesce((
  SELECT max(id) FROM tiering_classchange
  WHERE account_id = accounts_account.id AND system = '{system}' AND new NOT IN ({codes})), 0))"""


@dataclass(frozen=True)
class Vacancy:
    """`days` since its first one, which is day 0."""

    account: Account
    seat: Seat
    since: date
    days: int
    tone: str

    @property
    def label(self) -> Promise:
        return SEATS[self.seat]

    @property
    def is_red(self) -> bool:
        return self.tone == "red"


def tone(since: date, today: date) -> str:
    """Of a label: a vacancy raises red once three days are over."""
    return "red" if (today - since).days > PATIENCE else "amber"


def first_day(*, created: date, held: date | None, needed: date | None) -> date:
    """When a seat became vacant: the last day it was held, but not before somebody was needed.

    What is not known is None; before the account was known nobody could be missing.
    """
    return max(day for day in (created, held, needed) if day is not None)


def vacancies(
    accounts: AccountQuerySet, *, today: date, zone: tzinfo | None = None
) -> list[Vacancy]:
    """Those of the key accounts among `accounts`, the oldest first; two queries.

    Days are those of `zone`, by default of the page.
    """
    who = KeyAccounts.now()
    lacking = who.among(accounts).filter(_vacant("owner") | NEEDS_SPONSOR & _vacant("sponsor"))
    rows = _with_history(lacking, who).select_related("unit", "owner", "sponsor")
    found = [
        _vacancy(account, seat, today, zone)
        for account in rows.order_by("pk")
        for seat in Seat
        if getattr(account, f"no_{seat}")
    ]
    return sorted(found, key=lambda each: (each.since, each.account.sort_key, each.account.pk))


def _vacant(field: str) -> Q:
    return Q(**{field: None}) | Q(**{f"{field}__is_active": False})


def _with_history(accounts: AccountQuerySet, who: KeyAccounts) -> AccountQuerySet:
    """Which seats are vacant, when each was held last, and since when somebody is needed."""
    return accounts.annotate(
        no_kam=_is(_vacant("owner")),
        no_sponsor=_is(NEEDS_SPONSOR & _vacant("sponsor")),
        kam_until=RawSQL(HELD.format(holder="owner_id"), []),
        sponsor_until=RawSQL(HELD.format(holder="sponsor_id"), []),
        key_since=_spell(who.system, who.codes),
        core_since=_spell("key_class", [KeyAccountClass.CORE]),
        top_since=_spell("pyramid", [PyramidTier.TOP]),
    )


def _is(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _spell(system: str, codes: Iterable[int]) -> RawSQL:
    named = ", ".join(str(int(code)) for code in codes)
    return RawSQL(SPELL.format(system=system, codes=named), [])


def _vacancy(account: Any, seat: Seat, today: date, zone: tzinfo | None) -> Vacancy:
    until = getattr(account, f"{seat}_until")
    days = [account.key_since]
    if seat == Seat.SPONSOR:
        days.append(min(filter(None, (account.core_since, account.top_since)), default=None))
    since = first_day(
        created=timezone.localdate(account.created_at, zone),
        held=timezone.localdate(until, zone) if until else None,
        needed=max(filter(None, days), default=None),
    )
    return Vacancy(account, seat, since, (today - since).days, tone(since, today))

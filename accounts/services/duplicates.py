"""Is this account already in the book? Across the whole company, telling no more than needed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import ceil

from django.core.cache import cache
from django.db.models import Q

from accounts.models import Account
from kam.lib import names
from staff.models import User

SHOWN = 5
# The answer is about the whole company: enough questions for typing, too few to try out a list.
QUESTIONS, HOUR = 300, 3600
NAMES = 5  # in one question; more of them are more questions


@dataclass(frozen=True)
class Duplicate:
    """An account that seems to be the same company.

    `account` only if the user may open it; else no more than `ask`, the owner's name (empty if
    nobody owns it).
    """

    account: Account | None
    ask: str


def may_ask(user: User, typed: Collection[str] = ()) -> bool:
    """Count a question of `user` about the names; False when there were too many in an hour."""
    key = f"duplicates-asked-{user.pk}"
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key, max(1, ceil(len(typed) / NAMES))) <= QUESTIONS
    except ValueError:  # the hour ended in between
        return True


def find_duplicates(
    *,
    user: User,
    typed: Iterable[str] = (),
    registry_number: str = "",
    besides: int | None = None,
) -> list[Duplicate]:
    """At most five likely duplicates, the oldest first: by registry number, or any of the names
    is a name, English or other name of theirs, legal forms aside."""
    condition = _same(typed, registry_number)
    if condition is None:
        return []
    found = (
        Account.objects.filter(condition)
        .exclude(pk=besides or 0)
        .select_related("owner")
        .order_by("created_at", "pk")[:SHOWN]  # by pk alone, that index would be walked
    )
    visible = set(
        Account.objects.visible_to(user)
        .filter(pk__in=[account.pk for account in found])
        .values_list("pk", flat=True)
    )
    return [_told(account, account.pk in visible) for account in found]


def _told(account: Account, visible: bool) -> Duplicate:
    ask = account.owner.display_name if account.owner else ""
    return Duplicate(account=account if visible else None, ask=ask)


def _same(typed: Iterable[str], registry_number: str) -> Q | None:
    condition = Q()
    if wanted := names.all_normalised(*typed):
        condition |= Q(normalised_names__overlap=wanted)
    if number := names.fold(registry_number):
        condition |= Q(registry_number__in={number, registry_number.strip()})
    return condition or None

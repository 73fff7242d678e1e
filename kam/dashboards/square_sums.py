"""How many accounts stand on each square and what they bring; the whole company's are kept."""

from typing import NamedTuple

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, FilteredRelation, Q, Sum
from django.db.models.functions import Coalesce

from accounts.models import Account
from accounts.models.querysets import AccountQuerySet
from tiering.models import Run

SECONDS = 600
# Every change of an account or of a square leaves a row. While somebody is writing, a lower number
# may still be on its way: then nothing is kept.
VERSION = """
SELECT (SELECT max(pgh_id) FROM accounts_accountevent),
  (SELECT max(id) FROM accounts_account),
  (SELECT max(id) FROM relationships_stagechange),
  EXISTS (SELECT FROM pg_stat_activity WHERE backend_xid IS NOT NULL
    AND datname = current_database() AND pid <> pg_backend_pid())
"""


class SquareSum(NamedTuple):
    """Levels and the stage kept, 0 for what is not known; amount in minor units."""

    personal: int
    company: int
    stage: int
    accounts: int
    amount: int


def sums_of(accounts: AccountQuerySet, run: Run | None) -> list[SquareSum]:
    """Of these accounts, in one pass."""
    scored = FilteredRelation("scores", condition=Q(scores__run=run))
    grouped = (
        accounts.order_by()
        .alias(scored=scored)
        .values(
            p=Coalesce("relation__personal", 0),
            c=Coalesce("relation__company", 0),
            stage=Coalesce("relation__stage", 0),
        )
    )
    summed = grouped.annotate(n=Count("pk"), total=Coalesce(Sum("scored__net_revenue"), 0))
    return [SquareSum(*row) for row in summed.values_list("p", "c", "stage", "n", "total")]


def sums_of_company(run: Run | None) -> list[SquareSum]:
    """The same of all open accounts, from the cache until one of them changes."""
    accounts: AccountQuerySet = Account.objects.open()
    with connection.cursor() as cursor:
        cursor.execute(VERSION)
        *numbers, somebody_writes = cursor.fetchone()
    if somebody_writes:
        return sums_of(accounts, run)
    key = "-".join(map(str, ["squares", run and run.pk, run and run.result_hash[:16], *numbers]))
    found: list[SquareSum] | None = cache.get(key)
    if found is None:
        found = sums_of(accounts, run)
        cache.set(key, found, SECONDS)
    return found

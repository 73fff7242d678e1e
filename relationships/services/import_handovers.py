"""Accounts that got another owner by an import are handed over like all others."""

from collections import defaultdict
from datetime import date, datetime

from django.db import connection, transaction

from accounts.models import ImportBatch
from accounts.models.batch import BatchState, ImportKind
from relationships.models import FollowedImport
from relationships.services.handover import record
from staff.models import User

# Those that still have the owner whom the import gave them.
MOVED = """
SELECT c.object_id, (c.before ->> 'owner_id')::bigint, a.owner_id
FROM accounts_importchange c
JOIN accounts_account a ON a.id = c.object_id AND a.merged_into_id IS NULL
WHERE c.batch_id = %s AND (c.before ->> 'owner_id') IS NOT NULL
  AND (c.after ->> 'owner_id')::bigint = a.owner_id
ORDER BY 1
"""


def follow_imports(*, since: datetime, on: date) -> int:
    """Hand over what imports saved since then have moved; how many have something to pass on."""
    followed = FollowedImport.objects.values("batch")
    saved = ImportBatch.objects.filter(
        kind=ImportKind.ACCOUNTS, state=BatchState.SAVED, saved_at__gte=since
    )
    batches = saved.exclude(pk__in=followed).select_related("created_by").order_by("pk")
    return sum(_follow(batch, on) for batch in batches)


@transaction.atomic
def _follow(batch: ImportBatch, on: date) -> int:
    _mark, is_first = FollowedImport.objects.get_or_create(batch=batch)
    if not is_first:
        return 0
    moved: dict[int, dict[int, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(MOVED, [batch.pk])
        for account, former, owner in cursor.fetchall():
            moved[owner][account] = former
    owners = User.objects.in_bulk(moved)
    # An import by command has no author: then the hand-over stands under who takes over.
    return sum(
        record(pairs=pairs, to=owners[pk], by=batch.created_by or owners[pk], on=on)
        for pk, pairs in sorted(moved.items())
    )

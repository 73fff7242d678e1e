"""Accounts that a ledger file speaks of and nobody has entered yet."""

import json
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.imports import staging
from accounts.imports.matching import scope_of
from accounts.imports.refusal import ImportRefused
from accounts.models import Account, LedgerEntry
from accounts.models.account import AccountStatus
from accounts.models.batch import ImportBatch
from staff.models import User
from staff.permissions import Role

# Made by a batch, or taken into the book again by it.
MADE = """
SELECT e.pgh_obj_id FROM accounts_accountevent e
JOIN pghistory_context c ON c.id = e.pgh_context_id
WHERE c.metadata->>'batch' = %s AND e.status = 'active'
"""
# Accounts of the staged orders that left the book, and whether by the undoing of a ledger, with
# nothing done to them since.
LEFT = """
SELECT a.id, EXISTS (
  SELECT FROM accounts_accountevent e
  JOIN pghistory_context c ON c.id = e.pgh_context_id
  JOIN accounts_importbatch b ON c.metadata->>'batch' = b.id::text AND b.state = 'undone'
    AND b.kind = 'ledger'
  WHERE e.pgh_id = (SELECT max(pgh_id) FROM accounts_accountevent WHERE pgh_obj_id = a.id))
FROM accounts_account a
WHERE a.status = 'exited' AND a.id IN (SELECT account_id FROM {orders})
"""

SELLERS = (Role.REP, Role.KAM, Role.MANAGER)


def note(batch_id: int) -> int:
    """Stage the accounts to be created that an accepted order needs; returns how many."""
    table = staging.create(batch_id, "record")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO {table} (line, outcome, fields, before)
            SELECT DISTINCT ON (fresh) fresh, 'new', jsonb_build_object('code', nullif(account, ''),
              'name', coalesce(nullif(name, ''), account)), '{{}}'
            FROM import_key WHERE fresh IN (SELECT fresh FROM {staging.name(batch_id, "order")})
            ORDER BY fresh, name = '', n"""
        )
        return int(cursor.rowcount)


def create(batch: ImportBatch) -> int:
    """Create the staged accounts and write their ids into the staged orders."""
    table, orders = staging.name(batch.pk, "record"), staging.name(batch.pk, "order")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT line, fields::text FROM {table} ORDER BY line")
        wanted = [(line, json.loads(fields)) for line, fields in cursor.fetchall()]
    if not wanted:
        return 0
    found = existing({fields["code"] for _line, fields in wanted if fields["code"]}, batch)
    missing = [(line, fields) for line, fields in wanted if fields["code"] not in found]
    made = Account.objects.bulk_create(
        [build(fields, batch.created_by) for _line, fields in missing], batch_size=2000
    )
    ids = {line: account.pk for (line, _fields), account in zip(missing, made, strict=True)}
    remember(batch, made)
    ids |= {line: found[fields["code"]] for line, fields in wanted if line not in ids}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE {orders} o SET account_id = v.id
            FROM unnest(%s::int[], %s::bigint[]) AS v(fresh, id) WHERE v.fresh = o.fresh""",
            [list(ids), list(ids.values())],
        )
    return len(made)


def remember(batch: ImportBatch, made: list[Account]) -> None:
    """So that a list can show what the import created."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_importchange (batch_id, object_id, after)"
            " SELECT %s, id, '{}' FROM unnest(%s::bigint[]) AS id",
            [batch.pk, [account.pk for account in made]],
        )


def retire(batch: ImportBatch) -> int:
    """Take the accounts that an undone batch made out of the book; returns how many.

    Their closed ledger rows refer to them for ever, so they are not deleted. One that somebody has
    worked on meanwhile stays as it is.
    """
    with connection.cursor() as cursor:
        cursor.execute(MADE, [str(batch.pk)])
        made = [pk for (pk,) in cursor.fetchall()]
    untouched = Account.objects.filter(pk__in=made, status=AccountStatus.ACTIVE)
    untouched = untouched.filter(contacts=None, children=None, visits=None)
    bought = LedgerEntry.objects.current().filter(account__in=made).values("account")
    return untouched.exclude(pk__in=bought).update(status=AccountStatus.EXITED)


def left(batch: ImportBatch) -> dict[int, bool]:
    """Exited accounts of the staged orders; True for those that only an undone import retired."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT.format(orders=staging.name(batch.pk, "order")))
        return dict(cursor.fetchall())


def revive(batch: ImportBatch) -> int:
    """Take what an undone import had retired into the book again; returns how many."""
    retired = [pk for pk, by_undo in left(batch).items() if by_undo]
    return Account.objects.filter(pk__in=retired).update(status=AccountStatus.ACTIVE)


def existing(codes: set[str], batch: ImportBatch) -> dict[str | None, int]:
    """Accounts that came to be since the preview; refused if they are somebody else's."""
    found = dict(Account.objects.filter(code__in=list(codes)).values_list("code", "pk"))
    if scope_of(batch.created_by).filter(pk__in=list(found.values())).count() < len(found):
        raise ImportRefused(_("Accounts changed hands since the check. Check the file again."))
    return found


def build(fields: dict[str, Any], user: User | None) -> Account:
    """An active account of the importer, if the importer sells."""
    account = Account(
        code=fields["code"],
        name=fields["name"],
        status=AccountStatus.ACTIVE,
        **owned_by(user),
    )
    account.refresh_names()
    return account


def owned_by(user: User | None) -> dict[str, Any]:
    if user is None or user.role not in SELLERS:
        return {}
    return {"owner": user, "unit": user.unit}

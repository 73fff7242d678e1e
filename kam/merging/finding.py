"""Pairs of records that are likely to be one: set-based, a statement for the whole book."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact
from staff.models import User
from staff.permissions import Permission, has_permission

MOST = 500  # pairs told at once
MANY = 20  # records alike; more of them are no duplicates but a habit ("test")


class Why(StrEnum):
    REGISTRY = "registry"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"


WORDS: dict[str, Promise] = {
    Why.REGISTRY: _("same registry number"),
    Why.NAME: _("same name"),
    Why.PHONE: _("same phone number"),
    Why.EMAIL: _("same e-mail address"),
}

# Each with the oldest of those alike, but for pairs that somebody said are two; two reasons for a
# pair come first.
PAIRS = """
WITH book AS MATERIALIZED ({scope})
SELECT first, other, array_agg(DISTINCT why ORDER BY why) FROM (
  SELECT why, min(id) AS first, array_agg(id) AS ids FROM ({keys}) AS said
  WHERE key <> '' GROUP BY {group} HAVING count(*) BETWEEN 2 AND {many}
) AS alike, unnest(ids) AS other WHERE other <> first AND NOT EXISTS (
  SELECT FROM accounts_apart a WHERE a.first_{kind}_id = first AND a.other_{kind}_id = other)
GROUP BY 1, 2 ORDER BY count(DISTINCT why) DESC, 1, 2 LIMIT {most}
"""
ACCOUNT_KEYS = """
SELECT id, 'registry' AS why, upper(registry_number) AS key FROM book
UNION ALL SELECT id, 'name', name FROM book, unnest(normalised_names) AS name
"""
BARE = "lower(translate(normalize({name}, NFKC), ' .,·•-_()', ''))"
# Short numbers are extensions, which colleagues share.
CONTACT_KEYS = f"""
SELECT id, 'name' AS why, {BARE.format(name="name")} AS key, account_id FROM book
UNION ALL SELECT id, 'name', {BARE.format(name="name_en")}, account_id FROM book
  WHERE name_en <> ''
UNION ALL SELECT id, 'email', lower(email), account_id FROM book WHERE email <> ''
UNION ALL SELECT id, 'phone', digits, account_id FROM (
  SELECT id, account_id, translate(phone, ' +()./-', '') AS digits FROM book) p
  WHERE length(digits) >= 7
"""


@dataclass(frozen=True)
class Likely:
    """The older record, the other one, and why they are thought to be one."""

    kept: Any
    lost: Any
    why: list[Promise]


def account_pairs(user: User) -> list[tuple[int, int, list[str]]]:
    """Among the accounts `user` may merge: same registry number, or a name in common."""
    if not has_permission(user, Permission.RECORD_MERGE):
        return []
    scope = Account.objects.visible_to(user).order_by()
    narrow = scope.values("id", "registry_number", "normalised_names")
    return _pairs(ACCOUNT_KEYS, narrow, kind="account", group="why, key")


def contact_pairs(user: User) -> list[tuple[int, int, list[str]]]:
    """Within one account each, of the accounts whose people `user` may merge."""
    if not has_permission(user, Permission.CONTACT_EDIT):
        return []
    people = Contact.objects.visible_to(user).order_by()
    if not has_permission(user, Permission.RECORD_MERGE):
        people = people.filter(account__owner=user)
    narrow = people.values("id", "account_id", "name", "name_en", "email", "phone")
    return _pairs(CONTACT_KEYS, narrow, kind="contact", group="account_id, why, key")


def _pairs(keys: str, scope: Any, *, kind: str, group: str) -> list[tuple[int, int, list[str]]]:
    sql, params = scope.query.sql_with_params()
    statement = PAIRS.format(scope=sql, keys=keys, kind=kind, group=group, many=MANY, most=MOST)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def with_records(pairs: list[tuple[int, int, list[str]]], model: Any) -> list[Likely]:
    """The records of one page of pairs; one query."""
    pks = {pk for kept, lost, _why in pairs for pk in (kept, lost)}
    found = model.objects.for_list().in_bulk(pks)
    return [
        Likely(found[kept], found[lost], [WORDS[each] for each in why])
        for kept, lost, why in pairs
        if kept in found and lost in found
    ]


def alike(account: Account, user: User) -> list[Account]:
    """Accounts in `user`'s reach that look like this one."""
    names = account.normalised_names
    found = Account.objects.visible_to(user).filter(normalised_names__overlap=names)
    if account.registry_number:
        found = found | Account.objects.visible_to(user).filter(
            registry_number=account.registry_number
        )
    return list(found.exclude(pk=account.pk).for_list().order_by("created_at", "pk")[:8])

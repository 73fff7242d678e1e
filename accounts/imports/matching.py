"""Which account a file means: by customer number, registry number, then name or other name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from accounts.imports.rows import Draft
from accounts.models import Account
from kam.lib.names import normalised
from staff.models import User

BY_NUMBER = """
UPDATE import_key k SET account_id = a.id FROM ({scope}) a
WHERE k.account_id IS NULL AND k.account <> '' AND a.code = k.account"""
BY_REGISTRY = """
UPDATE import_key k SET account_id = a.id FROM (
  SELECT registry_number, min(id) AS id FROM ({scope}) s
  WHERE registry_number <> '' GROUP BY 1 HAVING count(*) = 1) a
WHERE k.account_id IS NULL AND k.account <> '' AND a.registry_number = k.account"""

# One walk: an index would be asked for each of perhaps a hundred thousand names.
BY_NAME = """
SELECT a.id, a.code, name FROM ({scope}) a, unnest(a.normalised_names) AS name
WHERE name = ANY(%s)"""


@dataclass
class Key:
    """One way the file names an account."""

    n: int
    account: str
    name: str
    account_id: int | None = None
    fresh: int | None = None
    reason: str = ""

    @property
    def new_name(self) -> str:
        return self.name or self.account


def scope_of(user: User | None) -> "QuerySet[Account]":
    """Accounts the import may touch; the system (no user) sees all."""
    return Account.objects.all() if user is None else Account.objects.visible_to(user)


def match(user: User | None, *, create: bool) -> int:
    """Fill the temporary table import_key (n, account, name) with accounts or reasons.

    Returns how many accounts would be created; their keys have `fresh`, counted from 1.
    """
    scope = scope_of(user)
    narrow = scope.values("id", "code", "registry_number").order_by()
    sql, params = narrow.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE import_key SET reason = 'no_account' WHERE account = '' AND name = ''"
        )
        for statement in (BY_NUMBER, BY_REGISTRY):
            cursor.execute(statement.format(scope=sql), params)
        cursor.execute(
            "SELECT n, account, name FROM import_key WHERE account_id IS NULL AND reason IS NULL"
        )
        left = [Key(*row) for row in cursor.fetchall()]
    by_name(left, scope)
    unknown = [key for key in left if key.account_id is None and not key.reason]
    made = invent(unknown, user) if create else 0
    for key in unknown:
        if key.fresh is None and not key.reason:
            key.reason = "unknown_account"
    write_back(left)
    return made


def by_name(keys: list[Key], scope: "QuerySet[Account]") -> None:
    """A name counts if exactly one account has it; a name beside a number only if that account
    has no number of its own."""
    wanted = {normalised(text) for key in keys for text in (key.account, key.name) if text}
    known = names_of(wanted - {""}, scope)
    for key in keys:
        found = known[normalised(key.account)] if key.account else set()
        if not found and key.name:
            found = known[normalised(key.name)]
            found = {(pk, code) for pk, code in found if not (key.account and code)}
        if len(found) == 1:
            key.account_id = next(iter(found))[0]
        elif found:
            key.reason = "ambiguous_account"


def names_of(
    wanted: set[str], scope: "QuerySet[Account]"
) -> dict[str, set[tuple[int, str | None]]]:
    """Normalised name → accounts (id, number) that bear it as name, English or other name."""
    known: dict[str, set[tuple[int, str | None]]] = defaultdict(set)
    if not wanted:
        return known
    narrow = scope.values("id", "code", "normalised_names").order_by()
    sql, params = narrow.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(BY_NAME.format(scope=sql), [*params, list(wanted)])
        for pk, code, name in cursor.fetchall():
            known[name].add((pk, code))
    return known


def invent(keys: list[Key], user: User | None) -> int:
    """Number the accounts to be created: one per customer number, or per name without one."""
    taken = hidden(keys) if user is not None else set()
    numbers: dict[tuple[str, str], int] = {}
    for key in keys:
        if {key.account, normalised(key.new_name)} & taken:
            continue  # somebody else's account: as unknown as any
        if len(key.account) > 64 or len(key.new_name) > 200:
            key.reason = "too_long"
            continue
        identity = ("code", key.account) if key.account else ("name", normalised(key.name))
        key.fresh = numbers.setdefault(identity, len(numbers) + 1)
    return len(numbers)


def hidden(keys: list[Key]) -> set[str]:
    """Numbers and names, English and other names too, of accounts that exist outside the scope."""
    numbers = {key.account for key in keys if key.account}
    names = {normalised(key.new_name) for key in keys} - {""}
    codes = Account.objects.filter(code__in=list(numbers)).values_list("code", flat=True)
    return {*(code or "" for code in codes), *names_of(names, Account.objects.all())}


def write_back(keys: Iterable[Key]) -> None:
    rows = [(key.n, key.account_id, key.fresh, key.reason or None) for key in keys]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE import_key k SET account_id = v.account_id, fresh = v.fresh, reason = v.reason
            FROM unnest(%s::int[], %s::bigint[], %s::int[], %s::text[])
              AS v(n, account_id, fresh, reason)
            WHERE k.n = v.n""",
            [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []],
        )


def match_drafts(
    drafts: list[Draft],
    user: User | None,
    numbers: tuple[str, ...],
    name: str,
    *,
    create: bool = False,
) -> dict[int, int]:
    """Match rows held in memory: row number → account; with `create` minus n for a new one.

    The first filled field of `numbers` is the customer number. Rows that match nothing are
    rejected.
    """
    by_line = {draft.line: draft for draft in drafts}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS import_key")
        cursor.execute(
            "CREATE TEMP TABLE import_key (n int, account text NOT NULL, name text NOT NULL,"
            " account_id bigint, fresh int, reason text) ON COMMIT DROP"
        )
        columns: list[Any] = [
            list(by_line),
            [first(d, numbers) for d in drafts],
            [d.text(name) for d in drafts],
        ]
        cursor.execute(
            "INSERT INTO import_key (n, account, name)"
            " SELECT * FROM unnest(%s::int[], %s::text[], %s::text[])",
            columns,
        )
        match(user, create=create)
        cursor.execute("SELECT n, coalesce(account_id, -fresh), reason FROM import_key")
        answers = cursor.fetchall()
        cursor.execute("DROP TABLE import_key")
        found = {}
        for line, target, reason in answers:
            found[line] = target
            if reason:
                by_line[line].reject(numbers[0], reason)
        return {line: target for line, target in found.items() if target is not None}


def first(draft: Draft, names: tuple[str, ...]) -> str:
    return next((draft.text(name) for name in names if draft.text(name)), "")

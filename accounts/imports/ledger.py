"""Sales ledger files: check against the ledger, save, undo."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.imports import ledger_sql as sql
from accounts.imports import matching, new_accounts, staging
from accounts.imports.cells import WHOLE
from accounts.imports.refusal import ImportRefused
from accounts.models import LedgerEntry
from accounts.models.batch import ImportBatch, KnownMode
from staff.models import Company, User

Counts = dict[str, Any]


@transaction.atomic
def check(batch: ImportBatch) -> Counts:
    """Turn the staged lines into orders and rejected lines; returns the counts of the preview."""
    form = form_of(batch)
    orders = staging.create(batch.pk, "order")
    with connection.cursor() as cursor:
        unhurried(cursor)
        cursor.execute("DELETE FROM accounts_importreject WHERE batch_id = %s", [batch.pk])
        cursor.execute(sql.keys(form))
        matching.match(batch.created_by, create=bool(batch.options.get("create_accounts")))
        cursor.execute(sql.days(form))
        cursor.execute("ANALYZE import_key; ANALYZE import_day")
        cursor.execute(sql.lines(form))
        cursor.execute("ANALYZE import_line")
        if not form.of_lines and not batch.options.get("sum_repeated"):
            cursor.execute(sql.REPEATED)
        cursor.execute(sql.RATES, rate_params(batch))
        cursor.execute("ANALYZE import_rate")
        cursor.execute(sql.sums(form))
        cursor.execute("ANALYZE import_sum")
        cursor.execute(sql.REJECTS.format(batch=int(batch.pk)))
        cursor.execute(sql.ORDERS.format(orders=orders, same=same(batch)), {"source": batch.source})
        cursor.execute(f"ANALYZE {orders}")
        fresh = new_accounts.note(batch.pk)
        cursor.execute("DROP TABLE import_key, import_day, import_line, import_rate, import_sum")
    return counts_of(batch) | {
        "shared_references": shared_references(orders),
        "accounts_created": fresh,
        **gone(batch),
        "whole_numbers": sorted(form.whole),
        "currency": form.currency,
    }


@transaction.atomic
def save(batch: ImportBatch, now: datetime) -> Counts:
    """Close what changed, add what is new; nothing is overwritten. The caller holds the batch."""
    orders = staging.name(batch.pk, "order")
    own_date = batch.known == KnownMode.OWN_DATE
    add = sql.ADD.format(
        orders=orders,
        known_from=sql.OWN_DATE if own_date else "%(now)s",
        closed_before=sql.CLOSED_BEFORE if own_date else "",
    )
    params: dict[str, Any] = {
        "now": now,
        "batch": batch.pk,
        "source": batch.source,
        "zone": Company.current().time_zone,
    }
    with connection.cursor() as cursor:
        unhurried(cursor)
        cursor.execute("SELECT pg_advisory_xact_lock(7310, 1)")  # the ledger's own lock, early
        created = new_accounts.create(batch)
        refuse_strangers(cursor, batch, orders)
        back = new_accounts.revive(batch)
        cursor.execute(sql.FORGET_CLOSED.format(orders=orders))
        cursor.execute(sql.COMPARE_AGAIN.format(orders=orders, same=same(batch)), params)
        cursor.execute(sql.CLOSE.format(orders=orders), params)
        cursor.execute(add, params)
    return counts_of(batch) | {"accounts_created": created, "accounts_back": back}


@transaction.atomic
def undo(batch: ImportBatch, now: datetime, by: User | None = None) -> None:
    """Close the batch's rows and let those it had closed stand again, as new rows."""
    refuse_handed_over(batch, by)
    params: dict[str, Any] = {"batch": batch.pk, "now": now}
    with connection.cursor() as cursor:
        unhurried(cursor)
        cursor.execute("SELECT pg_advisory_xact_lock(7310, 1)")
        cursor.execute(sql.BUILT_ON, params)
        if later := [f"#{row[0]}" for row in cursor.fetchall()]:
            raise ImportRefused(
                _("Later imports changed rows of this one. Undo them first: %(batches)s."),
                batches=later,
            )
        cursor.execute(sql.REMOVE, params)
        cursor.execute(sql.PUT_BACK, params)
    new_accounts.retire(batch)


def gone(batch: ImportBatch) -> Counts:
    """Accounts of the file that left the book: those that come back, and those that don't."""
    found = list(new_accounts.left(batch).values())
    return {"accounts_back": sum(found), "accounts_exited": len(found) - sum(found)}


def unhurried(cursor: Any) -> None:
    """A large file may take longer than any page may."""
    cursor.execute("SET LOCAL statement_timeout = 0")
    cursor.execute("SET LOCAL lock_timeout = '10min'")
    cursor.execute("SET LOCAL work_mem = '128MB'")


def form_of(batch: ImportBatch) -> sql.Form:
    fields = frozenset(batch.mapping)
    options = batch.options
    field, prefix = return_rule(options.get("return_if", ""))
    if field and field not in fields:
        field = "mark"
    table = staging.name(batch.pk, "line")
    return sql.Form(
        table=table,
        fields=fields - {"mark"},
        currency=options.get("currency") or Company.current().base_currency,
        whole=whole_numbers(table, fields),
        date_order=options.get("date_order", ""),
        return_field=field,
        return_prefix=prefix,
    )


def return_rule(text: str) -> tuple[str, str]:
    """ "reference^=C" is the field (or column) and the prefix that make a row a return."""
    if not text:
        return "", ""
    field, sign, prefix = text.partition("^=")
    if not sign or not field or not prefix:
        raise ImportRefused(_("A rule for returns looks like reference^=C."))
    return field, prefix


def whole_numbers(table: str, fields: frozenset[str]) -> frozenset[str]:
    """Identifier columns whose every value reads like 17850.0: a spreadsheet's doing."""
    whole = set()
    with connection.cursor() as cursor:
        for field in {"account", "reference", "returns"} & fields:
            cursor.execute(
                f"SELECT EXISTS (SELECT FROM {table} WHERE {field} IS NOT NULL) AND NOT EXISTS "
                f"(SELECT FROM {table} WHERE {field} !~ '{WHOLE}')"
            )
            if cursor.fetchone()[0]:
                whole.add(field)
    return frozenset(whole)


def rate_params(batch: ImportBatch) -> dict[str, Any]:
    return {
        "base": Company.current().base_currency,
        "own": batch.options.get("currency"),
        "fixed": batch.options.get("rate") or None,
    }


def same(batch: ImportBatch) -> str:
    return sql.SAME.format(rate_is_given="true" if batch.options.get("rate") else "false")


def refuse_strangers(cursor: Any, batch: ImportBatch, orders: str) -> None:
    """Accounts may have left the importer's scope, or gone, since the preview."""
    scope, params = (
        matching.scope_of(batch.created_by).values("id").order_by().query.sql_with_params()
    )
    cursor.execute(
        f"SELECT EXISTS (SELECT DISTINCT account_id FROM {orders} EXCEPT {scope})", params
    )
    if cursor.fetchone()[0]:
        raise ImportRefused(_("Accounts changed hands since the check. Check the file again."))


def refuse_handed_over(batch: ImportBatch, by: User | None) -> None:
    """Rows of an account that left somebody's scope since are no longer theirs to take back."""
    rows = LedgerEntry.objects.current().filter(batch=batch)
    if rows.exclude(account__in=matching.scope_of(by)).exists():
        raise ImportRefused(
            _("Accounts of this import belong to somebody else by now. Ask an administrator.")
        )


def shared_references(orders: str) -> int:
    """How many order numbers stand at more than one account; each is an order of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT FROM {orders} GROUP BY reference HAVING count(*) > 1) s"
        )
        return int(cursor.fetchone()[0])


def counts_of(batch: ImportBatch) -> Counts:
    """What the staged orders and rejects of a batch add up to."""
    orders = staging.name(batch.pk, "order")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT count(*) FILTER (WHERE outcome = 'new'),
              count(*) FILTER (WHERE outcome = 'changed'),
              count(*) FILTER (WHERE outcome = 'unchanged'),
              coalesce(sum(lines), 0), count(*) FILTER (WHERE lines > 1),
              coalesce(sum(amount_base), 0)::text, min(date)::text, max(date)::text,
              count(*) FILTER (WHERE kind = 'return' AND amount > 0)
            FROM {orders}"""
        )
        values = cursor.fetchone()
    names = ("created", "changed", "unchanged", "accepted", "summed", "total", "first_day",
             "last_day", "positive_returns")  # fmt: skip
    return dict(zip(names, values, strict=True))

"""The accounts somebody reads, as a condition in SQL that is sent by COPY."""

from collections.abc import Callable

from django.db import connection

from accounts.models import Account
from accounts.models.querysets import AccountQuerySet
from staff.models import User


def scope_of(user: User, key: str = "account_id") -> str:
    """`AND key IN (…)` over the book of `user`, empty where that is everything."""
    accounts = Account.objects.in_book_of(user)
    return "" if accounts.reads_everything(user) else f"AND {_among(accounts, key)}"


def opened_by(user: User, key: str) -> str:
    """`key IN (…)` over the accounts that `user` opens, `TRUE` where that is everything."""
    accounts = Account.objects.visible_to(user)
    return "TRUE" if accounts.opens_everything(user) else _among(accounts, key)


def _among(accounts: AccountQuerySet, key: str) -> str:
    sql, params = accounts.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        mogrify: Callable[..., bytes] = cursor.mogrify
        return f"{key} IN ({mogrify(sql, params).decode()})"

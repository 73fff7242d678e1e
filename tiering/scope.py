"""The accounts somebody reads, as a condition in SQL that is sent by COPY."""

from collections.abc import Callable

from django.db import connection

from accounts.models import Account
from staff.models import User


def scope_of(user: User, key: str = "account_id") -> str:
    """`AND key IN (…)` over the book of `user`, empty where that is everything."""
    accounts = Account.objects.in_book_of(user)
    if accounts.reads_everything(user):
        return ""
    sql, params = accounts.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        mogrify: Callable[..., bytes] = cursor.mogrify
        return f"AND {key} IN ({mogrify(sql, params).decode()})"

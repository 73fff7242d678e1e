"""What a merge holds while it writes, in the order in which all writers take it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import Account, Contact
from accounts.services.groups import LOCK as GROUPS
from kam.lib.locks import RUNS, Busy, only_one
from kam.merging.refusals import MergeRefused

LEDGER = "SELECT pg_try_advisory_xact_lock(7310, 1)"
REFERRALS = "SELECT pg_advisory_xact_lock(7310, 4)"


@contextmanager
def no_run() -> Iterator[None]:
    """A scoring run in between would write classes of a record that has none any more."""
    try:
        with only_one(RUNS):
            yield
    except Busy as busy:
        text = _("The accounts are being scored at the moment. Try again in some minutes.")
        raise MergeRefused(text) from busy


def hold(*records: Account | Contact) -> list[Any]:
    """Lock the records, read again, and what is written with them; those merged away included."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    first = records[0]
    model = type(first)
    if isinstance(first, Contact):  # as writers of visits do
        Account.everyone.select_for_update(no_key=True).get(pk=first.account_id)
    else:
        _hold_book()
    pks = [record.pk for record in records]
    return list(model.everyone.select_for_update().filter(pk__in=pks).order_by("pk"))


def _hold_book() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LEDGER)
        if not cursor.fetchone()[0]:
            raise MergeRefused(_("Sales are being imported at the moment. Try again in a minute."))
        cursor.execute(GROUPS)
        cursor.execute(REFERRALS)

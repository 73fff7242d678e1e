"""One at a time, across processes: PostgreSQL's advisory locks go when their holder dies."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

from django.db import connection

SPACE = 7310  # ours; the ledger's writers use (7310, 1), see accounts' migration 0002
RUNS = 2  # groups use 3, referrals 4


class Busy(RuntimeError):
    """Somebody else holds the lock."""


@contextmanager
def only_one(key: int, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock for the block; raises `Busy` at once if it is taken, unless `wait`."""
    while not _taken(key):
        if not wait:
            raise Busy(key)
        sleep(0.5)  # asked again and again: a waiting statement would meet the lock timeout
    try:
        yield
    finally:
        if connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [SPACE, key])


def _taken(key: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [SPACE, key])
        return bool(cursor.fetchone()[0])

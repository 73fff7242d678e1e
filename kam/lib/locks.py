"""One at a time, across processes: PostgreSQL's advisory locks go when their holder dies."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

SPACE = 7310  # ours; the ledger's writers use (7310, 1), see accounts' migration 0002
RUNS = 2


class Busy(RuntimeError):
    """Somebody else holds the lock."""


@contextmanager
def only_one(key: int, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock for the block; raises `Busy` at once if it is taken, unless `wait`."""
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [SPACE, key])
        else:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [SPACE, key])
            if not cursor.fetchone()[0]:
                raise Busy(key)
    try:
        yield
    finally:
        if connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [SPACE, key])

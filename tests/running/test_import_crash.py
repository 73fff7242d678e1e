"""kill -9 in the middle of an import: nothing half-written is there, and doing it again succeeds.

A real worker and a real broker. A lock on a table holds the step at its worst moment: a check when
its lines are staged, a save when its rows are in the ledger.
"""

import os
import signal
import sys
from contextlib import closing

import psycopg2
import pytest

from tests import tables
from tests.running.test_crash import Book, answers
from tests.running.test_embedded import wait_until

ROWS = 200  # of the file that SETUP uploads, and one that is refused
# What the step needs last, and what tells that all before it was done.
HELD = {"check": "accounts_importreject", "save": "accounts_monthlyrollup"}
STATE = {"check": "checking", "save": "saving"}
SETUP = """
import django; django.setup()
from django.core.files.base import ContentFile
from accounts.imports import batches
from tests import factories
factories.account("客户", code="C1")
text = "account,reference,date,amount\\n"
text += "".join(f"C1,A{n},2026-01-{n % 28 + 1:02},{n + 1}.50\\n" for n in range(200))
file = ContentFile((text + "C2,B1,2026-01-01,1\\n").encode(), name="orders.csv")
batches.upload(file=file, kind="ledger", source="erp", by=None)
"""
STEP = """
import django; django.setup()
from accounts import tasks
from accounts.imports import batches
from accounts.models import ImportBatch
batch = ImportBatch.objects.get()
"""
CHECK = STEP + "batches.start_check(batch, columns=batch.mapping, options={})\n"
SAVE = STEP + "batches.start_save(batch)\n"
START = {
    "check": CHECK + "tasks.check_import.delay(batch.pk)",
    "save": SAVE + "tasks.save_import.delay(batch.pk)",
}
# What beat asks for every five minutes, once the heartbeat is old.
SWEEP = (
    STEP
    + """
from datetime import timedelta
ImportBatch.objects.update(heartbeat_at=batch.heartbeat_at - timedelta(minutes=6))
tasks.sweep_imports.delay()
"""
)
REBUILD = """
import django; django.setup()
from accounts.services import rollup
print(rollup.rebuild())
"""
FACTS = """
SELECT (SELECT count(*) FROM accounts_ledgerentry),
  (SELECT coalesce(sum(amount_base), 0) FROM accounts_ledgerentry WHERE known_to IS NULL),
  (SELECT coalesce(sum(net_revenue), 0) FROM accounts_monthlyrollup),
  (SELECT count(*) FROM accounts_measurequeue),
  (SELECT count(*) FROM accounts_importreject)
"""


@pytest.fixture
def book(tmp_path, dumped_tables):
    book = Book(tmp_path, KAM_EMBEDDED_FSYNC="on")  # what was committed must be there
    try:
        tables.restore(book, dumped_tables)
        do(book, SETUP)
        yield book
    finally:
        book.close()


@pytest.mark.worker
@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("victim", "step", "then"),
    [
        ("worker", "check", "checked"),
        ("worker", "save", "saved"),
        ("postgres", "check", "checked"),
        ("postgres", "save", "failed"),  # the preview is not kept through a crash, and it says so
    ],
)
def test_an_import_that_was_killed_left_nothing_and_is_done_again(book, victim, step, then):
    book.worker()
    if step == "save":
        take(book, "check", "checked")
    before = book.ask(FACTS)

    kill(book, victim, step)
    assert book.ask(FACTS) == before
    assert state(book) == STATE[step]

    if victim == "worker":
        book.worker()
    do(book, SWEEP)
    wait_until(lambda: state(book) == then, 60)
    assert ("preview is gone" in error(book)) == (then == "failed")
    if then == "failed":
        assert book.ask(FACTS) == before
        take(book, "check", "checked")
    if then != "saved":
        take(book, "save", "saved")
    assert_saved_once(book)


@pytest.mark.worker
@pytest.mark.enable_socket
def test_a_preview_that_a_crash_emptied_is_not_saved_as_if_it_were_whole(book):
    book.worker()
    take(book, "check", "checked")
    os.kill(book.postgres(), signal.SIGKILL)
    wait_until(lambda: answers(book), 30)

    take(book, "save", "failed")
    assert "preview is gone" in error(book)
    take(book, "check", "checked")
    take(book, "save", "saved")
    assert_saved_once(book)


def do(book, code):
    book.must(sys.executable, "-c", code)


def take(book, step, then):
    """A step from its start to its end in the worker."""
    do(book, START[step])
    wait_until(lambda: state(book) == then, 60)


def kill(book, victim, step):
    """In the middle of the step; returns when nobody works on the batch any more."""
    with closing(psycopg2.connect(book.url)) as holder:
        holder.cursor().execute(f"LOCK TABLE {HELD[step]} IN ACCESS EXCLUSIVE MODE")
        do(book, START[step])
        wait_until(lambda: book.ask("SELECT 1 FROM pg_locks WHERE NOT granted"), 60)
        victims = book.processes(victim)
        assert victims
        for pid in victims:
            os.kill(pid, signal.SIGKILL)
    wait_until(lambda: answers(book), 30)
    working = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = 7311"
    wait_until(lambda: not book.ask(working), 30)


def state(book):
    return book.ask("SELECT state FROM accounts_importbatch")[0][0]


def error(book):
    return book.ask("SELECT error FROM accounts_importbatch")[0][0]


def assert_saved_once(book):
    total = sum(n + 1 for n in range(ROWS)) + ROWS / 2
    assert book.ask(FACTS) == [(ROWS, total, total, 1, 1)]
    counts = book.ask("SELECT counts FROM accounts_importbatch")[0][0]
    names = ("read", "accepted", "rejected", "created", "changed", "unchanged")
    assert [counts[name] for name in names] == [ROWS + 1, ROWS, 1, ROWS, 0, 0]
    assert book.must(sys.executable, "-c", REBUILD) == "0"

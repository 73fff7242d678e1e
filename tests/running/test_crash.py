"""kill -9 in the middle of a run: the last complete run stays in view, the next one completes.

A real worker and a real broker; the run is held inside its publishing transaction by a lock on
the standings, so that the blow falls at the worst moment.
"""

import json
import os
import signal
import sys
from contextlib import closing

import psycopg2
import pytest

from tests import tables
from tests.running.test_embedded import Embedded, wait_until

SETUP = """
import django; django.setup()
from datetime import date
from tests import factories
for place in range(5):
    account = factories.account(f"客户{place}")
    for month in (3, 6, 9):
        factories.sale(account, date(2026, month, 3), 500 - 100 * place)
"""
REQUEST = """
import django; django.setup()
from datetime import date
from tiering.services.runs import request_run
from tiering.tasks import execute
execute.delay(run_id=request_run(as_of=date(2026, 10, 31), by=None).pk)
"""


class Book(Embedded):
    """An installation with five scored accounts."""

    def __init__(self, var, **environment):
        super().__init__(var)
        self.environment |= {
            "DJANGO_SETTINGS_MODULE": "kam.settings",
            "PYTHONPATH": ".",
            "KAM_VAR": str(var),
            **environment,
        }
        self.started = []
        self.keeper = self.start("sh", "-c", "echo $DATABASE_URL; exec sleep 600")
        self.url = self.keeper.stdout.readline().strip()

    def fill(self, tables_file):
        tables.restore(self, tables_file)
        self.must(sys.executable, "-c", SETUP)
        self.first = self.rescore("2026-10-30")

    def start(self, *command):
        self.started.append(super().start(*command))
        return self.started[-1]

    def close(self):
        for pid in self.processes("worker"):
            os.kill(pid, signal.SIGKILL)
        self.keeper.terminate()
        for process in self.started:
            process.communicate(timeout=20)

    def must(self, *command):
        status, output, errors = self.run(*command)
        assert status == 0, errors
        return output

    def rescore(self, day):
        return json.loads(
            self.must(sys.executable, "manage.py", "rescore", "--as-of", day, "--wait", "--json")
        )

    def ask(self, question):
        with closing(psycopg2.connect(self.url)) as connection, connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchall()

    def in_view(self):
        """The pointer, the standings and the number of scores a page would read."""
        return self.ask(
            "SELECT c.run_id,"
            " (SELECT array_agg(pyramid ORDER BY account_id) FROM accounts_standing),"
            " (SELECT count(*) FROM tiering_score s WHERE s.run_id = c.run_id)"
            " FROM tiering_currentrun c"
        )

    def step(self):
        return self.ask("SELECT step, state FROM tiering_run ORDER BY id DESC LIMIT 1")[0]

    def worker(self):
        return self.start(
            sys.executable,
            "-m",
            "celery",
            "-A",
            "kam",
            "worker",
            "--concurrency=1",
            "-l",
            "warning",
        )

    def processes(self, what):
        if what == "postgres":
            return [self.postgres()]
        if what == "valkey":
            return [self.valkey()]
        marker = f"KAM_VAR={self.var}\0".encode()
        return [
            int(entry)
            for entry in os.listdir("/proc")
            if entry.isdigit()
            and _says(entry, "cmdline", b"celery")
            and _says(entry, "environ", marker)
        ]


def _says(pid, file, text):
    try:
        with open(f"/proc/{pid}/{file}", "rb") as source:
            return text in source.read() + b"\0"
    except OSError:
        return False


@pytest.fixture
def book(tmp_path, dumped_tables):
    book = Book(tmp_path)
    try:
        book.fill(dumped_tables)
        yield book
    finally:
        book.close()


@pytest.mark.worker
@pytest.mark.enable_socket
@pytest.mark.parametrize("victim", ["worker", "postgres", "valkey"])
def test_a_killed_process_leaves_the_last_run_in_view(book, victim):
    before = book.in_view()
    book.worker()
    with closing(psycopg2.connect(book.url)) as holder:
        holder.cursor().execute("LOCK TABLE accounts_standing IN ACCESS EXCLUSIVE MODE")
        _kill_during_publish(book, victim)
    wait_until(lambda: answers(book), 30)
    if victim != "valkey":  # without the broker the run itself goes on to its end
        assert book.in_view() == before
    again = book.rescore("2026-11-01")
    assert (again["state"], again["current"]) == ("done", True)
    assert book.in_view()[0][0] == again["run"]
    assert book.in_view()[0][2] == 5
    assert not book.ask("SELECT 1 FROM tiering_run WHERE state = 'running'")


def _kill_during_publish(book, victim):
    book.must(sys.executable, "-c", REQUEST)
    wait_until(lambda: book.step() == ("publish", "running"), 60)
    victims = book.processes(victim)
    assert victims
    for pid in victims:
        os.kill(pid, signal.SIGKILL)


def answers(book):
    try:
        return book.ask("SELECT 1") == [(1,)]
    except psycopg2.OperationalError:
        return False

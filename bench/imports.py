"""A ledger file through the product's import, against a plain COPY of the same rows."""

import csv
import tempfile
from contextlib import redirect_stdout
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command, get_commands
from django.db import connection

from accounts.models import Account
from bench.clock import Spent, measured

ROWS = 500_000
BARE = "CREATE TABLE bench_copy (account text, reference text, date date, amount numeric(18, 2))"
# The least any import must do: the same rows in a table with the ledger's keys and indexes.
INDEXED = "CREATE TABLE bench_copy (LIKE accounts_ledgerentry INCLUDING ALL)"
READY = """
COPY (SELECT account_id, date, kind, amount, currency, amount_base, source, reference, returns,
  known_from FROM accounts_ledgerentry WHERE source = 'bench-file') TO STDOUT
"""
COLUMNS = READY[READY.index("account_id") : READY.index(" FROM")]


def measure(end: date, rows: int = ROWS) -> dict[str, Any] | None:
    """Preview and save of `rows` new orders; None while there is no import."""
    if "ingest" not in get_commands():
        return None
    connection.close()  # a session of its own, as in the worker
    with tempfile.TemporaryDirectory() as directory:
        path, ready = Path(directory, "orders.csv"), Path(directory, "ready.copy")
        write(path, end, rows)
        with measured() as ours, redirect_stdout(StringIO()) as printed:
            call_command("ingest", "ledger", str(path), "--source", "bench-file", "--json")
        with connection.cursor() as cursor, ready.open("wb") as file:
            cursor.copy_expert(READY, file)
        return {
            "import": vars(ours),
            "bare": vars(copied(path, BARE, "FROM STDIN (FORMAT csv, HEADER)")),
            "indexed": vars(copied(ready, INDEXED, f"({COLUMNS}) FROM STDIN")),
            "printed": printed.getvalue()[:2000],
        }


def copied(path: Path, create: str, how: str) -> Spent:
    with connection.cursor() as cursor, path.open("rb") as file:
        cursor.execute(create)
        with measured() as spent:
            cursor.copy_expert(f"COPY bench_copy {how}", file)
        cursor.execute("DROP TABLE bench_copy")
    return spent


def write(path: Path, end: date, rows: int) -> None:
    """Orders of all accounts in turn, over a year."""
    codes = list(Account.objects.order_by("pk").values_list("code", flat=True))
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["account", "reference", "date", "amount"])
        for row in range(rows):
            day = end - timedelta(days=row * 365 // rows)
            out.writerow([codes[row * 7 % len(codes)], f"F{row:07}", day, f"{row % 9973 + 10}.50"])

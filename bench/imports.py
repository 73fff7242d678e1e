"""A ledger file through the product's import, against a plain COPY of the same file."""

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
from bench.clock import measured

ROWS = 500_000
PLAIN = "CREATE TABLE bench_plain (account text, reference text, date date, amount numeric(18, 2))"


def measure(end: date, rows: int = ROWS) -> dict[str, Any] | None:
    """Preview and save of `rows` new orders; None while there is no import."""
    if "ingest" not in get_commands():
        return None
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "orders.csv")
        write(path, end, rows)
        connection.close()  # a session of its own, as in the worker
        with connection.cursor() as cursor, path.open("rb") as file:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute(PLAIN)
            with measured() as plain:
                cursor.copy_expert("COPY bench_plain FROM STDIN (FORMAT csv, HEADER)", file)
            cursor.execute("DROP TABLE bench_plain")
        with measured() as ours, redirect_stdout(StringIO()) as printed:
            call_command("ingest", "ledger", str(path), "--source", "bench-file", "--json")
    return {"import": vars(ours), "copy": vars(plain), "printed": printed.getvalue()[:2000]}


def write(path: Path, end: date, rows: int) -> None:
    """Orders of all accounts in turn, over a year."""
    codes = list(Account.objects.order_by("pk").values_list("code", flat=True))
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["account", "reference", "date", "amount"])
        for row in range(rows):
            day = end - timedelta(days=row * 365 // rows)
            out.writerow([codes[row * 7 % len(codes)], f"F{row:07}", day, f"{row % 9973 + 10}.50"])

"""Publishing a run while somebody reads for six seconds and others open pages."""

import subprocess
import threading
import time
from datetime import date
from statistics import median
from typing import Any

import psycopg2
from django.db import connection

from bench.night import change, worker_command
from tiering.models import Score

LONG_SECONDS = 6
PAGE = 50


def measure(as_of: date) -> dict[str, Any]:
    """Slowest and median page read in ms, and how many pages mixed runs or missed rows."""
    change(as_of, part=13)
    reader = threading.Thread(target=read_long)
    reader.start()
    time.sleep(0.3)
    worker = subprocess.Popen(worker_command(as_of), stdout=subprocess.DEVNULL)
    times, wrong = [], 0
    while worker.poll() is None or reader.is_alive():
        started = time.perf_counter()
        wrong += not page_is_right()
        times.append((time.perf_counter() - started) * 1000)
        time.sleep(0.01)
    reader.join()
    if worker.returncode:
        raise RuntimeError("the run failed")
    return {"slowest": max(times), "median": median(times), "wrong": wrong, "pages": len(times)}


def page_is_right() -> bool:
    """The first page by position: whole, and of one run."""
    rows = list(
        Score.objects.current().order_by("position").values_list("run_id", "position")[:PAGE]
    )
    return [place for _, place in rows] == list(range(1, PAGE + 1)) and len(
        {r for r, _ in rows}
    ) == 1


def read_long() -> None:
    """A report that holds its view of the scores open."""
    settings = connection.get_connection_params()
    settings.pop("cursor_factory", None)
    settings.pop("context", None)
    own = psycopg2.connect(**settings)
    with own.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tiering_score")
        cursor.execute("SELECT pg_sleep(%s)", [LONG_SECONDS])
    own.close()

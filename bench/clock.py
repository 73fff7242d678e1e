"""Seconds of CPU and of wall time: CPU is the figure to compare on a busy machine."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Spent:
    """CPU of this process and of its database session together; filled when the block ends."""

    cpu: float = 0.0
    wall: float = 0.0

    def per(self, other: "Spent") -> float:
        return self.cpu / other.cpu


@contextmanager
def measured() -> Iterator[Spent]:
    spent = Spent()
    session = backend()
    cpu, wall = time.process_time() + used(session), time.perf_counter()
    yield spent
    if backend() != session:
        raise RuntimeError("the database session changed while it was measured")
    spent.cpu = time.process_time() + used(session) - cpu
    spent.wall = time.perf_counter() - wall


def backend() -> int:
    """Process id of our database session; parallel workers off, they would not be counted."""
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def used(process: int) -> float:
    """User and system seconds of a process on this machine."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK

"""A real Celery worker on the test's own database."""

import os
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.db import connection

from kam.celery import app


@contextmanager
def worker():
    """Runs until the block ends; takes tasks from the broker of this process."""
    app.control.purge()
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"])
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "kam", "worker", "--pool=solo", "-l", "warning"],
        env={**os.environ, "DATABASE_URL": url.geturl(), "DJANGO_SETTINGS_MODULE": "kam.settings"},
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)

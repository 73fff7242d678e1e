"""A real Celery worker on the test's own database."""

import fcntl
import os
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from kam.celery import app

CELERY = [sys.executable, "-m", "celery", "-A", "kam", "worker", "--pool=solo", "-l", "warning"]


@contextmanager
def worker():
    """Runs until the block ends; takes tasks from the broker of this process.

    One at a time: test processes share the broker, and a worker must not take another's tasks.
    """
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"])
    environment = {**os.environ, "DATABASE_URL": url.geturl()}
    settings.MEDIA_ROOT.parent.mkdir(parents=True, exist_ok=True)
    with (settings.MEDIA_ROOT.parent / "worker.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        app.control.purge()
        process = subprocess.Popen(CELERY, env=environment)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)

"""Everything `make run` starts once the servers answer: preparation, then web, worker and beat.

Standard library only, except in the preparation, which is a process of its own.
"""

import contextlib
import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
RESTARTS, WITHIN_SECONDS = 5, 60.0
STOP_SECONDS = 15.0


@dataclass
class Service:
    """A process that is started again when it ends by itself."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        # Its own session: Ctrl-C reaches only us. If we are killed, the kernel ends it.
        guard = shutil.which("setpriv")
        prefix = [guard, "--pdeathsig", "TERM", "--"] if guard else []
        self.starts.append(time.monotonic())
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [*prefix, sys.executable, "-m", *self.command],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def status(self) -> int | None:
        """The exit status, None while it runs."""
        return self.process.poll() if self.process else None

    @property
    def gives_up(self) -> bool:
        """Whether it ended too often in a short time for another try."""
        recent = [at for at in self.starts if time.monotonic() - at < WITHIN_SECONDS]
        return len(recent) > RESTARTS

    def ask_to_stop(self) -> None:
        if self.process and self.status is None:
            self.process.terminate()

    def wait_stopped(self, deadline: float) -> None:
        """Wait for an orderly end; then end the whole session of the service."""
        if not self.process:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def services(var: Path, port: int) -> list[Service]:
    """Web, worker and beat. Their size fits a laptop; docker-compose.yml is for more."""
    logs = var / "log"
    logs.mkdir(parents=True, exist_ok=True)
    web = ["gunicorn", "kam.wsgi:application", "--bind", f"{HOST}:{port}", "--workers", "2"]
    web += ["--threads", "4", "--graceful-timeout", "5", "--no-control-socket"]
    web += ["--worker-tmp-dir", str(var)]
    celery = ["celery", "-A", "kam", "--quiet"]
    worker = [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO"]
    beat = [*celery, "beat", "--pidfile=", "--schedule", str(var / "celerybeat-schedule")]
    return [
        Service("web", web, logs / "web.log"),
        Service("worker", worker, logs / "worker.log"),
        Service("beat", beat, logs / "beat.log"),
    ]


def choose_port() -> int:
    """PORT if it is set, else the first free port from 8000 on."""
    wanted = os.environ.get("PORT", "")
    if wanted and not wanted.isdecimal():
        raise SystemExit(f"kam.run: PORT is {wanted!r}; it must be a number")
    for port in [int(wanted)] if wanted else range(8000, 8100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((HOST, port))
                return port
    raise SystemExit(f"kam.run: port {wanted or '8000 to 8099'} is taken; set PORT to a free one")


def only_one(var: Path) -> IO[bytes]:
    """Hold the lock of the directory, until closed: two beats would share one schedule."""
    var.mkdir(parents=True, exist_ok=True)
    file = (var / "run.lock").open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise SystemExit(f"kam.run: already running with {var}; stop that first") from None
    return file


@contextlib.contextmanager
def address_told(var: Path, address: str) -> Iterator[None]:
    """Leave the address to commands that print links (`kam.env` reads it)."""
    file = var / "address"
    file.write_text(f"{address}\n")
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def prepare() -> None:
    """Bring database, messages, static files and demo data up to date. Runs in its own process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kam.settings")
    import django
    from django.core.management import CommandError, call_command

    django.setup()
    try:
        call_command("migrate", interactive=False, verbosity=0, skip_checks=False)
        call_command("collectstatic", interactive=False, verbosity=0)
        if os.environ.get("DEMO", "1") != "0":
            call_command("demo", if_empty=True, score=True)
        say_who_logs_in()
    except CommandError as error:
        raise SystemExit(f"kam.run: {error}") from None


def say_who_logs_in() -> None:
    """In an empty installation nobody can: say what makes the first administrator."""
    from staff.models import User

    if not User.objects.exists():
        say("users   none yet. The first administrator, in another terminal:")
        say(
            "        .venv/bin/python -m kam.embedded -- "
            ".venv/bin/python manage.py createadmin you@example.com"
        )


def answers(port: int) -> bool:
    """Whether the web process answers anything."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


class Run:
    """The running product, from the first service to the last."""

    def __init__(self, running: list[Service], port: int) -> None:
        self.services = running
        self.port = port
        self.parent = os.getppid()
        self.stopping = False

    def until_stopped(self) -> int:
        """Returns 0 after a stop that was asked for, 1 when a service can't be kept alive."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        for service in self.services:
            service.start()
            say(f"{service.name:<7} {service.log}")
        try:
            return self._watch()
        finally:
            self._end()

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _watch(self) -> int:
        announced = False
        # Another parent means that whoever owns the database was killed.
        while not self.stopping and os.getppid() == self.parent:
            for service in self.services:
                if service.status is not None and not self._again(service):
                    return 1
            if not announced and answers(self.port):
                announced = True
                say(f"ready   http://{HOST}:{self.port}  (Ctrl-C stops)")
            time.sleep(0.3)
        return 0

    def _again(self, service: Service) -> bool:
        if service.gives_up:
            say(f"{service.name} keeps ending (status {service.status}), see {service.log}")
            return False
        say(f"{service.name} ended with status {service.status}; starting it again")
        service.start()
        return True

    def _end(self) -> None:
        for service in self.services:
            service.ask_to_stop()
        deadline = time.monotonic() + STOP_SECONDS
        for service in self.services:
            service.wait_stopped(deadline)
        say("stopped")


def say(message: str) -> None:
    sys.stdout.write(f"{message}\n")
    sys.stdout.flush()


def main() -> int:
    if sys.argv[1:] == ["prepare"]:
        prepare()
        return 0
    var = Path(os.environ.get("KAM_VAR") or ROOT / "var").resolve()
    alone = only_one(var)  # held until this process ends
    port = choose_port()
    address = os.environ.setdefault("KAM_SITE_URL", f"http://{HOST}:{port}")
    os.environ.setdefault("KAM_LOG_FORMAT", "text")
    preparation = subprocess.run(
        [sys.executable, "-m", "kam.run", "prepare"], cwd=ROOT, check=False
    )
    if preparation.returncode:
        return preparation.returncode
    with alone, address_told(var, address):
        return Run(services(var, port), port).until_stopped()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)

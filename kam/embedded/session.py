"""One command's use of the servers: join or start them, run, leave."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from kam.embedded.errors import EmbeddedError
from kam.embedded.places import Places, last_line, open_log
from kam.embedded.postgres import Postgres
from kam.embedded.server import STOP_SECONDS, stop_stray, wait_for
from kam.embedded.supervisor import unused
from kam.embedded.valkey import Valkey

READY_SECONDS = 900.0  # recovery after a crash may take minutes; a failing start is noticed at once
ROOT = Path(__file__).resolve().parents[2]
FORWARDED = (
    signal.SIGINT,
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGQUIT,
    signal.SIGUSR1,
    signal.SIGUSR2,
)


class Session:
    """A shared hold on the servers of one var directory.

    Everybody who uses the servers shares the users' lock. The last to leave stops them.
    """

    def __init__(self, places: Places) -> None:
        self.places = places
        self.servers = (Postgres(places), Valkey(places))
        self.users = open_lock(places.users_lock)
        self.owner = open_lock(places.owner_lock)

    @property
    def environment(self) -> dict[str, str]:
        """What the command needs to find the servers and its other files."""
        postgres, valkey = self.servers
        var = os.environ.get("KAM_VAR") or str(self.places.var)
        return {"DATABASE_URL": postgres.url, "REDIS_URL": valkey.url, "KAM_VAR": var}

    def enter(self) -> None:
        """Return when both servers answer."""
        fcntl.flock(self.users, fcntl.LOCK_SH)  # waits while a supervisor is stopping
        deadline = time.monotonic() + READY_SECONDS
        while not all(server.ready() for server in self.servers) or lock(self.owner, keep=False):
            if lock(self.owner, keep=True):
                self._start()
            if time.monotonic() > deadline:
                raise EmbeddedError(f"the servers do not answer, see {self.places.log_directory}")
            time.sleep(0.05)

    def _start(self) -> None:
        """Start a supervisor that inherits the owner's lock, and wait for the servers."""
        for server in self.servers:  # nobody should meet a server that is about to be stopped
            stop_stray(server)
        log = self.places.log_directory / "embedded.log"
        output = open_log(log)
        command = [sys.executable, "-m", "kam.embedded", "--var", str(self.places.var)]
        supervisor = subprocess.Popen(
            [*command, "--supervise", str(self.owner)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=[self.owner],
            start_new_session=True,
        )
        os.close(output)
        os.close(self.owner)  # the lock lives on in the supervisor alone
        self.owner = open_lock(self.places.owner_lock)
        while not all(server.ready() for server in self.servers):
            if supervisor.poll() is not None:
                raise EmbeddedError(last_line(log))
            time.sleep(0.05)

    def leave(self) -> None:
        """Stop the servers if nobody else uses them, and wait until they are stopped."""
        if not unused(self.users):
            return
        if not lock(self.owner, keep=True):
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(self.places.owner_lock.read_text()), signal.SIGTERM)
            if not wait_for(lambda: lock(self.owner, keep=True), 3 * STOP_SECONDS):
                raise EmbeddedError(f"the servers do not stop, see {self.places.log_directory}")
        for server in self.servers:  # only those whose supervisor was killed are left
            stop_stray(server)


def open_lock(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise EmbeddedError(f"can't use {path}: {error.strerror}") from None


def lock(descriptor: int, *, keep: bool) -> bool:
    """Take the lock if it is free; False if somebody holds it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    if not keep:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
    return True


def run_command(command: list[str], environment: dict[str, str]) -> int:
    """Run the command as if it had been started directly.

    Returns its exit status; 128 + n if signal n ended it, as a shell would.
    """
    try:
        process = subprocess.Popen(command, env=os.environ | environment)
    except OSError as error:
        raise EmbeddedError(f"can't run {command[0]}: {error.strerror}") from None
    # A terminal sends Ctrl-C to both of us: passing it on would deliver it twice.
    from_terminal = {signal.SIGINT, signal.SIGQUIT} if os.isatty(0) else set()

    def forward(number: int, _: object) -> None:
        if number not in from_terminal:
            process.send_signal(number)

    for number in FORWARDED:
        signal.signal(number, forward)
    status = process.wait()
    return status if status >= 0 else 128 - status

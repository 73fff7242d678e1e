"""The background process that owns the servers of one var directory.

It starts them, starts them again when they die, and stops them when nobody holds the users' lock
any more. One supervisor per directory: it holds the owner's lock as long as it lives.
"""

import contextlib
import fcntl
import os
import signal
import sys
import time
from collections import deque

from kam.embedded.errors import EmbeddedError
from kam.embedded.places import Places
from kam.embedded.postgres import Postgres
from kam.embedded.server import Server
from kam.embedded.valkey import Valkey

CRASHES, WITHIN_SECONDS = 10, 60.0


class Supervisor:
    """Runs in its own session, so that the terminal's Ctrl-C doesn't reach the servers."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.stopping = False
        self.crashes: deque[float] = deque(maxlen=CRASHES)

    def run(self, owner_lock: int) -> None:
        """Serve until the last user is gone. ``owner_lock`` is the inherited, locked descriptor."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        os.ftruncate(owner_lock, 0)
        os.pwrite(owner_lock, str(os.getpid()).encode(), 0)
        servers: list[Server] = []
        try:
            servers.extend(self._start())
            self._watch(servers)
        finally:
            for server in reversed(servers):
                server.stop()
            with contextlib.suppress(OSError):
                self.places.sockets.rmdir()

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _start(self) -> list[Server]:
        postgres, valkey = Postgres(self.places), Valkey(self.places)
        postgres.prepare()
        servers: list[Server] = [postgres, valkey]
        for server in servers:
            server.launch()
        try:
            for server in servers:
                server.wait_ready()
        except EmbeddedError:
            for server in servers:
                server.stop()
            raise
        return servers

    def _watch(self, servers: list[Server]) -> None:
        with self.places.users_lock.open("a") as users:
            while not self.stopping and not unused(users.fileno()):
                for server in servers:
                    if not server.alive:
                        self._restart(server)
                time.sleep(0.2)

    def _restart(self, server: Server) -> None:
        status = server.process.returncode if server.process else None
        say(f"{server.name} ended with status {status}; starting it again")
        self.crashes.append(time.monotonic())
        if len(self.crashes) == CRASHES and time.monotonic() - self.crashes[0] < WITHIN_SECONDS:
            raise EmbeddedError(f"{server.name} keeps ending, see {server.log}")
        server.launch()
        server.wait_ready()


def unused(users_lock: int) -> bool:
    """Whether nobody shares the lock; if so it is kept, and newcomers wait until we are gone."""
    try:
        fcntl.flock(users_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def say(message: str) -> None:
    sys.stderr.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {message}\n")


def main(var: str, owner_lock: int) -> int:
    """Entry of the background process; errors go to its log, whose last line the starter shows."""
    try:
        Supervisor(Places.at(var)).run(owner_lock)
    except EmbeddedError as error:
        say(str(error))
        return 1
    return 0

"""What the two servers have in common: start, watch, stop."""

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

from kam.embedded.errors import EmbeddedError
from kam.embedded.places import Places, last_line, open_log

# A killed PostgreSQL holds its shared memory until its last backend has noticed.
START_SECONDS = 20.0
RECOVERY_SECONDS = 600.0
STOP_SECONDS = 30.0


class Server(ABC):
    """One server process and its restarts."""

    name: str
    data: Path
    pid_file: Path
    stop_signal: signal.Signals

    def __init__(self, places: Places) -> None:
        self.places = places
        self.process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def spawn(self, output: int) -> subprocess.Popen[bytes]:
        """Start the process once."""

    @abstractmethod
    def ready(self) -> bool:
        """Whether the server answers."""

    @property
    def log(self) -> Path:
        return self.places.log_directory / f"{self.name}.log"

    def launch(self) -> None:
        """Start the process without waiting for it; what a killed supervisor left goes first."""
        stop_stray(self)
        output = open_log(self.log)
        try:
            self.process = self.spawn(output)
        finally:
            os.close(output)

    def wait_ready(self) -> None:
        """Wait until the server answers, starting it again when it ends meanwhile."""
        started = time.monotonic()
        while not self.ready():
            waited = time.monotonic() - started
            if waited > (RECOVERY_SECONDS if self.alive else START_SECONDS):
                raise EmbeddedError(f"{self.name} does not start: {last_line(self.log)}")
            if not self.alive:
                time.sleep(0.2)
                self.launch()
            time.sleep(0.02)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Stop in order; after some time by force."""
        if self.process is None or not self.alive:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def stop_stray(server: Server) -> None:
    """Stop a server that outlived its supervisor, and forget the pid file of a dead one.

    The caller holds the owner's lock, so no other supervisor can want that server.
    """
    pid = stray_pid(server)
    if pid is not None:
        os.kill(pid, server.stop_signal)
        if not wait_for(lambda: stray_pid(server) is None, STOP_SECONDS):
            raise EmbeddedError(f"{server.name} (pid {pid}) does not stop")
    server.pid_file.unlink(missing_ok=True)


def stray_pid(server: Server) -> int | None:
    """The pid in the pid file, if that process lives and works in the server's directory."""
    try:
        pid = int(server.pid_file.read_text().split()[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, IndexError, ProcessLookupError):
        return None
    except PermissionError as error:
        raise EmbeddedError(f"{server.data} belongs to another user ({error.strerror})") from None
    # A pid is used again after a reboot: the working directory tells whose it is.
    try:
        return pid if Path(os.readlink(f"/proc/{pid}/cwd")) == server.data.resolve() else None
    except OSError:
        return None if Path("/proc/self").exists() else pid


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Ask until the answer is yes; False when the time is over."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True

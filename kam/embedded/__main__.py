"""Command line of the embedded servers."""

import argparse
import os
import sys

from kam.embedded import supervisor
from kam.embedded.errors import EmbeddedError
from kam.embedded.places import Places
from kam.embedded.session import Session, run_command


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m kam.embedded",
        description="Run a command with PostgreSQL and Valkey from DIR (started, or joined).",
    )
    parser.add_argument("--var", default=os.environ.get("KAM_VAR") or "var", metavar="DIR")
    parser.add_argument("--supervise", type=int, help=argparse.SUPPRESS)
    parser.add_argument("command", nargs="*", metavar="COMMAND", help="after --")
    arguments = parser.parse_args()
    if not arguments.command and arguments.supervise is None:
        parser.error("no command given")
    return arguments


def with_servers(var: str, command: list[str]) -> int:
    session = Session(Places.at(var))
    session.enter()
    try:
        return run_command(command, session.environment)
    finally:
        session.leave()


def main() -> int:
    """Returns the command's exit status, 1 if the servers can't run."""
    arguments = parse()
    if arguments.supervise is not None:
        return supervisor.main(arguments.var, arguments.supervise)
    try:
        if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
            return run_command(arguments.command, {})
        return with_servers(arguments.var, arguments.command)
    except (EmbeddedError, OSError) as error:
        sys.stderr.write(f"kam.embedded: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())

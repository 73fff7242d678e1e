"""`python -m bench [ACCOUNTS…]`: measure at each size and print the table."""

import argparse
import json
import os
import subprocess
import sys

from bench import database
from bench.table import markdown

SIZES = (10_000, 100_000)


def measure(accounts: int) -> dict[str, object]:
    sys.stderr.write(f"{accounts:,} accounts\n")
    url = database.create(f"bench_{accounts}")
    command = [sys.executable, "-m", "bench.size", str(accounts)]
    environment = os.environ | {"DATABASE_URL": url, "KAM_STATEMENT_TIMEOUT_MS": "0"}
    done = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("accounts", nargs="*", type=int, default=SIZES, help="10000 100000 1000000")
    parser.add_argument("--json", metavar="FILE", help="keep the figures")
    arguments = parser.parse_args()
    # Pages are served as in production: static files under hashed names.
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, check=True)
    found = [measure(accounts) for accounts in arguments.accounts]
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump(found, file, indent=1)
    sys.stdout.write(markdown(found) + "\n")


if __name__ == "__main__":
    main()

"""Everything at one size, in the database the environment names. Prints one JSON document."""

import argparse
import json
import os
import sys
import time
from datetime import timedelta

import django


def say(text: str) -> None:
    sys.stderr.write(f"  {text}\n")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("accounts", type=int)
    accounts = parser.parse_args().accounts
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kam.settings")
    django.setup()

    from bench import backtests, imports, night, pages, publishing, squares, whatif
    from bench.peers import only_the_ledger
    from kam.demo import build
    from staff import clock

    today = clock.today()
    end = today - timedelta(days=1)
    started = time.perf_counter()
    rows = build.build(size=accounts, seed=1, end=end)
    only_the_ledger()
    build.vacuum()
    found = {"accounts": accounts, "rows": rows, "load": time.perf_counter() - started}
    say(f"{accounts:,} accounts loaded in {found['load']:.0f} s")
    found["night"] = night.measure(end)
    say(f"night {found['night']['night']['wall']:.1f} s")
    found["whatif"] = whatif.measure()
    found["backtest"] = backtests.measure(today)
    say("what-if and back-test done")
    found["memory"] = night.memory(today)
    found["publishing"] = publishing.measure(today)
    squares.load(end)
    found["pages"] = pages.measure()
    say("pages done")
    found["import"] = imports.measure(end)
    sys.stdout.write(json.dumps(found, default=str) + "\n")


if __name__ == "__main__":
    main()

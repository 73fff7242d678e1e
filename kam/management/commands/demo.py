"""`manage.py demo`: a fictional company to look at and to measure with."""

import json
import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import CommandError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kam.demo import build, company, scoring
from staff import clock
from staff.commands import CompanyCommand

NAMES: dict[str, Promise] = {
    "accounts": gettext_lazy("Accounts"),
    "contacts": gettext_lazy("Contacts"),
    "rates": gettext_lazy("Exchange rates"),
    "ledger": gettext_lazy("Ledger entries"),
    "visits": gettext_lazy("Visits"),
    "care": gettext_lazy("Care"),
    "facts": gettext_lazy("Facts"),
}


class Command(CompanyCommand):
    help = "Fill an empty database with a fictional company."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--accounts", type=int, default=300)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--as-of", type=date.fromisoformat, help="last day; default yesterday")
        parser.add_argument("--if-empty", action="store_true", help="do nothing if there is data")
        parser.add_argument(
            "--score", action="store_true", help="score the last month-ends and the last day too"
        )
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["accounts"] < 20:
            raise CommandError(_("Demo data needs at least 20 accounts."))
        if not build.is_empty():
            self.refuse(options)
            return
        started = time.monotonic()
        end = options["as_of"] or clock.yesterday()
        counts = build.build(size=options["accounts"], seed=options["seed"], end=end)
        build.vacuum()
        if options["score"]:
            scoring.score_history(end=end)
        seconds = round(time.monotonic() - started, 1)
        self.report({"created": counts, "as_of": end.isoformat(), "seconds": seconds}, options)

    def refuse(self, options: dict[str, Any]) -> None:
        """Existing data stays; demo data and `--if-empty` are no error."""
        if not (options["if_empty"] or build.is_demo()):
            raise CommandError(
                _("There is data here already: demo data goes into an empty database.")
            )
        self.report({"created": {}}, options)

    def report(self, facts: dict[str, Any], options: dict[str, Any]) -> None:
        facts |= {"login": f"admin@{company.DOMAIN}", "password": company.PASSWORD}
        if not facts["created"]:
            facts = {"created": {}}
        if options["json"]:
            self.stdout.write(json.dumps(facts))
        elif not facts["created"]:
            self.stdout.write(_("There is data here already; nothing done."))
        else:
            self.tell(facts)

    def tell(self, facts: dict[str, Any]) -> None:
        rows = _(", ").join(f"{NAMES[name]} {n:,}" for name, n in facts["created"].items())
        self.stdout.write(
            _("Demo data up to %(day)s: %(rows)s") % {"day": facts["as_of"], "rows": rows}
        )
        keys = ", ".join(key for key, *_rest in company.PEOPLE)
        self.stdout.write(
            _("Log in as %(login)s (or another of %(users)s), password %(password)s")
            % {"login": facts["login"], "users": keys, "password": facts["password"]}
        )

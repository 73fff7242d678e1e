"""`manage.py rescore --as-of DATE`: one scoring run, here and now."""

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser

from kam.lib.commands import JsonCommand
from kam.lib.locks import Busy
from staff import clock
from staff.models import User
from tiering.engine import PolicyError
from tiering.models import PolicyVersion
from tiering.services.policies import trial_of
from tiering.services.reports import run_summary
from tiering.services.runs import execute_run, request_run


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date such as 2026-10-31") from None


def setting(text: str) -> tuple[str, str]:
    path, separator, value = text.partition("=")
    if not separator:
        raise ArgumentTypeError(f"{text!r} should read path=value, such as window.ttm_months=24")
    return path.strip(), value.strip()


class Command(JsonCommand):
    help = "Scores all accounts as of a date."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--as-of", type=day, help="default: yesterday")
        parser.add_argument(
            "--set", type=setting, action="append", default=[], metavar="PATH=VALUE"
        )
        parser.add_argument("--by", metavar="EMAIL", help="the user who asks for it")
        parser.add_argument("--wait", action="store_true", help="wait for another run to end")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._user(options["by"])
        as_of = options["as_of"] or clock.yesterday()
        if as_of > clock.today():
            raise CommandError(f"{as_of} has not come yet; score a day that is over")
        run = request_run(as_of=as_of, by=by, policy=self._policy(dict(options["set"]), by))
        try:
            run = execute_run(run=run, wait=options["wait"])
        except Busy:
            run.delete()
            raise CommandError("another run is on its way; use --wait to wait for it") from None
        self.report(run_summary(run), as_document=options["json"])

    def _user(self, email: str | None) -> User | None:
        if email is None:
            return None
        try:
            return User.objects.get(email__iexact=email)
        except User.DoesNotExist:
            raise CommandError(f"there is no user {email}") from None

    def _policy(self, changes: dict[str, str], by: User | None) -> PolicyVersion:
        published = PolicyVersion.objects.published()
        if not changes:
            return published
        try:
            return trial_of(base=published, changes=changes, by=by)
        except PolicyError as error:
            raise CommandError(str(error)) from None

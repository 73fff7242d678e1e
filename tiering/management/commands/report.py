"""`manage.py report tiers`: the computed classes of a run."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from kam.lib.commands import JsonCommand
from tiering.management.commands.rescore import day
from tiering.models import CurrentRun, Run
from tiering.services.reports import tier_lines, tier_report


class Command(JsonCommand):
    help = "Prints the computed classes of a run: the current one unless a date or run is named."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("what", choices=["tiers"])
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--as-of", type=day, help="the newest run of this date")
        which.add_argument("--run", type=int, help="the run's number")

    def handle(self, *args: Any, **options: Any) -> None:
        run = self._find(options["as_of"], options["run"])
        found = tier_report(run)
        self.report(found, as_document=options["json"], lines=tier_lines(found))

    def _find(self, as_of: Any, number: int | None) -> Run:
        if number is not None:
            run = Run.objects.filter(pk=number).select_related("policy", "same_as").first()
            run = run.same_as if run and run.same_as else run
        elif as_of is not None:
            # The policy in force first, then the newest trial.
            runs = Run.objects.done().filter(as_of=as_of).select_related("policy")
            run = runs.filter(policy__status="published").last() or runs.order_by("pk").last()
        else:
            run = CurrentRun.get()
        if run is None or not run.context:
            raise CommandError("there is no such run; `manage.py rescore` makes one")
        return run

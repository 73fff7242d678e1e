"""`manage.py ingest`: imports without a browser."""

from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import CommandError, CommandParser

from accounts.imports import batches, mapping
from accounts.imports.refusal import ImportRefused
from accounts.imports.summary import as_document, as_lines
from accounts.models.batch import BatchState, ImportBatch, ImportKind, KnownMode
from kam.lib.commands import JsonCommand
from staff.models import User


class Command(JsonCommand):
    help = "Import a file of one kind from CSV, CSV.gz or XLSX; one transaction, or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("kind", choices=ImportKind.values)
        parser.add_argument("file", type=Path, metavar="FILE")
        add = parser.add_argument
        add("--map", action="append", default=[], metavar="FIELD=COLUMN", type=pair)
        add("--return-if", default="", metavar="FIELD^=PREFIX", help="sets the kind, no sign")
        add("--source", default="", metavar="NAME", help="the system the file comes from")
        add("--currency", default="", metavar="GBP", help="of rows that name none")
        add("--rate", default="", metavar="R", help="base currency for one unit of --currency")
        add("--known", default="", choices=["", *KnownMode.values])
        add("--dates", default="", choices=["", "dmy", "mdy"], help="what 03/04/2011 means")
        add("--create-accounts", action="store_true")
        add("--sum-repeated", action="store_true", help="equal rows are lines, not repetitions")
        add("--dry-run", action="store_true", help="check only; nothing is kept")
        add("--by", default="", metavar="EMAIL", help="as this user; else as the system")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            batch = run(options)
        except ImportRefused as refused:
            raise CommandError(str(refused)) from None
        document = as_document(batch)
        if options["dry_run"]:
            batches.discard(batch)
            document |= {"saved": False, "dry_run": True}
        self.report(document, as_document=options["json"], lines=as_lines(document))


def run(options: dict[str, Any]) -> ImportBatch:
    """Upload, check and, unless it is a dry run, save."""
    batch = uploaded(options)
    try:
        columns = mapping.recognise(batch.kind, batch.header, dict(options["map"]))
        batches.start_check(batch, columns=columns, options=choices(options))
        batch = finished(batches.check(batch.pk))
        if not options["dry_run"]:
            batches.start_save(batch)
            batch = finished(batches.save(batch.pk))
    except ImportRefused:
        batches.discard(batch)
        raise
    return batch


def uploaded(options: dict[str, Any]) -> ImportBatch:
    path: Path = options["file"]
    if not path.is_file():
        raise CommandError(f"There is no file {path}.")
    with path.open("rb") as file:
        return batches.upload(
            file=File(file, name=path.name),
            kind=options["kind"],
            source=options["source"] or options["kind"],
            by=importer(options["by"]),
            known=options["known"],
        )


def finished(batch: ImportBatch | None) -> ImportBatch:
    if batch is None:
        raise CommandError("Somebody else is working on this import.")
    if batch.state == BatchState.FAILED:
        raise ImportRefused.from_frozen(batch.error)
    return batch


def choices(options: dict[str, Any]) -> dict[str, Any]:
    """The options as the batch keeps them; text, so that JSON can hold a rate exactly."""
    return batches.clean_options(
        {
            "currency": options["currency"],
            "rate": options["rate"],
            "return_if": options["return_if"],
            "date_order": options["dates"],
            "create_accounts": options["create_accounts"],
            "sum_repeated": options["sum_repeated"],
        }
    )


def importer(email: str) -> User | None:
    if not email:
        return None
    user: User | None = User.objects.active().filter(email__iexact=email).first()
    if user is None:
        raise CommandError(f"Nobody has the e-mail address {email}.")
    return user


def pair(text: str) -> tuple[str, str]:
    field, sign, column = text.partition("=")
    if not sign:
        raise ValueError("a mapping looks like FIELD=COLUMN")
    return field, column

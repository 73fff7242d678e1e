"""What became of an import, for scripts and for people at a terminal."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.imports import batches, reasons, rejected
from accounts.imports.counted import counted
from accounts.imports.fact_fields import FACTS
from accounts.imports.fields import label
from accounts.models.batch import BatchState, ImportBatch, ImportKind
from kam.lib.numbers import number

NUMBERS = ("read", "accepted", "rejected", "created", "changed", "unchanged", "accounts_created")

RECORDS: dict[str, Promise] = {
    "new": _("New records"),
    "changed": _("Changed records"),
    "unchanged": _("Unchanged records"),
}
# What a file of each kind makes of its rows: a row of a ledger may be a line of an order.
OUTCOMES: dict[str, dict[str, Promise]] = dict.fromkeys(FACTS, RECORDS) | {
    ImportKind.LEDGER: {
        "new": _("New orders"),
        "changed": _("Changed orders"),
        "unchanged": _("Unchanged orders"),
    },
    ImportKind.ACCOUNTS: {
        "new": _("New accounts"),
        "changed": _("Changed accounts"),
        "unchanged": _("Unchanged accounts"),
    },
    ImportKind.CONTACTS: {
        "new": _("New contacts"),
        "changed": _("Changed contacts"),
        "unchanged": _("Unchanged contacts"),
    },
    ImportKind.RATES: {
        "new": _("New rates"),
        "changed": _("Changed rates"),
        "unchanged": _("Unchanged rates"),
    },
    ImportKind.USERS: {
        "new": _("New users"),
        "changed": _("Changed users"),
        "unchanged": _("Unchanged users"),
    },
    ImportKind.PROJECTS: {
        "new": _("New projects"),
        "changed": _("Changed projects"),
        "unchanged": _("Unchanged projects"),
    },
}


def as_document(batch: ImportBatch) -> dict[str, Any]:
    """Rows: read = accepted + rejected. Entries: created, changed, unchanged."""
    counts = batch.counts
    return {
        "batch": batch.pk,
        "kind": batch.kind,
        "file": batch.file_name,
        "source": batch.source,
        "saved": batch.state == BatchState.SAVED,
        "known": batch.known,
        **{name: counts.get(name, 0) for name in NUMBERS},
        "reasons": [explained(batch, reason) for reason in counts.get("reasons", [])],
        "total": counts.get("total"),
        "first_day": counts.get("first_day"),
        "last_day": counts.get("last_day"),
        "columns": batch.mapping,
        "unused_columns": unused(batch),
        "notes": notes(batch),
    }


def explained(batch: ImportBatch, reason: dict[str, Any]) -> dict[str, Any]:
    """A reason with the name of the file's column and in words."""
    field = reason["field"]
    column = batch.mapping.get(field) or (str(label(batch.kind, field)) if field else "")
    return {**reason, "column": column, "message": reasons.of_many(reason["reason"])}


def unused(batch: ImportBatch) -> list[str]:
    """Columns of the file that nothing is taken from, but those we add to rejected rows."""
    is_ledger = batch.kind == ImportKind.LEDGER
    used = batches.staged_columns(batch) if is_ledger else batch.mapping
    known = {*used.values(), *rejected.added_names()}
    return [name for name in batch.header if name and name not in known]


def notes(batch: ImportBatch) -> list[dict[str, Any]]:
    """What the importer understood in a way worth saying: code and text.

    `doubtful` marks what may mean that the file was misread; the others tell how it was read.
    """
    found = [*readings(batch), *doubts(batch)]
    return [{"code": code, "doubtful": code in DOUBTFUL, "text": text} for code, text in found]


DOUBTFUL = ("repeated", "shared_references", "positive_returns", "accounts_exited", "without_owner")


def readings(batch: ImportBatch) -> Iterator[tuple[str, str]]:
    if columns := unused(batch):
        text = ngettext(
            "This column of the file is not used: %(columns)s.",
            "These columns of the file are not used: %(columns)s.",
            len(columns),
        )
        yield "unused_columns", text % {"columns": gettext(", ").join(columns)}
    for field in batch.counts.get("whole_numbers", []):
        text = gettext(
            "Every value of the column %(column)s reads like 17850.0; taken as whole numbers."
        )
        yield "whole_numbers", text % {"column": batch.mapping[field]}


def doubts(batch: ImportBatch) -> Iterator[tuple[str, str]]:
    counts = batch.counts
    if any(reason["reason"] == "repeated" for reason in counts.get("reasons", [])):
        yield (
            "repeated",
            gettext(
                "Equal rows were taken once. If they are lines of one order, tick “Equal rows are "
                "lines of one order, not repetitions” below the columns."
            ),
        )
    yield from counted(counts)
    if count := counts.get("without_owner", 0):
        text = ngettext(
            "%(shown)s row names an owner nobody knows here; its project gets none: %(names)s.",
            "%(shown)s rows name an owner nobody knows here; their projects get none: %(names)s.",
            count,
        )
        names = gettext(", ").join(counts["unknown_owners"])
        yield "without_owner", text % {"shown": number(count), "names": names}


def as_lines(document: dict[str, Any]) -> list[str]:
    """The document for people at a terminal."""
    lines = [f"{name.replace('_', ' ')}: {document[name]}" for name in NUMBERS]
    for reason in document["reasons"]:
        where = f"{reason['column']}: " if reason["column"] else ""
        lines.append(f"  {reason['rows']} × {where}{reason['message']}")
    lines += [note["text"] for note in document["notes"]]
    if document["total"] is not None:
        lines.append(f"total: {document['total']}")
    return [*lines, "saved" if document["saved"] else "not saved"]

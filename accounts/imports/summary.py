"""What became of an import, for scripts and for people at a terminal."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.imports import reasons
from accounts.imports.fields import label
from accounts.models.batch import BatchState, ImportBatch

NUMBERS = ("read", "accepted", "rejected", "created", "changed", "unchanged", "accounts_created")


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
        "reasons": [explained(batch.kind, reason) for reason in counts.get("reasons", [])],
        "total": counts.get("total"),
        "first_day": counts.get("first_day"),
        "last_day": counts.get("last_day"),
        "columns": batch.mapping,
        "notes": notes(batch),
    }


def explained(kind: str, reason: dict[str, Any]) -> dict[str, Any]:
    column = str(label(kind, reason["field"])) if reason["field"] else ""
    return {**reason, "column": column, "message": reasons.text(reason["reason"], "…")}


def notes(batch: ImportBatch) -> list[str]:
    """What the importer understood in a way worth saying."""
    counts = batch.counts
    said = []
    for field in counts.get("whole_numbers", []):
        said.append(
            _("Every value of the column %(column)s reads like 17850.0; taken as whole numbers.")
            % {"column": batch.mapping[field]}
        )
    if counts.get("summed"):
        said.append(
            _("%(count)d orders have more than one row; their rows were added up.")
            % {"count": counts["summed"]}
        )
    if counts.get("positive_returns"):
        said.append(
            _("%(count)d returns have a positive amount: they add to revenue.")
            % {"count": counts["positive_returns"]}
        )
    return said


def as_text(document: dict[str, Any]) -> str:
    lines = [f"{name}: {document[name]}" for name in NUMBERS]
    for reason in document["reasons"]:
        where = f"{reason['column']}: " if reason["column"] else ""
        lines.append(f"  {reason['rows']} × {where}{reason['message']}")
    lines += document["notes"]
    if document["total"] is not None:
        lines.append(f"total: {document['total']}")
    lines.append("saved" if document["saved"] else "not saved")
    return "\n".join(lines)

"""Whose ratings a file holds."""

from accounts.imports.people import People
from accounts.imports.rows import Draft
from accounts.models.batch import ImportBatch
from staff.models import User


def link(drafts: list[Draft], batch: ImportBatch) -> None:
    """A rating without a rater is that of who imports it, as on its page."""
    user = batch.created_by
    colleagues = People(User.objects.all(), user)
    for draft in drafts:
        draft.fields["rater_id"] = user and user.pk
        if text := draft.text("rater"):
            draft.fields["rater_id"] = colleagues.find(text)
            if draft.fields["rater_id"] is None:
                draft.reject("rater", "unknown_person")

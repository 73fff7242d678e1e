"""Saved views of the account list."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import SavedView
from staff.models import User

MOST = 20


@transaction.atomic
def save_view(*, by: User, name: str, query: str) -> SavedView:
    """Keep `query` (filters, sort, columns) under `name`; a view of that name is replaced."""
    others = by.views.exclude(name=name)
    if others.count() >= MOST:
        raise ValidationError(
            _("You can keep %(most)s views; remove one first."), params={"most": MOST}
        )
    view, _created = SavedView.objects.update_or_create(
        user=by, name=name, defaults={"query": query}
    )
    return view


def delete_view(*, by: User, view: SavedView) -> None:
    """Remove one's own view."""
    by.views.filter(pk=view.pk).delete()

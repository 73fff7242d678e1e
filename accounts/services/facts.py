"""Writing facts. Nothing is overwritten: a correction adds a row, a removal closes one."""

from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Account, Rating, Referral
from accounts.models.fact import Fact
from kam.lib.locks import SPACE
from staff.models import User

FactT = TypeVar("FactT", bound=Fact)
REFERRALS = 4  # the lock of who writes referrals


@transaction.atomic
def add_fact(*, model: type[FactT], account: Account, by: User, **fields: Any) -> FactT:
    """A new fact, known from now. A rating without a rater is that of who writes it."""
    if issubclass(model, Rating):
        fields.setdefault("rater", by)
    fact = model(account=account, by=by, known_from=timezone.now(), **fields)
    _may_write(fact, by)
    return _checked_and_saved(fact)


@transaction.atomic
def correct_fact(*, fact: FactT, by: User, **changes: Any) -> FactT:
    """Say it right: the row is closed and another one takes its place.

    Returns the new row; the old one if nothing changes.
    """
    old = _locked(fact, by)
    if unknown := changes.keys() - {field.name for field in old.own_fields()}:
        raise TypeError(f"not a part of this fact: {', '.join(sorted(unknown))}")
    if all(getattr(old, name) == value for name, value in changes.items()):
        return old
    said = {field.name: getattr(old, field.name) for field in old.own_fields()}
    now = timezone.now()
    _close(old, now)
    new = type(fact)(
        account=old.account, by=by, known_from=now, corrects=old, **{**said, **changes}
    )
    _may_write(new, by)
    return _checked_and_saved(new)


@transaction.atomic
def remove_fact(*, fact: Fact, by: User) -> None:
    """It was never so: closed, and kept for the history."""
    old = _locked(fact, by)
    old.removed_by = by
    _close(old, timezone.now())


def _may_write(fact: Fact, by: User) -> None:
    """PermissionDenied unless role and scope allow it; a referrer has to be in sight too."""
    if not fact.editable_by(by):
        raise PermissionDenied
    touched = {fact.account_id}
    if isinstance(fact, Referral):
        touched.add(fact.from_account_id)
    if Account.objects.visible_to(by).filter(pk__in=touched).count() < len(touched):
        raise PermissionDenied


def _locked(fact: FactT, by: User) -> FactT:
    """The row as it stands, for this transaction alone; refused if somebody was faster."""
    rows: Any = type(fact)._base_manager  # of the kind; its type knows the abstract fact only
    found: FactT | None = rows.select_for_update().filter(pk=fact.pk).first()
    if found is None or not found.is_current:
        raise ValidationError(_("Somebody has just corrected or removed this. Please look again."))
    _may_write(found, by)
    return found


def _close(fact: Fact, moment: datetime) -> None:
    fact.known_to = max(moment, fact.known_from)
    fact.save(update_fields=["known_to", "removed_by"])


def _checked_and_saved(fact: FactT) -> FactT:
    if isinstance(fact, Referral):  # two at once could close a loop that neither sees
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [SPACE, REFERRALS])
    fact.full_clean(validate_constraints=False)
    fact.save()
    return fact

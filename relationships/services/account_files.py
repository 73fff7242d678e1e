"""Documents of an account: adding and removing them."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account
from relationships.models import AccountFile
from relationships.models.account_file import MAX_DOCUMENTS
from relationships.services.stored_files import kept, type_of
from staff.models import User


@transaction.atomic
def add_file(
    *, account: Account, by: User, upload: Any, note: str = "", of_plan: bool = False
) -> AccountFile:
    """Keep `upload` with the account, if it is of a size and a type we take."""
    mime = type_of(upload, "upload")
    _check_room(account)
    return AccountFile.objects.create(
        account=account, note=note.strip(), of_plan=of_plan, **kept(upload, mime, by)
    )


def _check_room(account: Account) -> None:
    """One upload at a time, so that the limit holds."""
    Account.objects.select_for_update(of=("self",), no_key=True).get(pk=account.pk)
    if AccountFile.objects.current().filter(account=account).count() >= MAX_DOCUMENTS:
        text = _("An account keeps %(n)s documents at most: remove one that is no longer needed.")
        raise ValidationError(text % {"n": MAX_DOCUMENTS})


@transaction.atomic
def remove_file(*, file: AccountFile, by: User, today: date) -> AccountFile:
    """Hide it; its name stays to be read, with who removed it."""
    if not file.removable_by(by):
        raise PermissionDenied
    return hide(file, by, today)


def hide(file: AccountFile, by: User, today: date) -> AccountFile:
    """The first to remove it is the one who did."""
    locked = AccountFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if locked.removed_on is None:
        locked.removed_on, locked.removed_by = today, by
        locked.save(update_fields=["removed_on", "removed_by"])
    return locked


@transaction.atomic
def restore_file(*, file: AccountFile, by: User) -> AccountFile:
    """It was removed by mistake: whoever may remove it may put it back."""
    if not file.removable_by(by):
        raise PermissionDenied
    return show(file)


def show(file: AccountFile) -> AccountFile:
    """Undo `hide`, if there is room."""
    _check_room(file.account)
    locked = AccountFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    locked.removed_on = locked.removed_by = None
    locked.save(update_fields=["removed_on", "removed_by"])
    return locked

"""Handing accounts from one owner to another, many at once."""

import logging

import pghistory
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from accounts.models import Account
from accounts.models.querysets import AccountQuerySet
from staff.models import User
from staff.on_record import maker
from staff.permissions import Permission, has_permission

logger = logging.getLogger(__name__)


def transferable(accounts: AccountQuerySet, *, by: User) -> AccountQuerySet:
    """Those that `by` may hand over: visible, and owned by nobody or by own people."""
    if not has_permission(by, Permission.ACCOUNT_TRANSFER):
        return accounts.none()
    mine = Q(owner__isnull=True) | Q(owner__in=User.objects.visible_to(by))
    return accounts.filter(mine, pk__in=Account.objects.visible_to(by).values("pk"))


@transaction.atomic
def transfer_accounts(
    *, accounts: AccountQuerySet, to: User, by: User, move_unit: bool = True
) -> int:
    """Make `to` the owner of the accounts that `by` may hand over; one statement.

    With `move_unit` the accounts join the sales unit of `to`. Returns how many changed owner.
    """
    if not User.objects.visible_to(by).sellers().filter(pk=to.pk).exists():
        raise PermissionDenied
    chosen = transferable(accounts, by=by).filter(~Q(owner=to) | Q(owner__isnull=True))
    changes = {"owner": to, **({"unit": to.unit} if move_unit and to.unit else {})}
    with pghistory.context(**maker(by), cause="transfer"):
        count = Account.objects.filter(pk__in=chosen.values("pk")).update(**changes)
    logger.info("accounts transferred", extra={"by": by.pk, "to": to.pk, "accounts": count})
    return count

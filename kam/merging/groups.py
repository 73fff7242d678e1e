"""Groups after a merge: the children of both, one parent, and the head of everybody below."""

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import Account, Merge
from accounts.services.groups import LOCK, set_tops
from kam.merging import rows
from kam.merging.relations import relations_to

IS_BELOW = """
WITH RECURSIVE above AS (
  SELECT id, parent_id FROM accounts_account WHERE id = %s
  UNION SELECT p.id, p.parent_id FROM above a JOIN accounts_account p ON p.id = a.parent_id
)
SELECT EXISTS (SELECT FROM above WHERE id = %s)
"""


def lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK)


def is_below(account_id: int | None, other_id: int) -> bool:
    """Whether `account` is `other` or hangs somewhere below it."""
    if account_id is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(IS_BELOW, [account_id, other_id])
        return bool(cursor.fetchone()[0])


def takes_parent(kept: Account, lost: Account) -> bool:
    """Whether the parent of the lost account has to serve, or may: the kept one has none, or one
    that comes to hang below itself."""
    ours_serves = kept.parent_id is not None and not is_below(kept.parent_id, lost.pk)
    theirs_serves = lost.parent_id is not None and not is_below(lost.parent_id, kept.pk)
    return theirs_serves and not ours_serves


def parent_after(kept: Account, lost: Account, taken: bool) -> int | None:
    """The parent of the one account; ValidationError by the field if that made a ring."""
    parent = lost.parent_id if taken else kept.parent_id
    if parent in (kept.pk, lost.pk):
        return None
    if is_below(parent, kept.pk) or is_below(parent, lost.pk):
        text = _("This account would come to stand below itself. Choose the other group.")
        raise ValidationError({"parent": text})
    return parent


def move_children(merge: Merge) -> None:
    """Those of the lost account hang on the kept one, which is never its own parent."""
    for relation in relations_to(Account):
        if relation.name == "accounts.Account.parent":
            rows.move(merge, relation)


def refresh(accounts: list[int]) -> None:
    """Make the heads true again; ValidationError if there is a ring."""
    if set_tops(accounts) < len(accounts):
        raise ValidationError(_("The group was changed since, so that this would be a ring."))

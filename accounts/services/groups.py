"""Groups: an account's parent, and the account at the head of everything below."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import Account

# Two people who move branches at once could make a ring that neither sees.
LOCK = "SELECT pg_advisory_xact_lock(7310, 3)"
SUBTREE = """
WITH RECURSIVE subtree AS (
  SELECT id FROM accounts_account WHERE id = %(account)s
  UNION SELECT child.id FROM accounts_account child JOIN subtree ON child.parent_id = subtree.id
)
"""
IS_BELOW = SUBTREE + "SELECT EXISTS (SELECT FROM subtree WHERE id = %(parent)s)"
MOVE = (
    SUBTREE
    + """
UPDATE accounts_account a
SET top_id = %(top)s,
    parent_id = CASE WHEN a.id = %(account)s THEN %(parent)s ELSE a.parent_id END
FROM subtree WHERE a.id = subtree.id
"""
)

# The head of every account that moved, and of all below it.
SET_TOPS = """
WITH RECURSIVE climb AS (
  SELECT id, id AS at, parent_id FROM accounts_account WHERE id = ANY(%s)
  UNION SELECT c.id, p.id, p.parent_id FROM climb c JOIN accounts_account p ON p.id = c.parent_id
), branch AS (
  SELECT id, at AS top FROM climb WHERE parent_id IS NULL
  UNION SELECT a.id, b.top FROM branch b JOIN accounts_account a ON a.parent_id = b.id
), moved AS (
  UPDATE accounts_account a SET top_id = b.top FROM branch b WHERE a.id = b.id AND a.top_id <> b.top
  RETURNING a.id
)
SELECT count(DISTINCT id) FROM climb WHERE parent_id IS NULL"""


def set_tops(accounts: Collection[int]) -> int:
    """Make `top` follow the parents, for the accounts and all below them, under the lock.

    Returns how many of the accounts have a head: fewer than there are means a ring.
    """
    with connection.cursor() as cursor:
        cursor.execute(SET_TOPS, [list(accounts)])
        return int(cursor.fetchone()[0])


@transaction.atomic
def set_parent(*, account: Account, parent: Account | None) -> None:
    """Put `account` and all below it under `parent`, or at the head of its own group.

    ValidationError if that made a ring. One statement keeps `top` true for the whole branch.
    """
    if account.parent_id == (parent and parent.pk):
        return
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        names: dict[str, int | None] = {
            "account": account.pk,
            "parent": parent.pk if parent else None,
        }
        cursor.execute(IS_BELOW, names)
        if parent and cursor.fetchone()[0]:
            raise ValidationError(
                _("This account belongs to the group below; that would be a ring.")
            )
        top = account.pk if parent is None else _top_of(parent)
        cursor.execute(MOVE, {**names, "top": top})
    account.refresh_from_db(fields=["parent", "top"])


def _top_of(account: Account) -> int:
    """Read again under the lock: the copy in hand may be old."""
    return int(Account.objects.values_list("top_id", flat=True).get(pk=account.pk))

"""A key account that nobody has looked after for some days: its owner gave it up."""

from datetime import date, datetime, time, timedelta

from accounts.models import Account
from accounts.services.accounts import update_account
from kam.demo.company import DOMAIN
from kam.lib.history import events_of
from plans.models import Plan
from staff.models import Company, User
from tiering.key_accounts import KeyAccounts

OWNER, MANAGER, DAYS = "kam1", "manager1", 5


def load(end: date) -> Account | None:
    """The last key account of the owner that no plan is under way for; None if there is none."""
    people = {name: User.objects.get(email=f"{name}@{DOMAIN}") for name in (OWNER, MANAGER)}
    mine = Account.objects.filter(owner=people[OWNER])
    planned = Plan.objects.values("account")
    account = KeyAccounts.now().among(mine).exclude(pk__in=planned).order_by("-pk").first()
    if account is None:
        return None
    update_account(account=account, by=people[MANAGER], owner=None)
    _given_up(
        account, datetime.combine(end - timedelta(days=DAYS), time(9), Company.current().zone)
    )
    return account


def _given_up(account: Account, at: datetime) -> None:
    """The trail tells it as of that day; the account was known long before."""
    events = events_of(Account).objects.filter(pgh_obj_id=account.pk)
    events.filter(owner=None).update(pgh_created_at=at)
    events.exclude(owner=None).update(pgh_created_at=account.created_at)

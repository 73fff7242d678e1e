"""Some records twice, as old systems leave them: there is something to merge."""

from accounts.models import Account, Contact
from accounts.models.account import AccountStatus
from kam.lib.names import LEGAL_FORMS
from kam.merging.rows import quiet

ACCOUNTS, PEOPLE = 2, 3


def load() -> None:
    """Prospects become second records of customers, and people of other people beside them.

    They always were: the history does not tell of it.
    """
    with quiet():
        _accounts()
        _people()


def _accounts() -> None:
    free = Account.objects.filter(parent=None, children=None)
    prospects = free.filter(status=AccountStatus.PROSPECT).order_by("pk")[:ACCOUNTS]
    customers = free.filter(status=AccountStatus.ACTIVE, name__regex="公司$").order_by("pk")
    for twin, account in zip(list(prospects), list(customers[:ACCOUNTS]), strict=False):
        twin.name, twin.name_en, twin.aliases = LEGAL_FORMS.sub("", account.name), "", []
        twin.registry_number, twin.region = account.registry_number, ""
        twin.owner, twin.unit, twin.sponsor = account.owner, account.unit, None
        twin.refresh_names()
        twin.save()


def _people() -> None:
    """Who is known by a mobile number at a desk and by the same number on the road."""
    known = Contact.objects.exclude(phone="").order_by("account", "pk")
    firsts = list(known.distinct("account")[: PEOPLE * 4])
    twins = 0
    for first in firsts:
        twin = known.filter(account=first.account_id, pk__gt=first.pk, is_active=True).last()
        if twin is not None and twins < PEOPLE:
            twin.name, twin.name_en, twin.phone = first.name, "", first.phone.replace(" ", "-")
            twin.email, twin.title = "", ""
            twin.refresh_names()
            twin.save()
            twins += 1

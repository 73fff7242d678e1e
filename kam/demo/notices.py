"""What the demo's people were told: accounts handed over, levels to assess again."""

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Account
from staff.models import Company, Notice, NoticeKind, User
from staff.notice_words import both
from staff.permissions import Role
from staff.services.notices import tell

OF_EACH = 3


def load(*, today: date) -> int:
    """A few for everybody who owns accounts of the upper tiers; older ones were read."""
    told = 0
    owners = User.objects.active().filter(role__in=[Role.REP, Role.KAM]).order_by("pk")
    for place, account in enumerate(_accounts(owners)):
        told += tell(
            users=[account.owner] if account.owner else [],
            kind=NoticeKind.HANDOVER if place % 4 == 3 else NoticeKind.REASSESS,
            key=f"{account.pk}:{today}",
            url=reverse("account_detail", args=[account.pk]),
            params={"account": both(account)},
        )
    _age(today)
    return told


def _accounts(owners: QuerySet[User]) -> list[Account]:
    """The first key accounts of each owner."""
    key = Account.objects.filter(owner__in=owners, standing__pyramid__in=[1, 2])
    found: dict[int | None, list[Account]] = {}
    for account in key.select_related("owner").order_by("pk"):
        found.setdefault(account.owner_id, []).append(account)
    return [account for rows in found.values() for account in rows[:OF_EACH]]


def _age(today: date) -> None:
    """Told over the last days; every third one, and what was settled, was read that evening."""
    rows = list(Notice.objects.order_by("pk"))
    zone = Company.current().zone
    for place, row in enumerate(rows):
        day = today - timedelta(days=place % OF_EACH)
        row.created_at = datetime.combine(day, time(8 + place % 9, 7 * place % 60), zone)
        was_read = row.read_at is not None or place % OF_EACH == 2
        row.read_at = row.created_at + timedelta(hours=9) if was_read else None
        row.mailed_at = row.created_at  # the demo sends nothing
    Notice.objects.bulk_update(rows, ["created_at", "read_at", "mailed_at"])

"""Telling managers which seats at key accounts have stayed vacant too long."""

from collections import defaultdict
from datetime import date, datetime

from django.urls import reverse

from accounts.models import Account
from plans.vacancies import Vacancy, vacancies
from relationships.services.relations import managers_by_account
from staff.models import Notice, NoticeKind, User
from staff.notice_words import both
from staff.services.notices import Telling, tell_each

# Older ones stand on Today. Shorter than notices are kept, so that nothing is told again.
TOLD_WITHIN = 30  # days
KINDS = (NoticeKind.VACANCY, NoticeKind.VACANCIES)


def tell_red(*, now: datetime) -> int:
    """Tell the managers nearest above what has turned red; how many were told.

    One notice for all seats vacant since the same day: after the first scoring of a company every
    core account may lack a sponsor at once.
    """
    found = vacancies(Account.objects.all(), today=now.date(), zone=now.tzinfo)
    red = [each for each in found if each.is_red and each.days <= TOLD_WITHIN]
    if not red:
        return 0
    managers = managers_by_account(each.account for each in red)
    waiting: dict[tuple[User, date], list[Vacancy]] = defaultdict(list)
    for each in red:
        for manager in managers[each.account.pk]:
            waiting[manager, each.since].append(each)
    told = set(Notice.objects.filter(kind__in=KINDS).values_list("user", "key"))
    return tell_each(
        [
            _telling(manager, since, rows)
            for (manager, since), rows in waiting.items()
            if not {(manager.pk, f"{kind}:{since}") for kind in KINDS} & told
        ]
    )


def _telling(manager: User, since: date, rows: list[Vacancy]) -> Telling:
    key, first, day = str(since), rows[0], {"date": since.isoformat()}
    if len(rows) > 1:
        url = reverse("today") + "#vacancies"
        params = {"count": len(rows), **day}
        return Telling(manager, NoticeKind.VACANCIES, key, url, params)
    url = reverse("account_team", args=[first.account.pk])
    params = {"account": both(first.account), "seat": first.seat.value, **day}
    return Telling(manager, NoticeKind.VACANCY, key, url, params)

"""Planning the visits of a day in one act."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from relationships.models import CoverageStandard, Rhythm, Visit
from relationships.models.visit import VisitKind, VisitStatus
from staff.models import User


@transaction.atomic
def plan_route(*, accounts: Collection[int], day: date, today: date, by: User) -> int:
    """Plan a visit of `by` at each of these accounts (ids) that has none on that day; how many.

    All or nothing: raises ValidationError by the field for a day that has passed and for
    accounts out of reach.
    """
    if day < today:
        raise ValidationError({"day": _("A planned visit can't lie in the past.")})
    wanted = set(accounts)
    # Writers of one account queue, as everywhere; in one order, so that none waits in a circle.
    rows = Account.objects.visible_to(by).filter(pk__in=wanted).order_by("pk")
    seen = list(rows.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))
    if len(seen) < len(wanted):
        raise ValidationError({"accounts": _("Choose accounts of the list.")})
    planned = Visit.objects.planned().filter(owner=by, date=day, account__in=seen)
    there = set(planned.values_list("account_id", flat=True))
    missing = [pk for pk in seen if pk not in there]
    remote = _seen_remotely(missing)
    Visit.objects.bulk_create(
        Visit(
            account_id=pk,
            owner=by,
            date=day,
            status=VisitStatus.PLANNED,
            kind=VisitKind.REMOTE if pk in remote else VisitKind.VISIT,
        )
        for pk in missing
    )
    return len(missing)


def _seen_remotely(accounts: list[int]) -> set[int]:
    """Those whose standard is usually kept by remote contact."""
    remote = CoverageStandard.objects.filter(remote=True).values("tier")
    return set(Rhythm.objects.filter(pk__in=accounts, tier__in=remote).values_list("pk", flat=True))

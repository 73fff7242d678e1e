"""The dates of one person for a calendar program: planned visits, own next steps, due dates.

Names of people and the words of the own next steps are in it, phones and what was said are not:
the address needs no login.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from kam.lib.ics import Event
from relationships.models import Action, CoverageStandard, Rhythm, Visit
from relationships.models.due import next_due_of
from relationships.rules import Effort
from staff.models import User

BACK, AHEAD = timedelta(days=60), timedelta(days=120)
LENGTH = timedelta(hours=1)
MOST = 1000  # events of a kind


class Agenda:
    """What `user` may see and has to do from `BACK` before `today` to `AHEAD` after it.

    `site` is the address of this installation, `zone` that of the company's clock.
    """

    def __init__(self, user: User, *, today: date, zone: ZoneInfo, site: str) -> None:
        self.user, self.today, self.zone, self.site = user, today, zone, site.rstrip("/")
        self.host = self.site.partition("://")[2].partition("/")[0].partition(":")[0] or "kam"

    def events(self) -> Iterator[Event]:
        """Five queries."""
        yield from map(self._visit, self._planned())
        yield from map(self._action, self._steps())
        efforts = CoverageStandard.objects.efforts()
        for rhythm in self._due(efforts):
            yield self._due_date(rhythm, next_due_of(rhythm, efforts, self.today).due_on)

    def _planned(self) -> Iterator[Visit]:
        mine = Visit.objects.visible_to(self.user).planned().filter(owner=self.user)
        near = mine.filter(date__gte=self.today - BACK, date__lte=self.today + AHEAD)
        return iter(near.for_list().order_by("date", "pk")[:MOST])

    def _steps(self) -> Iterator[Action]:
        mine = Action.objects.visible_to(self.user).open().filter(owner=self.user)
        near = mine.filter(due_on__gte=self.today - BACK, due_on__lte=self.today + AHEAD)
        return iter(near.for_list()[:MOST])

    def _due(self, efforts: dict[int, Effort]) -> Iterator[Rhythm]:
        if not efforts:
            return iter(())
        near = Q()
        for effort in efforts.values():
            last = self.today - timedelta(days=effort.visit_days)
            near |= Q(tier=effort.tier, start__gte=last - BACK, start__lte=last + AHEAD)
        mine = Rhythm.objects.visible_to(self.user).in_care(efforts).filter(near, owner=self.user)
        return iter(mine.select_related("account").order_by("start", "pk")[:MOST])

    def _visit(self, visit: Visit) -> Event:
        account = visit.account
        people = _(", ").join(person.display_name for person in visit.contacts.all())
        start: date | datetime = visit.date
        if visit.time:
            start = datetime.combine(visit.date, visit.time, self.zone)
        return Event(
            uid=f"visit-{visit.pk}@{self.host}",
            stamp=visit.updated_at,
            start=start,
            end=start + LENGTH if isinstance(start, datetime) else None,
            summary=_("Visit: %(account)s") % {"account": account.display_name},
            description="\n".join(filter(None, [visit.get_scenario_display(), people])),
            location=account.region,
            url=self.site + reverse("visit_edit", args=[visit.pk]),
        )

    def _action(self, action: Action) -> Event:
        account = action.account
        said = {"what": str(action), "account": account.display_name}
        return Event(
            uid=f"action-{action.pk}@{self.host}",
            stamp=action.created_at,
            start=action.due_on,
            summary=_("%(what)s: %(account)s") % said,
            url=self.site + reverse("account_visits", args=[account.pk]),
        )

    def _due_date(self, rhythm: Rhythm, due_on: date) -> Event:
        account = rhythm.account
        return Event(
            uid=f"due-{account.pk}@{self.host}",
            stamp=datetime.combine(rhythm.start, time(), UTC),
            start=due_on,
            summary=_("Visit due: %(account)s") % {"account": account.display_name},
            location=account.region,
            url=self.site + reverse("account_visits", args=[account.pk]),
        )

"""How our people stand with theirs, as the relationship tab lists it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Q

from accounts.models import Account, Contact
from relationships import ladders, stages
from relationships.models import Axis, GridRules, Level
from staff.models import User


@dataclass(frozen=True)
class Assessment:
    """One level as it is printed."""

    level: Level
    name: Any
    items: list[Any]
    is_stale: bool


@dataclass(frozen=True)
class Person:
    """One of theirs with the levels of our people, the best first."""

    contact: Contact
    counts: bool
    assessments: list[Assessment] = field(default_factory=list)

    @property
    def best(self) -> Assessment | None:
        return self.assessments[0] if self.assessments else None


@dataclass(frozen=True)
class Levels:
    people: list[Person]
    company: Assessment | None
    waiting: list[Assessment]

    @property
    def outside(self) -> int:
        """People who were assessed but have no part in decisions: they move no level."""
        return sum(1 for person in self.people if person.assessments and not person.counts)


def levels_of(account: Account, user: User, rules: GridRules, today: date) -> Levels:
    """Three queries: people, levels that count, levels that wait."""

    def shown(level: Level) -> Assessment:
        return Assessment(
            level,
            ladders.level_name(rules.preset, level.axis, level.level),
            [ladders.EVIDENCE[code] for code in level.evidence if code in ladders.EVIDENCE],
            stages.is_stale(level.assessed_on, today, rules.stale_days),
        )

    of_account = Level.objects.visible_to(user).filter(account=account)
    rows = of_account.select_related("by", "colleague", "contact", "confirmed_by")
    newest = [shown(level) for level in rows.counting().newest()]
    waiting = [shown(level) for level in rows.waiting().order_by("pk")]
    by_contact: dict[int | None, list[Assessment]] = {}
    for each in newest:
        by_contact.setdefault(each.level.contact_id, []).append(each)
    contacts = (
        Contact.objects.visible_to(user)
        .filter(account=account)
        .filter(Q(is_active=True) | Q(pk__in=[pk for pk in by_contact if pk]))
        .order_by("-is_active", F("influence").desc(nulls_last=True), "sort_key", "pk")
    )
    people = [
        Person(
            contact,
            bool(contact.is_active and contact.decision_role),
            sorted(
                by_contact.get(contact.pk, []),
                key=lambda each: (-each.level.level, -each.level.assessed_on.toordinal()),
            ),
        )
        for contact in contacts
    ]
    people.sort(key=lambda person: not person.counts)
    company = next((each for each in newest if each.level.axis == Axis.COMPANY), None)
    return Levels(people, company, waiting)

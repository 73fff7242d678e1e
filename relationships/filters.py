"""What the lists of visits and of due accounts can be narrowed to."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple, DateInput, HiddenInput
from django.utils.translation import gettext_lazy as _

from accounts import labels
from accounts.models import Account
from kam.lib.classes import PyramidTier
from relationships.labels import DUE_CHOICES
from relationships.models import Rhythm, ScenarioStandard, Visit
from relationships.models.visit import VisitStatus
from relationships.rules import DueStatus
from staff.models import Unit, User


def colleagues(request: Any) -> QuerySet[User]:
    """Whose work the reader may see."""
    found: QuerySet[User] = User.objects.visible_to(request.user).active()
    return found.order_by("name", "pk")


def units(request: Any) -> QuerySet[Unit]:
    """Whose accounts the reader may narrow to, with the units below."""
    found: QuerySet[Unit] = Unit.objects.visible_to(request.user).for_list()
    return found


def scenarios() -> list[tuple[str, str]]:
    """All that visits may have, also those out of use."""
    return [(each.code, each.display_name) for each in ScenarioStandard.objects.for_page()]


def accounts(request: Any) -> QuerySet[Account]:
    found: QuerySet[Account] = Account.objects.visible_to(request.user)
    return found


class VisitFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    q = filters.CharFilter(method="by_account", label=_("Account"))
    status = filters.ChoiceFilter(choices=VisitStatus.choices, empty_label=_("Any status"))
    scenario = filters.ChoiceFilter(choices=scenarios, empty_label=_("Any scenario"))
    owner = filters.ModelChoiceFilter(queryset=colleagues, label=_("By"), empty_label=_("Anybody"))
    after = filters.DateFilter("date", "gte", label=_("From"), widget=DateInput({"type": "date"}))
    before = filters.DateFilter("date", "lte", label=_("To"), widget=DateInput({"type": "date"}))
    # Of pages that count visits: at one account, or at one and all in its group.
    account = filters.ModelChoiceFilter(queryset=accounts, widget=HiddenInput)
    top = filters.ModelChoiceFilter("account__top", queryset=accounts, widget=HiddenInput)

    class Meta:
        model = Visit
        fields: list[str] = []

    def by_account(self, visits: QuerySet[Visit], name: str, text: str) -> QuerySet[Visit]:
        return visits.filter(account__in=Account.objects.search(text).values("pk"))


class DueFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Over the rhythms of a `relationships.models.due.DueList`."""

    q = filters.CharFilter(method="by_name", label=_("Account"))
    status = filters.MultipleChoiceFilter(
        choices=DUE_CHOICES, method="by_status", label=_("Status"), widget=CheckboxSelectMultiple
    )
    tier = filters.ChoiceFilter(
        choices=labels.choices(PyramidTier),
        label=_("Cared for like"),
        empty_label=_("Any tier"),
    )
    owner = filters.ModelChoiceFilter(
        queryset=colleagues, label=_("Owner"), empty_label=_("Anybody")
    )
    unit = filters.ModelChoiceFilter(
        queryset=units, method="by_unit", label=_("Sales unit"), empty_label=_("Any unit")
    )

    class Meta:
        model = Rhythm
        fields: list[str] = []

    def by_name(self, rhythms: Any, name: str, text: str) -> Any:
        return rhythms.filter(account__in=Account.objects.search(text).values("pk"))

    def by_unit(self, rhythms: Any, name: str, unit: Unit) -> Any:
        return rhythms.filter(unit__in=Unit.objects.under(unit).values("pk"))

    def by_status(self, rhythms: Any, name: str, slugs: list[str]) -> Any:
        ranks = [DueStatus[slug.upper()] for slug in slugs]
        return rhythms.filter(due_rank__in=ranks) if ranks else rhythms

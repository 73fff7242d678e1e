"""Finding colleagues in the list of users."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from staff.models import Unit, User
from staff.models.user import ROLE_LABELS, UserQuerySet

SORTS = {
    "name": "name",
    "email": "email",
    "role": "role",
    "unit": "unit__path",
    "seen": "last_login",
}


class UserFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        method="search",
        label=_("Search"),
        widget=forms.SearchInput(attrs={"placeholder": _("Name, e-mail or phone")}),
    )
    role = django_filters.ChoiceFilter(
        choices=list(ROLE_LABELS.items()), label=_("Role"), empty_label=_("Every role")
    )
    unit = django_filters.ModelChoiceFilter(
        queryset=lambda request: Unit.objects.visible_to(request.user).for_list(),
        method="in_unit",
        label=_("Sales unit"),
        empty_label=_("Every unit"),
    )
    state = django_filters.ChoiceFilter(
        choices=[("active", _("May log in")), ("inactive", _("Deactivated"))],
        method="by_state",
        label=_("State"),
        empty_label=_("Every state"),
    )

    class Meta:
        model = User
        fields: list[str] = []

    def search(self, users: UserQuerySet, name: str, text: str) -> UserQuerySet:
        for word in text.split():
            users = users.filter(
                Q(name__icontains=word)
                | Q(name_en__icontains=word)
                | Q(email__icontains=word)
                | Q(phone__icontains=word)
            )
        return users

    def in_unit(self, users: UserQuerySet, name: str, unit: Unit | None) -> UserQuerySet:
        return users.filter(unit__path__startswith=unit.path) if unit else users

    def by_state(self, users: UserQuerySet, name: str, state: str) -> UserQuerySet:
        return users.filter(is_active=state == "active") if state else users


def order(users: UserQuerySet, sort: str) -> UserQuerySet:
    """`sort` is a key of SORTS, with a minus for descending; anything else sorts by name."""
    column = SORTS.get(sort.removeprefix("-"), "name")
    sign = "-" if sort.startswith("-") else ""
    return users.order_by(f"{sign}{column}", "pk")

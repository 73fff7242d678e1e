"""Conditions of the lists, the same for page, export and hand-over."""

from collections.abc import Iterable
from enum import IntEnum
from typing import Any

import django_filters as df
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import labels
from accounts.models import Account, Contact, ImportBatch, ProjectState
from accounts.models.account import AccountStatus, AccountType
from accounts.models.batch import ImportKind
from accounts.models.contact import DecisionRole
from accounts.models.project_state import OPEN, WON, Stage
from accounts.models.querysets import AccountQuerySet
from kam.lib.classes import (
    AbcType,
    KeyAccountClass,
    ParetoClass,
    PyramidTier,
    SmallSubtype,
    TransactionPattern,
)
from staff.models import Unit, User

NOBODY = "none"
HEADS = "head"
MEMBERS = "member"


class ClassFilter(df.TypedMultipleChoiceFilter):
    """One or more classes of a system; 0 is "not rated".

    It looks at what accounts are ranked by themselves, so that its count is the dashboard's.
    Members of a group, who have their class from the group, are found with `group=member`.
    """

    def __init__(self, enum: type[IntEnum], label: Any) -> None:
        system = "key_class" if enum is KeyAccountClass else ""
        choices = [*labels.choices(enum), (0, labels.without(system))]
        self.system = ""
        super().__init__(
            label=label,
            choices=choices,
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
            method=self.narrow,
        )

    def narrow(self, accounts: AccountQuerySet, name: str, values: list[int]) -> AccountQuerySet:
        if not values:
            return accounts
        wanted = Q(**{f"standing__{name}__in": [value for value in values if value]})
        if self.parent.data.get("group") != MEMBERS:
            wanted &= Q(standing__by_group=False)
        if 0 in values:
            wanted |= Q(standing__isnull=True) | Q(**{f"standing__{name}": 0})
        return accounts.filter(wanted)


def people(request: Any) -> QuerySet[User]:
    found: QuerySet[User] = User.objects.visible_to(request.user).for_list()
    return found


def units(request: Any) -> QuerySet[Unit]:
    found: QuerySet[Unit] = Unit.objects.visible_to(request.user).order_by("path")
    return found


def imports(request: Any) -> QuerySet[ImportBatch]:
    """Those that create accounts."""
    kinds = (ImportKind.ACCOUNTS, ImportKind.LEDGER)
    found: QuerySet[ImportBatch] = ImportBatch.objects.visible_to(request.user)
    return found.filter(kind__in=kinds)


def multiple(choices: Iterable[Any], label: Any, **options: Any) -> df.MultipleChoiceFilter:
    return df.MultipleChoiceFilter(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, **options
    )


class AccountFilter(df.FilterSet):
    """Which accounts a list shows, from the query string."""

    q = df.CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    pyramid = ClassFilter(PyramidTier, _("Pyramid"))
    subtype = ClassFilter(SmallSubtype, _("Kind of small customer"))
    pareto = ClassFilter(ParetoClass, _("Pareto class"))
    abc = ClassFilter(AbcType, _("ABC type"))
    key_class = ClassFilter(KeyAccountClass, _("Key account class"))
    pattern = ClassFilter(TransactionPattern, _("Transaction pattern"))
    rated = df.BooleanFilter(
        label=_("Rated"),
        method="by_rated",
        widget=forms.Select(choices=[("", _("Any")), ("1", _("Yes")), ("0", _("No"))]),
    )
    provisional = df.BooleanFilter(
        label=_("Provisional"),
        method="by_provisional",
        widget=forms.Select(choices=[("", _("Any")), ("1", _("Yes")), ("0", _("No"))]),
    )
    status = multiple(AccountStatus.choices, _("Status"))
    type = multiple(AccountType.choices, _("Type"))
    owner = df.ModelChoiceFilter(
        label=_("Owner"),
        queryset=people,
        null_label=_("Nobody"),
        null_value=NOBODY,
        empty_label=_("Any"),
    )
    unit = df.ModelChoiceFilter(
        label=_("Sales unit"), queryset=units, method="by_unit", empty_label=_("Any")
    )
    region = df.CharFilter(label=_("Region"), lookup_expr="icontains")
    industry = df.CharFilter(label=_("Industry"), lookup_expr="icontains")
    group = df.ChoiceFilter(
        label=_("Group"),
        choices=[(HEADS, _("Heads of groups")), (MEMBERS, _("Members of groups"))],
        method="by_group",
        empty_label=_("Any"),
    )
    top = df.NumberFilter(label=_("Group of"), method="by_top", widget=forms.HiddenInput)
    batch = df.ModelChoiceFilter(
        label=_("Created by import"),
        queryset=imports,
        method="by_batch",
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Account
        fields: list[str] = []

    @property
    def qs(self) -> AccountQuerySet:
        """Nothing rather than everything when a condition can't be read."""
        found: AccountQuerySet = (
            super().qs if self.is_valid() or not self.is_bound else self.queryset.none()
        )
        return found

    def search(self, accounts: AccountQuerySet, name: str, text: str) -> AccountQuerySet:
        return accounts.search(text)

    def by_rated(self, accounts: AccountQuerySet, name: str, yes: bool) -> AccountQuerySet:
        rated = Q(standing__pyramid__gt=0, standing__by_group=False)
        return accounts.filter(rated) if yes else accounts.filter(~Q(standing__pyramid__gt=0))

    def by_provisional(self, accounts: AccountQuerySet, name: str, yes: bool) -> AccountQuerySet:
        marked = Q(standing__provisional__gt=0, standing__by_group=False)
        return accounts.filter(marked) if yes else accounts.filter(~Q(standing__provisional__gt=0))

    def by_unit(self, accounts: AccountQuerySet, name: str, unit: Unit) -> AccountQuerySet:
        return accounts.filter(unit__path__startswith=unit.path)

    def by_group(self, accounts: AccountQuerySet, name: str, which: str) -> AccountQuerySet:
        if which == MEMBERS:
            return accounts.filter(parent__isnull=False)
        below = Account.objects.filter(parent=OuterRef("pk"))
        return accounts.filter(Exists(below), parent__isnull=True)

    def by_batch(self, accounts: AccountQuerySet, name: str, batch: ImportBatch) -> AccountQuerySet:
        return accounts.made_by_import(batch.pk)

    def by_top(self, accounts: AccountQuerySet, name: str, top: int) -> AccountQuerySet:
        return accounts.filter(top=int(top))


class ContactFilter(df.FilterSet):
    """Which people the list of contacts shows."""

    q = df.CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    account = df.NumberFilter(label=_("Account"), field_name="account_id")
    role = df.ChoiceFilter(
        label=_("Role in decisions"),
        field_name="decision_role",
        choices=DecisionRole.choices,
        empty_label=_("Any"),
    )
    active = df.BooleanFilter(
        label=_("Still there"),
        field_name="is_active",
        widget=forms.Select(choices=[("", _("Any")), ("1", _("Yes")), ("0", _("No"))]),
    )

    class Meta:
        model = Contact
        fields: list[str] = []

    @property
    def qs(self) -> Any:
        return super().qs if self.is_valid() or not self.is_bound else self.queryset.none()

    def search(self, contacts: Any, name: str, text: str) -> Any:
        return contacts.search(text)


OUTCOMES = {"open": OPEN, "won_all": WON}  # several stages under one name


class ProjectFilter(df.FilterSet):
    """Which projects the list shows; over where each of them stands."""

    q = df.CharFilter(
        label=_("Search"), method="search", widget=forms.TextInput(attrs={"type": "search"})
    )
    stage = df.ChoiceFilter(
        label=_("Stage"),
        choices=[("open", _("All open")), ("won_all", _("All won")), *Stage.choices],
        method="by_stage",
        empty_label=_("Any"),
    )
    owner = df.ModelChoiceFilter(
        label=_("Owner"), field_name="project__owner", queryset=people, empty_label=_("Any")
    )
    strategic = df.BooleanFilter(
        label=pgettext_lazy("project", "Strategic"),
        field_name="is_strategic",
        widget=forms.Select(choices=[("", _("Any")), ("1", _("Yes")), ("0", _("No"))]),
    )

    class Meta:
        model = ProjectState
        fields: list[str] = []

    @property
    def qs(self) -> Any:
        return super().qs if self.is_valid() or not self.is_bound else self.queryset.none()

    def search(self, states: Any, name: str, text: str) -> Any:
        """By name or number of the project, or by account as the list of accounts finds it."""
        accounts = Account.objects.search(text).values("pk")
        named = Q(project__name__icontains=text) | Q(project__code__icontains=text)
        return states.filter(named | Q(account__in=accounts))

    def by_stage(self, states: Any, name: str, stage: str) -> Any:
        return states.filter(stage__in=OUTCOMES.get(stage, (stage,)))

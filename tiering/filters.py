"""Which candidates the list shows, from the query string."""

from typing import Any

import django_filters as df
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import labels
from accounts.models import Account
from accounts.models.account import AccountStatus
from kam.lib.classes import SelectionDecision
from staff.models import User
from tiering.models import Strategy

OPEN_STATUSES = [
    (AccountStatus.PROSPECT, AccountStatus.PROSPECT.label),
    (AccountStatus.CANDIDATE, AccountStatus.CANDIDATE.label),
]
UNDECIDED = "0"


def people(request: Any) -> QuerySet[User]:
    found: QuerySet[User] = User.objects.visible_to(request.user).for_list()
    return found


def strategies(request: Any) -> QuerySet[Strategy]:
    return Strategy.objects.for_list()


class CandidateFilter(df.FilterSet):
    """`result` is what the rules say: it is known only once all are judged, so the page asks it."""

    q = df.CharFilter(
        label=_("Search"), method="search", widget=forms.TextInput(attrs={"type": "search"})
    )
    result = df.ChoiceFilter(
        label=_("Result"),
        choices=[*labels.choices(SelectionDecision), (UNDECIDED, _("Undecided"))],
        method="leave",
        empty_label=_("Any"),
    )
    status = df.ChoiceFilter(label=_("Status"), choices=OPEN_STATUSES, empty_label=_("Any"))
    owner = df.ModelChoiceFilter(label=_("Owner"), queryset=people, empty_label=_("Any"))
    strategy = df.ModelChoiceFilter(
        label=_("Strategy"), queryset=strategies, method="by_strategy", empty_label=_("Any")
    )

    class Meta:
        model = Account
        fields: list[str] = []

    @property
    def qs(self) -> Any:
        return super().qs if self.is_valid() or not self.is_bound else self.queryset.none()

    @property
    def result_asked(self) -> int | None:
        asked = self.form.cleaned_data.get("result") if self.is_valid() else ""
        return int(asked) if asked else None

    def search(self, accounts: Any, name: str, text: str) -> Any:
        return accounts.search(text)

    def leave(self, accounts: Any, name: str, value: str) -> Any:
        return accounts

    def by_strategy(self, accounts: Any, name: str, strategy: Strategy) -> Any:
        """Whose newest assumption names it."""
        return accounts.filter(strategy_id=strategy.pk)

"""What the lists of problems and of lessons can be narrowed to."""

from typing import Any

import django_filters as df
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import labels
from accounts.models import Account
from kam.lib.classes import KeyAccountClass, PyramidTier
from kam.lib.relations import Stage
from plans.lessons import Asked
from plans.models import Category, Problem, Purpose, Severity
from relationships.filters import colleagues
from relationships.labels import STAGE

SEARCH = {"type": "search"}


class ProblemFilter(df.FilterSet):  # type: ignore[misc]  # django-filter has no types
    q = df.CharFilter(label=_("Search"), method="search", widget=forms.TextInput(attrs=SEARCH))
    category = df.ChoiceFilter(
        label=_("Kind of problem"), choices=Category.choices, empty_label=_("Any")
    )
    severity = df.ChoiceFilter(label=_("Severity"), choices=Severity.choices, empty_label=_("Any"))
    owner = df.ModelChoiceFilter(
        label=_("Who sees to it"), queryset=colleagues, empty_label=_("Anybody")
    )

    class Meta:
        model = Problem
        fields: list[str] = []

    @property
    def qs(self) -> Any:
        """Nothing rather than everything when a condition can't be read."""
        return super().qs if self.is_valid() or not self.is_bound else self.queryset.none()

    def search(self, problems: Any, name: str, text: str) -> Any:
        return problems.with_text(text)


# What a lesson can be about: the purpose of a plan or a kind of problem.
ABOUT = [(_("Plans"), Purpose.choices), (_("Problems"), Category.choices)]


class LessonFilter(df.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Over the accounts lessons come from; what they say and are about, `lessons.found` narrows."""

    q = df.CharFilter(label=_("Search"), method="later", widget=forms.TextInput(attrs=SEARCH))
    about = df.ChoiceFilter(
        label=_("Learnt from"), choices=ABOUT, method="later", empty_label=_("Any")
    )
    tier = df.ChoiceFilter(
        method="later",
        label=_("Pyramid tier"),
        choices=labels.choices(PyramidTier),
        empty_label=_("Any"),
    )
    key_class = df.ChoiceFilter(
        method="later",
        label=_("Key account class"),
        choices=labels.choices(KeyAccountClass),
        empty_label=_("Any"),
    )
    stage = df.ChoiceFilter(
        method="later",
        label=_("Stage"),
        choices=[(int(stage), STAGE[stage]) for stage in Stage if stage],
        empty_label=_("Any"),
    )
    industry = df.CharFilter(label=_("Industry"), lookup_expr="icontains")

    class Meta:
        model = Account
        fields: list[str] = []

    @property
    def qs(self) -> Any:
        return super().qs if self.is_valid() or not self.is_bound else self.queryset.none()

    def later(self, accounts: Any, name: str, text: str) -> Any:
        return accounts

    @property
    def asked(self) -> Asked:
        """What narrows the lessons themselves."""
        said = self.form.cleaned_data if self.is_valid() else {}
        names = {
            "text": "q",
            "about": "about",
            "closed_class": "key_class",
            "closed_tier": "tier",
            "closed_stage": "stage",
        }
        return Asked(**{name: said.get(field) or "" for name, field in names.items()})

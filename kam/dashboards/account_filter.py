"""The conditions of the account list, with those that need the scores of the run in view."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

import django_filters as df
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import labels
from accounts.filters import AccountFilter, multiple
from accounts.models import Account
from accounts.models.querysets import AccountQuerySet
from kam.dashboards.tier_lists import PROFITS
from kam.dashboards.tier_picks import KEEP, REFERRERS, has_any, loses, may_grow
from kam.lib.classes import RfmSegment
from relationships.labels import STAGE
from relationships.models import Level
from staff.models import User
from staff.permissions import Permission, has_permission
from tiering.models import Assessment, CurrentRun, Score

LISTS = [
    ("keep", _("Whom to keep")),
    ("grow", _("Whom to develop")),
    ("referrer", _("Who brings new customers")),
    ("loss", _("Who costs us money")),
]
STAGES = [(str(stage.value), name) for stage, name in STAGE.items() if stage]
SQUARES = [(f"{p}{c}", f"({p}, {c})") for p in range(1, 6) for c in range(1, 6)]


class BookFilter(AccountFilter):
    """AccountFilter with the four management lists (domain §3.9.3) and the 25 squares."""

    estimated = df.BooleanFilter(
        label=_("Profit estimated"), method="by_estimated", widget=forms.HiddenInput
    )
    segment = multiple(labels.choices(RfmSegment), _("RFM segment"), method="by_segment")
    stage = multiple(STAGES, _("Relationship stage"), method="by_relation")
    square = multiple(SQUARES, _("Square"), method="by_relation")
    unconfirmed = df.BooleanFilter(
        label=_("A level waits to be confirmed"), method="by_unconfirmed", widget=forms.HiddenInput
    )
    list = df.ChoiceFilter(label=_("List"), choices=LISTS, method="by_list", empty_label=_("Any"))

    def by_segment(
        self, accounts: AccountQuerySet, name: str, values: Sequence[str]
    ) -> AccountQuerySet:
        """As the run in view computed it."""
        found = Score.objects.current().filter(segment__in=[int(value) for value in values])
        own = accounts.filter(standing__by_group=False)
        return own.filter(pk__in=found.values("account")) if values else accounts

    def by_relation(
        self, accounts: AccountQuerySet, name: str, values: Sequence[str]
    ) -> AccountQuerySet:
        """Where they stand on the 25 squares, for those who see that page."""
        if not values:
            return accounts
        if not has_permission(self.request.user, Permission.VISIT_VIEW):
            return accounts.none()
        if name == "stage":
            return accounts.filter(relation__stage__in=[int(value) for value in values])
        squares = [Q(relation__personal=at[0], relation__company=at[1]) for at in values]
        return accounts.filter(reduce(or_, squares))

    def by_unconfirmed(self, accounts: AccountQuerySet, name: str, yes: bool) -> AccountQuerySet:
        """Those where somebody asked for a manager's word, for those who see people."""
        waiting = Level.objects.visible_to(self.request.user).waiting().values("account")
        return accounts.filter(pk__in=waiting) if yes else accounts.exclude(pk__in=waiting)

    def by_estimated(self, accounts: AccountQuerySet, name: str, yes: bool) -> AccountQuerySet:
        """Ranked by what the company earns on average, since their cost is not known."""
        if not has_permission(self.request.user, Permission.MARGIN_VIEW):
            return accounts.none()
        ranked = Score.objects.current().filter(estimated=int(yes))
        return accounts.filter(pk__in=ranked.values("account"))

    def by_list(self, accounts: AccountQuerySet, name: str, which: str) -> AccountQuerySet:
        own = accounts.filter(standing__by_group=False)
        if which == "keep":
            return own.filter(has_any(KEEP, of="standing__"))
        if which == "referrer":
            return own.filter(has_any(REFERRERS, of="standing__"))
        if which == "grow":
            growing = Assessment.objects.current().filter(may_grow())
            return own.filter(pk__in=growing.values("account"))
        if which == "loss" and knows_losses(self.request.user):
            run = CurrentRun.get()
            losing = Score.objects.current().filter(loses(run.context["basis"] if run else ""))
            return own.filter(pk__in=losing.values("account"))
        return own.none()


def knows_losses(user: User) -> bool:
    """As on the dashboard: the run in view ranks by a profit, and `user` may read margins."""
    run = CurrentRun.get()
    may = has_permission(user, Permission.MARGIN_VIEW)
    return may and run is not None and run.context.get("basis") in PROFITS


def book(user: User, query: object, request: object) -> BookFilter:
    """The accounts `user` reads in lists, narrowed by the query string."""
    everything = Account.objects.reads_everything(user)
    accounts = Account.objects.all() if everything else Account.objects.in_book_of(user)
    return BookFilter(query, queryset=accounts, request=request)

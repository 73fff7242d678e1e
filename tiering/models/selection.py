"""Choosing customers: strategies, what is assumed of a candidate, and what was decided.

Source: domain §3.7, §3.8.
"""

from typing import Any

import pghistory
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import labels
from accounts.models import Account
from accounts.models.account import AccountStatus
from kam.lib.classes import PyramidTier, SelectionDecision
from staff.models import User
from staff.permissions import Permission, has_permission
from tiering.models.policy import PolicyVersion

# Who may still be chosen; the first order makes a customer of them (domain §8.2).
OPEN_STATUSES = (AccountStatus.PROSPECT, AccountStatus.CANDIDATE)


def candidates(user: User) -> Any:
    """The accounts that `user` may open and that are still to be won."""
    return Account.objects.visible_to(user).filter(status__in=OPEN_STATUSES)


def with_strategy(accounts: Any) -> Any:
    """Adds `strategy_id`: the strategy of the newest assumption, None without one."""
    newest = Assumption.objects.filter(account=models.OuterRef("pk")).order_by("-pk")
    return accounts.annotate(strategy_id=models.Subquery(newest.values("strategy")[:1]))


class StrategyQuerySet(models.QuerySet["Strategy"]):
    def for_list(self) -> "StrategyQuerySet":
        return self.order_by("position", "pk")

    def in_use(self) -> "StrategyQuerySet":
        return self.for_list().filter(is_active=True)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Strategy(models.Model):
    """A way to win customers (domain §3.8). Administrators edit the list; none is deleted.

    `is_addition` marks those that the source does not name; `needs_ethics_note` those that touch
    others, so that somebody has to write down what is not to be done.
    """

    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    fits = models.TextField(_("when it fits"))
    fits_en = models.TextField(_("when it fits, in English"), blank=True)
    key_point = models.TextField(_("key point"))
    key_point_en = models.TextField(_("key point, in English"), blank=True)
    is_addition = models.BooleanField(
        _("addition of this project"),
        default=False,
        help_text=_("Not among those the source describes."),
    )
    needs_ethics_note = models.BooleanField(
        _("asks for an ethics note"),
        default=False,
        help_text=_("Whoever chooses it writes down that nothing false is recorded or sent."),
    )
    is_active = models.BooleanField(_("can be chosen"), default=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=100)

    objects = StrategyQuerySet.as_manager()

    class Meta:
        verbose_name = _("selection strategy")
        verbose_name_plural = _("selection strategies")

    def __str__(self) -> str:
        return self._in_language("name")

    @property
    def when(self) -> str:
        return self._in_language("fits")

    @property
    def point(self) -> str:
        return self._in_language("key_point")

    def _in_language(self, field: str) -> str:
        english: str = getattr(self, f"{field}_en")
        own: str = getattr(self, field)
        return english if english and get_language() == "en" else own


class AssumptionQuerySet(models.QuerySet["Assumption"]):
    def of(self, account: Account) -> "AssumptionQuerySet":
        """All that was ever assumed of the account, the newest first."""
        return self.filter(account=account).select_related("by", "strategy").order_by("-pk")


class Assumption(models.Model):
    """What somebody expects of a candidate: no fact yet tells it. Only added to; the newest counts.

    Amounts a year in base currency, None while nobody has said. `remaining_cost` is what is still
    to be spent to win the account; what was spent is in the costs. `budget_is_there` is a
    manager's word, for there are no budgets to compare with. `tier` decides hours and retention.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="assumptions")
    tier = models.PositiveSmallIntegerField(
        _("tier assumed"), default=PyramidTier.ORDINARY.value, choices=labels.choices(PyramidTier)
    )
    strategy = models.ForeignKey(
        Strategy,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("strategy"),
    )
    ethics_note = models.TextField(_("ethics note"), blank=True)
    year_profit = models.DecimalField(
        _("gross profit of the first year"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    year_cost = models.DecimalField(
        _("cost to serve in a year"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    remaining_cost = models.DecimalField(
        _("cost still to be spent to win it"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    budget_is_there = models.BooleanField(_("the budget is there"), null=True, blank=True)
    source = models.CharField(_("where the figures are from"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(auto_now_add=True)

    objects = AssumptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("assumption")
        verbose_name_plural = _("assumptions")
        indexes = [models.Index(fields=["account", "-id"], name="assumption_newest")]

    def __str__(self) -> str:
        return f"assumed of {self.account_id}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User) -> "DecisionQuerySet":
        if not has_permission(user, Permission.BUSINESS_VIEW):
            return self.none()
        return self.filter(account__in=Account.objects.visible_to(user))

    def newest(self) -> "DecisionQuerySet":
        """The last one of each account."""
        last = self.order_by("account", "-pk").distinct("account").values("pk")
        return Decision.objects.filter(pk__in=last)

    def for_list(self) -> "DecisionQuerySet":
        return self.select_related("by", "policy", "strategy").order_by("-pk")


class Decision(models.Model):
    """What a manager decided about a candidate, and what the rules said then. Never edited.

    `computed` is the decision by the rules (0 undecided), `score` and `coverage` hundredths (-1
    too little known), `failed` and `unknown` bits of `engine.selection.Unmet`.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="decisions")
    decision = models.PositiveSmallIntegerField(
        _("decision"), choices=labels.choices(SelectionDecision)
    )
    reason = models.TextField(_("reason"))
    computed = models.PositiveSmallIntegerField(default=0)
    score = models.IntegerField()
    coverage = models.IntegerField()
    failed = models.PositiveSmallIntegerField(default=0)
    unknown = models.PositiveSmallIntegerField(default=0)
    tier = models.PositiveSmallIntegerField(choices=labels.choices(PyramidTier))
    strategy = models.ForeignKey(Strategy, models.PROTECT, null=True, related_name="+")
    policy = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+")
    as_of = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(auto_now_add=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("selection decision")
        verbose_name_plural = _("selection decisions")
        indexes = [models.Index(fields=["account", "-id"], name="decision_newest")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.get_decision_display()}"

"""A problem with an account: who sees to it, by when, and what solved it (domain §7.12)."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account
from plans.models.learnt import Learnt
from plans.working import may_work
from staff.models import User
from staff.permissions import Permission, has_permission


class Category(models.TextChoices):
    """The problems that key accounts are known to bring."""

    DEPENDENCE = "dependence", _("Too dependent on one account")
    ONE_PERSON = "one_person", _("The relation hangs on one person")
    LEAVING = "leaving", _("A salesperson leaves and takes the account along")
    PRICE = "price", _("Price pressure")
    PAYMENT = "payment", _("Late payment")
    UNPROFITABLE = "unprofitable", _("Ranks high but loses money")
    TOO_MANY = "too_many", _("Too many key accounts")
    SLOW = "slow", _("Our own departments are slow")
    LOST_NEEDS = "lost_needs", _("Needs get lost")
    DATA = "data", _("Data out of date")
    FLIPPING = "flipping", _("The class goes up and down")
    CHANNEL = "channel", _("Channel conflict")
    COMPETITOR = "competitor", _("A competitor attacks")
    ALLIANCE = "alliance", _("Alliance without content")
    OVERSERVED = "overserved", _("Rib account gets too much service")

    @property
    def response(self) -> Promise:
        """What usually helps."""
        return RESPONSES[self]


RESPONSES: dict[Category, Promise] = {
    Category.DEPENDENCE: _("Win new accounts, agree on a contract term, cap the credit."),
    Category.ONE_PERSON: _("Get to know more people there; let the sponsor visit."),
    Category.LEAVING: _("Hand over, visit together, tie the companies and not only the people."),
    Category.PRICE: _("Prove the value, survey the perceived value, offer a bundle."),
    Category.PAYMENT: _("Take it to the credit committee; agree on instalments."),
    Category.UNPROFITABLE: _("Review the cost to serve, change the terms or lower the class."),
    Category.TOO_MANY: _("Run the selection again; put accounts in reserve."),
    Category.SLOW: _("Escalate, and settle who is responsible for what."),
    Category.LOST_NEEDS: _("Name one person who follows a need to its end."),
    Category.DATA: _("Give somebody the task to bring the data up to date."),
    Category.FLIPPING: _("Let the rules wait longer before a class changes; review the policy."),
    Category.CHANNEL: _("The owner of the group decides who serves whom at what price."),
    Category.COMPETITOR: _("Make a counter-plan; let an executive call."),
    Category.ALLIANCE: _("Review it with the partner, or end it."),
    Category.OVERSERVED: _("Move from visits to remote service."),
}


class Severity(models.IntegerChoices):
    LOW = 1, pgettext_lazy("severity", "Low")
    MEDIUM = 2, pgettext_lazy("severity", "Medium")
    HIGH = 3, pgettext_lazy("severity", "High")


class ProblemQuerySet(models.QuerySet["Problem"]):
    def visible_to(self, user: User) -> "ProblemQuerySet":
        """Those of accounts `user` may open; none for roles that see no plans."""
        if not has_permission(user, Permission.PLAN_VIEW):
            return self.none()
        return self.filter(account__in=Account.objects.visible_to(user))

    def open(self) -> "ProblemQuerySet":
        return self.filter(closed_on=None)

    def closed(self) -> "ProblemQuerySet":
        return self.exclude(closed_on=None)

    def with_text(self, text: str) -> "ProblemQuerySet":
        """By its own words or its solution's, or by account as the list of accounts finds it."""
        accounts = Account.objects.search(text).values("pk")
        words = Q(what__icontains=text) | Q(solution__icontains=text)
        return self.filter(words | Q(account__in=accounts))

    def for_list(self) -> "ProblemQuerySet":
        """What is closed last in front, then what is due first, of one day the gravest."""
        order = (F("closed_on").desc(nulls_last=True), "due_on", "-severity", "pk")
        return self.select_related("account", "owner", "opened_by", "closed_by").order_by(*order)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Problem(Learnt):
    """One problem of one account. Closed with its solution and opened again, never deleted."""

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="problems", verbose_name=_("account")
    )
    category = models.CharField(_("kind of problem"), max_length=12, choices=Category)
    severity = models.PositiveSmallIntegerField(
        _("severity"), choices=Severity, default=Severity.MEDIUM
    )
    what = models.TextField(_("what is wrong"))
    owner = models.ForeignKey(
        User, models.PROTECT, related_name="problems", verbose_name=_("who sees to it")
    )
    due_on = models.DateField(_("to be solved by"))
    solution = models.TextField(_("what solved it"), blank=True)
    opened_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("reported by")
    )
    opened_on = models.DateField(_("reported on"))
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("closed by")
    )
    closed_on = models.DateField(_("closed on"), null=True)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_by=None)
                | (Q(closed_on__isnull=False, closed_by__isnull=False) & ~Q(solution="")),
                name="problem_closes_with_a_solution",
            )
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="problem_open", condition=Q(closed_on=None)),
            models.Index(fields=["-closed_on", "-id"], name="problem_closed"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.category}"

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def response(self) -> Promise:
        """What usually helps against problems of its kind."""
        return Category(self.category).response

    def is_late(self, today: date) -> bool:
        return self.is_open and self.due_on < today

    def worked_by(self, user: User) -> bool:
        """Whoever may change it: who sees to it, the account's owner, and managers who see it."""
        return may_work(user, self.owner_id, self.account.owner_id)

"""Greetings, in good measure and without a purpose (domain §7.4, practice 6)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact
from relationships.care_rules import Occasion
from staff.models import User
from staff.permissions import Permission, has_permission

OCCASIONS = [
    (Occasion.NEW_YEAR.value, _("New Year's Day")),
    (Occasion.SPRING_FESTIVAL.value, _("Spring Festival")),
    (Occasion.DRAGON_BOAT.value, _("Dragon Boat Festival")),
    (Occasion.MID_AUTUMN.value, _("Mid-Autumn Festival")),
    (Occasion.NATIONAL_DAY.value, _("National Day")),
    (Occasion.FOUNDING.value, _("Founding day of the customer")),
    (Occasion.COOPERATION.value, _("Anniversary of working together")),
    ("birthday", _("Birthday")),
    ("other", _("Another occasion")),
]


class GreetingPurpose(models.TextChoices):
    """There is one: a greeting that sells is none."""

    CARE = "care", _("Care")


class GreetingQuerySet(models.QuerySet["Greeting"]):
    def visible_to(self, user: User) -> "GreetingQuerySet":
        if not has_permission(user, Permission.CONTACT_VIEW):
            return self.none()
        return self.filter(account__in=Account.objects.visible_to(user))

    def for_list(self) -> "GreetingQuerySet":
        return self.select_related("by").order_by("-sent_on", "-pk")


class Greeting(models.Model):
    """What was sent to whom; two to one contact keep the distance of `CareLimits`."""

    account = models.ForeignKey(
        Account,
        models.PROTECT,
        related_name="greetings",
        verbose_name=_("account"),
        db_index=False,
    )
    contact = models.ForeignKey(
        Contact,
        models.CASCADE,
        related_name="greetings",
        verbose_name=_("contact"),
        db_index=False,
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    purpose = models.CharField(
        _("purpose"), max_length=4, choices=GreetingPurpose, default=GreetingPurpose.CARE
    )
    occasion = models.CharField(_("occasion"), max_length=16, choices=OCCASIONS)
    sent_on = models.DateField(_("sent on"))
    text = models.TextField(_("text"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GreetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("greeting")
        verbose_name_plural = _("greetings")
        constraints = [
            models.CheckConstraint(condition=Q(purpose="care"), name="greeting_is_care"),
        ]
        indexes = [
            models.Index(fields=["contact", "-sent_on"], name="greeting_contact"),
            models.Index(fields=["account", "-sent_on"], name="greeting_account"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.sent_on}"

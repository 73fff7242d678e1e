"""Days to remember: birthdays, and days of the account (domain §7.4, §9.3)."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact
from relationships.care_rules import Calendar, YearlyDay, in_year, on_or_after
from staff.models import User
from staff.permissions import Permission, Role, has_permission


class CareKind(models.TextChoices):
    BIRTHDAY = "birthday", _("Birthday")
    FAMILY = "family", _("Birthday in the family")
    OTHER = "other", _("Another day")
    FOUNDING = "founding", _("Founding day of the customer")
    COOPERATION = "cooperation", _("Anniversary of working together")


OF_ACCOUNT = (CareKind.FOUNDING, CareKind.COOPERATION)
OF_CONTACT = (CareKind.BIRTHDAY, CareKind.FAMILY, CareKind.OTHER)


class Relative(models.TextChoices):
    """Adults only, and no names: nothing about children is kept (domain §9.3)."""

    SPOUSE = "spouse", _("Husband or wife")
    PARENT = "parent", _("Parent")
    ADULT = "adult", _("Another adult")


CALENDARS = [(Calendar.SOLAR.value, _("Solar")), (Calendar.LUNAR.value, _("Lunar"))]


class CareDateQuerySet(models.QuerySet["CareDate"]):
    def visible_to(self, user: User) -> "CareDateQuerySet":
        """Those of accounts `user` may open; families' birthdays only for owner and manager."""
        if not has_permission(user, Permission.CONTACT_VIEW):
            return self.none()
        found = self.filter(account__in=Account.objects.visible_to(user))
        if user.role == Role.MANAGER:
            return found
        return found.exclude(Q(kind=CareKind.FAMILY) & ~Q(account__owner=user))

    def celebrated(self) -> "CareDateQuerySet":
        """All but those of people who left."""
        return self.filter(Q(contact=None) | Q(contact__is_active=True))

    def for_list(self) -> "CareDateQuerySet":
        """Next ones first, with names."""
        return self.select_related("account", "account__owner", "contact").order_by("next_on", "pk")


class CareDate(models.Model):
    """A day that comes every year, of a contact or (founding, working together) of the account.

    `next_on` is the next time it comes, kept by services and moved on by the beat; `told_ahead`
    and `told_on` are the times of it that reminders have gone out for. History is not tracked on
    purpose: personal data that is removed must be gone.
    """

    account = models.ForeignKey(
        Account,
        models.PROTECT,
        related_name="care_dates",
        verbose_name=_("account"),
        db_index=False,
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, related_name="care_dates", verbose_name=_("contact")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=CareKind, default=CareKind.BIRTHDAY)
    relative = models.CharField(_("whose"), max_length=8, choices=Relative, blank=True)
    label = models.CharField(_("what"), max_length=60, blank=True)
    calendar = models.CharField(
        _("calendar"), max_length=5, choices=CALENDARS, default=Calendar.SOLAR.value
    )
    month = models.PositiveSmallIntegerField(_("month"))
    day = models.PositiveSmallIntegerField(_("day"))
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    consent = models.BooleanField(_("this adult agreed that we keep the day"), default=False)
    next_on = models.DateField(_("next time"), editable=False)
    told_ahead = models.DateField(null=True, editable=False)
    told_on = models.DateField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CareDateQuerySet.as_manager()

    class Meta:
        verbose_name = _("day to remember")
        verbose_name_plural = _("days to remember")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="family") | Q(consent=True),
                name="family_birthday_has_consent",
                violation_error_message=_("A birthday in the family needs that person's consent."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OF_ACCOUNT, contact=None)
                | Q(kind__in=OF_CONTACT, contact__isnull=False),
                name="care_date_of_contact_or_account",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "next_on"], name="care_date_account"),
            models.Index(fields=["next_on", "id"], name="care_date_next"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.kind} {self.next_on}"

    @property
    def yearly(self) -> YearlyDay:
        return YearlyDay(self.month, self.day, Calendar(self.calendar))

    def move_on(self, today: date) -> None:
        """Set the next time from `today` on."""
        self.next_on = on_or_after(self.yearly, today)

    def this_year(self, today: date) -> date:
        """The solar date in this year (a lunar day: in the lunar year that begins in it)."""
        return in_year(self.yearly, today.year)

    @property
    def is_lunar(self) -> bool:
        return self.calendar == Calendar.LUNAR

    @property
    def name(self) -> str:
        """What the day is, as lists print it."""
        if self.kind == CareKind.OTHER and self.label:
            return self.label
        if self.kind == CareKind.FAMILY and self.relative:
            return f"{self.get_kind_display()} ({self.get_relative_display()})"
        return self.get_kind_display()

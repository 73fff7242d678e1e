"""A person who logs in, by e-mail."""

from typing import Any

import pghistory
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from staff.models.unit import READS_COMPANY, Unit
from staff.permissions import Permission, Role, has_permission

ROLE_LABELS = {
    Role.REP: _("Sales representative"),
    Role.KAM: _("Key account manager"),
    Role.MANAGER: _("Sales manager"),
    Role.SPONSOR: _("Executive sponsor"),
    Role.SERVICE: _("Service colleague"),
    Role.ADMIN: _("Administrator"),
    Role.AUDITOR: _("Auditor"),
}


class Department(models.TextChoices):
    """Where somebody works; account teams are made of these six (domain §7.10)."""

    TECHNICAL = "technical", pgettext_lazy("department", "Technical")
    PURCHASING = "purchasing", pgettext_lazy("department", "Purchasing")
    FINANCE = "finance", pgettext_lazy("department", "Finance")
    PRODUCTION = "production", pgettext_lazy("department", "Production")
    SALES = "sales", pgettext_lazy("department", "Sales")
    CUSTOMER_SERVICE = "customer_service", pgettext_lazy("department", "Customer service")


class NoticeMail(models.TextChoices):
    """Whether notices come by mail too; they are always in the inbox."""

    OFF = "off", _("No mails")
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day, in the morning")


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)

    def with_address(self) -> "UserQuerySet":
        """People who can be written to and can log in."""
        return self.exclude(email=None)

    def sellers(self) -> "UserQuerySet":
        """People who can own accounts."""
        return self.active().filter(role__in=[Role.REP, Role.KAM, Role.MANAGER])

    def team_mates(self) -> "UserQuerySet":
        """People who can join the team of an account."""
        return self.active().filter(role__in=[Role.REP, Role.KAM, Role.SERVICE])

    def visible_to(self, user: "User") -> "UserQuerySet":
        """Colleagues whose name `user` may see in a filter or a hand-over."""
        if user.role in READS_COMPANY:
            return self.all()
        if user.role == Role.MANAGER:
            units = Unit.objects.reached_by(user).order_by()
            return self.filter(models.Q(unit__in=units.values("pk")) | models.Q(pk=user.pk))
        return self.filter(pk=user.pk)

    def for_list(self) -> "UserQuerySet":
        return self.select_related("unit").order_by("name", "pk")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # a class made at run time
    def get_by_natural_key(self, username: str | None) -> "User":
        user: User = self.get(email__iexact=username)
        return user

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        fields |= {"role": Role.ADMIN, "is_staff": True, "is_superuser": True}
        return self.create_user(email, password, **fields)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["password", "last_login"],
)
class User(AbstractBaseUser, PermissionsMixin):
    """One of us. What the person may do follows from `role`, what is seen from `unit` too."""

    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)  # NULL: no log-in
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    role = models.CharField(
        _("role"), max_length=10, choices=list(ROLE_LABELS.items()), default=Role.REP
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("sales unit"),
    )
    department = models.CharField(
        pgettext_lazy("colleague", "department"), max_length=16, choices=Department, blank=True
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, blank=True)
    notice_mail = models.CharField(
        _("notices by mail"),
        max_length=8,
        choices=NoticeMail,
        default=NoticeMail.DAILY,
        db_default=NoticeMail.DAILY,
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may use the support admin"), default=False)
    date_joined = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("Somebody already uses this e-mail address."),
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name

    @property
    def initials(self) -> str:
        """Two Latin initials or the first Chinese character, for the round badge."""
        name = self.display_name.strip()
        if not name:
            return "?"
        if name[0].isascii():
            words = name.split()
            return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
        return name[0]

    def may(self, permission: str) -> bool:
        """`has_permission` for templates."""
        return has_permission(self, Permission(permission))

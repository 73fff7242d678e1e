"""The one company that runs this installation."""

from typing import Any, Self
from zoneinfo import ZoneInfo, available_timezones

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def known_time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(_("There is no time zone named %(name)s."), params={"name": value})


@pghistory.track(pghistory.UpdateEvent())
class Company(models.Model):
    """Company-wide settings; the table has exactly one row, with id 1."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("company name"), max_length=200, default="KAM")
    base_currency = models.CharField(
        _("base currency"),
        max_length=3,
        default="CNY",
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Use three capital letters, such as CNY."))],
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Asia/Shanghai", validators=[known_time_zone]
    )
    language = models.CharField(
        _("language for new users"), max_length=8, choices=settings.LANGUAGES, default="zh-hans"
    )
    night_hour = models.PositiveSmallIntegerField(
        _("hour of the nightly run"),
        default=2,
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
    )

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_company")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> Self:
        return cls.objects.get(pk=1)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("the company's settings can't be deleted")

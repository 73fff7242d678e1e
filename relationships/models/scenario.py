"""What a meeting is for, and what doing it well means: the 12+1 scenarios (domain §7.9.2)."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

EXECUTIVE = "executive"  # executives meet (domain §6.11)
REVIEW = "review"  # hours of a business review, whichever way it is held (domain §6.11)


class ScenarioQuerySet(models.QuerySet["ScenarioStandard"]):
    def offered(self, *codes: str) -> "ScenarioQuerySet":
        """Those in use, and those of these codes."""
        return self.filter(models.Q(is_active=True) | models.Q(code__in=codes)).for_page()

    def for_page(self) -> "ScenarioQuerySet":
        return self.order_by("order", "code")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class ScenarioStandard(models.Model):
    """A scenario with its checklist; visits carry the code. One that is out of use stays.

    `is_addition`: named by the project, not by the sources ("项目补充").
    """

    code = models.SlugField(_("code"), max_length=12, primary_key=True)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60)
    items_zh = ArrayField(models.CharField(max_length=200), verbose_name=_("checklist in Chinese"),
                          default=list, blank=True)  # fmt: skip
    items_en = ArrayField(models.CharField(max_length=200), verbose_name=_("checklist in English"),
                          default=list, blank=True)  # fmt: skip
    is_addition = models.BooleanField(_("added by the project"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = _("scenario standard")
        verbose_name_plural = _("scenario standards")

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_zh

    @property
    def items(self) -> list[tuple[str, str]]:
        """Each item as it is kept with a visit (in Chinese) and as the reader sees it."""
        shown = self.items_en if get_language() == "en" else self.items_zh
        return list(zip(self.items_zh, shown, strict=True))

    def ticks(self, checked: list[str]) -> list[tuple[str, bool]]:
        """The checklist as it was ticked; what was ticked and is no longer asked stays."""
        now = [(shown, kept in checked) for kept, shown in self.items]
        return now + [(kept, True) for kept in checked if kept not in self.items_zh]

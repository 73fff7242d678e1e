"""What a new plan of a purpose begins with: versions, each in both languages (domain §7.1)."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from plans.models.plan import Purpose
from staff.models import User


class RowKind(models.TextChoices):
    MILESTONE = "milestone", _("Milestone")
    CHECK = "check", _("Point to check")
    ACTION = "action", _("Suggested action")
    SECTION = "section", _("Part of the plan")


class TemplateQuerySet(models.QuerySet["PlanTemplate"]):
    def newest(self, purpose: str) -> "PlanTemplate | None":
        """The version new plans are made from."""
        return self.filter(purpose=purpose).order_by("-version").first()

    def newest_of_each(self) -> "dict[str, PlanTemplate]":
        """By purpose."""
        rows = self.select_related("made_by").order_by("version")
        return {row.purpose: row for row in rows}

    def with_rows(self) -> "TemplateQuerySet":
        """Newest first, each with its rows as `in_order`."""
        rows = TemplateRow.objects.order_by("place", "pk")
        found = self.select_related("made_by").order_by("-version")
        return found.prefetch_related(models.Prefetch("rows", rows, to_attr="in_order"))


class PlanTemplate(models.Model):
    """One version; a change makes the next. Plans keep what they were made from."""

    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    version = models.PositiveSmallIntegerField(_("version"))
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    in_order: list["TemplateRow"]  # where `with_rows` was asked

    objects = TemplateQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("purpose", "version", name="plan_template_version")]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version}"


class TwoNames(models.Model):
    """A text in both languages; readers of one read that."""

    zh = models.CharField(_("in Chinese"), max_length=200)
    en = models.CharField(_("in English"), max_length=200)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        return self.zh if (get_language() or "").startswith("zh") else self.en


class TemplateRow(TwoNames):
    """`days` after the start a milestone or action is due; `need` is the gap an action closes, or
    the part (`SectionKind`) that the text guides to write."""

    template = models.ForeignKey(PlanTemplate, models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=9, choices=RowKind)
    place = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField(_("days after the start"), default=0)
    need = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return self.name

"""Sales units as a tree: 华东区 under 销售部."""

from typing import TYPE_CHECKING

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from staff.permissions import Role

if TYPE_CHECKING:
    from staff.models.user import User


class IdsOnPath(models.Func):
    """The ids from the root as numbers, so that parents come before children and 9 before 10."""

    template = "string_to_array(rtrim(%(expressions)s, '/'), '/')::bigint[]"
    output_field = ArrayField(models.BigIntegerField())


READS_COMPANY = (Role.ADMIN, Role.AUDITOR, Role.SPONSOR)


class UnitQuerySet(models.QuerySet["Unit"]):
    def under(self, unit: "Unit") -> "UnitQuerySet":
        """The unit itself and everything below it."""
        return self.filter(path__startswith=unit.path)

    def reached_by(self, user: "User") -> "UnitQuerySet":
        """The user's own unit and everything below it; the unit itself is not read before."""
        own = Unit.objects.filter(pk=user.unit_id or 0).values("path")
        return self.filter(path__startswith=models.Subquery(own))

    def visible_to(self, user: "User") -> "UnitQuerySet":
        """Units `user` may choose in a filter: managers their subtree, others their own."""
        if user.role in READS_COMPANY:
            return self.all()
        if user.role == Role.MANAGER:
            return self.reached_by(user)
        return self.filter(pk=user.unit_id or 0)

    def to_choose_from(self, user: "User") -> "UnitQuerySet":
        """As `visible_to`; none for those to whom a unit would leave what they read as it is."""
        chooses = user.role in (*READS_COMPANY, Role.MANAGER)
        return self.visible_to(user) if chooses else self.none()

    def for_list(self) -> "UnitQuerySet":
        """The tree from top to bottom."""
        return self.select_related("parent").order_by(IdsOnPath("path"))

    def with_people(self) -> "UnitQuerySet":
        """`people`: active users directly in the unit."""
        active = models.Q(users__is_active=True)
        return self.annotate(people=models.Count("users", filter=active))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Unit(models.Model):
    """A sales unit. `path` lists the ids from the root, so a subtree is one index range."""

    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    path = models.CharField(max_length=500, unique=True, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("sales unit")
        verbose_name_plural = _("sales units")
        constraints = [
            models.UniqueConstraint(
                "parent",
                Upper("name"),
                name="unit_name_once_per_parent",
                nulls_distinct=False,
                violation_error_message=_("There is already a unit of this name here."),
            )
        ]
        indexes = [
            models.Index(
                fields=["path"], name="unit_path_prefix", opclasses=["varchar_pattern_ops"]
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name

    @property
    def depth(self) -> int:
        return self.path.count("/") - 1

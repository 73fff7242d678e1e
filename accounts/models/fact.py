"""What is known of an account on a day: the one shape of everything that is judged or counted."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from accounts.models.amounts import YEAR, months_before
from staff.models import User
from staff.permissions import Permission, has_permission


class FactQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Facts of the accounts `user` may open, if the role may know such facts at all."""
        if not all(has_permission(user, needed) for needed in self.model.TO_VIEW):
            return self.none()
        return self.filter(account__in=Account.objects.visible_to(user))

    def current(self) -> Self:
        """What we know now: neither corrected nor removed."""
        return self.filter(known_to__isnull=True)

    def known_at(self, moment: datetime) -> Self:
        """What we knew then, whatever was learned since."""
        still = Q(known_to__isnull=True) | Q(known_to__gt=moment)
        return self.filter(still, known_from__lte=moment)

    def up_to(self, as_of: date) -> Self:
        return self.filter(date__lte=as_of)

    def trailing_year(self, as_of: date) -> Self:
        """The twelve months that end on `as_of`."""
        return self.filter(date__gt=months_before(as_of, YEAR), date__lte=as_of)

    def newest(self, *keys: str) -> Self:
        """The latest row for each combination of `keys`; of one day, what was learned last."""
        order = ("-date", "-known_from", "-pk")
        latest = self.order_by(*keys, *order).distinct(*keys).values("pk")
        found: Self = self.model._default_manager.filter(pk__in=latest)
        return found

    def for_list(self) -> Self:
        """Newest first, with the people a line names."""
        return self.select_related("by", "removed_by").order_by("-date", "-known_from", "-pk")


class Fact(models.Model):
    """True for `date`, known from `known_from` until `known_to` (null: still).

    Nothing is overwritten. A correction closes the row and adds another that names it in
    `corrects`; a removal closes it and names who removed it. `by` is who wrote it down.
    """

    TO_VIEW: ClassVar[Iterable[Permission]] = (Permission.BUSINESS_VIEW,)
    TO_EDIT: ClassVar[Iterable[Permission]] = (Permission.FACT_EDIT,)

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="%(class)ss", verbose_name=_("account")
    )
    date = models.DateField(_("date"))
    known_from = models.DateTimeField(_("known from"))
    known_to = models.DateTimeField(_("known to"), null=True, blank=True, editable=False)
    # Nobody who wrote something is ever deleted, so nothing looks rows up by their people.
    by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("by"),
    )
    removed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("removed by"),
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    batch = models.ForeignKey(
        "accounts.ImportBatch",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(known_to__isnull=True) | Q(known_to__gte=F("known_from")),
                name="%(class)s_known_in_order",
            )
        ]
        indexes = [
            models.Index(fields=["batch"], condition=Q(batch__isnull=False), name="%(class)s_batch")
        ]

    @property
    def is_current(self) -> bool:
        return self.known_to is None

    @property
    def needs_to_edit(self) -> Iterable[Permission]:
        """Permissions for writing this very fact."""
        return self.TO_EDIT

    def editable_by(self, user: User) -> bool:
        """Whether the role may write it; whether the account is in sight is another question."""
        return all(has_permission(user, needed) for needed in self.needs_to_edit)

    @classmethod
    def own_fields(cls) -> list["models.Field[Any, Any]"]:
        """What the fact says, beside whose, when and by whom."""
        shared = {field.name for field in Fact._meta.local_fields} | {"id"}
        shared.discard("date")
        return [field for field in cls._meta.concrete_fields if field.name not in shared]

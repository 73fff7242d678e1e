"""Two records that were one customer or one person: which stayed, and what moved to it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from accounts.models.contact import Contact

if TYPE_CHECKING:
    from staff.models import User


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, user: "User") -> "MergeQuerySet":
        """Those whose record that stayed `user` may open."""
        return self.filter(
            Q(kept_account__in=Account.objects.visible_to(user))
            | Q(kept_contact__in=Contact.objects.visible_to(user))
        )

    def standing(self) -> "MergeQuerySet":
        """Those that were not undone."""
        return self.filter(undone_at=None)

    def of_account(self, account_id: int, *, people: bool = True) -> "MergeQuerySet":
        """What an account's history tells: its own merges and, with `people`, theirs."""
        found = Q(kept_account=account_id) | Q(lost_account=account_id)
        if people:
            found |= Q(kept_contact__account=account_id)
        return self.filter(found)

    def for_list(self) -> "MergeQuerySet":
        return self.select_related(
            "kept_account", "lost_account", "kept_contact", "lost_contact", "by", "undone_by"
        ).order_by("-at", "-pk")


class Merge(models.Model):
    """The lost record became part of the kept one: of accounts or of contacts.

    Written by `kam.merging`; an undo fills in `undone_by` and `undone_at` and the row stays.
    """

    kept_account = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="merges", verbose_name=_("kept")
    )
    lost_account = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="merges_into", verbose_name=_("merged")
    )
    kept_contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, related_name="merges", verbose_name=_("kept")
    )
    lost_contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, related_name="merges_into", verbose_name=_("merged")
    )
    by = models.ForeignKey(
        "staff.User", models.PROTECT, related_name="+", db_index=False, verbose_name=_("by")
    )
    at = models.DateTimeField(_("time"))
    undone_by = models.ForeignKey(
        "staff.User",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("undone by"),
    )
    undone_at = models.DateTimeField(_("undone"), null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            models.CheckConstraint(
                condition=Q(kept_account=None, lost_account=None)
                & Q(kept_contact__isnull=False, lost_contact__isnull=False)
                | Q(kept_contact=None, lost_contact=None)
                & Q(kept_account__isnull=False, lost_account__isnull=False),
                name="merge_of_two_accounts_or_two_contacts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.lost} → {self.kept}"

    @property
    def kept(self) -> Account | Contact:
        found = self.kept_account or self.kept_contact
        assert found is not None  # the check constraint
        return found

    @property
    def lost(self) -> Account | Contact:
        found = self.lost_account or self.lost_contact
        assert found is not None
        return found

    @property
    def is_of_accounts(self) -> bool:
        return self.kept_account_id is not None

    @property
    def stands(self) -> bool:
        return self.undone_at is None

    @property
    def last_deed_at(self) -> datetime:
        return self.undone_at or self.at


class MergeMove(models.Model):
    """The rows of one table that pointed to the lost record and point to the kept one now."""

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="moves")
    model = models.CharField(max_length=80)  # "accounts.LedgerEntry"
    field = models.CharField(max_length=60)
    ids = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merge", "model", "field"], name="merge_moves_once")
        ]

    def __str__(self) -> str:
        return f"{self.model}.{self.field}: {len(self.ids)}"


class Deed(models.TextChoices):
    CHANGED = "changed"  # `before` and `after` have the columns that changed
    REMOVED = "removed"  # `before` is the whole row
    MADE = "made"  # `after` is the whole row


class MergedRow(models.Model):
    """A row that could not just move: as it was before the merge, and as the merge left it."""

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="rows")
    model = models.CharField(max_length=80)
    key = models.BigIntegerField()
    deed = models.CharField(max_length=7, choices=Deed)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"{self.model} {self.key} {self.deed}"

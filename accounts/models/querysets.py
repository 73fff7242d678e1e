"""Reading accounts: who may see which, and how they are found."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, Func, Q, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from kam.lib.names import fold
from staff.models.unit import Unit
from staff.permissions import Role

if TYPE_CHECKING:
    from accounts.models.account import Account  # noqa: F401  # names the rows
    from staff.models import User

EVERYTHING = (Role.ADMIN, Role.AUDITOR)
MADE_BY_IMPORT = (
    "SELECT object_id FROM accounts_importchange WHERE batch_id = %s AND before IS NULL"
)


class Grams(Func):
    """The pairs of neighbouring characters in a text (an SQL function of our own)."""

    function = "kam_bigrams"
    output_field = ArrayField(TextField())


class IsAnyOf(Func):
    """A column equals one of an array: found once per statement, and an index can answer it."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = models.BooleanField()


def reach_of(user: "User") -> Q:
    """The accounts `user` may open, as a condition on rows with the account as key, its `owner`
    and its `unit` (domain §9.2)."""
    from accounts.models.account import Account

    if not user.is_active:
        return Q(pk__in=[])
    if user.role in EVERYTHING:
        return Q()
    if user.role == Role.MANAGER and user.unit_id:
        units = Unit.objects.reached_by(user).order_by()
        below = IsAnyOf(models.F("unit"), ArraySubquery(units.values("pk")))
        return Q(below) | Q(owner=user)
    if user.role == Role.SPONSOR:
        return Q(pk__in=Account.objects.filter(sponsor=user).values("pk"))
    if user.role in (Role.KAM, Role.SERVICE):
        team = Account.members.through.objects.filter(user_id=user.pk)
        return Q(owner=user) | Q(pk__in=team.values("account_id"))
    return Q(owner=user)


def reads_more_than_opens(user: "User") -> bool:
    """Sponsors read the whole book but open only the accounts they sponsor."""
    return user.is_active and user.role == Role.SPONSOR


class AccountQuerySet(models.QuerySet["Account"]):
    def visible_to(self, user: "User") -> "AccountQuerySet":
        """Accounts whose record `user` may open (domain §9.2, "see accounts").

        Administrators see the rows but no people and no visits: those are permissions.
        """
        return self.filter(reach_of(user))

    def in_book_of(self, user: "User") -> "AccountQuerySet":
        """Accounts that count in the lists and sums `user` reads."""
        return self if reads_more_than_opens(user) else self.visible_to(user)

    def that_open(self, user: "User", ids: Collection[int]) -> set[int]:
        """Which accounts of `user`'s book have a page for `user`; a query for sponsors only."""
        if not reads_more_than_opens(user):
            return set(ids)
        return set(self.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))

    def reads_everything(self, user: "User") -> bool:
        """Whether no account is left out of `in_book_of(user)`: such a book needs no condition.

        One query for the managers at the top, none for others.
        """
        return reads_more_than_opens(user) or self.opens_everything(user)

    def opens_everything(self, user: "User") -> bool:
        """The same of `visible_to(user)`."""
        if not user.is_active or user.role != Role.MANAGER or user.unit_id is None:
            return user.is_active and user.role in EVERYTHING
        beside = Unit.objects.exclude(pk__in=Unit.objects.reached_by(user).values("pk"))
        left_out = self.order_by().filter(unit=None).exclude(owner=user)
        top = Unit.objects.filter(pk=user.unit_id, parent=None)
        return top.filter(~Exists(beside), ~Exists(left_out)).exists()

    def search(self, text: str) -> "AccountQuerySet":
        """Names, other names and numbers that contain every word; pinyin and initials count.

        Two characters use the index over character pairs, three and more the trigrams.
        """
        found: Any = self
        for word in fold(text).split():
            found = found.filter(search_text__contains=word)
            if len(word) == 2:
                found = found.alias(grams=Grams("search_text")).filter(grams__contains=[word])
        return cast(AccountQuerySet, found)

    def made_by_import(self, batch: int) -> "AccountQuerySet":
        """Accounts that the import with this number created."""
        return self.filter(pk__in=RawSQL(MADE_BY_IMPORT, [batch]))

    def open(self) -> "AccountQuerySet":
        """All but those that left us."""
        return self.exclude(status="exited")

    def gone(self) -> "AccountQuerySet":
        """Those that left us or were merged: of `Account.everyone`, the few that are not open."""
        return self.filter(Q(merged_into__isnull=False) | Q(status="exited"))

    def for_list(self) -> "AccountQuerySet":
        """What a row of a list prints, in one query."""
        return self.select_related("owner", "unit", "standing")

    def for_page(self) -> "AccountQuerySet":
        """What the head of an account's page prints, in one query."""
        members = self.model.objects.filter(top=models.OuterRef("pk")).exclude(
            pk=models.OuterRef("pk")
        )
        counted = members.order_by().values("top").annotate(n=models.Count("pk")).values("n")
        return self.select_related(
            "owner", "unit", "sponsor", "parent", "top", "standing", "profile"
        ).annotate(member_count=Coalesce(models.Subquery(counted), 0))

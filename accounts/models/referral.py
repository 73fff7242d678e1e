"""Who brought whom (domain §8.3)."""

from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from accounts.models.contact import Contact
from accounts.models.fact import Fact, FactQuerySet


class Direction(models.TextChoices):
    FROM_CUSTOMER = "from_customer", _("A customer brought us this account")
    TO_CUSTOMER = "to_customer", _("We brought this account a customer of ours")


# From the account up to who brought it, who brought that one, and so on; a loop ends the walk.
CHAIN = """
WITH RECURSIVE chain(id, depth) AS (
    SELECT from_account_id, 1 FROM accounts_referral
    WHERE account_id = %(account)s AND known_to IS NULL AND direction = 'from_customer'
  UNION
    SELECT r.from_account_id, c.depth + 1 FROM chain c JOIN accounts_referral r
      ON r.account_id = c.id AND r.known_to IS NULL AND r.direction = 'from_customer'
    WHERE c.depth < 1000
)
SELECT id FROM chain ORDER BY depth
"""


class ReferralQuerySet(FactQuerySet):
    def bringing(self) -> Self:
        """Referrals that brought us an account: only they credit the referrer."""
        return self.filter(direction=Direction.FROM_CUSTOMER)

    def chain(self, account_id: int) -> list[int]:
        """Ids of who brought the account, who brought that one, …; its length is the depth."""
        with connection.cursor() as cursor:
            cursor.execute(CHAIN, {"account": account_id})
            return [pk for (pk,) in cursor.fetchall()]


class Referral(Fact):
    """`from_account`, by one of its people if known, was the link to `account` on `date`.

    The first referral of an account wins: there is one current FROM_CUSTOMER row for each.
    """

    from_account = models.ForeignKey(
        Account, models.PROTECT, related_name="referrals_made", verbose_name=_("referrer")
    )
    from_contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals_made",
        verbose_name=_("person there"),
    )
    direction = models.CharField(
        _("direction"), max_length=14, choices=Direction, default=Direction.FROM_CUSTOMER
    )
    note = models.TextField(_("note"), blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(account=models.F("from_account")), name="referral_not_of_itself"
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(known_to__isnull=True, direction=Direction.FROM_CUSTOMER),
                name="first_referral_wins",
            ),
        ]

    def __str__(self) -> str:
        return str(self.date)

    @property
    def to_account(self) -> Account:
        return self.account

    def clean(self) -> None:
        if not self.from_account_id:
            return
        if self.from_account_id == self.account_id:
            raise ValidationError({"from_account": _("An account can't refer itself.")})
        contact = self.from_contact
        if contact is not None and contact.account_id != self.from_account_id:
            raise ValidationError({"from_contact": _("This person is not at the referrer.")})
        if self.direction == Direction.FROM_CUSTOMER:
            self._is_the_first()
            self._makes_no_loop()

    def _is_the_first(self) -> None:
        others: Any = Referral.objects.current().filter(
            account=self.account_id, direction=Direction.FROM_CUSTOMER
        )
        known: date | None = others.exclude(pk=self.pk).values_list("date", flat=True).first()
        if known:
            text = _("This account was referred on %(day)s already; the first referral counts.")
            error = ValidationError(text, params={"day": known.isoformat()})
            raise ValidationError({"from_account": error})

    def _makes_no_loop(self) -> None:
        if self.account_id in Referral.objects.chain(self.from_account_id):
            text = _("This would be a loop: this account brought us the referrer, or its referrer.")
            raise ValidationError({"from_account": text})

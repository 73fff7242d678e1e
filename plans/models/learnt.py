"""What an account was when something of it was closed: under that its lesson is found."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Account


class Learnt(models.Model):
    """Class, tier and stage of the day it closed (codes, 0 unknown); the account moves on."""

    shared = models.BooleanField(
        _("tell all colleagues what was learnt, without naming the account"),
        default=False,
        db_default=False,
    )
    closed_class = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    closed_tier = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    closed_stage = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        abstract = True

    def remember(self, account: Account) -> None:
        """Take them from `account`; the caller saves."""
        rating, relation = account.rating, getattr(account, "relation", None)
        self.closed_class = rating.key_class if rating else 0
        self.closed_tier = rating.pyramid if rating else 0
        self.closed_stage = relation.stage if relation else 0


REMEMBERED = ("closed_class", "closed_tier", "closed_stage")

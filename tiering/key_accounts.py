"""Who the key accounts are (domain §3.5, §3.6, §0.3), by the classes that show: said once."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Account
from accounts.models.querysets import AccountQuerySet
from kam.lib.classes import KeyAccountClass, PyramidTier

CLASSED = (KeyAccountClass.CORE, KeyAccountClass.IMPORTANT)
KEY_TIERS = (PyramidTier.TOP, PyramidTier.MAJOR)


@dataclass(frozen=True, slots=True)
class KeyAccounts:
    """`by_class`: core and important ones; the key tiers while no account has such a class."""

    by_class: bool

    @classmethod
    def now(cls) -> "KeyAccounts":
        """Of the whole company, whoever asks; one query."""
        return cls(Account.objects.open().filter(_having("key_class", CLASSED)).exists())

    @property
    def system(self) -> str:
        return "key_class" if self.by_class else "pyramid"

    @property
    def codes(self) -> tuple[int, ...]:
        return CLASSED if self.by_class else KEY_TIERS

    def among(self, accounts: AccountQuerySet) -> AccountQuerySet:
        """Groups count once, with their head; who left us is none."""
        return accounts.open().filter(_having(self.system, self.codes))


def _having(system: str, codes: tuple[int, ...]) -> Q:
    wanted = {f"standing__{system}__in": codes, "standing__by_group": False}
    return Q(**wanted)

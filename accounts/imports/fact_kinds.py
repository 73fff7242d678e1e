"""The kinds of facts that files tell: what each row is about, and what is asked beside its form."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Max

from accounts.imports import raters, referral_rows, rows
from accounts.imports.rows import Draft
from accounts.models import (
    Contract,
    Cost,
    PaymentRecord,
    PolicyCheck,
    Rating,
    Referral,
    WalletEstimate,
)
from accounts.models.batch import ImportBatch, ImportKind
from accounts.models.fact import Fact

Identity = tuple[Any, ...]


@dataclass(frozen=True)
class FactKind:
    """`key`: two rows with the same of these and the same account are about one thing.

    `link` finds whom a row names; `refuse` judges rows beside each other and beside what is known,
    `refuses_alone` says that the model's own `clean` needs no database.
    """

    model: type[Fact]
    key: tuple[str, ...]
    link: Callable[[list[Draft], ImportBatch], None] | None = None
    refuse: Callable[[list[Draft]], None] | None = None
    refuses_alone: bool = True

    @property
    def fields(self) -> dict[str, "models.Field[Any, Any]"]:
        """The fields a cell can fill, by name."""
        return {f.name: f for f in self.model.own_fields() if not f.is_relation}

    @property
    def content(self) -> list[str]:
        """Columns of the table that say what the fact says."""
        return ["account_id", *(field.attname for field in self.model.own_fields())]

    def identity(self, fields: dict[str, Any]) -> Identity:
        return (fields["account_id"], *(fields[name] for name in self.key))

    def known(self, accounts: set[int]) -> dict[Identity, list[dict[str, Any]]]:
        """Current facts of the accounts by what they are about, with values that JSON knows."""
        found: dict[Identity, list[dict[str, Any]]] = defaultdict(list)
        facts: Any = self.model._default_manager.filter(known_to=None, account__in=accounts)
        for row in facts.order_by("pk").values("id", *self.content):
            plain = {name: rows.plain(value) for name, value in row.items()}
            found[self.identity(plain)].append(plain)
        return found

    def closed(self, accounts: set[int]) -> dict[Identity, datetime]:
        """Until when facts were known that are no longer, by what they were about."""
        facts: Any = self.model._default_manager.filter(account__in=accounts)
        ends = facts.exclude(known_to=None).order_by().values_list("account_id", *self.key)
        return {
            tuple(rows.plain(part) for part in identity): until
            for *identity, until in ends.annotate(Max("known_to"))
        }


FACT_KINDS: dict[str, FactKind] = {
    ImportKind.RATINGS: FactKind(Rating, ("kind", "rater_id", "date"), link=raters.link),
    ImportKind.POLICY_CHECKS: FactKind(PolicyCheck, ("item", "date")),
    ImportKind.PAYMENTS: FactKind(PaymentRecord, ("date",)),
    ImportKind.COSTS: FactKind(Cost, ("kind", "reference", "date")),
    ImportKind.REFERRALS: FactKind(
        Referral,
        ("from_account_id", "direction"),
        link=referral_rows.link,
        refuse=referral_rows.refuse,
        refuses_alone=False,
    ),
    ImportKind.WALLETS: FactKind(WalletEstimate, ("category", "date")),
    ImportKind.CONTRACTS: FactKind(Contract, ("title", "date")),
}

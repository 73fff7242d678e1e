"""The facts tab of an account: ratings, checks, payments, costs, projects, referrals, wallet,
contracts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.labels_anchors import anchor
from accounts.models import (
    Account,
    Contact,
    Contract,
    Cost,
    PaymentRecord,
    PolicyCheck,
    ProjectState,
    Rating,
    Referral,
    WalletEstimate,
)
from accounts.models.cost import SERVING, CostKind
from accounts.models.policy_check import Execution
from accounts.models.rating import APART, JUDGED, SCALES, TENS
from accounts.models.rating import RatingKind as K
from accounts.models.wallet import whole_wallet
from staff.models import User
from staff.permissions import Permission, has_permission
from tiering.engine.wallet import share_of_wallet

FEW = 5


def _starting(prefix: str) -> tuple[K, ...]:
    return tuple(kind for kind in TENS if kind.startswith(prefix))


GROUPS: list[tuple[Promise, tuple[K, ...]]] = [
    (_("Credit and strategy"), (K.CREDIT_SCORE, K.STRATEGIC_VALUE)),
    (_("Key account aspects"), (K.IMAGE_INFLUENCE, K.TECH_ABSORPTION, K.MARKET_STRENGTH)),
    (_("Alignment with us"), (K.IDEA_ALIGNMENT, K.POLICY_ACCEPTANCE)),
    (
        _("Strength"),
        (K.MANAGEMENT_ABILITY, K.NETWORK_BREADTH, K.PEER_STANDING, K.PEER_INFLUENCE),
    ),
    (_("Selection"), (K.OPERATING, K.ECONOMIC, K.INTERACTION, K.SERVICE_ZONE)),
    (_("Potential"), (K.MARKET_GROWTH, K.COOPERATION, K.CULTURAL_FIT, K.OPERATING_CONDITION)),
    (_("Portfolio: attractiveness"), _starting("attractiveness_")),
    (_("Portfolio: we, as the customer sees it"), _starting("own_")),
    (_("Portfolio: best competitor, as the customer sees it"), _starting("best_")),
]


@dataclass(frozen=True)
class RatingRow:
    """One kind with its newest value; `disputed` when two raters are far apart."""

    kind: K
    rating: Rating | None
    anchor: Promise | str
    high: int
    disputed: list[Rating]
    may_rate: bool


@dataclass(frozen=True)
class RatingGroup:
    title: Promise
    rows: list[RatingRow]

    @property
    def rated(self) -> int:
        return sum(row.rating is not None for row in self.rows)

    @property
    def opens(self) -> bool:
        """Shown at once: what is rated, and not the eighteen factors of the portfolio."""
        return self.rows[0].high <= FEW or self.rows[0].kind == K.CREDIT_SCORE


def ratings(account: Account, user: User) -> list[RatingGroup]:
    """One query."""
    latest = Rating.objects.filter(account=account).current().newest("kind", "rater")
    by_kind: dict[str, list[Rating]] = defaultdict(list)
    for rating in latest.select_related("rater").order_by("-date", "-known_from", "-pk"):
        by_kind[rating.kind].append(rating)
    return [
        RatingGroup(title, [_row(kind, by_kind[kind], user) for kind in kinds])
        for title, kinds in GROUPS
    ]


def _row(kind: K, found: list[Rating], user: User) -> RatingRow:
    newest = found[0] if found else None
    values = [rating.value for rating in found]
    apart = kind in JUDGED and len(found) > 1 and max(values) - min(values) >= APART
    high = SCALES[kind].high
    return RatingRow(
        kind=kind,
        rating=newest,
        anchor=anchor(kind, high, newest.value) if newest else "",
        high=high,
        disputed=found if apart else [],
        may_rate=Rating(kind=kind).editable_by(user),
    )


@dataclass(frozen=True)
class Checks:
    execution: Execution
    rows: list[PolicyCheck]


def checks(account: Account, as_of: date) -> Checks:
    found = PolicyCheck.objects.filter(account=account).current()
    return Checks(found.execution(as_of), list(found.for_list()[:FEW]))


@dataclass(frozen=True)
class Costs:
    """`lines` are kind, sum and width of its bar in percent of the largest."""

    lines: list[tuple[str, Decimal, str]]
    serving: Decimal
    rows: list[Cost]


def costs(account: Account, user: User, as_of: date) -> Costs | None:
    """None for readers who see no margins."""
    if not has_permission(user, Permission.MARGIN_VIEW):
        return None
    found = Cost.objects.filter(account=account).current()
    sums = found.by_kind(as_of)
    most = max(sums.values(), default=Decimal(1))
    lines = [
        (str(kind.label), sums[kind], f"{100 * sums[kind] / most:.1f}")
        for kind in CostKind
        if kind in sums
    ]
    serving = sum((sums.get(kind, Decimal(0)) for kind in SERVING), Decimal(0))
    return Costs(lines, serving, list(found.for_list()[:FEW]))


@dataclass(frozen=True)
class Referrals:
    """Who brought the account, how long that chain is, and whom it brought."""

    brought_by: list[Referral]
    made: list[Referral]
    depth: int
    accounts: set[int]  # those of the other side the reader may open
    people: set[int]


def referrals(account: Account, user: User) -> Referrals:
    named = ("account", "from_account", "from_contact", "by")
    current = Referral.objects.current().select_related(*named).order_by("date", "pk")
    to, made = list(current.filter(account=account)), list(current.filter(from_account=account))
    sides = {row.from_account_id for row in to} | {row.account_id for row in made}
    contacts = {row.from_contact_id for row in [*to, *made] if row.from_contact_id}
    opens = Account.objects.visible_to(user).filter(pk__in=sides)
    seen = Contact.objects.visible_to(user).filter(pk__in=contacts)
    return Referrals(
        brought_by=to,
        made=made,
        depth=len(Referral.objects.chain(account.pk)) if to else 0,
        accounts=set(opens.values_list("pk", flat=True)) if sides else set(),
        people=set(seen.values_list("pk", flat=True)) if contacts else set(),
    )


@dataclass(frozen=True)
class Wallet:
    """`share` of it that is ours as a fraction, None if unknown; `error`: we sell more than it."""

    rows: list[tuple[WalletEstimate, bool]]
    total: Decimal | None
    share: Decimal | None
    error: bool


def wallet(account: Account, revenue: Decimal | None, as_of: date) -> Wallet:
    """Estimates with whether they are stale; the share by net revenue of the same year."""
    newest = WalletEstimate.objects.filter(account=account).current().newest("category")
    rows = list(newest.select_related("by").order_by("category"))
    total = whole_wallet(rows)
    share, error = _share(revenue, total)
    return Wallet([(row, row.is_stale(as_of)) for row in rows], total, share, error)


def _share(revenue: Decimal | None, total: Decimal | None) -> tuple[Decimal | None, bool]:
    if revenue is None or total is None:
        return None, False
    ours, all_of_it = (np.array([int(amount * 100)], np.int64) for amount in (revenue, total))
    found = share_of_wallet(ours, all_of_it, np.array([True]))
    hundredths = int(found.share[0])
    return (Decimal(hundredths) / 10_000 if hundredths >= 0 else None), bool(found.data_error[0])


def cards(account: Account, user: User, as_of: date, revenue: Decimal | None) -> dict[str, Any]:
    """All cards of the tab. `as_of` is today; `revenue` the net revenue the head card shows."""
    payments = PaymentRecord.objects.filter(account=account).current().for_list()
    states = ProjectState.objects.filter(account=account).newest_states().for_list()
    contracts: Iterable[Contract] = Contract.objects.filter(account=account).current().for_list()
    groups = ratings(account, user)
    return {
        "ratings": groups,
        "to_review": [row for group in groups for row in group.rows if row.disputed],
        "checks": checks(account, as_of),
        "payments": list(payments[:FEW]),
        "costs": costs(account, user, as_of),
        "projects": list(states[:50]),
        "referrals": referrals(account, user),
        "wallet": wallet(account, revenue, as_of),
        "contracts": [(row, row.is_open(as_of)) for row in contracts],
        "may_edit": has_permission(user, Permission.FACT_EDIT),
    }

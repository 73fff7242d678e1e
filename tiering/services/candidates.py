"""The facts about candidates as columns, as of a day and as known now (domain §3.7.1).

A few queries for the whole list, however long it is. Amounts in minor units.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Count

from accounts.models import Account, Rating
from accounts.models.account import AccountStatus
from accounts.models.rating import RatingKind
from kam.lib.classes import PyramidTier, SelectionDecision
from kam.lib.columns import placed
from kam.lib.copy import Column, Columns, read_columns
from relationships.models import CoverageStandard, Rhythm
from staff.models import User
from staff.permissions import Role
from tiering.engine.policy import Policy
from tiering.engine.population import UNKNOWN, Amounts, Codes, Counts, Flags
from tiering.engine.workload import hours_per_year, total_hours
from tiering.key_accounts import KEY_TIERS, KeyAccounts

JUDGED = {
    "operating": RatingKind.OPERATING,
    "economic": RatingKind.ECONOMIC,
    "interaction": RatingKind.INTERACTION,
    "zone": RatingKind.SERVICE_ZONE,
}
IDS = "account_id = ANY('{{{ids}}}'::bigint[])"
SO_FAR = f"{IDS} AND known_to IS NULL AND date <= '{{as_of}}'"
NEWEST = "date DESC, known_from DESC, id DESC"
PAYMENTS = f"""
SELECT DISTINCT ON (account_id) account_id, invoices_due, invoices_on_time, breaches::int4
FROM accounts_paymentrecord WHERE {SO_FAR} ORDER BY account_id, {NEWEST}
"""
# The estimate of all categories wins over the sum of single ones, as `whole_wallet` has it.
WALLETS = f"""
SELECT account_id, (coalesce(max(amount_base) FILTER (WHERE category = ''), sum(amount_base))
  * 100)::int8
FROM (SELECT DISTINCT ON (account_id, category) account_id, category, amount_base
  FROM accounts_walletestimate WHERE {SO_FAR} ORDER BY account_id, category, {NEWEST}) newest
GROUP BY 1 ORDER BY 1
"""
SPENT = f"""
SELECT account_id, (sum(amount_base) * 100)::int8 FROM accounts_cost
WHERE {SO_FAR} AND kind = 'development' GROUP BY 1 ORDER BY 1
"""
ASSUMED = f"""
SELECT DISTINCT ON (account_id) account_id, tier::int2, coalesce(budget_is_there::int, -1)::int2,
  coalesce(year_profit * 100, 0)::int8, (year_profit IS NOT NULL)::int::int2,
  coalesce(year_cost * 100, 0)::int8, (year_cost IS NOT NULL)::int::int2,
  coalesce(remaining_cost * 100, 0)::int8, (remaining_cost IS NOT NULL)::int::int2
FROM tiering_assumption WHERE {IDS} ORDER BY account_id, id DESC
"""
ASSUMED_TYPES = {
    "account": "i8",
    "tier": "i2",
    "budget": "i2",
    "profit": "i8",
    "profit_known": "i2",
    "keep": "i8",
    "keep_known": "i2",
    "remaining": "i8",
    "remaining_known": "i2",
}
# What a candidate that bought is worth by the run in view.
WORTH = f"""
SELECT account_id, clv FROM tiering_score
WHERE run_id = (SELECT run_id FROM tiering_currentrun) AND clv_known = 1 AND {IDS} ORDER BY 1
"""
# Selected candidates have no class yet, and will ask for hours all the same.
SELECTED = f"""
SELECT account_id, owner, tier FROM (
  SELECT DISTINCT ON (d.account_id) d.account_id, coalesce(a.owner_id, 0) AS owner,
    d.tier::int2 AS tier, d.decision
  FROM tiering_decision d JOIN accounts_account a ON a.id = d.account_id
  WHERE a.status = '{AccountStatus.CANDIDATE}' ORDER BY d.account_id, d.id DESC) last
WHERE decision = {SelectionDecision.SELECTED:d} ORDER BY 1
"""


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """One row per candidate, ordered by account. -1 and the flags say what is not known."""

    account: Column
    owner: Column  # 0: nobody
    due: Counts
    paid: Counts
    breaches: Counts
    operating: Codes
    economic: Codes
    interaction: Codes
    zone: Codes
    wallet: Amounts
    wallet_known: Flags
    spent: Amounts
    tier: Codes
    budget: Codes
    profit: Amounts
    profit_known: Flags
    keep: Amounts
    keep_known: Flags
    remaining: Amounts
    remaining_known: Flags
    clv: Amounts  # of candidates with purchases of their own
    clv_known: Flags

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True, slots=True)
class House:
    """What we have to spend on customers and what we need already: hours in `workload.UNIT`s.

    `needed` is by owner (0: nobody), selected candidates included; `waiting` says who of them
    (account to owner and tier) is counted. `each` are the hours of one account by tier.
    """

    each: dict[int, int]
    needed: dict[int, int]
    waiting: dict[int, tuple[int, int]]
    people: int
    key_accounts: int


def read_candidates(*, owners: dict[int, int], as_of: date) -> Facts:
    """Facts of these accounts (id to the owner's id, 0 for nobody)."""
    ids = np.array(sorted(owners), np.int64)
    said: dict[str, Any] = {"ids": ",".join(map(str, ids.tolist())), "as_of": as_of}
    paid = _columns(PAYMENTS, said, {"account": "i8", "due": "i4", "paid": "i4", "breaches": "i4"})
    wallet = _columns(WALLETS, said, {"account": "i8", "amount": "i8"})
    spent = _columns(SPENT, said, {"account": "i8", "amount": "i8"})
    assumed = _columns(ASSUMED, said, ASSUMED_TYPES)
    worth = _columns(WORTH, said, {"account": "i8", "clv": "i8"})

    def column(rows: Columns, name: str, absent: int, kind: Any) -> Column:
        return placed(ids, rows["account"], rows[name].astype(kind), kind(absent))

    def flag(name: str) -> Column:
        return column(assumed, f"{name}_known", 0, np.int8) > 0

    return Facts(
        account=ids,
        owner=np.array([owners[pk] for pk in ids.tolist()], np.int64),
        due=column(paid, "due", UNKNOWN, np.int32),
        paid=column(paid, "paid", UNKNOWN, np.int32),
        breaches=column(paid, "breaches", UNKNOWN, np.int32),
        **_rated(ids, as_of),
        wallet=column(wallet, "amount", 0, np.int64),
        wallet_known=np.isin(ids, wallet["account"]),
        spent=column(spent, "amount", 0, np.int64),
        tier=column(assumed, "tier", PyramidTier.ORDINARY, np.int8),
        budget=column(assumed, "budget", UNKNOWN, np.int8),
        profit=column(assumed, "profit", 0, np.int64),
        profit_known=flag("profit"),
        keep=column(assumed, "keep", 0, np.int64),
        keep_known=flag("keep"),
        remaining=column(assumed, "remaining", 0, np.int64),
        remaining_known=flag("remaining"),
        clv=column(worth, "clv", 0, np.int64),
        clv_known=np.isin(ids, worth["account"]),
    )


def _columns(query: str, said: dict[str, Any], types: dict[str, str]) -> Columns:
    return read_columns(query.format(**said), types)


def _rated(ids: Column, as_of: date) -> dict[str, Column]:
    """The newest rating of each kind that the criteria read."""
    ours = Rating.objects.current().up_to(as_of).filter(account__in=ids.tolist())
    wanted = ours.filter(kind__in=list(JUDGED.values())).newest("account", "kind")
    found: dict[str, dict[int, int]] = {kind.value: {} for kind in JUDGED.values()}
    for account, kind, value in wanted.values_list("account", "kind", "value"):
        found[kind][account] = value
    return {
        name: np.array([found[kind].get(pk, UNKNOWN) for pk in ids.tolist()], np.int8)
        for name, kind in JUDGED.items()
    }


def read_house(policy: Policy) -> House:
    """What is needed of whom, over all accounts; five queries."""
    each = {
        tier: hours_per_year(tier, effort.visit_days, effort.remote, policy)
        for tier, effort in CoverageStandard.objects.efforts().items()
    }
    held = _held(each)
    rows = read_columns(SELECTED, {"account": "i8", "owner": "i8", "tier": "i2"})
    chosen = zip(
        rows["account"].tolist(), rows["owner"].tolist(), rows["tier"].tolist(), strict=True
    )
    waiting = {account: (owner, tier) for account, owner, tier in chosen}
    for owner, tier in waiting.values():
        held.setdefault(owner, []).append((tier, 1))
    sellers = User.objects.filter(is_active=True, role__in=[Role.REP, Role.KAM])
    keys = KeyAccounts.now().among(Account.objects.all()).count()
    return House(
        each=each,
        needed={owner: total_hours(counts, each) for owner, counts in held.items()},
        waiting=waiting,
        people=sellers.count(),
        key_accounts=keys + sum(tier in KEY_TIERS for _owner, tier in waiting.values()),
    )


def _held(tiers: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """Accounts in care by owner: the tier they are cared for like and their number."""
    cared = Rhythm.objects.in_care(tiers).exclude(status=AccountStatus.CANDIDATE).order_by()
    held: dict[int, list[tuple[int, int]]] = {}
    for owner, tier, number in cared.values_list("owner", "tier").annotate(n=Count("pk")):
        held.setdefault(owner or 0, []).append((tier, number))
    return held

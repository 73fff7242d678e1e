"""The four management lists and the largest accounts, as far as data allows (domain §3.9.3)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from accounts.models import Account
from kam.dashboards.tier_sums import Sums, scores_in
from kam.lib.classes import AbcType, PyramidTier, TransactionPattern
from staff.models import Unit, User
from staff.permissions import Role
from tiering.engine import Context, Metric
from tiering.models import Run
from tiering.reasons import Reader

FIVE = 5
ICONS = {
    "keep": "shield-check",
    "grow": "trending-up",
    "referrer": "users",
    "loss": "trending-down",
}
KEEP = Q(abc=AbcType.PLATINUM) | Q(pyramid__in=[PyramidTier.TOP, PyramidTier.MAJOR])
REFERRER = Q(pattern__gte=TransactionPattern.REFERRER)
LOSS = Q(value__lt=0)
# Metrics that are a profit: a value below zero is a loss. Cost to serve is not recorded yet.
PROFITS = (Metric.GROSS_PROFIT, Metric.CONTRIBUTION)


@dataclass(frozen=True, slots=True)
class Line:
    """An account of a list. `opens`: whether its page is for this reader."""

    account: Account
    amount: int | None
    share: float | None
    opens: bool


@dataclass(frozen=True, slots=True)
class List:
    """Count None: the facts for this list are missing, `code` says in words which."""

    code: str
    count: int | None
    lines: list[Line]
    url: str

    @property
    def icon(self) -> str:
        return ICONS[self.code]


@dataclass(frozen=True, slots=True)
class Lists:
    keep: List
    grow: List
    referrer: List
    loss: List
    largest: list[Line]

    @property
    def four(self) -> list[List]:
        return [self.keep, self.grow, self.referrer, self.loss]


def lists_of(
    user: User,
    run: Run,
    context: Context,
    unit: Unit | None,
    reader: Reader,
    sums: Sums,
    url: Callable[..., str],
) -> Lists:
    """At most seven queries, whatever the size: counts, five rows a list, the accounts' names."""
    scores = scores_in(run, user, unit)
    counts = scores.aggregate(
        keep=Count("account_id", filter=KEEP),
        referrer=Count("account_id", filter=REFERRER),
        loss=Count("account_id", filter=LOSS),
    )
    knows_loss = context.basis in PROFITS and reader.margins
    counts["grow"] = None
    counts["loss"] = counts["loss"] if knows_loss else None
    best = {
        "keep": scores.filter(KEEP).order_by("position")[:FIVE] if counts["keep"] else [],
        "grow": [],
        "referrer": scores.filter(REFERRER).order_by("position")[:FIVE]
        if counts["referrer"]
        else [],
        "loss": scores.filter(LOSS).order_by("-position")[:FIVE] if counts["loss"] else [],
        "largest": _largest(scores, context) if reader.sales else [],
    }
    rows = {name: list(found) for name, found in best.items()}
    lines = _lines(rows, user, reader, sums)
    made = {
        name: List(name, counts[name], lines[name], url(list=name))
        for name in ("keep", "grow", "referrer", "loss")
    }
    return Lists(**made, largest=lines["largest"])


def _largest(scores: Any, context: Context) -> Any:
    """By net revenue; where that is what ranks, the index on the position answers."""
    by_rank = context.basis is Metric.NET_REVENUE
    return scores.order_by("position" if by_rank else "-net_revenue", "account_id")[:FIVE]


def _lines(
    rows: dict[str, list[Any]], user: User, reader: Reader, sums: Sums
) -> dict[str, list[Line]]:
    ids = {row.account_id for found in rows.values() for row in found}
    accounts = Account.objects.select_related("owner").in_bulk(ids)
    opens = _that_open(user, ids)
    made: dict[str, list[Line]] = {}
    for name, found in rows.items():
        made[name] = [
            Line(
                accounts[row.account_id],
                _amount(row, name, reader),
                row.net_revenue / sums.positive_revenue if sums.positive_revenue else None,
                row.account_id in opens,
            )
            for row in found
            if row.account_id in accounts
        ]
    return made


def _amount(row: Any, name: str, reader: Reader) -> int | None:
    if not reader.sales:
        return None
    own: int = row.net_revenue
    value: int = row.value
    return value if reader.value and name != "largest" else own


def _that_open(user: User, ids: set[int]) -> set[int]:
    """Sponsors read the whole book but open only the accounts they sponsor."""
    if user.role != Role.SPONSOR:
        return ids
    return set(Account.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))

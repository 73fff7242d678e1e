"""The four management lists and the largest accounts, as far as data allows (domain §3.9.3)."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import Account
from kam.dashboards.tier_sums import Pick, Picks, Sums
from staff.models import User
from tiering.engine import Context, Metric
from tiering.reader import Reader

ICONS = {
    "keep": "shield-check",
    "grow": "trending-up",
    "referrer": "users",
    "loss": "trending-down",
}
# Metrics that are a profit: only with them it is known who costs us money.
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
    """Count None: the facts for this list are missing, or not for this reader."""

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
    def filled(self) -> list[List]:
        """Those that have rows: a column each."""
        return [found for found in self._four if found.lines]

    @property
    def bare(self) -> list[List]:
        """Those that only say why they have none: one column for all."""
        return [found for found in self._four if not found.lines]

    @property
    def span(self) -> int:
        """Width of a column in a grid of twelve."""
        return 12 // (len(self.filled) + bool(self.bare))

    @property
    def _four(self) -> list[List]:
        return [self.keep, self.grow, self.referrer, self.loss]


def lists_of(
    user: User, context: Context, reader: Reader, sums: Sums, url: Callable[..., str]
) -> Lists:
    """One query for the names of all lists, two for sponsors."""
    knows_loss = context.basis in PROFITS and reader.margins
    found: dict[str, Picks | None] = {
        "keep": sums.keep,
        "grow": sums.grow,
        "referrer": sums.referrer,
        "loss": sums.loss if knows_loss else None,
        "largest": Picks(0, sums.largest) if reader.sales else None,
    }
    ids = {pick.account_id for picks in found.values() if picks for pick in picks.best}
    accounts = Account.objects.select_related("owner").in_bulk(ids)
    opens = Account.objects.that_open(user, ids)

    def lines(name: str) -> list[Line]:
        picks = found[name]
        return [
            Line(
                accounts[pick.account_id],
                _amount(pick, name, reader),
                pick.net_revenue / sums.positive_revenue if sums.positive_revenue else None,
                pick.account_id in opens,
            )
            for pick in (picks.best if picks else ())
            if pick.account_id in accounts
        ]

    made = {
        name: List(
            name, picks.count if (picks := found[name]) else None, lines(name), url(list=name)
        )
        for name in ICONS
    }
    return Lists(**made, largest=lines("largest"))


def _amount(pick: Pick, name: str, reader: Reader) -> int | None:
    if not reader.sales:
        return None
    if name == "referrer":
        return pick.referred
    return pick.value if reader.value and name != "largest" else pick.net_revenue

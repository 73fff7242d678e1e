"""The tier dashboard: who carries the business, by the classes of one run.

Figures of the whole company come from the run itself, so no page scans the scores; a smaller
scope reads its rows once, as columns. Money is in minor units.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise

from accounts.models import Account
from kam.dashboards.tier_lists import Lists, lists_of
from kam.dashboards.tier_shapes import Gauge, curve_data, curve_table, gauges
from kam.dashboards.tier_sums import Sums, sums_of_company, sums_of_scope
from kam.lib.classes import PyramidTier
from staff.models import Unit, User
from tiering.engine import ClassSum, Concentration, Context, Metric, ParetoCheck, Policy, System
from tiering.models import Run
from tiering.needs import NAMES
from tiering.reader import Reader

KEY = (PyramidTier.TOP, PyramidTier.MAJOR)
Query = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class of one system: how many accounts, what they bring, the list behind."""

    code: int
    accounts: int
    amount: int | None
    share: float | None  # of the positive amounts of all accounts
    url: str
    quota: float | None = None  # as a fraction
    deviation: int | None = None

    @property
    def width(self) -> float:
        """Of a bar 100 wide."""
        return round(100 * (self.share or 0), 1)


@dataclass(frozen=True, slots=True)
class Key:
    """The two top layers together."""

    accounts: int
    share: float | None
    of_accounts: float | None
    url: str


@dataclass(frozen=True, slots=True)
class ParetoCard:
    check: ParetoCheck
    accounts: int
    data: dict[str, object]
    table: list[tuple[int, float, int, float]]

    @property
    def n80_share(self) -> float:
        return self.check.n80 / self.accounts

    @property
    def top20(self) -> float:
        return self.check.top20_share / 100


@dataclass(frozen=True, slots=True)
class TierDashboard:
    run: Run
    context: Context
    policy: Policy
    reader: Reader
    unit: Unit | None
    is_current: bool
    is_whole: bool
    is_for_company: bool
    sums: Sums
    rated_url: str
    provisional_url: str
    estimated_url: str
    key: Key
    pyramid: list[ClassRow]
    unrated: ClassRow | None
    pareto: list[ClassRow]
    abc: list[ClassRow]
    pattern: list[ClassRow]
    key_class: list[ClassRow]
    segment: list[ClassRow]
    curve: ParetoCard | None
    concentration: Concentration | None
    gauges: list[Gauge]
    lists: Lists

    @property
    def ranks_by_revenue(self) -> bool:
        return self.reader.basis is Metric.NET_REVENUE

    @property
    def n80_url(self) -> str:
        """The accounts that bring 80%, where they are just those of Pareto class A."""
        best = self.pareto[0]
        n80 = self.curve.check.n80 if self.curve else 0
        same = self.is_whole and self.reader.value and best.accounts == n80
        return best.url if same else ""

    @property
    def systems(self) -> list[tuple[Promise, str, list[ClassRow]]]:
        """The classes beside the pyramid, for one table."""
        return [
            (NAMES[System.KEY_CLASS], "key_class", self.key_class),
            (NAMES[System.PARETO], "pareto", self.pareto),
            (NAMES[System.ABC], "abc", self.abc),
            (NAMES[System.PATTERN], "pattern", self.pattern),
            (NAMES[System.SEGMENT], "segment", self.segment),
        ]

    @property
    def value(self) -> int:
        """What all accounts bring by the metric, in minor units."""
        return self.sums.value


def tier_dashboard(
    user: User, run: Run, *, is_current: bool, unit: Unit | None = None
) -> TierDashboard:
    """Everything the page prints, for the accounts in `user`'s book (and below `unit`)."""
    context, policy = Context.model_validate(run.context), run.policy.policy
    reader = Reader.of(user, context.basis)
    is_for_company = Account.objects.reads_everything(user)
    is_whole = unit is None and is_for_company
    if is_whole:
        sums = sums_of_company(run, policy, is_current=is_current)
    else:
        by_value = reader.value
        sums = sums_of_scope(run, policy, user, unit, is_current=is_current, by_value=by_value)
    links = Links(unit, is_current)
    return TierDashboard(
        run=run,
        context=context,
        policy=policy,
        reader=reader,
        unit=unit,
        is_current=is_current,
        is_whole=is_whole,
        is_for_company=is_for_company,
        sums=sums,
        rated_url=links.to(rated=1),
        provisional_url=links.to(provisional=1),
        estimated_url=links.to(estimated=1),
        key=_key(sums, reader, links),
        pyramid=_pyramid(sums, context, policy, reader, links, is_whole),
        unrated=_unrated(sums, reader),
        pareto=_rows(sums, System.PARETO, reader, links),
        abc=_rows(sums, System.ABC, reader, links),
        pattern=_rows(sums, System.PATTERN, reader, links),
        key_class=_rows(sums, System.KEY_CLASS, reader, links),
        segment=_rows(sums, System.SEGMENT, reader, links),
        curve=_curve(sums, reader),
        concentration=sums.concentration if reader.sales else None,
        gauges=gauges(sums.concentration, policy, is_whole) if reader.sales else [],
        lists=lists_of(user, context, reader, sums, links.to),
    )


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of the account list. It shows current classes: other runs have no links."""

    unit: Unit | None
    is_current: bool

    def to(self, **query: object) -> str:
        if not self.is_current:
            return ""
        scope = {"unit": self.unit.pk} if self.unit else {}
        return f"{reverse('account_list')}?{urlencode({**query, **scope}, doseq=True)}"


def _amount(row: ClassSum, reader: Reader) -> int | None:
    if not reader.sales:
        return None
    return row.value if reader.value else row.net_revenue


def _rows(sums: Sums, system: System, reader: Reader, links: Links) -> list[ClassRow]:
    rows = sums.classes[system]
    amounts = [_amount(row, reader) for row in rows]
    total = _total(sums, system, reader)
    return [
        ClassRow(
            row.code,
            row.accounts,
            amount,
            _share(max(amount, 0), total) if amount is not None else None,
            links.to(**{system.value: row.code}),
        )
        for row, amount in zip(rows, amounts, strict=True)
    ]


def _without(sums: Sums, system: System, reader: Reader) -> int:
    """What the accounts bring that have no class of this system."""
    every, field = (sums.value, "value") if reader.value else (sums.net_revenue, "net_revenue")
    return every - sum(getattr(row, field) for row in sums.classes[system])


def _total(sums: Sums, system: System, reader: Reader) -> int:
    """The positive amounts of the classes and of those without one: what shares are of."""
    amounts = [_amount(row, reader) or 0 for row in sums.classes[system]]
    return sum(max(amount, 0) for amount in [*amounts, _without(sums, system, reader)])


def _unrated(sums: Sums, reader: Reader) -> ClassRow | None:
    """The accounts that rank but are too new for a class, so that the layers add up."""
    if not sums.unrated:
        return None
    if not reader.sales:
        return ClassRow(0, sums.unrated, None, None, "")
    rest = _without(sums, System.PYRAMID, reader)
    share = _share(max(rest, 0), _total(sums, System.PYRAMID, reader))
    return ClassRow(0, sums.unrated, rest, share, "")


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _pyramid(
    sums: Sums, context: Context, policy: Policy, reader: Reader, links: Links, is_whole: bool
) -> list[ClassRow]:
    """With the policy's quota, and for the whole company how far each layer is from it."""
    borders = [0.0, *(float(share) for share in policy.pyramid.cumulative), 1.0]
    ranks = [0, *context.cut_ranks, context.population]
    return [
        ClassRow(
            row.code,
            row.accounts,
            row.amount,
            row.share,
            row.url,
            quota=borders[i + 1] - borders[i],
            deviation=row.accounts - (ranks[i + 1] - ranks[i]) if is_whole else None,
        )
        for i, row in enumerate(_rows(sums, System.PYRAMID, reader, links))
    ]


def _key(sums: Sums, reader: Reader, links: Links) -> Key:
    rows = _rows(sums, System.PYRAMID, reader, links)[: len(KEY)]
    accounts = sum(row.accounts for row in rows)
    shares = [row.share for row in rows if row.share is not None]
    return Key(
        accounts=accounts,
        share=sum(shares) if shares else None,
        of_accounts=_share(accounts, sums.accounts),
        url=links.to(pyramid=[int(tier) for tier in KEY]),
    )


def _curve(sums: Sums, reader: Reader) -> ParetoCard | None:
    if sums.curve is None or not reader.sales:
        return None
    return ParetoCard(
        sums.curve,
        sums.ranked,
        curve_data(sums.curve, sums.ranked),
        curve_table(sums.curve, sums.ranked),
    )

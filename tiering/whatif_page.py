"""What the what-if panel and the list of movers print."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Account
from staff.models import Unit, User
from tiering import book
from tiering.engine import Policy
from tiering.labels_policy_names import VALUES
from tiering.models import Run
from tiering.services.windows import Windows
from tiering.whatif import LADDERS, NAMES, Matrix, Quota, Side, WhatIf
from tiering.whatif_effective import Scored, Settled, settled
from tiering.whatif_holders import Effect, effects_of

SHOWN = 8  # movers in the panel
HOLDERS = 6  # owners and units in the panel


@dataclass(frozen=True, slots=True)
class Move:
    """An account that changes class in one system."""

    system: str
    before: int
    after: int
    way: int


@dataclass(frozen=True, slots=True)
class Mover:
    """A row of the list: the account, what changes, its ranks, and the values that ranked it.

    Values are in minor units, each by the metric of its policy; None where the account takes no
    part. Poor credit has a value and no rank.
    """

    account: Account
    moves: tuple[Move, ...]
    rank_before: int | None
    rank_after: int | None
    value_before: int | None
    value_after: int | None


@dataclass(frozen=True, slots=True)
class Metrics:
    """What the values of movers are: the metric in force and that of the draft.

    `differ` also where the metric is the same and other windows sum it up.
    """

    before: Any
    after: Any
    differ: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """An owner or a unit (None: nobody's) and what happens to their accounts."""

    holder: Any
    effect: Effect
    up_width: float
    down_width: float

    @property
    def down_start(self) -> float:
        """Where the bar to the left of the middle begins, of 100."""
        return 50 - self.down_width


@dataclass(frozen=True, slots=True)
class Tab:
    """A system to choose, and how many accounts move in it."""

    system: str
    label: Any
    accounts: int


@dataclass(frozen=True, slots=True)
class Panel:
    run: Run
    metrics: Metrics
    size: int
    moved: int
    up: int
    down: int
    matrix: Matrix
    tabs: list[Tab]
    movers: list[Mover]
    owners: list[Holder]
    units: list[Holder]
    owners_count: int
    quotas: tuple[Quota, ...]
    not_separating: bool
    settled: Settled | None  # the classes compared are those that take effect


def measured_run(current: Run, policy: Policy) -> Run | None:
    """The run whose facts are measured as `policy` asks: the one in view, or a trial beside it.

    None if the windows differ and no trial of that day has measured them yet.
    """
    asked = _asked_of(policy)
    beside = Run.objects.done().filter(
        as_of=current.as_of, scores_kept=True, is_side=True, pk__gt=current.pk
    )
    runs = [current, *beside.select_related("policy").order_by("-pk")]
    return next((run for run in runs if _asked_of(run.policy.policy) == asked), None)


def _asked_of(policy: Policy) -> tuple[Windows, Any]:
    """What of a policy is in the measures already: another value needs another reading."""
    return Windows.of(policy), policy.pattern.big_deal_amount


def whatif_of(current: Run, policy: Policy, user: User) -> WhatIf | None:
    """The book by the policy in force against the book by `policy`, as far as `user` may count.

    None where `measured_run` finds none.
    """
    run = measured_run(current, policy)
    if run is None:
        return None
    readable = Account.objects.in_book_of(user)
    whole = readable.reads_everything(user)
    ids = None if whole else readable.order_by().values_list("pk", flat=True)
    return WhatIf(book.scores_in_force(current), book.scores_by(run, policy), ids)


def metrics_of(current: Run, policy: Policy) -> Metrics:
    """What the values of movers are between the run in view and `policy`."""
    now = current.policy.policy
    return Metrics(
        before=VALUES[now.pyramid.metric],
        after=VALUES[policy.pyramid.metric],
        differ=now.pyramid.metric != policy.pyramid.metric or _asked_of(now) != _asked_of(policy),
    )


def settled_of(current: Run, policy: Policy, whatif: WhatIf) -> Settled:
    """What of `whatif` would take effect."""
    run, (now, then) = measured_run(current, policy) or current, whatif.scores
    return settled(
        whatif,
        Scored(now, book.population_of(current), current.policy.policy),
        Scored(then, book.population_of(run), policy),
    )


def panel_of(
    current: Run, policy: Policy, whatif: WhatIf, system: str, found: Settled | None = None
) -> Panel:
    """The panel for one system; at most four queries. With `found` of the effective classes."""
    whatif = found.whatif if found else whatif
    owners, units = effects_of(whatif)
    return Panel(
        run=current,
        metrics=metrics_of(current, policy),
        size=whatif.size,
        moved=whatif.moved,
        up=whatif.up,
        down=whatif.down,
        matrix=whatif.matrices[system],
        tabs=_tabs(whatif),
        movers=movers_of(whatif, whatif.movers()[:SHOWN].tolist()),
        owners=_holders(owners, User.objects.in_bulk),
        units=_holders(units, Unit.objects.in_bulk),
        owners_count=len(owners),
        quotas=whatif.quotas,
        not_separating=whatif.then.context.not_separating,
        settled=found,
    )


def _tabs(whatif: WhatIf) -> list[Tab]:
    moves = whatif.moves()
    return [Tab(system, NAMES[system], moves[system]) for system in LADDERS]


def movers_of(whatif: WhatIf, rows: Sequence[int]) -> list[Mover]:
    """The accounts of these rows; one query."""
    ids = [int(whatif.account_id[row]) for row in rows]
    accounts = Account.objects.select_related("owner", "unit").in_bulk(ids)
    return [
        Mover(
            account=accounts[account_id],
            moves=tuple(_moves(whatif, row)),
            rank_before=int(whatif.now.rank[row]) or None,
            rank_after=int(whatif.then.rank[row]) or None,
            value_before=_value(whatif.now, row),
            value_after=_value(whatif.then, row),
        )
        for account_id, row in zip(ids, rows, strict=True)
    ]


def _value(side: Side, row: int) -> int | None:
    return int(side.value[row]) if side.classes["pyramid"][row] else None


def _moves(whatif: WhatIf, row: int) -> list[Move]:
    return [
        Move(
            system,
            int(whatif.now.classes[system][row]),
            int(whatif.then.classes[system][row]),
            int(whatif.ways[system][row]),
        )
        for system in LADDERS
        if whatif.ways[system][row]
    ]


def _holders(effects: list[Effect], in_bulk: Any) -> list[Holder]:
    """The first few with their names, and bars against the largest."""
    first = effects[:HOLDERS]
    found = in_bulk([effect.key for effect in first if effect.key])
    most = max((max(effect.up, effect.down) for effect in first), default=0) or 1
    return [
        Holder(
            found.get(effect.key),
            effect,
            round(50 * effect.up / most, 1),
            round(50 * effect.down / most, 1),
        )
        for effect in first
    ]

"""Why one account has its classes in one run: everything the evidence page prints.

Computed when it is shown, by the engine, from the stored row and the run's context (design §5).
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q

from accounts.models import Account
from accounts.models.account import AccountStatus
from kam.lib.classes import LoyaltyStep
from staff.models import User
from tiering import needs, reasons
from tiering.engine import Context, Explanation, Finding, Place, Population, System, explain
from tiering.engine.explanation import Worth
from tiering.engine.judged import JUDGED
from tiering.falls import falls
from tiering.models import Assessment, CurrentRun, Run, Score
from tiering.models.run import RunCause
from tiering.reader import Reader
from tiering.scored import AspectRow, Card, aspect_rows, cards
from tiering.services.population import KEPT
from tiering.services.windows import Windows

ABOVE, BELOW = 4, 3


@dataclass(frozen=True, slots=True)
class Why:
    """One class and the sentences that lead to it."""

    name: object
    system: str
    code: int
    subtype: int
    sentences: list[str]
    provisional: list[str]

    @property
    def is_below_long_term(self) -> bool:
        """The lowest step of the ladder, which many purchases may still be on."""
        return self.system == System.LOYALTY and self.code == LoyaltyStep.ONE_OFF


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A place in the ranking. No name: not for this reader; no value: neither."""

    position: int
    rank: int
    account: Account | None
    value: int | None
    tier: int
    is_self: bool
    cut: int | None  # the tier that ends above this row
    is_far: bool  # places are left out before it
    width: float = 0.0  # of a bar 100 wide, the largest amount shown being 100

    @property
    def is_shown(self) -> bool:
        return self.account is not None


@dataclass(frozen=True, slots=True)
class Inputs:
    """The account's own facts; None is unknown. Money in minor units."""

    net_revenue: int | None
    cost_of_goods: int | None
    value: int | None
    estimated: bool
    revenue_share: float | None
    occasions: int
    last_day: date | None
    median_interval: float | None
    tenure_months: int | None
    credit_score: int | None
    strategic_value: int | None
    profile_pct: int | None


@dataclass(frozen=True, slots=True)
class Evidence:
    run: Run
    context: Context
    reader: Reader
    score: Score
    inputs: Inputs
    whys: list[Why]
    steps: list[needs.Step]
    falls: list[str]
    neighbours: list[Neighbour]
    cards: list[Card]  # these and the next for readers of the business
    aspects: list[AspectRow]
    quality: float | None
    watch: bool
    worth: Worth | None  # for readers of margins
    wallet_share: float | None
    wallet_error: bool


def kept_runs() -> list[Run]:
    """Runs whose scores can still be explained, newest first; one a date, made for the day where
    no night scored it."""
    asked = Q(is_side=False) | Q(cause=RunCause.DAY)
    runs = Run.objects.done().filter(asked, scores_kept=True).select_related("policy")
    newest: dict[date, Run] = {}
    for run in runs.order_by("as_of", "-is_side", "pk"):
        newest[run.as_of] = run
    return sorted(newest.values(), key=lambda run: run.as_of, reverse=True)


def run_of(runs: list[Run], as_of: date | None) -> Run | None:
    """The current run, or the one of a date; for a date without one the last before it, for what
    came later was not known. None if there is none."""
    if as_of is None:
        current = CurrentRun.get()
        return current or (runs[0] if runs else None)
    return max((run for run in runs if run.as_of <= as_of), key=lambda run: run.as_of, default=None)


def explained(*, account: Account, run: Run, user: User) -> tuple[Explanation, Reader] | None:
    """The explanation and what `user` may read of it; None if the account was not ranked."""
    score = Score.objects.filter(run=run, account=account).first()
    return _explained(score, run, user)[:2] if score else None


def _explained(score: Score, run: Run, user: User) -> tuple[Explanation, Reader, Context]:
    context = Context.model_validate(run.context)
    found = explain(facts_of(score, context), place_of(score), context, run.policy.policy)
    return found, Reader.of(user, context.basis), context


def evidence_of(*, account: Account, run: Run, user: User) -> Evidence | None:
    """None if the account was not ranked in this run. Five queries."""
    score = Score.objects.filter(run=run, account=account).first()
    if score is None:
        return None
    found, reader, context = _explained(score, run, user)
    return Evidence(
        run=run,
        context=context,
        reader=reader,
        score=score,
        inputs=_inputs(score, run, context, reader),
        whys=[_why(finding, found, reader) for finding in needs.findings(found)],
        steps=needs.steps(found, reader),
        falls=falls(found, reader),
        neighbours=_neighbours(score, run, context, user, reader),
        cards=cards(found, reader) if reader.sales else [],
        aspects=aspect_rows(found, reader) if reader.sales else [],
        quality=_quality(found),
        watch=found.watch,
        worth=found.worth if reader.margins else None,
        wallet_share=_wallet_share(found) if reader.sales else None,
        wallet_error=found.wallet_error,
    )


def facts_of(score: Score, context: Context) -> Population:
    """The stored measures and judgements as a population of one. One query."""
    columns = {name: [getattr(score, name)] for name in KEPT}
    judged = Assessment.objects.filter(run=score.run_id, account=score.account_id).first()
    if judged is not None:
        columns |= {name: [getattr(judged, name)] for name in JUDGED}
    return Population.from_columns(context.cohorts, account_id=[score.account_id], **columns)


def place_of(score: Score) -> Place:
    return Place(
        value=score.value,
        estimated=bool(score.estimated),
        position=score.position,
        rank=score.rank,
        before=score.cumulative,
        retention=score.retention,
        rfm=score.rfm,
    )


def _why(finding: Finding, found: Explanation, reader: Reader) -> Why:
    system = finding.system.value
    return Why(
        name=needs.NAMES[finding.system],
        system=system,
        code=finding.code,
        subtype=found.subtype if system == "pyramid" else 0,
        sentences=reasons.why(finding, reader),
        provisional=reasons.provisional(found.provisional) if system == "abc" else [],
    )


def _inputs(score: Score, run: Run, context: Context, reader: Reader) -> Inputs:
    days = score.days_since_last
    return Inputs(
        net_revenue=score.net_revenue if reader.sales else None,
        cost_of_goods=score.cost_of_goods if reader.margins and score.revenue_with_cost else None,
        value=score.value if reader.value else None,
        estimated=bool(score.estimated),
        revenue_share=context.revenue_share(score.net_revenue) if reader.margins else None,
        occasions=score.occasions,
        last_day=run.as_of - timedelta(days=days) if days >= 0 else None,
        median_interval=None
        if score.median_interval != score.median_interval
        else score.median_interval,
        tenure_months=_known(score.tenure_months),
        credit_score=_known(score.credit_score),
        strategic_value=_known(score.strategic_value),
        profile_pct=_known(score.profile_pct),
    )


def _wallet_share(found: Explanation) -> float | None:
    return None if found.wallet_share is None else found.wallet_share / 10_000


def _quality(found: Explanation) -> float | None:
    """To how many percent the known aspects are met."""
    quality = found.recognition.facts["quality"]
    return None if quality is None else float(quality)


def _known(value: int) -> int | None:
    return None if value < 0 else value


def _neighbours(
    score: Score, run: Run, context: Context, user: User, reader: Reader
) -> list[Neighbour]:
    """The accounts around this one and the last of each tier above it: two queries."""
    near = range(score.position - ABOVE, score.position + BELOW + 1)
    cuts = [cut for cut in context.cut_ranks if 0 < cut < score.position][-1:]
    wanted = {*near, *cuts}
    rows = list(Score.objects.filter(run=run, position__in=wanted).order_by("position"))
    ids = [row.account_id for row in rows]
    names = Account.objects.visible_to(user).in_bulk(ids)
    listed: list[Neighbour] = []
    before: Score | None = None
    for row in rows:
        listed.append(_neighbour(row, before, score, names.get(row.account_id), reader))
        before = row
    return _with_bars(listed)


def _with_bars(listed: list[Neighbour]) -> list[Neighbour]:
    most = max((row.value for row in listed if row.value), default=0)
    if most <= 0:
        return listed
    return [replace(row, width=round(100 * max(row.value or 0, 0) / most, 1)) for row in listed]


def _neighbour(
    row: Score, before: Score | None, score: Score, account: Account | None, reader: Reader
) -> Neighbour:
    falls = before is not None and before.pyramid < row.pyramid and row.subtype != 2
    return Neighbour(
        position=row.position,
        rank=row.rank,
        account=account,
        value=row.value if account and reader.value else None,
        tier=row.pyramid,
        is_self=row.account_id == score.account_id,
        cut=before.pyramid if falls and before else None,
        is_far=before is not None and before.position + 1 < row.position,
    )


@dataclass(frozen=True, slots=True)
class Unranked:
    """Why an account has no score in a run: the reason as a code, and what it names."""

    reason: str
    head: Account | None = None
    status: object = ""
    months: int = 0


def unranked_reason(*, account: Account, run: Run, user: User) -> Unranked:
    windows = Windows.of(run.policy.policy)
    if windows.by_group and not account.is_top:
        head = Account.objects.visible_to(user).filter(pk=account.top_id).first()
        return Unranked("member", head=head)
    if account.status != AccountStatus.ACTIVE:
        return Unranked("status", status=account.get_status_display())
    return Unranked("quiet", months=windows.activity_months)

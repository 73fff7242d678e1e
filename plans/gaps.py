"""The gap table of a plan: each criterion of its target, current, needed, missing (domain §7.2)."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from kam.lib.numbers import plain
from plans.models import Plan, PlanGap, Purpose
from plans.models.plan import UNDER_WAY
from plans.targets import SYSTEM_OF
from relationships import ladders
from relationships.models import GridRules, Relation, StageCell
from staff.models import User
from tiering.conditions import AMOUNTS, Condition, asked, conditions, shown
from tiering.engine import Metric
from tiering.evidence import explained
from tiering.models import CurrentRun
from tiering.reader import Reader

PERSONAL, COMPANY = ladders.PERSONAL, ladders.COMPANY
NAMES: dict[str, Promise] = {
    "occasions": _("Purchases"),
    "referred_buyers": _("Referred buyers"),
    "big_referrals": _("Large referred buyers"),
    "repeat_pattern": _("Transaction pattern"),
    "tenure": _("Time without a long break"),
    "value": _("Value"),
    "credit": _("Credit score"),
    "share_before": _("Place in the Pareto curve"),
    "pareto_class": _("Pareto class"),
    "strategic_value": _("Strategic value"),
    "clv": _("Lifetime value"),
    "recency": _("Last purchase"),
    "purchase_days": _("Purchase days"),
    "amount": _("Amount"),
    "known_aspects": _("Aspects known"),
    "quality": _("Aspects met"),
    "business_aspect": _("Business aspects"),
    "recognition": _("Key account"),
    "alignment": _("Alignment"),
    "strength": _("Strength"),
    "idea": _("Agreement of ideas"),
    "execution": _("Policy execution"),
    "personal": _("Personal relation"),
    "company": _("Company relation"),
}
# Criteria whose numbers an action can be expected to raise.
COUNTED = (
    *("alignment", "strength", "idea", "execution", "value", "credit", "clv", "strategic_value"),
    *(PERSONAL, COMPANY),
)
# The ends of their scales; amounts have none.
MOST = {
    **dict.fromkeys(("alignment", "strength", "execution", "credit", "strategic_value"), 100),
    **dict.fromkeys(("idea", PERSONAL, COMPANY), 5),
}
Number = Decimal | None


@dataclass(frozen=True)
class Gap:
    """A criterion of the target as `reader` may read it.

    `now`, `needed` and `start` (when the plan was made) are points, percent, levels or an amount in
    base currency; None is unknown. Those of a plan that is over stay as they were on its last day.
    """

    need: str
    reader: Reader
    now: Number
    needed: Number
    holds: bool
    words: str = ""
    reached: int | None = None
    start: Number = None
    was_open: bool = True

    @property
    def name(self) -> Promise:
        return NAMES[self.need]

    @property
    def counts(self) -> bool:
        """Whether the reader may read what an action is to bring here."""
        return self.need in COUNTED and self._say(Decimal(1)) != "—"

    @property
    def now_text(self) -> str:
        return self._say(self.now)

    @property
    def start_text(self) -> str:
        return self._say(self.start)

    @property
    def needed_text(self) -> str:
        if self.need in (PERSONAL, COMPANY):
            return f"≥ {self._say(self.needed)}"
        return asked(self.need, _whole(self.need, self.needed), self.reader)

    @property
    def change_text(self) -> str:
        """What came about since the plan was made; empty where it can't be said."""
        if self.now is None or self.start is None or not self.counts:
            return ""
        return self.signed(self.now - self.start)

    def signed(self, number: Decimal) -> str:
        text = self._say(abs(number))
        if text.endswith("%"):  # a share moves by points
            text = gettext("%(points)s pp") % {"points": text.removesuffix("%")}
        return f"+{text}" if number > 0 else f"−{text}" if number < 0 else "±0"

    def _say(self, number: Number) -> str:
        if self.need in (PERSONAL, COMPANY):
            return "—" if number is None else plain(number, 0)
        return shown(self.need, _whole(self.need, number), self.reader)


def table(plan: Plan, user: User) -> list[Gap]:
    """What the target asks for: live while the plan is under way, then as it ended."""
    kept = {row.need: row for row in plan.gaps.order_by("pk")}
    reader = _reader(user)
    if plan.state not in UNDER_WAY:
        return [_ended(row, reader) for row in kept.values()]
    now = criteria(plan.account, plan.purpose, plan.target, user)
    found = [_since(gap, kept.get(gap.need)) for gap in now]
    gone = kept.keys() - {gap.need for gap in now}
    return [*found, *(_uncounted(row, reader) for row in kept.values() if row.need in gone)]


def criteria(account: Account, purpose: str, target: int, user: User) -> list[Gap]:
    """Every criterion as it stands today; none where nothing can be counted."""
    if purpose == Purpose.STAGE_UP:
        return _to_stage(account, target, _reader(user))
    run = CurrentRun.get()
    found = explained(account=account, run=run, user=user) if run else None
    if found is None or purpose not in SYSTEM_OF:
        return []
    explanation, reader = found
    finding = getattr(explanation, SYSTEM_OF[Purpose(purpose)])
    return [_gap(row, reader) for row in conditions(finding, target, reader)]


def _gap(row: Condition, reader: Reader) -> Gap:
    now, needed = (_number(row.need, value) for value in (row.now, row.needed))
    return Gap(row.need, reader, now, needed, not row.words, row.words, row.reached)


def _since(gap: Gap, row: PlanGap | None) -> Gap:
    start, was_open = (row.start, row.was_open) if row else (None, True)
    return Gap(**{**vars(gap), "start": start, "was_open": was_open})


def _ended(row: PlanGap, reader: Reader) -> Gap:
    held, was_open = bool(row.held), row.was_open
    words = "" if held else str(_("was missing to the end"))
    reached = 100 if held else None
    return Gap(row.need, reader, row.end, row.needed, held, words, reached, row.start, was_open)


def _uncounted(row: PlanGap, reader: Reader) -> Gap:
    words = str(_("can't be counted now: the account is not ranked"))
    return Gap(row.need, reader, None, None, False, words, start=row.start, was_open=row.was_open)


def _reader(user: User) -> Reader:
    run = CurrentRun.get()
    return Reader.of(user, Metric(run.context["basis"]) if run else Metric.GROSS_PROFIT)


def _number(need: str, value: float | None) -> Number:
    """Amounts are minor units where classes are explained."""
    if value is None:
        return None
    return round(Decimal(value) / (100 if need in AMOUNTS else 1), 2)


def _whole(need: str, number: Number) -> float | None:
    if number is None:
        return None
    return float(number * 100 if need in AMOUNTS else number)


def _to_stage(account: Account, target: int, reader: Reader) -> list[Gap]:
    """Both axes, on the way to the nearest square of the stage or a better one."""
    relation = Relation.objects.filter(account=account).first()
    cells, preset = StageCell.objects.stages(), GridRules.current().preset
    now = (relation.personal, relation.company) if relation else (0, 0)
    fit = [square for square, stage in cells.items() if stage >= target]
    if not fit:
        return []
    square = min(fit, key=lambda at: (_steps(now, at), at))
    axes = zip((PERSONAL, COMPANY), now, square, strict=True)
    return [_level(preset, axis, at, level, reader) for axis, at, level in axes]


def _level(preset: str, axis: str, at: int, level: int, reader: Reader) -> Gap:
    holds = at >= level
    name = {"level": level, "name": ladders.level_name(preset, axis, level)}
    words = "" if holds else str(_("level %(level)s: %(name)s") % name)
    reached = 100 if holds else round(100 * at / level)
    return Gap(axis, reader, Decimal(at), Decimal(level), holds, words, reached)


def _steps(now: tuple[int, int], square: tuple[int, int]) -> int:
    return sum(max(level - at, 0) for at, level in zip(now, square, strict=True))

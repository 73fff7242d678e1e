"""One candidate explained: every criterion, every gate, what is assumed and what was decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.labels_anchors import anchor
from accounts.models import Account
from accounts.models.rating import RatingKind
from kam.lib.numbers import from_minor, money, number
from staff.models import User
from staff.permissions import Permission, has_permission
from tiering import candidate_words as words
from tiering.candidate_gates import Gate, gates_of
from tiering.candidates import Judged, judge
from tiering.engine import Policy
from tiering.engine.criteria import Criterion, selection_points
from tiering.engine.selection import Unmet
from tiering.models import PolicyVersion
from tiering.services.candidates import Facts, read_candidates, read_house

RATED = {
    Criterion.OPERATING: ("operating", RatingKind.OPERATING),
    Criterion.ECONOMIC: ("economic", RatingKind.ECONOMIC),
    Criterion.LOCATION: ("zone", RatingKind.SERVICE_ZONE),
    Criterion.INTERACTION: ("interaction", RatingKind.INTERACTION),
}


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One of the eight. `score`, `share` (of the weight that is known) and `points` are None where
    unknown, in hundredths; of a hidden one only the name is for this reader."""

    code: Criterion
    label: Promise
    fact: str
    url: str
    band: str
    score: int | None
    weight: Decimal
    share: int | None
    points: int | None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the page prints. `spread` is the weight of what is unknown, over the rest."""

    version: PolicyVersion
    as_of: date
    score: int
    coverage: int
    result: int
    why: str
    rows: list[CriterionRow]
    spread: Decimal
    gates: list[Gate]
    margins: bool

    @property
    def word(self) -> Any:
        return words.decision_word(self.result)

    @property
    def tone(self) -> str:
        return words.tone(self.result)

    @property
    def selected_min(self) -> Decimal:
        return self.version.policy.selection.selected_min

    @property
    def reserve_min(self) -> Decimal:
        return self.version.policy.selection.reserve_min

    @property
    def min_coverage(self) -> Decimal:
        return self.version.policy.score.min_coverage


def candidate_of(account: Account, *, user: User, as_of: date) -> Candidate:
    """Judge one account by the policy in force; ten queries."""
    version = PolicyVersion.objects.published()
    policy = version.policy
    facts = read_candidates(owners={account.pk: account.owner_id or 0}, as_of=as_of)
    house = read_house(policy)
    judged = judge(facts, house, policy)
    margins = has_permission(user, Permission.MARGIN_VIEW)
    hidden = Unmet(0) if margins else Unmet.LIFETIME_VALUE
    result, score = int(judged.selection.decision[0]), int(judged.total.score[0])
    failed, unknown = int(judged.selection.failed[0]), int(judged.selection.unknown[0])
    rows = list(_rows(account, judged, policy, margins))
    return Candidate(
        version=version,
        as_of=as_of,
        score=score,
        coverage=int(judged.total.coverage[0]),
        result=result,
        why=words.why(result, score, failed, unknown, hidden),
        rows=rows,
        spread=sum((row.weight for row in rows if row.score is None), Decimal(0)),
        gates=gates_of(account, judged, house, policy, margins=margins),
        margins=margins,
    )


def _rows(
    account: Account, judged: Judged, policy: Policy, margins: bool
) -> Iterator[CriterionRow]:
    scores = {criterion: int(judged.scores[criterion][0]) for criterion in Criterion}
    told = judged.total.score[0] >= 0
    parts = selection_points(scores, policy)
    known = sum(_weight(policy, c) for c in Criterion if scores[c] >= 0)
    for criterion in Criterion:
        score, weight = scores[criterion], _weight(policy, criterion)
        if criterion in words.OF_MARGINS and not margins:
            label = words.CRITERIA[criterion]
            yield CriterionRow(criterion, label, "", "", "", score, weight, None, None, True)
            continue
        fact, band = _said(criterion, judged.facts, policy)
        yield CriterionRow(
            code=criterion,
            label=words.CRITERIA[criterion],
            fact=fact,
            url=_source(account, criterion),
            band=band if score >= 0 else "",
            score=score if score >= 0 else None,
            weight=weight,
            share=round(weight * 10_000 / known) if score >= 0 and known else None,
            points=parts[criterion] if told else None,
        )


def _weight(policy: Policy, criterion: Criterion) -> Decimal:
    weight: Decimal = getattr(policy.selection.weights, criterion)
    return weight


def _source(account: Account, criterion: Criterion) -> str:
    """The rows the fact came from."""
    if criterion in RATED:
        return f"{_facts(account, 'rating')}?kind={RATED[criterion][1].value}"
    kinds = {Criterion.INTEGRITY: "payment", Criterion.MAX_DEMAND: "wallet"}
    if criterion in kinds:
        return _facts(account, kinds[criterion])
    return _facts(account, "cost") if criterion == Criterion.DEV_COST else "#assumed"


def _facts(account: Account, kind: str) -> str:
    return reverse("fact_list", args=[account.pk, kind])


def _said(criterion: Criterion, facts: Facts, policy: Policy) -> tuple[str, str]:
    """The fact and the range it lies in; empty texts while it is not known."""
    if criterion in RATED:
        return _rating(criterion, facts), ""
    said = {
        Criterion.INTEGRITY: _integrity,
        Criterion.MAX_DEMAND: _demand,
        Criterion.DEV_COST: _dev_cost,
        Criterion.KEEP_COST: _keep_cost,
    }
    return said[criterion](facts, policy)


def _rating(criterion: Criterion, facts: Facts) -> str:
    name, kind = RATED[criterion]
    value = int(getattr(facts, name)[0])
    if value < 0:
        return ""
    meaning = str(anchor(kind.value, 5, value))
    if criterion == Criterion.LOCATION:
        return meaning
    return _("%(value)s of 5: %(meaning)s") % {"value": value, "meaning": meaning}


def _integrity(facts: Facts, policy: Policy) -> tuple[str, str]:
    due, paid, breaches = int(facts.due[0]), int(facts.paid[0]), int(facts.breaches[0])
    if due <= 0:
        return (_("no invoice was due yet") if due == 0 else ""), ""
    said = _("%(paid)s of %(due)s invoices paid on time") % {
        "paid": number(paid),
        "due": number(due),
    }
    if breaches:
        text = ngettext("%(n)s breach of contract", "%(n)s breaches of contract", breaches)
        said = _(", ").join([said, text % {"n": breaches}])
    rule = policy.selection
    rate = Fraction(100 * paid, due) - breaches * Fraction(rule.breach_penalty)
    return said, words.band_of(rule.bands.INTEGRITY, rate, "pct")


def _demand(facts: Facts, policy: Policy) -> tuple[str, str]:
    if not facts.wallet_known[0]:
        return "", ""
    wallet = int(facts.wallet[0])
    said = _("%(amount)s a year on things like ours") % {"amount": money(from_minor(wallet))}
    return said, words.band_of(policy.selection.bands.MAX_DEMAND, Fraction(wallet, 100), "money")


def _dev_cost(facts: Facts, policy: Policy) -> tuple[str, str]:
    spent, remaining = int(facts.spent[0]), int(facts.remaining[0])
    if not facts.remaining_known[0]:
        said = _("%(spent)s spent; what remains is not estimated") % {"spent": _money(spent)}
        return (said if spent else ""), ""
    said = _("%(spent)s spent and %(rest)s to come") % {
        "spent": _money(spent),
        "rest": _money(remaining),
    }
    return _of_profit(said, spent + remaining, facts, policy.selection.bands.DEV_COST)


def _keep_cost(facts: Facts, policy: Policy) -> tuple[str, str]:
    if not facts.keep_known[0]:
        return "", ""
    cost = int(facts.keep[0])
    said = _("%(cost)s a year") % {"cost": _money(cost)}
    return _of_profit(said, cost, facts, policy.selection.bands.KEEP_COST)


def _of_profit(said: str, cost: int, facts: Facts, bands: Any) -> tuple[str, str]:
    profit = int(facts.profit[0])
    if not facts.profit_known[0]:
        return _("%(said)s; the gross profit is not estimated") % {"said": said}, ""
    said = _("%(said)s, of %(profit)s gross profit in the first year") % {
        "said": said,
        "profit": _money(profit),
    }
    if profit <= 0:
        return said, _("earns nothing")
    share = Fraction(100 * cost, profit)
    return f"{said} = {words.percent_of(share)}", words.band_of(bands, share, "pct")


def _money(minor: int) -> str:
    return money(from_minor(minor))

"""The class tiles of an account: each class with the two facts that decide it."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import labels
from accounts.models import Account
from kam.lib import numbers
from kam.lib.classes import ParetoClass, PyramidTier, Recognition, SmallSubtype
from kam.lib.classes import SelectionDecision as D
from kam.lib.numbers import DASH
from staff.models import User
from tiering.engine.sections import Metric
from tiering.models import Run, Score
from tiering.reader import Reader

METRICS: dict[str, Promise] = {
    Metric.GROSS_PROFIT: gettext_lazy("gross profit"),
    Metric.NET_REVENUE: gettext_lazy("net revenue"),
    Metric.CONTRIBUTION: gettext_lazy("contribution"),
    Metric.CLV: gettext_lazy("lifetime value"),
}
SYSTEMS: dict[str, Promise] = {
    "pyramid": gettext_lazy("Customer pyramid"),
    "key_class": gettext_lazy("Key account class"),
    "abc": gettext_lazy("ABC type"),
    "pattern": gettext_lazy("Transaction pattern"),
}


@dataclass(frozen=True)
class Tile:
    """One system. `facts` are at most two sentences; `mark` says how sure the class is.

    The weighted score is no class: `text` stands in its place.
    """

    system: str
    label: Promise
    value: int
    facts: list[str]
    mark: str = ""
    text: str = ""


CLASS_NAMES: dict[str, Any] = {
    "pyramid": labels.PYRAMID,
    "abc": labels.ABC,
    "pattern": labels.PATTERN,
    "key_class": labels.KEY_CLASS,
}


def tiles(account: Account, score: Score | None, run: Run | None, user: User) -> list[Tile]:
    """The four systems and the weighted score; without a score a tile says why there is no fact.

    `score` came through `with_assessed`.
    """
    rating = account.rating
    classes = [
        Tile(
            system,
            label,
            getattr(rating, system, 0),
            _told(system, account, score, run, user) if score and run else _without(account, run),
            _mark(system, account),
        )
        for system, label in SYSTEMS.items()
    ]
    return [*classes, _weighted(score, account, run)]


def _weighted(score: Score | None, account: Account, run: Run | None) -> Tile:
    """The eight criteria in one; a dash with what is missing where too little is known."""
    label = gettext_lazy("Weighted score")
    if score is None or run is None:
        return Tile("criteria", label, 0, _without(account, run), text=DASH)
    found = _scored(score, "criteria")
    if found is None:
        return Tile("criteria", label, 0, [_("Too little is rated yet.")], text=DASH)
    return Tile("criteria", label, 0, _band(found, run), text=numbers.number(found, 2))


def _band(points: float, run: Run) -> list[str]:
    """What the weighted score alone says, as in the what-if, and how far the next band is."""
    rule = run.policy.policy.selection
    lines = [(rule.selected_min, D.SELECTED), (rule.reserve_min, D.RESERVE)]
    band = next((band for line, band in lines if points >= line), D.REJECTED)
    said = [_("By eight criteria: %(band)s") % {"band": labels.DECISION[band]}]
    above = [(line, better) for line, better in lines if points < line]
    if above:
        line, better = above[-1]
        gap = {"n": numbers.number(float(line) - points, 2), "band": labels.DECISION[better]}
        said.append(_("%(n)s more points: %(band)s") % gap)
    return said


def _scored(score: Score, name: str) -> float | None:
    """A score of the assessment in points; None where nothing or too little is judged."""
    hundredths = getattr(score, name)
    return None if hundredths is None or hundredths < 0 else hundredths / 100


def _told(system: str, account: Account, score: Score, run: Run, user: User) -> list[str]:
    """The facts; where another class shows than the run computed, the latter is named instead."""
    facts = _facts(system, score, run, user)
    computed = getattr(score, system)
    if getattr(account.rating, system, 0) in (0, computed):
        return facts
    name = CLASS_NAMES[system].get(computed, labels.without(system))
    return [*facts[:1], _("Computed now: %(name)s") % {"name": name}]


def _mark(system: str, account: Account) -> str:
    rating = account.rating
    if rating and rating.by_group:
        return _("by group")
    return _("provisional") if rating and rating.provisional and system == "abc" else ""


def _without(account: Account, run: Run | None) -> list[str]:
    if account.rating and account.rating.by_group:
        return [_("The class of the group it belongs to.")]
    if run is None:
        return [_("There has been no scoring run yet.")]
    return [_("Not among the accounts the last run ranked.")]


def _facts(system: str, score: Score, run: Run, user: User) -> list[str]:
    facts = {"pyramid": _pyramid, "abc": _abc, "pattern": _pattern, "key_class": _key_class}[system]
    found = facts(score, run.context, run)
    if system == "abc" and _share_is_for(user, run):
        found[0] = _with_share_before(found[0], score, run.context)
    return [fact for fact in found if fact][:2]


def _key_class(score: Score, context: dict[str, Any], run: Run) -> list[str]:
    code = score.recognition  # 0 in runs from before key accounts were recognised
    recognised = str(labels.RECOGNITION[Recognition(code)]) if code else ""
    aligned, strong = _scored(score, "alignment"), _scored(score, "strength")
    if aligned is None or strong is None:
        return [recognised]
    said = _("Alignment %(aligned)s, strength %(strong)s")
    return [recognised, said % {"aligned": f"{aligned:.1f}", "strong": f"{strong:.1f}"}]


def _share_is_for(user: User, run: Run) -> bool:
    """A share of the gross profit tells of margins; one of the net revenue does not."""
    return Reader.of(user, Metric(run.context["basis"])).value


def _pyramid(score: Score, context: dict[str, Any], run: Run) -> list[str]:
    return [_rank(score, context), _layer(score, context)]


def _rank(score: Score, context: dict[str, Any]) -> str:
    if not score.rank:
        return ""
    return _("No. %(rank)s of %(count)s by %(metric)s") % {
        "rank": numbers.number(score.rank),
        "count": numbers.number(context.get("population")),
        "metric": METRICS.get(context.get("basis", ""), ""),
    }


def _layer(score: Score, context: dict[str, Any]) -> str:
    if score.subtype == SmallSubtype.POOR_CREDIT:
        return _("Poor credit: small whatever the rank")
    cuts = context.get("cut_ranks") or [0, 0, 0]
    if score.pyramid == PyramidTier.SMALL:
        if score.rank and score.rank <= cuts[2]:
            return _("Earned nothing: small whatever the rank")
        return _("This layer starts after rank %(cut)s") % {"cut": numbers.number(cuts[2])}
    if not score.pyramid:
        return ""
    cut = cuts[score.pyramid - 1]
    return _("This layer ends at rank %(cut)s") % {"cut": numbers.number(cut)}


def class_name(pareto: int) -> str:
    return str(labels.PARETO[ParetoClass(pareto)]) if pareto else DASH


def _abc(score: Score, context: dict[str, Any], run: Run) -> list[str]:
    pareto = _("Pareto class %(pareto)s") % {"pareto": class_name(score.pareto)}
    credit = (
        _("Credit %(points)s") % {"points": score.credit_score}
        if score.credit_score >= 0
        else _("Credit not rated")
    )
    strategic = (
        _("Strategic value %(points)s") % {"points": score.strategic_value}
        if score.strategic_value >= 0
        else _("Strategic value not rated")
    )
    return [pareto, credit if score.pareto == 1 else strategic]


def _pattern(score: Score, context: dict[str, Any], run: Run) -> list[str]:
    window = run.policy.policy.window.activity_months
    bought = ngettext(
        "%(count)s purchase in %(months)s months",
        "%(count)s purchases in %(months)s months",
        score.occasions,
    ) % {"count": numbers.number(score.occasions), "months": window}
    return [bought, _referred(score) or _last(score)]


def _referred(score: Score) -> str:
    if score.referred_buyers <= 0:
        return ""
    return ngettext(
        "%(count)s customer it referred has bought",
        "%(count)s customers it referred have bought",
        score.referred_buyers,
    ) % {"count": score.referred_buyers}


def _last(score: Score) -> str:
    if score.days_since_last < 0:
        return _("Has never bought")
    return ngettext(
        "Last one %(count)s day ago", "Last one %(count)s days ago", score.days_since_last
    ) % {"count": numbers.number(score.days_since_last)}


def _with_share_before(pareto: str, score: Score, context: dict[str, Any]) -> str:
    total = context.get("positive_total") or 0
    if score.value <= 0 or score.cumulative <= 0 or not total:
        return pareto
    said = {"pareto": pareto, "share": numbers.percent(score.cumulative / total)}
    return _("%(pareto)s; those before it bring %(share)s") % said

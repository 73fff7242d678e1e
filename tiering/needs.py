"""What is missing for a better class, in the reader's words; the nearest comes first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.labels import ABC, KEY_CLASS, LOYALTY, PARETO, PATTERN, PYRAMID, RECOGNITION, RFM
from kam.lib.classes import ParetoClass, PyramidTier
from kam.lib.numbers import number
from tiering import needs_key
from tiering.engine import Explanation, Finding, Gap, Need, Rule, System
from tiering.reader import Reader, amount

LABELS = {
    System.PATTERN: PATTERN,
    System.LOYALTY: LOYALTY,
    System.PYRAMID: PYRAMID,
    System.PARETO: PARETO,
    System.ABC: ABC,
    System.SEGMENT: RFM,
    System.RECOGNITION: RECOGNITION,
    System.KEY_CLASS: KEY_CLASS,
}
NAMES: dict[System, Promise] = {
    System.PATTERN: gettext_lazy("Transaction pattern"),
    System.LOYALTY: gettext_lazy("Loyalty"),
    System.PYRAMID: gettext_lazy("Pyramid"),
    System.PARETO: gettext_lazy("Pareto class"),
    System.ABC: gettext_lazy("ABC type"),
    System.SEGMENT: gettext_lazy("RFM segment"),
    System.RECOGNITION: gettext_lazy("Key account"),
    System.KEY_CLASS: gettext_lazy("Key account class"),
}
FAR = 1.0  # what can't be counted comes last


@dataclass(frozen=True, slots=True)
class Step:
    """The way to one better class: all its conditions, and how far it is (0 near, 1 far)."""

    system: str
    name: Promise
    to: int
    needs: tuple[str, ...]
    distance: float
    shows_way: bool

    @property
    def reached(self) -> int:
        """Percent of the way already gone."""
        return round(100 * (1 - self.distance))


def steps(explanation: Explanation, reader: Reader) -> list[Step]:
    """The next classes up of all systems, nearest first."""
    found = [step for finding in findings(explanation) for step in _steps(finding, reader)]
    return sorted(found, key=lambda step: step.distance)


def findings(explanation: Explanation) -> Iterable[Finding]:
    return (
        explanation.pyramid,
        explanation.key_class,
        explanation.recognition,
        explanation.abc,
        explanation.pareto,
        explanation.pattern,
        explanation.loyalty,
        explanation.segment,
    )


def _steps(finding: Finding, reader: Reader) -> Iterable[Step]:
    # Poor credit may hide a small customer: more credit alone would not move it.
    for to in dict.fromkeys(gap.to for gap in finding.gaps if gap.to != finding.code):
        gaps = [gap for gap in finding.gaps if gap.to == to]
        shows_way = _may_show(gaps, reader)
        # The order of the steps must not tell what their bars don't.
        distance = max(_distance(gap, finding) for gap in gaps) if shows_way else FAR
        yield Step(
            system=finding.system.value,
            name=NAMES[finding.system],
            to=to,
            needs=tuple(WORDS[gap.need](gap, finding, reader) for gap in gaps),
            distance=distance,
            # A buyer that stopped is one purchase away, but no part of a way behind it.
            shows_way=distance < FAR and finding.rule is not Rule.STOPPED,
        )


def _may_show(gaps: list[Gap], reader: Reader) -> bool:
    """A part of an amount tells the amount; places in a cumulated share are no way one walks."""
    kinds = {gap.need for gap in gaps}
    return Need.SHARE_BEFORE not in kinds and (reader.value or Need.VALUE not in kinds)


# Where a condition's whole stands among the thresholds of its finding.
WHOLES = {
    Need.OCCASIONS: "repeat_min_occasions",
    Need.TENURE: "tenure_months",
    Need.CREDIT: "poor_credit_below",
    Need.STRATEGIC_VALUE: "plum_strategic_min",
    **needs_key.WHOLES,
}


def _distance(gap: Gap, finding: Finding) -> float:
    """The missing part as a fraction of the whole condition."""
    whole = _whole(gap, finding)
    return FAR if gap.missing is None or not whole else min(gap.missing / whole, FAR)


def _whole(gap: Gap, finding: Finding) -> float:
    """0 where the condition can't be counted."""
    if gap.need is Need.VALUE:
        return max(float(finding.facts["value"] or 0), 0.0) + float(gap.missing or 0)
    if gap.need is Need.SHARE_BEFORE:
        return 100.0
    return float(finding.thresholds[WHOLES[gap.need]] or 0) if gap.need in WHOLES else 0.0


def _occasions(gap: Gap, finding: Finding, reader: Reader) -> str:
    if finding.rule is Rule.STOPPED:
        return _("a new purchase: it then buys repeatedly again")
    count = int(gap.missing or 0)
    return ngettext("one more purchase", "purchases on %(n)s more days", count) % {
        "n": number(count)
    }


def _referred(gap: Gap, finding: Finding, reader: Reader) -> str:
    return _("a referred account that buys")


def _big_referrals(gap: Gap, finding: Finding, reader: Reader) -> str:
    count = int(gap.missing or 0)
    return ngettext(
        "one more referred account with large revenue",
        "%(n)s more referred accounts with large revenue",
        count,
    ) % {"n": number(count)}


def _repeat(gap: Gap, finding: Finding, reader: Reader) -> str:
    return _("a transaction pattern of Repeat or better")


def _tenure(gap: Gap, finding: Finding, reader: Reader) -> str:
    count = int(gap.missing or 0)
    return ngettext(
        "one more month without a long break",
        "%(n)s more months without a long break",
        count,
    ) % {"n": number(count)}


def _value(gap: Gap, finding: Finding, reader: Reader) -> str:
    if reader.value:
        said = {"amount": amount(int(gap.missing or 0)), "metric": reader.metric}
        return _("%(amount)s more %(metric)s, the others unchanged") % said
    if finding.system is not System.PYRAMID:
        return _("a positive %(metric)s") % {"metric": reader.metric}
    cut = finding.thresholds[f"{PyramidTier(gap.to).name.lower()}_rank"]
    return _("rank %(cut)s or better by %(metric)s") % {
        "cut": number(int(cut or 0)),
        "metric": reader.metric,
    }


def _credit(gap: Gap, finding: Finding, reader: Reader) -> str:
    count = int(gap.missing or 0)
    return ngettext(
        "one more point of credit score", "%(n)s more points of credit score", count
    ) % {"n": number(count)}


def _share(gap: Gap, finding: Finding, reader: Reader) -> str:
    line = finding.thresholds["a_share" if gap.to == ParetoClass.A else "b_share"]
    said = {
        "line": f"{line:g}",
        "metric": reader.metric,
        "share": number(finding.facts["share_before"], 1),
    }
    if reader.margins:
        text = _(
            "the accounts above it bring less than %(line)s%% of all %(metric)s, now %(share)s%%"
        )
        return text % said
    return _("the accounts above it bring less than %(line)s%% of all %(metric)s") % said


def _pareto(gap: Gap, finding: Finding, reader: Reader) -> str:
    # By the policy's rule PARETO the type wanted is the class wanted; else Platinum asks for A.
    return _("Pareto class %(letter)s") % {"letter": ParetoClass(gap.to).name}


def _strategic(gap: Gap, finding: Finding, reader: Reader) -> str:
    if gap.missing is None:
        least = {"least": finding.thresholds["plum_strategic_min"]}
        return _("a strategic value of at least %(least)s; none is rated yet") % least
    count = int(gap.missing)
    return ngettext(
        "one more point of strategic value", "%(n)s more points of strategic value", count
    ) % {"n": number(count)}


def _clv(gap: Gap, finding: Finding, reader: Reader) -> str:
    return _("a positive lifetime value")


WORDS: dict[Need, Callable[[Gap, Finding, Reader], str]] = {
    Need.OCCASIONS: _occasions,
    Need.REFERRED_BUYERS: _referred,
    Need.BIG_REFERRALS: _big_referrals,
    Need.REPEAT_PATTERN: _repeat,
    Need.TENURE: _tenure,
    Need.VALUE: _value,
    Need.CREDIT: _credit,
    Need.SHARE_BEFORE: _share,
    Need.PARETO_CLASS: _pareto,
    Need.STRATEGIC_VALUE: _strategic,
    Need.CLV: _clv,
    **needs_key.WORDS,
}

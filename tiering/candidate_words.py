"""How a candidate's criteria, gates and decisions read."""

from decimal import Decimal
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.labels import DECISION
from kam.lib.classes import SelectionDecision
from kam.lib.numbers import money, number, rounded
from tiering.engine.criteria import Criterion
from tiering.engine.selection import Unmet
from tiering.engine.settings import Bands
from tiering.engine.workload import UNIT

CRITERIA: dict[Criterion, Promise] = {
    Criterion.INTEGRITY: gettext_lazy("Integrity"),
    Criterion.OPERATING: gettext_lazy("Operating capability"),
    Criterion.ECONOMIC: gettext_lazy("Economic strength"),
    Criterion.LOCATION: gettext_lazy("Business location"),
    Criterion.MAX_DEMAND: gettext_lazy("Maximum demand"),
    Criterion.DEV_COST: gettext_lazy("Development cost"),
    Criterion.INTERACTION: gettext_lazy("Interaction with us"),
    Criterion.KEEP_COST: gettext_lazy("Cost of keeping stable"),
}
# These tell of costs and margins: they are read by those who may.
OF_MARGINS = (Criterion.DEV_COST, Criterion.KEEP_COST)
UNMET: dict[Unmet, Promise] = {
    Unmet.LIFETIME_VALUE: pgettext_lazy("selection gate", "lifetime value"),
    Unmet.MANAGEMENT: pgettext_lazy("selection gate", "time of the owner"),
    Unmet.RESOURCES: pgettext_lazy("selection gate", "resources of the company"),
    Unmet.INTEGRITY: pgettext_lazy("selection gate", "integrity"),
}
NOTHING = Unmet(0)
UNDECIDED = gettext_lazy("Undecided")
TONES = {
    SelectionDecision.SELECTED: "green",
    SelectionDecision.RESERVE: "amber",
    SelectionDecision.REJECTED: "red",
}


def decision_word(code: int) -> Promise:
    return DECISION[SelectionDecision(code)] if code else UNDECIDED


def tone(code: int) -> str:
    return TONES[SelectionDecision(code)] if code else "grey"


def words_of(bits: int, hidden: Unmet = NOTHING) -> str:
    """What stands against a candidate, in a row."""
    found = [str(word) for unmet, word in UNMET.items() if bits & unmet and not unmet & hidden]
    return _(", ").join(found)


def why(result: int, score: int, failed: int, unknown: int, hidden: Unmet = NOTHING) -> str:
    """What failed, or what is missing for a decision; empty if neither."""
    if not result:
        return why_open(score, unknown, hidden)
    gates = words_of(failed, hidden)
    return _("failed: %(failed)s") % {"failed": gates} if gates else ""


def why_open(score: int, unknown: int, hidden: Unmet = NOTHING) -> str:
    """Why there is no decision yet: too little is known, or a gate that matters."""
    if score < 0:
        return _("too little known")
    gates = words_of(unknown & ~Unmet.INTEGRITY, hidden)
    return _("unknown: %(gates)s") % {"gates": gates} if gates else _("not all is known")


def band_of(bands: Bands, value: Fraction, unit: str) -> str:
    """The range of the policy in which the value lies, in words."""
    cuts = [cut for cut in bands.cuts if Fraction(cut) <= value]
    low = cuts[-1] if cuts else None
    high = bands.cuts[len(cuts)] if len(cuts) < len(bands.cuts) else None
    if low is None:
        return _("below %(high)s") % {"high": _in(unit, high)}
    if high is None:
        return _("from %(low)s") % {"low": _in(unit, low)}
    return _("from %(low)s to below %(high)s") % {"low": _in(unit, low), "high": _in(unit, high)}


def _in(unit: str, value: Decimal | None) -> str:
    if value is None:
        return ""
    return money(value) if unit == "money" else f"{number(value, places(value))}%"


def places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def percent_of(part: Fraction) -> str:
    """A percentage to a tenth."""
    return f"{number(rounded(Decimal(part.numerator) / part.denominator, 1), 1)}%"


def hours(units: int) -> str:
    """Hours of work, to half an hour where there is one."""
    value = Decimal(units) / UNIT
    return number(value, min(places(rounded(value, 1)), 1))

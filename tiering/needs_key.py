"""What is missing for key accounts and better segments, in the reader's words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kam.lib.numbers import number
from tiering.engine import Finding, Gap, Need
from tiering.reader import Reader, amount, points


def _recency(gap: Gap, finding: Finding, reader: Reader) -> str:
    return _("a new purchase, so that it bought lately")


def _purchase_days(gap: Gap, finding: Finding, reader: Reader) -> str:
    count = int(gap.missing or 1)
    text = ngettext("one more purchase", "purchases on %(n)s more days", count)
    return text % {"n": number(count)}


def _amount(gap: Gap, finding: Finding, reader: Reader) -> str:
    if gap.missing is None or not reader.margins:
        return _("a larger amount")
    return _("%(amount)s more") % {"amount": amount(int(gap.missing))}


def _known_aspects(gap: Gap, finding: Finding, reader: Reader) -> str:
    count = int(gap.missing or 0)
    text = ngettext("one more aspect is known", "%(n)s more aspects are known", count)
    return text % {"n": count}


def _quality(gap: Gap, finding: Finding, reader: Reader) -> str:
    least = {"least": points(float(finding.thresholds["quality"] or 0))}
    return _("the aspects are met to %(least)s%%") % least


def _business(gap: Gap, finding: Finding, reader: Reader) -> str:
    return _("big orders, large sales or potential, or a strategic project")


def _recognition(gap: Gap, finding: Finding, reader: Reader) -> str:
    return _("it becomes a key account")


def _score(text: str, unrated: str, name: str, gap: Gap, finding: Finding) -> str:
    line = {"line": points(float(finding.thresholds[name] or 0))}
    if gap.missing is None:
        return unrated % line
    return text % (line | {"n": points(float(gap.missing))})


def _alignment(gap: Gap, finding: Finding, reader: Reader) -> str:
    more = _("%(n)s more points of alignment, to %(line)s")
    return _score(
        more, _("an alignment of %(line)s; too little is rated"), "alignment", gap, finding
    )


def _strength(gap: Gap, finding: Finding, reader: Reader) -> str:
    more = _("%(n)s more points of strength, to %(line)s")
    nothing = _("a strength of %(line)s; too little is rated")
    return _score(more, nothing, "strength", gap, finding)


def _idea(gap: Gap, finding: Finding, reader: Reader) -> str:
    more = _("agreement of ideas rated %(line)s or better")
    return _score(
        more, _("agreement of ideas rated %(line)s; it is not rated"), "idea", gap, finding
    )


def _execution(gap: Gap, finding: Finding, reader: Reader) -> str:
    more = _("%(n)s points more of the policy items carried out, to %(line)s%%")
    nothing = _("policy execution of %(line)s%%; nothing was checked")
    return _score(more, nothing, "execution", gap, finding)


WORDS = {
    Need.RECENCY: _recency,
    Need.PURCHASE_DAYS: _purchase_days,
    Need.AMOUNT: _amount,
    Need.KNOWN_ASPECTS: _known_aspects,
    Need.QUALITY: _quality,
    Need.BUSINESS_ASPECT: _business,
    Need.RECOGNITION: _recognition,
    Need.ALIGNMENT: _alignment,
    Need.STRENGTH: _strength,
    Need.IDEA: _idea,
    Need.EXECUTION: _execution,
}
# Where a condition's whole stands among the thresholds of its finding.
WHOLES = {
    Need.PURCHASE_DAYS: "purchase_days",
    Need.KNOWN_ASPECTS: "known_aspects",
    Need.QUALITY: "quality",
    Need.ALIGNMENT: "alignment",
    Need.STRENGTH: "strength",
    Need.IDEA: "idea",
    Need.EXECUTION: "execution",
}

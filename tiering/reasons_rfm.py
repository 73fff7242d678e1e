"""Why an account is in its RFM segment, in the reader's words (domain §6.1)."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kam.lib.numbers import number
from tiering.engine import Finding, Rule
from tiering.reader import Facts, Reader, Sentence, amount


def _never_bought(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> str:
    return _("It has never bought: a potential customer.")


def _scores(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> list[str]:
    """How recent, how often, how much; each as a score from 1 to 5, high from the policy's line."""
    high = {"high": limits["high_from"]}
    often = ngettext(
        "Frequency %(score)s: purchases on %(n)s day of the measure window.",
        "Frequency %(score)s: purchases on %(n)s days of the measure window.",
        facts["purchase_days"],
    )
    often %= {"score": facts["frequency"], "n": number(facts["purchase_days"])}
    recent = ngettext(
        "Recency %(score)s: the last purchase was %(n)s day ago.",
        "Recency %(score)s: the last purchase was %(n)s days ago.",
        facts["days_since_last"] or 0,
    )
    if facts["days_since_last"] == 0:
        recent = _("Recency %(score)s: it bought on that very day.")
    recent %= {"score": facts["recency"], "n": number(facts["days_since_last"])}
    much = _("Amount %(score)s.") % {"score": facts["monetary"]}
    if reader.margins:
        said = {"score": facts["monetary"], "amount": amount(facts["amount"])}
        much = _("Amount %(score)s: %(amount)s.") % said
    return [recent, often, much, _("From %(high)s on a score is high.") % high]


SENTENCES: dict[Rule, Sentence] = {Rule.NEVER_BOUGHT: _never_bought, Rule.SCORES: _scores}

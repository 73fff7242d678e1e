"""What would lower an account's classes, in the reader's words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.labels import PYRAMID
from kam.lib.classes import PyramidTier, TransactionPattern
from kam.lib.numbers import number
from tiering.engine import Explanation, Finding, Rule
from tiering.reader import Reader, amount


def falls(explanation: Explanation, reader: Reader) -> list[str]:
    """How far the next class down is; empty where nothing lower is near by these rules."""
    return [*_layer(explanation.pyramid, reader), *_silence(explanation.pattern)]


def _layer(finding: Finding, reader: Reader) -> Iterable[str]:
    """The distance to the cut of the own layer: in ranks, and for some readers in amounts."""
    if finding.rule is not Rule.RANK or finding.code == PyramidTier.SMALL:
        return
    name = PyramidTier(finding.code).name.lower()
    last, rank = int(finding.thresholds[f"{name}_rank"] or 0), int(finding.facts["rank"] or 0)
    places = last - rank + 1
    said = {
        "n": number(places),
        "layer": PYRAMID[PyramidTier(finding.code + 1)],
        "last": number(last),
        "metric": reader.metric,
    }
    text = ngettext(
        "%(n)s place down: %(layer)s begins after rank %(last)s by %(metric)s.",
        "%(n)s places down: %(layer)s begins after rank %(last)s by %(metric)s.",
        places,
    )
    yield text % said
    least, value = finding.thresholds[f"{name}_value"], finding.facts["value"]
    if reader.value and least is not None and value is not None and int(value) > int(least):
        said["amount"] = amount(int(value) - int(least))
        yield _("%(amount)s less %(metric)s brings it to that cut, the others unchanged.") % said


def _silence(finding: Finding) -> Iterable[str]:
    """A buyer that stays away for longer than its limit has lapsed."""
    days, limit = finding.facts["days_since_last"], finding.thresholds["active_limit_days"]
    if finding.code < TransactionPattern.REPEAT or days is None or limit is None:
        return
    left = int(float(limit)) - int(days) + 1
    text = ngettext(
        "No purchase for one more day: its transaction pattern becomes Lapsed.",
        "No purchase for %(n)s more days: its transaction pattern becomes Lapsed.",
        left,
    )
    yield text % {"n": number(left)}

"""What every page says of the last night, when there is something to say."""

from datetime import date, datetime

from django.core.cache import cache
from django.utils.translation import gettext as _

from kam.lib.days import full_day
from kam.lib.sentences import joined
from staff.models import Company
from tiering.services.nights import NightState, night_of
from tiering.services.publish import NIGHT_NOTICE

SECONDS = 60  # every page asks; the answer changes with a night or a run


def night_notice(now: datetime, company: Company) -> str:
    """A sentence when last night failed or is late; empty when all is well.

    `now` in the company's time zone. Asked of the database at most once a minute.
    """
    found = cache.get_or_set(NIGHT_NOTICE, lambda: _state(now, company), SECONDS)
    state, as_of = found or _state(now, company)
    if state not in (NightState.FAILED, NightState.LATE, NightState.EMPTY):
        return ""
    happened = {
        NightState.FAILED: _("Last night's scoring failed."),
        NightState.LATE: _("Last night's scoring is late."),
        NightState.EMPTY: _("Last night nobody was ranked: no account bought lately."),
    }[NightState(state)]
    if as_of is None:
        return happened
    shown = _("Classes shown are those of %(day)s.") % {"day": full_day(as_of)}
    return joined(happened, shown)


def _state(now: datetime, company: Company) -> tuple[str, date | None]:
    night = night_of(now=now, company=company)
    return night.state.value, night.as_of

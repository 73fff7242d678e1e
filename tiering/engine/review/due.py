"""Whether a night is a review (domain §3.10: 1st of each month)."""

from datetime import date, timedelta

from tiering.engine.policy import Policy


def is_review_due(last_review: date | None, as_of: date, policy: Policy) -> date | None:
    """The review day to hold on the night of `as_of`, or None if there is none.

    Keep the day it returns as the next `last_review`, not the night on which it was held. A missed
    review is caught up once: of several only the latest, since the classes of the others were
    never computed. The first run of a book is a review, so that a new installation has classes.
    """
    if last_review is None:
        return as_of
    latest = latest_review_day(as_of, policy.hysteresis.review_day)
    return latest if latest > last_review else None


def latest_review_day(as_of: date, day: int) -> date:
    """The last review day up to and including `as_of`; every month has the days up to 28."""
    if as_of.day >= day:
        return as_of.replace(day=day)
    return (as_of.replace(day=1) - timedelta(days=1)).replace(day=day)

"""The nightly run: when it is due, what it does, and who hears of a night that went wrong.

Beat only ticks. Whether a night is due is read from rows, so a missed tick, a dead worker or a
restarted broker delays a night and never loses it (design §2).
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import LedgerEntry
from kam.lib.locks import RUNS, Busy, only_one
from staff.models import Company, User
from staff.permissions import Role
from tiering.models import CurrentRun, NightReport, Run
from tiering.models.run import RunCause, RunState
from tiering.services.policy_life import take_effect
from tiering.services.runs import execute_run, request_run, sweep_dead_runs

logger = logging.getLogger(__name__)

ATTEMPTS = 3
GRACE = timedelta(hours=2)  # a night that is not done so long after its hour is late
PATIENCE = timedelta(seconds=30)  # a run waiting longer lost its message: the tick takes it


class NightState(StrEnum):
    NONE = "none"  # nothing was ever scored
    FINE = "fine"
    LATE = "late"  # yesterday is not scored though its hour has passed
    FAILED = "failed"
    EMPTY = "empty"  # it ran and nobody had bought: the classes before it stay


@dataclass(frozen=True, slots=True)
class Night:
    """How the classes in view stand to the clock: `as_of` of the current run, `due` the night's.

    While the newest night still has its grace, a late one is the night before it.
    """

    state: NightState
    as_of: date | None
    due: date


def due_date(*, now: datetime, company: Company) -> date:
    """The newest day whose night has struck; `now` in the company's time zone."""
    days = 1 if now.hour >= company.night_hour else 2
    return now.date() - timedelta(days=days)


def night_of(*, now: datetime, company: Company) -> Night:
    """What every dashboard says of the last night; two small queries."""
    current = CurrentRun.get()
    due = due_date(now=now, company=company)
    as_of = current.as_of if current else None
    if as_of is not None and as_of >= due:
        return Night(NightState.FINE, as_of, due)
    if _nights(due).filter(state=RunState.DONE, is_side=True).exists():
        return Night(NightState.EMPTY, as_of, due)
    if _nights(due).filter(state=RunState.FAILED).exists():
        return Night(NightState.FAILED, as_of, due)
    if as_of is None:
        return Night(NightState.NONE, None, due)
    owed = due_date(now=now - GRACE, company=company)
    if as_of < owed:
        return Night(NightState.LATE, as_of, owed)
    return Night(NightState.FINE, as_of, due)


def tick(*, now: datetime) -> Run | None:
    """Do what is due at `now`: sweep the dead, take up the forgotten, score the night, report."""
    try:
        with only_one(RUNS):
            sweep_dead_runs()
    except Busy:
        return None
    company = Company.current()
    run = _forgotten(now) or _night(now, company)
    try:
        return execute_run(run=run) if run else None
    except Busy:
        return None
    finally:
        report_night(now=now, company=company)


def report_night(*, now: datetime, company: Company) -> bool:
    """Mail the administrators, once a night, that it failed or is late; whether a mail went out."""
    night = night_of(now=now, company=company)
    if night.state in (NightState.FINE, NightState.NONE) or _will_retry(night):
        return False
    reason = _reason(night)
    _report, created = NightReport.objects.get_or_create(
        as_of=night.due, defaults={"reason": reason}
    )
    if created:
        _mail_administrators(night, reason)
    return created


def _nights(as_of: date) -> QuerySet[Run]:
    return Run.objects.filter(as_of=as_of, cause=RunCause.NIGHT)


def _forgotten(now: datetime) -> Run | None:
    """A run asked for by hand whose message was lost with the broker."""
    waiting = Run.objects.filter(state=RunState.QUEUED, created_at__lt=now - PATIENCE)
    return waiting.order_by("pk").first()


def _night(now: datetime, company: Company) -> Run | None:
    due = due_date(now=now, company=company)
    scored = Run.objects.main().done().filter(as_of__gte=due).exists()
    tried = _nights(due).exclude(state=RunState.QUEUED)
    enough = tried.filter(state=RunState.FAILED).count() >= ATTEMPTS
    over = tried.exclude(state=RunState.FAILED).exists()
    if scored or enough or over or not LedgerEntry.objects.exists():
        return None
    take_effect(today=due)
    return request_run(as_of=due, by=None, cause=RunCause.NIGHT)


def _will_retry(night: Night) -> bool:
    failed = _nights(night.due).filter(state=RunState.FAILED).count()
    return night.state == NightState.FAILED and failed < ATTEMPTS


def _reason(night: Night) -> str:
    last = _nights(night.due).filter(state=RunState.FAILED).order_by("pk").last()
    if night.state == NightState.EMPTY:
        return "nobody bought in the activity window"
    return last.error if last else "no run"


def _mail_administrators(night: Night, reason: str) -> None:
    """Each in the reader's own language."""
    for user in User.objects.active().with_address().filter(role=Role.ADMIN).order_by("pk"):
        with translation.override(user.language or settings.LANGUAGE_CODE):
            subject = _("The nightly scoring of %(date)s is missing") % {"date": night.due}
            body = _(
                "The classes shown are those of %(as_of)s.\nReason: %(reason)s\nRuns: %(url)s"
            ) % {
                "as_of": night.as_of or "-",
                "reason": reason,
                "url": settings.SITE_URL + "/tiering/runs/",
            }
        send_mail(subject, body, None, [user.email], fail_silently=False)

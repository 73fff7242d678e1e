"""When the night is due, what it scores, and who hears of one that went wrong."""

from contextlib import suppress
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from staff.models import Company
from tests import factories
from tiering.models import CurrentRun, NightReport, Run
from tiering.models.run import RunCause
from tiering.services import runs
from tiering.services.nights import NightState, due_date, night_of, tick
from tiering.services.runs import execute_run, request_run

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def sold():
    account = factories.account()
    factories.sale(account, "2026-10-01", "100")
    return account


@pytest.mark.parametrize(
    ("now", "due"),
    [
        pytest.param("2026-11-01 01:59", "2026-10-30", id="before-its-hour"),
        pytest.param("2026-11-01 02:00", "2026-10-31", id="at-its-hour"),
        pytest.param("2026-11-01 23:59", "2026-10-31", id="all-day"),
    ],
)
def test_the_night_scores_the_last_complete_day(now, due):
    assert due_date(now=at(now), company=Company.current()) == date.fromisoformat(due)


def test_a_tick_scores_yesterday_once(sold):
    run = tick(now=at("2026-11-01 02:00"))
    assert (run.as_of, run.cause, run.state) == (date(2026, 10, 31), RunCause.NIGHT, "done")
    assert tick(now=at("2026-11-01 02:01")) is None
    assert Run.objects.count() == 1


def test_nothing_is_scored_while_the_ledger_is_empty():
    assert tick(now=at("2026-11-01 02:00")) is None
    assert night_of(now=at("2026-11-01 12:00"), company=Company.current()).state == NightState.NONE


def test_a_run_by_hand_of_yesterday_is_enough(sold):
    execute_run(run=request_run(as_of=date(2026, 10, 31), by=None))
    assert tick(now=at("2026-11-01 02:00")) is None


def test_a_forgotten_run_is_taken_up(sold):
    waiting = request_run(as_of=date(2026, 10, 31), by=None)
    Run.objects.update(created_at=at("2026-10-31 20:00"))
    assert tick(now=at("2026-11-01 01:00")) == waiting
    assert CurrentRun.get() == waiting


def test_a_night_that_fails_three_times_is_mailed_once(sold, people, monkeypatch):
    monkeypatch.setattr(runs, "read_population", _no_disk)
    for minute in range(5):
        with suppress(OSError):
            tick(now=at(f"2026-11-01 02:0{minute}"))
    assert Run.objects.filter(state="failed").count() == 3
    assert [(m.to, "2026-10-31" in m.subject) for m in mail.outbox] == [
        (["admin@example.com"], True)
    ]
    assert "no disk" in mail.outbox[0].body
    assert NightReport.objects.get().as_of == date(2026, 10, 31)
    night = night_of(now=at("2026-11-01 09:00"), company=Company.current())
    assert (night.state, night.as_of) == (NightState.FAILED, None)


def _no_disk(**kwargs):
    raise OSError("no disk")


def test_a_night_without_purchases_keeps_the_classes_and_says_so(sold, people):
    tick(now=at("2026-11-01 02:00"))
    tick(now=at("2029-11-01 02:00"))
    company = Company.current()
    night = night_of(now=at("2029-11-01 09:00"), company=company)
    assert (night.state, night.as_of) == (NightState.EMPTY, date(2026, 10, 31))
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("now", "state", "due"),
    [
        pytest.param("2026-11-02 01:00", NightState.FINE, date(2026, 10, 31), id="not-due-yet"),
        pytest.param("2026-11-02 03:00", NightState.FINE, date(2026, 11, 1), id="in-its-grace"),
        pytest.param("2026-11-02 04:01", NightState.LATE, date(2026, 11, 1), id="two-hours-late"),
        pytest.param("2026-11-03 03:00", NightState.LATE, date(2026, 11, 1), id="the-one-before"),
        pytest.param("2026-11-10 03:00", NightState.LATE, date(2026, 11, 8), id="many-missed"),
    ],
)
def test_late(sold, now, state, due):
    tick(now=at("2026-11-01 02:00"))
    night = night_of(now=at(now), company=Company.current())
    assert (night.state, night.due) == (state, due)


def test_the_mail_is_in_the_readers_language(sold, people, monkeypatch):
    people.admin.language = "zh-hans"
    people.admin.save()
    tick(now=at("2026-11-01 02:00"))
    monkeypatch.setattr(runs, "read_population", _no_disk)
    for _ in range(3):
        with pytest.raises(OSError, match="disk"):
            tick(now=at("2026-11-02 02:00"))
    assert "夜间评分" in mail.outbox[0].subject

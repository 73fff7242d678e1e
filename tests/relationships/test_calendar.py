"""The calendar feed: whose dates, under which address, and what is not in it."""

from datetime import time, timedelta

import pytest
from django.core.cache import cache

from accounts.models import Account
from staff.models import CalendarAddress, User
from staff.services import calendar_addresses
from tests import factories
from tests.relationships.conftest import TODAY

pytestmark = pytest.mark.django_db


def address(user):
    return f"/calendar/{calendar_addresses.give(user=user, by=user)}.ics"


def events(client, url):
    """Each event as its lines by name."""
    body = client.get(url).content.decode().replace("\r\n ", "")
    parts = body.split("BEGIN:VEVENT\r\n")[1:]
    return [
        dict(line.split(":", 1) for line in part.split("\r\n") if ":" in line) for part in parts
    ]


@pytest.fixture
def planned(case):
    return factories.visit(
        case.account, TODAY + timedelta(days=3), case.rep, [case.wang], status="planned",
        note="", needs="机密", time=time(9, 30), scenario="review",
    )  # fmt: skip


def test_planned_visits_and_due_dates_without_login(case, today, planned, client):
    visit, due = events(client, address(case.rep))
    assert visit["SUMMARY"] == "Visit: Lanjiang Heavy Industries"
    assert visit["DTSTART"] == "20261123T013000Z"
    assert visit["DTEND"] == "20261123T023000Z"
    assert visit["DESCRIPTION"] == r"Business review\nWang Liqun"
    assert visit["URL"].endswith(f"/visits/{planned.pk}/edit/")
    assert due["SUMMARY"] == "Visit due: Lanjiang Heavy Industries"
    assert due["DTSTART;VALUE=DATE"] == "20261111"  # last seen 28 October, every 14 days


def test_what_others_must_not_read_is_not_in_it(case, today, planned, client):
    case.wang.phone, case.wang.email = "13900001111", "wang@customer.example"
    case.wang.save()
    body = client.get(address(case.rep)).content.decode()
    assert not [word for word in ("13900001111", "wang@customer", "机密") if word in body]


def test_in_the_user_s_language(case, today, planned, client):
    User.objects.filter(pk=case.rep.pk).update(language="zh-hans")
    visit, due = events(client, address(case.rep))
    assert (visit["SUMMARY"], due["SUMMARY"]) == ("拜访：澜江重工集团", "应拜访：澜江重工集团")


def test_own_next_steps_are_in_it_until_they_are_done(case, today, planned, client):
    """Those of visits and of plans alike, and tasks beside them."""
    due_on = TODAY + timedelta(days=5)
    step = case.account.actions.create(owner=case.rep, text="寄样品", due_on=due_on)
    case.account.actions.create(owner=case.manager, text="别人的", due_on=due_on)
    url = address(case.rep)
    _visit, found, _due = events(client, url)
    assert found["SUMMARY"] == "寄样品: Lanjiang Heavy Industries"
    assert found["DTSTART;VALUE=DATE"] == f"{due_on:%Y%m%d}"
    step.done_on = TODAY
    step.save()
    assert len(events(client, url)) == 2


@pytest.mark.parametrize("who", ["other_rep", "manager", "service"])
def test_dates_of_others_are_not_in_it(case, today, planned, client, who):
    """A manager sees the account on pages; the calendar is for what one has to do oneself."""
    assert events(client, address(getattr(case, who))) == []


def test_an_account_handed_over_takes_its_dates_along(case, today, planned, client):
    url = address(case.rep)
    Account.objects.update(owner=case.other_rep)
    assert events(client, url) == []


def test_a_visit_that_was_cancelled_or_made_is_gone(case, today, planned, client):
    url = address(case.rep)
    for status in ("cancelled", "completed"):
        type(planned).objects.filter(pk=planned.pk).update(status=status, note="x")
        assert [event["UID"] for event in events(client, url)] == [
            f"due-{case.account.pk}@127.0.0.1"
        ]


def test_the_same_data_gives_the_same_text(case, today, planned, client):
    url = address(case.rep)
    assert client.get(url).content == client.get(url).content


def new_address(user):
    calendar_addresses.give(user=user, by=user)


def revoked(user):
    calendar_addresses.revoke(user=user, by=user)


def deactivated(user):
    User.objects.filter(pk=user.pk).update(is_active=False)


def made_administrator(user):
    User.objects.filter(pk=user.pk).update(role="admin")


@pytest.mark.parametrize("what", [new_address, revoked, deactivated, made_administrator])
def test_an_address_stops_working(case, today, client, what):
    url = address(case.rep)
    assert client.get(url).status_code == 200
    what(case.rep)
    assert client.get(url).status_code == 404
    assert client.get("/calendar/guessed.ics").status_code == 404


def test_it_is_only_read(case, today, client):
    assert client.post(address(case.rep)).status_code == 405


def test_asked_too_often_it_says_so(case, today, client):
    url = address(case.rep)
    answers = [client.get(url).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]
    cache.clear()
    guesses = [client.get(f"/calendar/guess{n}.ics").status_code for n in range(121)]
    assert (set(guesses[:120]), guesses[120]) == ({404}, 429)


def test_the_address_is_shown_once_and_its_token_kept_nowhere(case, as_user):
    client = as_user(case.rep)
    url = client.post("/settings/calendar/new/").context["url"]
    token = url.rpartition("/")[2].removesuffix(".ics")
    assert len(token) >= 43
    assert token not in str(CalendarAddress.objects.values().get())
    page = client.get("/settings/profile/").content.decode()
    assert "There is an address since" in page
    assert token not in page
    client.post("/settings/calendar/revoke/")
    assert not CalendarAddress.objects.exists()


def test_queries_do_not_grow(case, today, client, django_assert_max_num_queries):
    url = address(case.rep)
    for n in range(10):
        row = factories.account(owner=case.rep, standing={"pyramid": 1, "since": TODAY})
        factories.visit(
            row, TODAY + timedelta(days=n), case.rep, [factories.contact(row)], status="planned"
        )
    with django_assert_max_num_queries(8):
        assert len(events(client, url)) == 21

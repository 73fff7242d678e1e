"""The route of a day: due and planned accounts by region, planned in one act."""

from datetime import timedelta

import pytest
from django.utils import translation

from relationships.models import Visit
from relationships.route import route_of
from tests import factories
from tests.relationships.conftest import TODAY

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def account(owner, name, region="", days=30, tier=1):
    since = TODAY - timedelta(days=days)
    return factories.account(name, owner, region=region, standing={"pyramid": tier, "since": since})


@pytest.fixture
def book(people):
    return {
        "suzhou": account(people.rep, "甲", "苏州"),
        "shanghai": account(people.rep, "乙", "上海", days=12),
        "later": account(people.rep, "丙", "上海", days=1),
        "nowhere": account(people.rep, "丁", days=20),
        "foreign": account(people.other_rep, "戊", "上海"),
    }


def areas(user, day=TODAY):
    return [(area.name, [stop.name for stop in area.stops]) for area in route_of(user, day).areas]


def test_due_and_planned_accounts_of_mine_by_region(people, book):
    factories.visit(book["later"], TODAY, people.rep, status="planned", note="")
    assert areas(people.rep) == [("上海", ["丙", "乙"]), ("苏州", ["甲"]), ("", ["丁"])]


def test_who_will_be_due_by_that_day_is_in_it(people, book):
    assert "丙" in dict(areas(people.rep, TODAY + timedelta(days=10)))["上海"]


def test_a_planned_account_stands_once(people, book):
    factories.visit(book["suzhou"], TODAY, people.rep, status="planned", note="")
    found = route_of(people.rep, TODAY)
    assert (found.planned, found.due) == (1, 3)
    assert sum(len(area.stops) for area in found.areas) == 3


def plan(client, day, *rows):
    return client.post("/route/plan/", {"day": day, "accounts": [row.pk for row in rows]})


def test_visits_are_planned_in_one_act_and_once(people, book, today, as_user):
    client = as_user(people.rep)
    for _ in range(2):
        response = plan(client, TOMORROW, book["suzhou"], book["nowhere"])
        assert response.url == f"/route/?day={TOMORROW}"
    planned = Visit.objects.planned().order_by("account")
    assert {(v.account, v.owner, v.date, v.kind) for v in planned} == {
        (book["suzhou"], people.rep, TOMORROW, "visit"),
        (book["nowhere"], people.rep, TOMORROW, "visit"),
    }
    assert planned.count() == 2


def test_small_accounts_are_planned_as_remote_contacts(people, today, as_user):
    plan(as_user(people.rep), TOMORROW, account(people.rep, "小", tier=4))
    assert Visit.objects.get().kind == "remote"


@pytest.mark.parametrize(
    ("day", "names", "said"),
    [
        pytest.param(TODAY - timedelta(days=1), ["suzhou"], "in the past", id="a-past-day"),
        pytest.param(TOMORROW, ["suzhou", "foreign"], "of the list", id="somebody-else-s"),
        pytest.param(TOMORROW, [], "Tick the accounts", id="none"),
        pytest.param("2026-02-30", ["suzhou"], "valid date", id="no-day"),
    ],
)
def test_what_can_not_be_planned_plans_nothing(people, book, today, as_user, day, names, said):
    response = plan(as_user(people.rep), day, *[book[name] for name in names])
    assert said in response.content.decode()
    assert not Visit.objects.exists()


@pytest.mark.parametrize("accounts", [["x"], ["-1"], ["9" * 30]])
def test_numbers_that_are_none(people, today, as_user, accounts):
    client = as_user(people.rep)
    response = client.post("/route/plan/", {"day": TOMORROW, "accounts": accounts})
    assert response.context["form"].errors["accounts"]


def test_a_past_day_can_be_read_but_not_planned(people, book, today, as_user):
    html = as_user(people.rep).get("/route/?day=2026-11-18").content.decode()
    assert "甲" in html
    assert "Plan visits" not in html


def test_a_wrong_day_is_said_by_the_field(people, book, today, as_user):
    assert as_user(people.rep).get("/route/?day=soon").context["form"].errors["day"]


def test_queries_do_not_grow(people, book, today, as_user, django_assert_max_num_queries):
    client = as_user(people.rep)
    for n in range(12):
        row = account(people.rep, f"客{n}", "杭州")
        factories.visit(row, TODAY, people.rep, [factories.contact(row)], status="planned")
    with django_assert_max_num_queries(12):
        client.get("/route/")
    with django_assert_max_num_queries(14):
        plan(client, TOMORROW, *book["suzhou"].owner.accounts.all())

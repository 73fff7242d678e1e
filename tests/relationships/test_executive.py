"""Accounts due for a contact with one of our executives (domain §6.11)."""

from datetime import timedelta

import pytest

from relationships.models import CoverageStandard
from relationships.models.executive import ExecutiveList
from tests import factories
from tests.relationships.conftest import TODAY

pytestmark = pytest.mark.django_db


def account(people, tier=1, days=100, **fields):
    since = TODAY - timedelta(days=days)
    standing = {"pyramid": tier, "since": since} | fields.pop("standing", {})
    return factories.account(owner=people.rep, standing=standing, **fields)


def met(row, by, ago, **fields):
    day = TODAY - timedelta(days=ago)
    return factories.visit(row, day, by, [factories.contact(row)], **fields)


def listed(user, *, late=True, mine=None):
    efforts = CoverageStandard.objects.efforts()
    found = ExecutiveList(user, as_of=TODAY, efforts=efforts).narrowed(late=late, mine=mine)
    return found[:50]


@pytest.mark.parametrize(
    ("tier", "days", "late"),
    [
        pytest.param(1, 90, False, id="top-on-the-day"),
        pytest.param(1, 91, True, id="top-a-day-later"),
        pytest.param(2, 180, False, id="major-on-the-day"),
        pytest.param(2, 181, True, id="major-a-day-later"),
        pytest.param(3, 900, False, id="ordinary-needs-none"),
    ],
)
def test_by_the_standard_of_the_tier(people, tier, days, late):
    account(people, tier, days)
    assert bool(listed(people.manager)) is late


@pytest.mark.parametrize(
    ("who", "fields", "counts"),
    [
        pytest.param("sponsor", {}, True, id="by-the-sponsor"),
        pytest.param("manager", {}, True, id="by-a-manager"),
        pytest.param("rep", {}, False, id="by-the-rep"),
        pytest.param("rep", {"scenario": "executive"}, True, id="an-executive-meeting"),
        pytest.param("sponsor", {"status": "planned", "note": ""}, False, id="only-planned"),
    ],
)
def test_what_counts(people, who, fields, counts):
    row = account(people)
    met(row, getattr(people, who), 10, **fields)
    assert bool(listed(people.manager)) is not counts


def test_the_last_one_counts_and_the_most_overdue_comes_first(people):
    some, more = account(people, days=400), account(people, days=400)
    for row, ago in ((some, 95), (some, 300), (more, 120)):
        met(row, people.manager, ago)
    assert [(row.account, row.due.days_late) for row in listed(people.manager)] == [
        (more, 30), (some, 5),
    ]  # fmt: skip


def test_core_accounts_are_met_like_top_ones(people):
    row = account(people, 4, 91, standing={"key_class": 1})
    assert [each.account for each in listed(people.manager)] == [row]


def test_a_sponsor_sees_the_own_ones(people):
    own = account(people, sponsor=people.sponsor)
    account(people)
    assert [row.account for row in listed(people.sponsor, mine=people.sponsor)] == [own]
    assert [row.account for row in listed(people.manager, mine=people.sponsor)] == [own]
    assert len(listed(people.manager)) == 2
    assert listed(people.other_rep) == []


def test_the_page(people, today, as_user, django_assert_max_num_queries):
    for _ in range(12):
        account(people, sponsor=people.sponsor)
    account(people, days=1)
    client = as_user(people.manager)
    with django_assert_max_num_queries(11):
        response = client.get("/due/executive/")
    assert (response.context["page"].paginator.count, response.context["totals"]) == (
        12, {"late": 12, "all": 13},
    )  # fmt: skip
    assert client.get("/due/executive/?all=1").context["page"].paginator.count == 13
    CoverageStandard.objects.update(executive_days=None)
    assert client.get("/due/executive/?all=1").status_code == 200

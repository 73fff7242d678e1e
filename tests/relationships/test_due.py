"""Who is due: the list of US-02 and what it is counted from."""

from datetime import date, timedelta

import pytest

from accounts.models import Account
from kam.lib.classes import PyramidTier as T
from relationships import rules
from relationships.models import CoverageStandard
from relationships.models.due import DueList, coverage_of
from relationships.rules import DueStatus as S
from relationships.workload import coverage
from tests import factories
from tests.relationships.conftest import TODAY, seen

pytestmark = pytest.mark.django_db


def seen_account(people, tier, days_ago, **fields):
    fields.setdefault("owner", people.rep)
    account = factories.account(standing={"pyramid": tier, "since": date(2026, 1, 1)}, **fields)
    if days_ago is not None:
        day = TODAY - timedelta(days=days_ago)
        seen(account, day, people.rep, [factories.contact(account)])
    return account


def due_list(user, as_of=TODAY):
    return DueList.of(user, as_of=as_of, efforts=CoverageStandard.objects.efforts())


def due(user):
    return [row.account for row in due_list(user)[:100]]


@pytest.mark.parametrize("tier", T)
def test_sql_and_rule_agree_on_every_day(people, tier):
    account = seen_account(people, tier, 0)
    efforts = CoverageStandard.objects.efforts()
    days = efforts[tier].visit_days
    edges = {0, days // 2, days - 8, days - 7, days - 4, days - 3, days - 1, days, days + 1}
    edges |= {days * 3 // 2 - 1, days * 3 // 2, days * 3 // 2 + 1, days * 2}
    for since in sorted(edge for edge in edges if edge >= 0):
        as_of = TODAY + timedelta(days=since)
        status = rules.due_status(days_since=since, visit_days=days)
        found = due_list(people.rep, as_of)
        assert found.counts == {(status, tier): 1}
        (row,) = found[:10]
        assert (row.account, row.due.days_since, row.due.status) == (account, since, status)
        assert coverage_of(account, as_of).status is status


@pytest.mark.parametrize(
    ("days_ago", "status"),
    [(10, S.OK), (11, S.DUE), (14, S.DUE), (15, S.OVERDUE), (21, S.OVERDUE), (22, S.LAPSED)],
)
def test_us_02_see_who_is_due(people, today, as_user, days_ago, status):
    account = seen_account(people, T.TOP, days_ago)
    seen_account(people, T.TOP, 40, status="exited")
    factories.account(owner=people.rep, status="prospect")
    page = as_user(people.rep).get("/due/").context["page"]
    assert [(row.account, row.due.status) for row in page] == [(account, status)]


def test_lapsed_first_then_tier_then_days(people):
    lapsed = seen_account(people, T.ORDINARY, 200)
    overdue_major = seen_account(people, T.MAJOR, 38)
    overdue_major_less = seen_account(people, T.MAJOR, 34)
    overdue_top = seen_account(people, T.TOP, 15)
    soon = seen_account(people, T.TOP, 11)
    fine = seen_account(people, T.TOP, 1)
    assert due(people.rep) == [
        lapsed, overdue_top, overdue_major, overdue_major_less, soon, fine,
    ]  # fmt: skip


@pytest.mark.parametrize("status", ["exited", "prospect"])
def test_who_left_or_is_not_yet_a_customer_does_not_appear(people, status):
    account = seen_account(people, T.TOP, 30, status=status)
    assert due(people.rep) == []
    assert coverage_of(account, TODAY) is None


def test_an_account_without_a_class_does_not_appear(people):
    factories.account(owner=people.rep)
    account = factories.account(owner=people.rep, standing={"pyramid": 0})
    assert due(people.rep) == []
    assert coverage_of(account, TODAY) is None


def test_a_tier_without_a_standard_does_not_appear(people):
    CoverageStandard.objects.filter(tier=T.SMALL).delete()
    seen_account(people, T.SMALL, 400)
    assert due(people.rep) == []


def test_the_first_visit_is_due_an_interval_after_the_class(people):
    account = factories.account(
        owner=people.rep, standing={"pyramid": T.TOP, "since": TODAY - timedelta(days=12)}
    )
    found = coverage_of(account, TODAY)
    assert (found.due_on, found.status) == (TODAY + timedelta(days=2), S.DUE)


def test_without_a_date_of_class_it_counts_from_the_day_of_creation(people):
    account = factories.account(owner=people.rep, standing={"pyramid": T.TOP, "since": None})
    Account.objects.filter(pk=account.pk).update(created_at="2026-11-01T18:00Z")
    # 18:00 in Greenwich is the next day in the company's time zone, but tests run in UTC or it.
    assert coverage_of(account, TODAY).due_on in (date(2026, 11, 15), date(2026, 11, 16))


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("rep", True), ("other_rep", False), ("kam", False), ("manager", True), ("head", True),
        ("service", False), ("sponsor", False), ("admin", False), ("auditor", True),
    ],
)  # fmt: skip
def test_whose_list_an_account_is_in(people, who, sees):
    account = seen_account(people, T.TOP, 30)
    assert due(getattr(people, who)) == ([account] if sees else [])


def test_the_team_sees_it_too(people):
    account = seen_account(people, T.TOP, 30)
    account.members.add(people.service, people.kam)
    assert due(people.service) == due(people.kam) == [account]


def test_coverage_of_a_quarter(people):
    """51 days: TOP asks 3 and got 4 (counts 3), MAJOR asks 1 and got none: 3 of 4."""
    often = seen_account(people, T.TOP, 3)
    for ago in (10, 20, 30, 60):
        seen(often, TODAY - timedelta(days=ago), people.rep, often.contacts.all())
    seen_account(people, T.MAJOR, 55)
    listed = due_list(people.rep)
    assert coverage(listed.groups, TODAY, listed.efforts) == 0.75
    assert coverage([], TODAY, listed.efforts) is None


@pytest.mark.parametrize(("start", "stop"), [(0, 3), (2, 5), (4, 6), (5, 9), (6, 9)])
def test_a_page_is_a_part_of_the_list(people, start, stop):
    for tier, ago in ((T.SMALL, 400), (T.TOP, 30), (T.TOP, 25), (T.MAJOR, 31), (T.TOP, 1)):
        seen_account(people, tier, ago)
    seen_account(people, T.MAJOR, 35)
    listed = due_list(people.rep)
    assert listed[start:stop] == listed[0:6][start:stop]


def test_the_most_urgent_leaves_out_who_is_fine_and_who_is_asked_for(people):
    first = seen_account(people, T.TOP, 30)
    second = seen_account(people, T.MAJOR, 31)
    seen_account(people, T.TOP, 1)
    listed = due_list(people.rep)
    assert [row.account for row in listed.first(5)] == [first, second]
    assert [row.account for row in listed.first(5, but=first.pk)] == [second]


def test_three_queries_for_the_list(people, django_assert_num_queries):
    """Counts, ids, rows."""
    for _ in range(3):
        seen_account(people, T.TOP, 30)
    listed = due_list(people.rep)
    with django_assert_num_queries(3):
        assert len(listed[:25]) == 3

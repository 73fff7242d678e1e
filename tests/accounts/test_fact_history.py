"""The history tab tells who wrote, corrected and removed facts, to those who may know."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from accounts.models import Cost, Rating, Referral
from accounts.services.facts import add_fact, correct_fact, remove_fact
from accounts.services.projects import create_project
from kam.dashboards.account_history import History
from tests import factories

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


@pytest.fixture
def account(people):
    account = factories.account("澄江重工", people.rep)
    account.members.add(people.kam, people.service)
    return account


def told(account, user, kind="fact"):
    with translation.override("en"):
        return [
            (line.what, line.deed, line.by, {(c.label, c.before, c.after) for c in line.changes})
            for line in History(account, user)[0:50]
            if line.kind == kind
        ]


def test_before_and_after(people, account):
    fact = add_fact(
        model=Rating, account=account, by=people.rep, date=DAY, kind="cultural_fit", value=2
    )
    fact = correct_fact(fact=fact, by=people.kam, value=3, note="看错了")
    remove_fact(fact=fact, by=people.rep)
    name = "Rating Cultural fit"
    removed, corrected, created = told(account, people.rep)
    assert created[:3] == (name, "created", str(people.rep))
    assert ("Value", "—", "2") in created[3]
    assert corrected == (
        name, "changed", str(people.kam), {("Value", "2", "3"), ("Note", "—", "看错了")},
    )  # fmt: skip
    assert removed[:3] == (name, "removed", str(people.rep))
    assert ("Value", "3", "—") in removed[3]


@pytest.mark.parametrize(("role", "count"), [("rep", 1), ("kam", 2), ("service", 0)])
def test_costs_are_for_those_who_see_margins(people, account, role, count):
    factories.rating(account)
    factories.cost(account, "2026-06-01", Decimal("31.77"))
    assert len(told(account, getattr(people, role))) == count
    assert Cost.objects.count() == 1


def test_a_referrer_out_of_sight_stays_unnamed(people, account):
    hidden = factories.account("绝密客户", people.other_rep)
    factories.referral(account, "2026-06-01", hidden)
    (line,) = told(account, people.rep)
    assert ("Referrer", "—", "not visible to you") in line[3]
    hidden.owner = people.rep
    hidden.save()
    assert ("Referrer", "—", "绝密客户") in told(account, people.rep)[0][3]
    assert Referral.objects.count() == 1


def test_projects_and_their_states(people, account):
    create_project(account=account, by=people.rep, name="新产线", opened_on=DAY)
    (state,) = told(account, people.rep)
    assert state[0] == "State of a project 新产线"
    assert ("Stage", "—", "Lead") in state[3]
    assert [line[0] for line in told(account, people.rep, "project")] == ["Project 新产线"]
    assert told(account, people.service, "project") == []


def test_all_pages_together_are_the_count(people, account):
    for _day in range(1, 9):
        remove_fact(fact=add_fact(
            model=Rating, account=account, by=people.rep, date=DAY, kind="operating", value=2
        ), by=people.rep)  # fmt: skip
    history = History(account, people.rep)
    cut = [line for start in range(0, 100, 5) for line in history[start : start + 5]]
    assert len(cut) == history.count()
    assert [line.at for line in cut] == sorted((line.at for line in cut), reverse=True)


def test_queries_do_not_grow(people, account, django_assert_max_num_queries):
    for day in range(1, 9):
        factories.rating(account, value=2, day=f"2026-05-0{day}", by=people.rep)
        factories.payment(account, f"2026-05-0{day}", by=people.rep)
    with django_assert_max_num_queries(11):
        history = History(account, people.rep)
        history.count()
        assert len(history[0:50]) >= 16

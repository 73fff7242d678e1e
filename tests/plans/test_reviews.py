"""Business reviews: numbers of the day, what changed, what was agreed (domain §7.3)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import translation

from accounts.models import Standing
from plans.goal_rows import goal_rows
from plans.models import BusinessReview
from plans.review_page import numbers, table
from plans.services import reviews
from tests import factories
from tests.plans.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setattr("staff.clock.today", lambda: TODAY)
    with translation.override("en"):
        yield


def prepared(account, by, day=TODAY):
    return reviews.prepare_review(account=account, by=by, today=day)


def held(review, by, **changes):
    values = {"held_on": TODAY, "rating": 4, "summary": "续签框架", **changes}
    return reviews.hold_review(review=review, by=by, today=TODAY, **values)


class TestPreparing:
    def test_it_keeps_the_numbers_of_the_day_and_looks_back_a_quarter(self, account, people):
        review = prepared(account, people.rep)
        assert review.numbers["revenue"] == "24000.00"
        assert (review.since, review.led_by) == (TODAY.replace(month=8), people.rep)

    def test_the_next_looks_back_to_the_last_and_sets_its_numbers_beside(self, account, people):
        first = held(prepared(account, people.rep), people.rep)
        BusinessReview.objects.filter(pk=first.pk).update(numbers={"revenue": "20000.00"})
        second = prepared(account, people.rep, TODAY + timedelta(days=90))
        assert second.since == TODAY
        revenue = numbers(second, people.rep)[0]
        assert (revenue.value, revenue.before, revenue.change) == (24_000, 20_000, 4_000)

    def test_one_that_waits_is_taken_up_again(self, account, people):
        first = prepared(account, people.rep)
        again = prepared(account, people.manager, TODAY + timedelta(days=1))
        assert (again.pk, again.prepared_on) == (first.pk, TODAY + timedelta(days=1))

    def test_numbers_are_read_by_role(self, account, people):
        review = prepared(account, people.rep)
        BusinessReview.objects.update(numbers={"profit": "900.00", "revenue": "24000.00"})
        review.refresh_from_db()
        names = [[str(each.name) for each in numbers(review, who)] for who in
                 (people.rep, people.manager)]  # fmt: skip
        assert names == [
            ["Net revenue of 12 months"],
            ["Net revenue of 12 months", "Gross profit of 12 months"],
        ]

    def test_what_is_on_the_table(self, account, people):
        factories.visit(account, TODAY - timedelta(days=5), people.rep, note="谈")
        factories.visit(account, TODAY - timedelta(days=200), people.rep, note="旧")
        factories.problem(account, people.rep)
        found = table(prepared(account, people.rep), people.rep)
        assert (found["visits"], len(found["problems"])) == (1, 1)
        assert {str(name) for name, _change in found["classes"]} > {"Pyramid"}


class TestHolding:
    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"held_on": TODAY + timedelta(days=1)}, "held_on"),
            ({"held_on": TODAY - timedelta(days=400)}, "held_on"),
            ({"summary": " "}, "summary"),
        ],
        ids=["to come", "before its time", "nothing agreed"],
    )
    def test_what_is_refused(self, account, people, changes, field):
        with pytest.raises(ValidationError) as refusal:
            held(prepared(account, people.rep), people.rep, **changes)
        assert field in refusal.value.message_dict

    def test_who_works_it(self, account, people):
        review = prepared(account, people.rep)
        for person in (people.sponsor, people.other_rep, people.auditor):
            with pytest.raises(PermissionDenied):
                held(review, person)
        assert held(review, people.manager).rating == 4

    def test_it_shows_for_ever_what_lay_on_the_table(self, account, people, as_user):
        problem = factories.problem(account, people.rep, what="交期晚")
        review = held(prepared(account, people.rep), people.rep)
        problem.delete()
        Standing.objects.filter(account=account).update(pyramid=1)
        factories.problem(account, people.rep, what="新问题")
        again = held(review, people.rep, summary="续签两年")
        page = as_user(people.rep).get(reverse("review_detail", args=[again.pk])).content.decode()
        assert ("交期晚" in page, "新问题" in page) == (True, False)
        assert again.record["pyramid"] == 3

    def test_follow_ups_are_not_open_items_too(self, account, people):
        review = prepared(account, people.rep)
        asked = {"text": "交草案", "owner": people.rep, "due_on": TODAY}
        reviews.follow_up(review=review, by=people.rep, today=TODAY, **asked)
        assert table(review, people.rep)["open"] == []

    def test_a_follow_up_is_an_action_like_any_other(self, account, people, as_user):
        review = held(prepared(account, people.rep), people.rep)
        action = reviews.follow_up(
            review=review, by=people.rep, today=TODAY, text="交合同草案", owner=people.rep,
            due_on=TODAY,
        )  # fmt: skip
        assert list(review.follow_ups.all()) == [action]
        assert "交合同草案" in as_user(people.rep).get(reverse("today")).content.decode()


def test_in_the_pages(account, people, as_user):
    client = as_user(people.rep)
    made = client.post(reverse("review_prepare", args=[account.pk]))
    review = BusinessReview.objects.get()
    assert made.url == reverse("review_detail", args=[review.pk])
    page = client.get(made.url).content.decode()
    assert "Net revenue of 12 months" in page
    assert "data-kam-print" in page
    wrong = client.post(reverse("review_hold", args=[review.pk]), {"rating": 9})
    assert wrong.status_code == 422
    assert {"held_on", "rating", "summary"} <= set(wrong.context["held"].errors)
    good = {"held_on": f"{TODAY}", "rating": 5, "summary": "续签"}
    client.post(reverse("review_hold", args=[review.pk]), good)
    assert "续签" in client.get(made.url).content.decode()
    tab = client.get(reverse("account_plans", args=[account.pk])).content.decode()
    assert "held, 5 of 5" in tab


def test_profit_goals_are_hidden_from_who_sees_no_margins(account, people, as_user):
    plan = factories.plan(account, people.manager, purpose="operating")
    profit = {"baseline": Decimal(7712345), "target": Decimal(8812345)}
    factories.goal(plan, "profit", "", **profit)
    (row,) = goal_rows(plan, people.rep, TODAY)
    assert (row.is_hidden, row.attained) == (True, None)
    factories.revision(plan, people.manager)
    for name, args in (("plan_detail", [plan.pk]), ("plan_revision", [plan.pk, 1])):
        url = reverse(name, args=args)
        seen = as_user(people.manager).get(url).content.decode()
        hidden = as_user(people.rep).get(url).content.decode()
        assert any(text in seen for text in ("7.7m", "7712345"))
        assert not any(text in hidden for text in ("7.7m", "7712345"))

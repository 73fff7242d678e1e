"""A cultivation plan ends on its target or teaches something (domain §7.2, US-07)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.models import Account, Standing
from kam.lib.classes import KeyAccountClass as Class
from plans import gaps, targets
from plans.gap_table import gap_table
from plans.services import plans
from plans.services.plan_actions import add_action
from tests import factories
from tests.tiering.test_key_accounts import judge
from tiering.models import Proposal, Track
from tiering.services.runs import execute_run, request_run

pytestmark = pytest.mark.django_db
START = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def score(day):
    return execute_run(run=request_run(as_of=day, by=None))


@pytest.fixture
def important(people):
    """The facts of TV 3.6b: alignment 53.50 of 75, strength enough."""
    factories.policy(hysteresis__dwell_days=0)
    accounts = [factories.account(f"客户{n}", people.rep) for n in range(1, 6)]
    for n, account in enumerate(accounts):
        for month in (1, 3, 5):
            factories.sale(account, date(2026, month, 3), 10_000 - 2_000 * n)
    judge(accounts[0], idea=3, acceptance=3, carried_out=6)
    score(START)
    found = accounts[0]
    Proposal.objects.all().delete()
    Standing.objects.filter(account=found).update(key_class=Class.IMPORTANT)
    Track.objects.filter(account=found).update(key_class=Class.IMPORTANT, key_class_streak=0)
    return Account.objects.get(pk=found.pk)


@pytest.fixture
def plan(important, people):
    made = plans.create_plan(
        account=important, by=people.rep, purpose="to_core", why="理念接近",
        starts_on=START, ends_on=START + timedelta(days=364),
    )  # fmt: skip
    add_action(
        plan=made, by=people.rep, today=START, text="战略对话", owner=people.rep,
        due_on=START + timedelta(days=30), need="idea", expects=Decimal(2),
    )  # fmt: skip
    plans.submit(plan=made, by=people.rep, today=START)
    return plans.approve(plan=made, by=people.manager, today=START)


def test_the_gap_table_lists_what_core_asks_for(plan, people):
    """US-07: each with its current and its needed value (TV 3.6b)."""
    table = [(g.need, g.now_text, g.needed_text, g.holds) for g in gaps.table(plan, people.rep)]
    assert table == [
        ("alignment", "53.50", "≥ 75", False),
        ("strength", "69.64", "≥ 60", True),
        ("idea", "3", "≥ 4", False),
        ("execution", "60%", "≥ 80%", False),
    ]


def test_what_an_action_was_to_bring_stands_beside_what_came(plan, people):
    judge(plan.account, idea=4, acceptance=3, carried_out=6, day="2026-06-10")
    score(date(2026, 7, 1))
    idea = next(row for row in gap_table(plan, people.rep).rows if row.gap.need == "idea")
    assert (idea.expected_text, idea.gap.change_text, idea.gap.start_text) == ("+2", "+1", "3")
    assert [each.expected for each in idea.doing] == ["+2"]


def test_a_plan_that_is_over_keeps_how_it_ended(plan, people):
    plans.close(plan=plan, by=people.rep, today=date(2026, 6, 20), lessons="总工未认同")
    judge(plan.account, idea=5, acceptance=5, carried_out=10, day="2026-06-21")
    score(date(2026, 7, 1))
    plan.refresh_from_db()
    ended = {gap.need: (gap.now_text, gap.holds) for gap in gaps.table(plan, people.rep)}
    assert (ended["idea"], ended["strength"]) == (("3", False), ("69.64", True))


def test_an_account_that_is_not_ranked_any_more_closes_no_gap(plan, people):
    Account.objects.filter(pk=plan.account_id).update(status="prospect")
    score(date(2026, 7, 1))
    assert [gap.holds for gap in gaps.table(plan, people.rep)] == [False] * 4


def test_the_template_suggests_an_action_until_one_like_it_is_taken(plan, people):
    table = gap_table(plan, people.rep)
    (suggested,) = next(row.suggestions for row in table.rows if row.gap.need == "execution")
    assert suggested.due_on == START + timedelta(days=45)
    assert suggested.row.name == "Joint audit of price and channel policy"
    add_action(
        plan=plan, by=people.rep, today=START, owner=people.rep, need="execution",
        text=suggested.row.zh, due_on=suggested.due_on,
    )  # fmt: skip
    assert gap_table(plan, people.rep).suggestion(str(suggested.row.pk)) is None


def test_all_gaps_closed_at_two_reviews_are_one_proposal_and_an_end_without_a_note(plan, people):
    judge(plan.account, idea=5, acceptance=5, carried_out=10, day="2026-06-10")
    score(date(2026, 7, 1))
    assert all(gap.holds for gap in gaps.table(plan, people.rep))
    assert not Proposal.objects.exists()
    score(date(2026, 8, 1))
    (proposal,) = Proposal.objects.all()
    assert (proposal.account, proposal.new) == (plan.account, Class.CORE)
    score(date(2026, 9, 1))
    assert Proposal.objects.open().count() == 1  # never a second
    closed = plans.close(plan=plan, by=people.rep, today=date(2026, 9, 2), lessons="")
    assert (closed.state, closed.reached, closed.lessons) == ("closed", True, "")


@pytest.mark.parametrize("reviews", [0, 1], ids=["never reached", "at one review only"])
def test_one_that_fails_asks_what_was_learnt(plan, people, reviews):
    if reviews:
        judge(plan.account, idea=5, acceptance=5, carried_out=10, day="2026-06-10")
    score(date(2026, 7, 1))
    with pytest.raises(ValidationError, match="learnt"):
        plans.close(plan=plan, by=people.rep, today=date(2026, 7, 2), lessons=" ")
    closed = plans.close(plan=plan, by=people.rep, today=date(2026, 7, 2), lessons="总工未认同")
    assert (closed.reached, closed.lessons) == (False, "总工未认同")


def test_to_keep_an_account_is_judged_when_the_time_is_over(important, people):
    end = START + timedelta(days=30)
    made = plans.create_plan(
        account=important, by=people.rep, purpose="retain", why="x", starts_on=START, ends_on=end
    )
    assert made.target == important.rating.pyramid
    assert all(gap.holds for gap in gaps.table(made, people.rep))
    assert not targets.is_reached(made, START)
    assert targets.is_reached(made, end)

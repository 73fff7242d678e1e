"""A development plan: milestones with evidence, and what is won (domain §7.1)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from plans.development import sold
from plans.models import Plan, PlanTemplate, TemplateRow
from plans.services import content, milestones, plans, readiness, templates
from plans.services.plan_actions import add_action
from tests import factories
from tests.plans.conftest import TODAY, YEAR

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setattr("staff.clock.today", lambda: TODAY)
    with translation.override("en"):
        yield


@pytest.fixture
def prospect(people):
    return factories.account("新客户", people.rep)


def draft(account, by, purpose="new", **changes):
    fields = {"why": "规模大", "starts_on": TODAY, "ends_on": TODAY + YEAR} | changes
    return plans.create_plan(account=account, by=by, purpose=purpose, **fields)


def active(account, people):
    plan, rep = draft(account, people.rep), people.rep
    for kind in ("need", "entry"):
        content.write_section(plan=plan, by=rep, today=TODAY, kind=kind, text="x")
    content.state_resources(plan=plan, by=rep, today=TODAY, people=1, days=20, money=Decimal(0))
    order = {"first_order": Decimal(5000), "first_order_on": None}
    milestones.expect_order(plan=plan, by=rep, today=TODAY, **order)
    due = TODAY + timedelta(days=9)
    add_action(plan=plan, by=rep, today=TODAY, text="首访", owner=rep, due_on=due)
    plan = plans.submit(plan=plan, by=rep, today=TODAY)
    return plans.approve(plan=plan, by=people.manager, today=TODAY)


class TestTemplate:
    def test_nine_milestones_and_ten_points_in_the_readers_language(self, prospect, people):
        plan = draft(prospect, people.rep)
        steps = list(plan.milestones.order_by("place"))
        assert (len(steps), plan.checks.count()) == (9, 10)
        assert [str(step) for step in steps[:2]] == ["Lead qualified", "First meeting"]
        with translation.override("zh-hans"):
            assert str(steps[7]) == "首单"
        assert steps[0].due_on == TODAY + timedelta(days=14)

    def test_nothing_is_due_after_the_end(self, prospect, people):
        end = TODAY + timedelta(days=100)
        plan = draft(prospect, people.rep, ends_on=end)
        due = plan.milestones.order_by("due_on").values_list("due_on", flat=True)
        assert max(due) == end

    def test_a_change_is_the_next_version_and_made_plans_keep_theirs(self, prospect, people):
        before = draft(prospect, people.rep)
        row = TemplateRow(kind="milestone", zh="样品", en="Sample", days=10)
        made = templates.change_template(purpose="new", rows=[row], by=people.admin)
        assert (made.version, before.template.version) == (2, 1)
        assert before.milestones.count() == 9
        plans.cancel(plan=before, by=people.rep, today=TODAY)
        after = draft(prospect, people.rep)
        assert str(after.milestones.get()) == "Sample"
        assert PlanTemplate.objects.newest("new") == made


class TestMilestones:
    def test_reached_with_evidence_and_taken_back(self, prospect, people):
        plan = draft(prospect, people.rep)
        step = plan.milestones.order_by("place").first()
        with pytest.raises(ValidationError, match="shows"):
            milestones.reach(milestone=step, by=people.rep, today=TODAY, evidence=" ")
        milestones.reach(milestone=step, by=people.rep, today=TODAY, evidence="3.7 通过")
        step.refresh_from_db()
        assert (step.done_on, step.evidence) == (TODAY, "3.7 通过")
        milestones.take_back(milestone=step, by=people.rep)
        step.refresh_from_db()
        assert (step.done_on, step.evidence) == (None, "")
        with pytest.raises(IntegrityError), transaction.atomic():
            plan.milestones.update(done_on=TODAY)

    @pytest.mark.parametrize(
        ("due", "done", "late"),
        [(0, None, 0), (-5, None, 5), (-5, -2, 3), (3, -1, 0)],
        ids=["due today", "five days late", "reached three days late", "reached early"],
    )
    def test_slippage_is_days_late(self, prospect, people, due, done, late):
        step = draft(prospect, people.rep).milestones.order_by("place").first()
        step.due_on = TODAY + timedelta(days=due)
        step.done_on = done and TODAY + timedelta(days=done)
        assert step.slippage(TODAY) == late

    def test_another_day_of_an_active_plan_is_a_revision(self, prospect, people):
        plan = active(prospect, people)
        step = plan.milestones.order_by("place").first()
        move = {"milestone": step, "by": people.rep, "today": TODAY}
        milestones.plan_milestone(**move, due_on=TODAY + timedelta(days=40))
        before = plan.revisions.get().document["milestones"][0]
        assert before["due_on"] == str(TODAY + timedelta(days=14))
        with pytest.raises(ValidationError, match="outside"):
            milestones.plan_milestone(**move, due_on=TODAY + 2 * YEAR)


class TestWinning:
    def test_what_is_missing_before_it_is_submitted(self, prospect, people):
        said = [str(each) for each in readiness.lacking(draft(prospect, people.rep))]
        assert said == [
            "Say what the customer needs.",
            "Say who opens the door.",
            "Say which first order is expected.",
            "State people, person-days and expense; 0 is an answer.",
            "A plan without an action is none: add the first.",
        ]

    @pytest.mark.parametrize(
        ("amount", "won"),
        [
            pytest.param(None, False, id="nothing"),
            pytest.param(4999, False, id="less"),
            pytest.param(5000, True, id="as expected"),
        ],
    )
    def test_won_is_the_expected_order_sold_since_the_start(self, prospect, people, amount, won):
        plan = active(prospect, people)
        factories.sale(prospect, TODAY - timedelta(days=1), 90_000)
        if amount:
            factories.sale(prospect, TODAY + timedelta(days=2), amount)
        assert sold(plan).wins(plan) == won
        if won:
            closed = plans.close(plan=plan, by=people.rep, today=TODAY, lessons="")
            assert closed.reached
        else:
            with pytest.raises(ValidationError, match="learnt"):
                plans.close(plan=plan, by=people.rep, today=TODAY, lessons="")


class TestClaims:
    """What a plan may count as its doing."""

    def test_who_buys_already_is_no_new_account(self, account, people):
        with pytest.raises(ValidationError, match="buys already"):
            draft(account, people.rep)
        assert draft(account, people.rep, purpose="existing").purpose == "existing"

    def test_who_bought_long_ago_is_won_anew(self, prospect, people):
        factories.sale(prospect, TODAY - timedelta(days=800), 90_000)
        assert draft(prospect, people.rep).purpose == "new"

    def test_nothing_sold_before_it_was_submitted(self, prospect, people):
        plan = active(prospect, people)
        Plan.objects.filter(pk=plan.pk).update(starts_on=TODAY - timedelta(days=300))
        factories.sale(prospect, TODAY - timedelta(days=1), 90_000)
        assert not sold(Plan.objects.get(pk=plan.pk)).amount
        assert not sold(draft(factories.account("草稿", people.rep), people.rep)).amount

    @pytest.mark.parametrize(
        ("order", "field"),
        [
            ({"first_order": Decimal(-5)}, "first_order"),
            ({"first_order": Decimal(0)}, "first_order"),
            ({"first_order_on": TODAY - timedelta(days=1)}, "first_order_on"),
            ({"first_order_on": TODAY + 2 * YEAR}, "first_order_on"),
        ],
        ids=["negative", "nothing", "before the plan", "after the plan"],
    )
    def test_orders_that_can_t_be(self, prospect, people, order, field):
        plan = draft(prospect, people.rep)
        said = {"first_order": Decimal(5000), "first_order_on": None} | order
        with pytest.raises(ValidationError) as refusal:
            milestones.expect_order(plan=plan, by=people.rep, today=TODAY, **said)
        assert field in refusal.value.message_dict


def test_its_page(prospect, people, as_user):
    client = as_user(people.rep)
    new = {"why": "x", "starts_on": f"{TODAY}", "ends_on": f"{TODAY + YEAR}"}
    made = client.post(reverse("plan_create", args=[prospect.pk]) + "?purpose=new", new)
    page = client.get(made.url).content.decode()
    assert "Lead qualified" in page
    assert "Ten points to ask oneself" in page
    plan = Plan.objects.get()
    step, check = plan.milestones.order_by("place").first(), plan.checks.order_by("place").first()
    wrong = client.post(reverse("milestone_reach", args=[step.pk]), {"evidence": ""})
    assert wrong.status_code == 422
    client.post(reverse("milestone_reach", args=[step.pk]), {"evidence": "名单"})
    client.post(reverse("check_answer", args=[check.pk]), {"answer": "false", "note": "换"})
    client.post(reverse("plan_order", args=[plan.pk]), {"first_order": "8000"})
    plan.refresh_from_db()
    check.refresh_from_db()
    assert (plan.first_order, check.answer, check.note) == (8000, False, "换")
    assert "1 of 9 reached" in client.get(made.url).content.decode()


def test_a_revision_tells_days_and_order_of_then(prospect, people, as_user):
    plan = active(prospect, people)
    step = plan.milestones.order_by("place").first()
    due = TODAY + timedelta(days=44)
    milestones.plan_milestone(milestone=step, by=people.rep, today=TODAY, due_on=due)
    order = {"first_order": Decimal(7700), "first_order_on": None}
    milestones.expect_order(plan=plan, by=people.rep, today=TODAY, **order)
    page = as_user(people.rep).get(reverse("plan_revision", args=[plan.pk, 1])).content.decode()
    assert "expected first order ¥5.0k" in page
    assert '<b>Lead qualified</b><span class="k-muted">4 Dec 2026' in page
    assert "¥7.7k" not in page

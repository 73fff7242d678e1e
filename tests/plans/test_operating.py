"""The operating plan of a year (domain §7.3, US-08)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import translation

from accounts.models import Account, Standing
from plans.attainment import attainment, completion, weighted
from plans.goal_rows import goal_rows
from plans.measures import stand
from plans.models import Plan, PlanGoal
from plans.services import content, plans, readiness
from plans.services.plan_actions import add_action
from relationships.services.actions import finish_action
from staff.models.notice import Notice
from tests import factories
from tests.plans.conftest import TODAY
from tiering.services.runs import execute_run, request_run

pytestmark = pytest.mark.django_db
LAST = date(2026, 12, 31)


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setattr("staff.clock.today", lambda: TODAY)
    with translation.override("en"):
        yield


def draft(account, by, **changes):
    fields = {"why": "年度重点", "starts_on": TODAY, "ends_on": LAST} | changes
    return plans.create_plan(account=account, by=by, purpose="operating", **fields)


def goal(plan, by, **changes):
    fields = {
        "measure": "revenue", "words": "", "baseline": None, "target": Decimal(50_000),
        "due_on": LAST, "weight": 10, "today": TODAY, **changes,
    }  # fmt: skip
    return content.add_goal(plan=plan, by=by, **fields)


def act(plan, by, today=TODAY, **changes):
    fields = {"text": "年度会晤", "owner": by, "due_on": LAST} | changes
    return add_action(plan=plan, by=by, today=today, **fields)


PARTS = {
    "strategy": lambda plan, by: content.write_section(
        plan=plan, by=by, today=TODAY, kind="strategy", text="装备升级"
    ),
    "focus": lambda plan, by: content.write_section(
        plan=plan, by=by, today=TODAY, kind="focus", text="备件"
    ),
    "goal": goal,
    "resources": lambda plan, by: content.state_resources(
        plan=plan, by=by, today=TODAY, people=2, days=0, money=Decimal(0)
    ),
    "action": act,
}


def ready(account, by, but=""):
    plan = draft(account, by)
    for name, write in PARTS.items():
        if name != but:
            write(plan, by)
    return Plan.objects.get(pk=plan.pk)


def submitted(account, people):
    return plans.submit(plan=ready(account, people.rep), by=people.rep, today=TODAY)


class TestNumbers:
    @pytest.mark.parametrize(
        ("baseline", "target", "actual", "percent"),
        [
            pytest.param(100, 200, 150, 50, id="half way"),
            pytest.param(100, 200, 90, 0, id="back is nothing"),
            pytest.param(100, 200, 400, 120, id="at most 120"),
            pytest.param(60, 30, 45, 50, id="less is better"),
        ],
    )
    def test_attainment(self, baseline, target, actual, percent):
        assert attainment(Decimal(baseline), Decimal(target), Decimal(actual)) == percent

    def test_unknown_goals_carry_no_weight(self):
        assert weighted([(30, Decimal(50)), (10, Decimal(90)), (60, None)]) == 60
        assert weighted([(10, None)]) is None

    def test_completion_is_done_weight_by_all_weight(self):
        assert completion([(3, True), (1, False), (4, False)]) == Decimal("37.5")
        assert completion([]) is None

    def test_done_actions_count_by_weight_on_the_page(self, account, people, as_user):
        plan = ready(account, people.rep, but="action")
        done = act(plan, people.rep, weight=3).action
        act(plan, people.rep, weight=1)
        finish_action(action=done, by=people.rep, today=TODAY)
        page = as_user(people.rep).get(reverse("plan_detail", args=[plan.pk]))
        assert page.context["completed"] == 75
        assert "75.0% done by weight" in page.content.decode()


class TestGoals:
    def test_it_starts_from_what_the_records_say(self, account, people):
        plan = draft(account, people.rep)
        found = goal(plan, people.rep)
        assert found.baseline == stand(account, people.rep, TODAY)["revenue"] == 24_000
        (row,) = goal_rows(plan, people.rep, TODAY)
        assert (row.actual, row.attained, row.is_live) == (24_000, 0, True)

    def test_what_the_records_do_not_say_is_asked_for_and_noted(self, account, people):
        plan = draft(account, people.rep)
        with pytest.raises(ValidationError) as refusal:
            goal(plan, people.rep, measure="satisfaction", target=Decimal(5))
        assert "baseline" in refusal.value.message_dict
        found = goal(plan, people.rep, measure="other", words="联合发布会", baseline=Decimal(0),
                     target=Decimal(4))  # fmt: skip
        assert goal_rows(plan, people.rep, TODAY)[0].attained is None
        content.note_actual(goal=found, by=people.rep, actual=Decimal(1))
        assert goal_rows(plan, people.rep, TODAY)[0].attained == 25

    def test_satisfaction_is_the_mean_of_the_visits(self, account, people):
        for value in (3, 4):
            factories.visit(account, TODAY, people.rep, satisfaction=value)
        found = stand(account, people.rep, TODAY - timedelta(days=9))
        assert found["satisfaction"] == Decimal("3.5")

    def test_gross_profit_is_not_read_to_who_sees_no_margins(self, account, people):
        assert "profit" not in stand(account, people.rep, TODAY)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"target": Decimal(24_000)}, "target"),
            ({"target": Decimal(20_000)}, "target"),
            ({"measure": "payment", "baseline": Decimal(0), "target": Decimal(5)}, "target"),
            ({"due_on": LAST + timedelta(days=1)}, "due_on"),
            ({"target": Decimal(-5)}, "target"),
            ({"measure": "satisfaction", "baseline": Decimal(3), "target": Decimal(9)}, "target"),
            ({"measure": "wallet", "baseline": Decimal(400), "target": Decimal(50)}, "baseline"),
        ],
        ids=[
            "no change",
            "less sold",
            "paid later",
            "after the plan",
            "below nothing",
            "9 of 5",
            "400 %",
        ],
    )
    def test_what_is_refused(self, account, people, changes, field):
        with pytest.raises(ValidationError) as refusal:
            goal(draft(account, people.rep), people.rep, **changes)
        assert field in refusal.value.message_dict
        assert not PlanGoal.objects.exists()

    def test_a_wallet_is_never_ours_by_more_than_all_of_it(self, account, people):
        factories.wallet(account, TODAY, 10_000)
        assert stand(account, people.rep, TODAY)["wallet"] == 100

    def test_it_is_changed_in_place(self, account, people, as_user):
        found = goal(draft(account, people.rep), people.rep)
        client, page = as_user(people.rep), reverse("goal_edit", args=[found.pk])
        said = {"words": "整机", "baseline": "24000", "due_on": f"{LAST}", "weight": "40"}
        wrong = client.post(page, said | {"target": "100"})
        assert (wrong.status_code, "step back" in wrong.content.decode()) == (422, True)
        client.post(page, said | {"target": "60000"})
        found.refresh_from_db()
        assert (found.words, found.target, found.weight) == ("整机", 60_000, 40)

    def test_what_is_over_stays_as_it_was(self, account, people):
        plan = submitted(account, people)
        plan = plans.approve(plan=plan, by=people.manager, today=TODAY)
        plan = plans.close(plan=plan, by=people.rep, today=TODAY, lessons="早报价")
        factories.sale(account, "2026-10-20", 90_000)
        execute_run(run=request_run(as_of=date(2026, 11, 1), by=None))
        (row,) = goal_rows(plan, people.rep, TODAY)
        assert (row.actual, row.is_live) == (24_000, False)


class TestSubmission:
    @pytest.mark.parametrize(
        ("but", "says"),
        [
            ("strategy", "serves our strategy"),
            ("focus", "focus of attack"),
            ("goal", "one goal"),
            ("resources", "0 is an answer"),
            ("action", "without an action"),
        ],
    )
    def test_each_part_is_needed(self, account, people, but, says):
        Standing.objects.filter(account=account).update(pyramid=2)
        plan = ready(account, people.rep, but=but)
        (lacking,) = readiness.lacking(plan)
        assert says in str(lacking)
        with pytest.raises(ValidationError, match=says):
            plans.submit(plan=plan, by=people.rep, today=TODAY)

    def test_a_manager_alone_approves_an_ordinary_account(self, account, people):
        plan = submitted(account, people)
        assert not plan.needs_sponsor
        assert plans.approve(plan=plan, by=people.manager, today=TODAY).state == "active"

    @pytest.mark.parametrize("first", ["manager", "sponsor"])
    def test_of_a_core_account_manager_and_sponsor_approve(self, account, people, first):
        Standing.objects.filter(account=account).update(key_class=1)
        assert "executive sponsor" in str(readiness.lacking(ready(account, people.rep)))
        Plan.objects.update(state="cancelled")
        Account.objects.filter(pk=account.pk).update(sponsor=people.sponsor)
        plan = submitted(Account.objects.get(pk=account.pk), people)
        second = {"manager": "sponsor", "sponsor": "manager"}[first]
        plan = plans.approve(plan=plan, by=getattr(people, first), today=TODAY)
        assert plan.state == "submitted"
        with pytest.raises(PermissionDenied):
            plans.approve(plan=plan, by=getattr(people, first), today=TODAY)
        plan = plans.approve(plan=plan, by=getattr(people, second), today=TODAY)
        assert (plan.state, plan.decided_by, plan.sponsored_by) == (
            "active", people.manager, people.sponsor,
        )  # fmt: skip

    def test_the_sponsor_that_lacks_is_named_where_the_plan_is(self, account, people, as_user):
        Standing.objects.filter(account=account).update(key_class=1)
        plan = draft(account, people.rep)
        page = as_user(people.rep).get(reverse("plan_detail", args=[plan.pk])).content.decode()
        team = reverse("account_team", args=[account.pk])
        assert f'<a class="k-link" href="{team}">Core and strategic accounts need' in page

    def test_it_waits_for_its_first_day(self, account, people):
        plan = draft(account, people.rep, starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
        day = date(2027, 12, 1)
        for write in (PARTS["strategy"], PARTS["focus"], PARTS["resources"]):
            write(plan, people.rep)
        goal(plan, people.rep, due_on=day)
        act(plan, people.rep, due_on=day)
        plan = plans.submit(plan=plan, by=people.rep, today=TODAY)
        assert plans.approve(plan=plan, by=people.manager, today=TODAY).state == "approved"
        assert plans.begin_approved(today=date(2026, 12, 31)) == 0
        assert plans.begin_approved(today=date(2027, 1, 1)) == 1
        assert Plan.objects.get().state == "active"

    def test_an_approved_one_is_worked_on_until_it_begins(self, account, people):
        plan = submitted(account, people)
        plan = plans.approve(plan=plan, by=people.manager, today=TODAY)
        Plan.objects.filter(pk=plan.pk).update(
            state="approved", starts_on=TODAY + timedelta(days=9)
        )
        act(plan, people.rep)
        plan.refresh_from_db()
        assert (plan.revision, plan.state) == (2, "approved")
        moved = {"why": "x", "starts_on": TODAY, "ends_on": LAST}
        assert plans.change_plan(plan=plan, by=people.rep, today=TODAY, **moved).state == "active"

    def test_one_that_was_closed_early_leaves_room_for_another(self, account, people):
        plan = submitted(account, people)
        plan = plans.approve(plan=plan, by=people.manager, today=TODAY)
        plans.close(plan=plan, by=people.rep, today=TODAY, lessons="方向变了")
        assert draft(account, people.rep).state == "draft"

    def test_one_an_account_and_year(self, account, people):
        plan = draft(account, people.rep)
        with pytest.raises(ValidationError, match="of 2026 already"):
            draft(account, people.rep)
        draft(account, people.rep, starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
        plans.cancel(plan=plan, by=people.rep, today=TODAY)
        draft(account, people.rep)
        with pytest.raises(ValidationError, match="calendar year"):
            draft(account, people.rep, ends_on=date(2027, 1, 1))

    def test_taken_back_it_may_be_written_and_is_asked_for_again(self, account, people):
        plan = submitted(account, people)
        waits = Notice.objects.filter(kind="plan_waits", user=people.manager)
        plan = plans.take_back(plan=plan, by=people.rep, today=TODAY)
        assert (plan.state, waits.unread().count()) == ("draft", 0)
        plans.submit(plan=plan, by=people.rep, today=TODAY)
        assert waits.unread().count() == 1

    def test_who_submitted_it_does_not_approve_it(self, account, people):
        plan = ready(account, people.rep)
        plan = plans.submit(plan=plan, by=people.manager, today=TODAY)
        with pytest.raises(PermissionDenied):
            plans.approve(plan=plan, by=people.manager, today=TODAY)
        assert plans.approve(plan=plan, by=people.head, today=TODAY).state == "active"

    def test_what_waits_is_not_rewritten(self, account, people):
        plan = submitted(account, people)
        for write in PARTS.values():
            with pytest.raises(ValidationError, match="Submitted"):
                write(plan, people.rep)


class TestRevisions:
    @pytest.fixture
    def active(self, account, people):
        plan = submitted(account, people)
        return plans.approve(plan=plan, by=people.manager, today=TODAY)

    def test_a_change_of_an_active_plan_keeps_the_old_one_readable(self, active, people, as_user):
        content.write_section(plan=active, by=people.rep, today=TODAY, kind="focus", text="整机")
        active.refresh_from_db()
        (kept,) = active.revisions.all()
        assert (active.revision, kept.number, kept.ended_by) == (2, 1, people.rep)
        assert kept.document["sections"]["focus"] == "备件"
        assert active.sections.get(kind="focus").text == "整机"
        page = as_user(people.rep).get(reverse("plan_revision", args=[active.pk, 1]))
        assert "备件" in page.content.decode()
        assert "整机" not in page.content.decode()

    def test_a_day_of_one_person_is_one_revision(self, active, people):
        for text in ("整机", "服务"):
            content.write_section(plan=active, by=people.rep, today=TODAY, kind="focus", text=text)
        goal(active, people.manager, measure="stage", baseline=Decimal(1), target=Decimal(3))
        act(active, people.manager, today=TODAY + timedelta(days=1))
        assert list(active.revisions.order_by("number").values_list("number", "ended_by")) == [
            (1, people.rep.pk), (2, people.manager.pk), (3, people.manager.pk),
        ]  # fmt: skip

    def test_who_approved_it_is_told_once_a_revision(self, active, people):
        for text in ("整机", "服务"):
            content.write_section(plan=active, by=people.rep, today=TODAY, kind="focus", text=text)
        (told,) = Notice.objects.filter(kind="plan_changed")
        assert told.user == people.manager
        assert "changes the approved plan" in str(told.text)
        goal(active, people.manager, measure="stage", baseline=Decimal(1), target=Decimal(3))
        assert Notice.objects.filter(kind="plan_changed").count() == 1  # nobody tells themselves

    def test_a_draft_and_what_is_noted_of_a_goal_make_none(self, account, people):
        plan = ready(account, people.rep)
        content.note_actual(goal=plan.goals.get(), by=people.rep, actual=Decimal(1))
        assert not plan.revisions.exists()


def test_a_new_user_makes_one_in_the_pages(account, people, as_user):
    rep = as_user(people.rep)
    new = {"why": "x", "starts_on": f"{TODAY}", "ends_on": f"{LAST}"}
    made = rep.post(reverse("plan_create", args=[account.pk]) + "?purpose=operating", new)
    plan = Plan.objects.get()
    assert made.url == reverse("plan_detail", args=[plan.pk])
    said = rep.get(made.url).content.decode()
    assert "Before it can be submitted" in said
    rep.post(reverse("plan_section", args=[plan.pk, "strategy"]), {"text": "升级"})
    rep.post(reverse("plan_section", args=[plan.pk, "focus"]), {"text": "备件"})
    wrong = rep.post(reverse("goal_add", args=[plan.pk]), {"measure": "stage", "target": "x"})
    assert wrong.status_code == 422
    asked = {"measure": "revenue", "target": "50000", "due_on": f"{LAST}", "weight": "10"}
    rep.post(reverse("goal_add", args=[plan.pk]), asked)
    resources = reverse("plan_resources", args=[plan.pk])
    for wrong in ({"people": 1, "days": 99_999, "money": 0}, {"people": 1, "days": "", "money": 0}):
        assert "days" in rep.post(resources, wrong).context["resources"].errors
    assert (
        rep.post(reverse("goal_add", args=[plan.pk]), asked | {"weight": "99999"}).status_code
        == 422
    )
    rep.post(resources, {"people": 1, "days": 9, "money": 0})
    rep.post(reverse("risk_add", args=[plan.pk]), {"risk": "降价", "counter": "价值证明"})
    action = {"text": "会晤", "owner": people.rep.pk, "due_on": f"{LAST}", "weight": "2"}
    rep.post(reverse("plan_action", args=[plan.pk]), action)
    page = rep.get(made.url)
    assert not page.context["lacking"]
    rep.post(reverse("plan_submit", args=[plan.pk]))
    plan.refresh_from_db()
    assert plan.state == "submitted"

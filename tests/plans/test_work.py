"""The work list: tasks made, changed, put off together, dropped; plans keep how they were."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import translation

from plans.models import Plan, PlanAction
from plans.services import plans, work
from plans.services.plan_actions import add_action
from plans.work_list import hands
from relationships.models import Action
from relationships.services.actions import finish_action
from tests import factories
from tests.plans.conftest import TODAY, YEAR

pytestmark = pytest.mark.django_db
SOON = TODAY + timedelta(days=10)


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("staff.clock.today", lambda: TODAY)
    with translation.override("en"):
        yield


@pytest.fixture
def task(account, people):
    return work.create_task(
        account=account, by=people.rep, today=TODAY, text="寄样品", owner=people.rep, due_on=SOON
    )


@pytest.fixture
def link(account, people):
    """An action of an active plan."""
    plan = plans.create_plan(
        account=account, by=people.rep, purpose="up_tier", why="潜力大",
        starts_on=TODAY, ends_on=TODAY + YEAR,
    )  # fmt: skip
    made = add_action(
        plan=plan, by=people.rep, today=TODAY, text="高层拜访", owner=people.rep, due_on=SOON,
        need="value", weight=3,
    )  # fmt: skip
    plans.submit(plan=plan, by=people.rep, today=TODAY)
    plans.approve(plan=plan, by=people.manager, today=TODAY)
    return PlanAction.objects.select_related("action", "plan").get(pk=made.pk)


def change(action, by, **other):
    said = {"text": action.text, "owner": action.owner, "due_on": action.due_on}
    return work.change_action(action=action, by=by, today=TODAY, **{**said, **other})


class TestTask:
    @pytest.mark.parametrize(
        ("who", "field"), [("other_rep", "owner"), ("rep", "due_on")], ids=["blind", "past"]
    )
    def test_refused_by_the_field(self, account, people, who, field):
        day = SOON if field == "owner" else TODAY - timedelta(days=1)
        with pytest.raises(ValidationError) as refused:
            work.create_task(
                account=account, by=people.rep, today=TODAY, text="x",
                owner=getattr(people, who), due_on=day,
            )  # fmt: skip
        assert set(refused.value.message_dict) == {field}
        assert not Action.objects.exists()

    def test_an_overdue_one_can_be_given_other_words_and_keeps_its_day(self, task, people):
        Action.objects.update(due_on=TODAY - timedelta(days=3))
        task.refresh_from_db()
        assert change(task, people.rep, text="再寄样品").text == "再寄样品"

    def test_only_who_does_it_or_leads_changes_it(self, task, people):
        with pytest.raises(PermissionDenied):
            change(task, people.other_rep)
        assert change(task, people.manager, owner=people.manager).owner == people.manager

    def test_what_is_done_or_dropped_stays(self, task, people):
        work.drop_action(action=task, by=people.rep, today=TODAY)
        with pytest.raises(ValidationError, match="dropped already"):
            change(task, people.rep)


class TestOfAPlan:
    def test_a_change_is_a_revision_that_tells_how_it_was(self, link, people):
        change(
            link.action, people.rep, due_on=SOON + timedelta(days=5), weight=7, expects=Decimal(4)
        )
        plan = Plan.objects.get(pk=link.plan_id)
        (old,) = plan.revisions.order_by("number")
        assert plan.revision == 2
        assert f"{SOON}" in str(old.document)
        link.refresh_from_db()
        assert (link.weight, link.expects, link.need) == (7, 4, "value")

    def test_its_day_stays_in_the_time_of_the_plan(self, link, people):
        with pytest.raises(ValidationError) as refused:
            change(link.action, people.rep, due_on=TODAY + YEAR + timedelta(days=1))
        assert set(refused.value.message_dict) == {"due_on"}
        assert Plan.objects.get().revision == 1

    def test_dropped_it_leaves_the_plan_and_the_old_revision_keeps_it(self, link, people):
        work.drop_action(action=link.action, by=people.rep, today=TODAY)
        plan = Plan.objects.get()
        assert not plan.plan_actions.exists()
        assert "高层拜访" in str(plan.revisions.get().document)
        assert Action.objects.get().dropped_on == TODAY

    @pytest.mark.parametrize("do", ["change", "drop", "replan"])
    def test_a_plan_that_waits_for_a_decision_is_not_changed(self, account, people, do):
        plan = plans.create_plan(
            account=account, by=people.rep, purpose="up_tier", why="x",
            starts_on=TODAY, ends_on=TODAY + YEAR,
        )  # fmt: skip
        action = add_action(
            plan=plan, by=people.rep, today=TODAY, text="x", owner=people.rep, due_on=SOON
        ).action
        plans.submit(plan=plan, by=people.rep, today=TODAY)
        acts = {
            "change": lambda: change(action, people.rep),
            "drop": lambda: work.drop_action(action=action, by=people.rep, today=TODAY),
            "replan": lambda: work.replan(actions=[action], by=people.rep, today=TODAY, days=1),
        }
        with pytest.raises(ValidationError, match="Submitted"):
            acts[do]()

    def test_who_only_does_it_sets_the_day_but_not_the_weight(self, link, people):
        Action.objects.update(owner=people.service)
        Plan.objects.filter(pk=link.plan_id).first().account.members.add(people.service)
        action = Action.objects.get()
        change(action, people.service, due_on=SOON + timedelta(days=1), weight=99)
        link.refresh_from_db()
        assert (link.weight, Action.objects.get().due_on) == (3, SOON + timedelta(days=1))


class TestTogether:
    @pytest.mark.parametrize(
        ("due", "asked", "expected"),
        [
            (SOON, {"due_on": SOON + timedelta(days=9)}, SOON + timedelta(days=9)),
            (SOON, {"days": 7}, SOON + timedelta(days=7)),
            (TODAY - timedelta(days=30), {"days": 7}, TODAY + timedelta(days=7)),
        ],
        ids=["to a day", "by days", "overdue counts from today"],
    )
    def test_put_off(self, task, link, people, due, asked, expected):
        Action.objects.filter(pk=task.pk).update(due_on=due)
        both = list(Action.objects.order_by("pk"))
        assert work.replan(actions=both, by=people.rep, today=TODAY, **asked) == 2
        assert Action.objects.get(pk=task.pk).due_on == expected
        assert Plan.objects.get().revision == 2

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ({}, "Say which day"),
            ({"due_on": date(2020, 1, 1)}, "has passed"),
            ({"due_on": SOON, "days": 3}, "Either a day"),
            ({"due_on": TODAY + 2 * YEAR}, "leave the time of its plan"),
        ],
        ids=["nothing", "past", "both", "outside the plan"],
    )
    def test_refused_as_a_whole(self, task, link, people, asked, said):
        both = list(Action.objects.order_by("pk"))
        with pytest.raises(ValidationError) as refused:
            work.replan(actions=both, by=people.rep, today=TODAY, **asked)
        assert said in " ".join(refused.value.messages)
        assert set(Action.objects.values_list("due_on", flat=True).order_by("pk")) == {SOON}
        assert Plan.objects.get().revision == 1

    def test_queries_do_not_grow_with_the_rows(
        self, account, people, django_assert_max_num_queries
    ):
        rows = [
            Action.objects.create(account=account, owner=people.rep, text=f"{n}", due_on=SOON)
            for n in range(60)
        ]
        with django_assert_max_num_queries(9):
            work.replan(actions=rows, by=people.rep, today=TODAY, days=1)


class TestPages:
    def test_from_the_list_to_done(self, account, people, as_user):
        rep = as_user(people.rep)
        url = reverse("action_create") + f"?account={account.pk}"
        form = {
            "account": account.pk,
            "text": "寄样品",
            "owner": people.rep.pk,
            "due_on": f"{SOON}",
        }
        assert rep.post(url, form).url == reverse("work_list")
        task = Action.objects.get()
        page = rep.get(reverse("work_list")).content.decode()
        assert "寄样品" in page
        assert "Later" in page
        edit = reverse("action_edit", args=[task.pk])
        assert edit in page
        rep.post(edit, {"text": "寄两个样品", "owner": people.rep.pk, "due_on": f"{TODAY}"})
        assert "寄两个样品" in rep.get(reverse("today")).content.decode()
        rep.post(reverse("action_done", args=[task.pk]))
        assert "寄两个样品" not in rep.get(reverse("work_list")).content.decode()
        assert "寄两个样品" in rep.get(reverse("work_list") + "?state=done").content.decode()

    def test_ticked_ones_stay_ticked_when_refused(self, task, people, as_user):
        answer = as_user(people.rep).post(reverse("work_replan"), {"actions": [task.pk]})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "Say which day" in page
        assert f'value="{task.pk}" form="replan"' in page
        assert " checked" in page

    def test_a_manager_sees_everybodys_and_a_rep_only_own_accounts(self, task, people, as_user):
        url = reverse("work_list") + "?owner=all"
        assert "寄样品" in as_user(people.manager).get(url).content.decode()
        assert "寄样品" not in as_user(people.other_rep).get(url).content.decode()
        foreign = as_user(people.other_rep).post(reverse("work_replan"), {"actions": [task.pk]})
        assert "寄样品" not in foreign.content.decode()

    def test_queries(self, account, people, as_user, django_assert_max_num_queries):
        for n in range(40):
            Action.objects.create(account=account, owner=people.rep, text=f"{n}", due_on=SOON)
        rep = as_user(people.rep)
        rep.get(reverse("work_list"))
        with django_assert_max_num_queries(10):
            rep.get(reverse("work_list"))

    def test_the_picker_leads_to_the_task(self, account, people, as_user):
        rep = as_user(people.rep)
        assert "New task" in rep.get(reverse("action_create")).content.decode()
        found = rep.get(reverse("visit_pick") + f"?to=task&q={account.name}").content.decode()
        assert f"{reverse('action_create')}?account={account.pk}" in found


class TestTakingBack:
    def test_what_belongs_to_a_plan_that_is_over_stays_done(self, account, people, as_user):
        plan = factories.plan(account, people.rep, state="active", decided_by=people.manager)
        action = plan.plan_actions.get().action
        finish_action(action=action, by=people.rep, today=TODAY)
        client, url = as_user(people.rep), reverse("action_reopen", args=[action.pk])
        assert client.post(url).status_code == 302
        action.refresh_from_db()
        assert action.is_open
        finish_action(action=action, by=people.rep, today=TODAY)
        plans.close(plan=plan, by=people.rep, today=TODAY, lessons="x")
        assert client.post(url, headers={"hx-request": "true"}).status_code == 409
        action.refresh_from_db()
        assert action.done_on == TODAY
        page = client.get(reverse("plan_detail", args=[plan.pk])).content.decode()
        assert url not in page


def test_a_tick_is_taken_back_while_the_plan_waits(account, people):
    plan = factories.plan(account, people.rep, state="submitted")
    action = plan.plan_actions.get().action
    finish_action(action=action, by=people.rep, today=TODAY)
    assert work.reopen(action=action, by=people.rep).is_open


def test_who_can_be_handed_work(account, people):
    """A rep sees nobody in filters, yet hands work to the team of their accounts."""
    account.members.add(people.kam)
    assert set(hands(people.rep)) == {people.rep, people.kam}
    assert people.rep in hands(people.manager)
    assert people.other_rep not in hands(people.manager)

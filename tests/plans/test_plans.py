"""A cultivation plan from draft to its end: what it asks for, who may do what, and when."""

import random
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts.models import Account, Standing
from plans import gaps, targets
from plans.models import Plan, PlanState
from plans.services import plans, work
from plans.services.plan_actions import add_action
from relationships.models import Action, Relation
from relationships.services import relations
from relationships.services.actions import finish_action
from relationships.services.handover import hand_over
from staff.models.notice import Notice
from staff.permissions import Role
from tests import factories
from tests.plans.conftest import TODAY, YEAR
from tiering.services.pins import pin_class
from tiering.services.runs import execute_run, request_run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def made(account, by, purpose="up_tier", **changes):
    fields = {"why": "潜力大", "starts_on": TODAY, "ends_on": TODAY + YEAR} | changes
    return plans.create_plan(account=account, by=by, purpose=purpose, **fields)


def with_action(plan, by, **changes):
    fields = {"text": "高层拜访", "owner": by, "due_on": TODAY + timedelta(days=30)} | changes
    return add_action(plan=plan, by=by, today=TODAY, **fields)


def active(account, people):
    plan = made(account, people.rep)
    with_action(plan, people.rep)
    plan = plans.submit(plan=plan, by=people.rep, today=TODAY)
    return plans.approve(plan=plan, by=people.manager, today=TODAY)


class TestGaps:
    def test_the_table_is_filled_with_the_accounts_own_numbers(self, account, people):
        plan = made(account, people.rep)
        assert (plan.target, account.rating.pyramid) == (1, 3)
        gap, credit = gaps.table(plan, people.manager)
        assert (gap.need, gap.holds, gap.now_text) == ("value", False, "¥24.0k")
        assert (gap.needed_text, gap.reached) == ("≥ ¥40.0k", 60)
        assert "more" in gap.words
        assert (credit.need, credit.holds, credit.now_text) == ("credit", True, "—")

    def test_a_gap_that_closes_stays_in_the_table(self, account, people):
        plan = made(account, people.rep)
        factories.sale(account, "2026-10-20", 90_000)
        execute_run(run=request_run(as_of=date(2026, 11, 1), by=None))
        plan = Plan.objects.get(pk=plan.pk)
        gap, _credit = gaps.table(plan, people.manager)
        assert (gap.holds, gap.was_open, gap.reached) == (True, True, 100)
        assert gap.change_text == "+¥90.0k"
        assert targets.is_reached(plan, TODAY)

    def test_a_stage_asks_for_levels(self, account, people):
        boss = factories.contact(account, decision_role="economic")
        factories.level(account, 2, "2026-09-01", boss)
        factories.level(account, 2, "2026-09-02")
        relations.rebuild(today=TODAY)
        plan = made(account, people.rep, "stage_up")
        assert [(gap.need, gap.reached) for gap in gaps.table(plan, people.rep)] == [
            ("personal", 67), ("company", 67),
        ]  # fmt: skip
        assert not targets.is_reached(plan, TODAY)

    @pytest.mark.parametrize(
        ("since", "reached"),
        [
            pytest.param(date(2026, 9, 30), True, id="held on 1 October and 1 November"),
            pytest.param(date(2026, 10, 2), False, id="held on 1 November alone"),
            pytest.param(TODAY, False, id="since today"),
        ],
    )
    def test_a_stage_is_reached_when_two_reviews_found_it(self, account, people, since, reached):
        Relation.objects.create(account=account, stage=4, since=since, assessed_on=since)
        plan = factories.plan(account, people.rep, purpose="stage_up")
        assert targets.is_reached(plan, TODAY) is reached

    def test_a_pin_reaches_nothing(self, account, people):
        plan = made(account, people.rep)
        pinned = {"system": "pyramid", "value": 1, "until": TODAY + YEAR, "reason": "展会"}
        pin_class(account=account, today=TODAY, by=people.manager, **pinned)
        plan = Plan.objects.get(pk=plan.pk)
        assert plan.account.rating.pyramid == 1
        assert not targets.is_reached(plan, TODAY)

    @pytest.mark.parametrize(
        ("purpose", "says"),
        [("to_core", "important account"), ("to_platinum", "Plum or Rib")],
    )
    def test_a_purpose_without_a_way_is_refused(self, account, people, purpose, says):
        Standing.objects.filter(account=account).update(key_class=0, abc=1)
        account = Account.objects.get(pk=account.pk)
        with pytest.raises(ValidationError, match=says):
            made(account, people.rep, purpose)
        assert not Plan.objects.exists()


class TestLife:
    def test_from_draft_to_lessons(self, account, people):
        plan = active(account, people)
        assert (plan.state, plan.decided_by) == (PlanState.ACTIVE, people.manager)
        told = {(n.kind, n.user) for n in Notice.objects.filter(kind__startswith="plan")}
        assert told == {("plan_waits", people.manager), ("plan_decided", people.rep)}
        with pytest.raises(ValidationError, match="learnt"):
            plans.close(plan=plan, by=people.rep, today=TODAY, lessons=" ")
        plan = plans.close(plan=plan, by=people.rep, today=TODAY, lessons="先见总工")
        assert (plan.state, plan.lessons) == ("closed", "先见总工")
        assert not Action.objects.open().exists()

    def test_a_plan_without_an_action_is_not_submitted(self, account, people):
        with pytest.raises(ValidationError, match="without an action"):
            plans.submit(plan=made(account, people.rep), by=people.rep, today=TODAY)

    def test_it_comes_back_with_a_reason_and_goes_again(self, account, people):
        plan = made(account, people.rep)
        with_action(plan, people.rep)
        plans.submit(plan=plan, by=people.rep, today=TODAY)
        with pytest.raises(ValidationError, match="Say why"):
            plans.send_back(plan=plan, by=people.manager, today=TODAY, reason="")
        back = plans.send_back(plan=plan, by=people.manager, today=TODAY, reason="太急")
        assert (back.state, back.answer) == ("draft", "太急")
        again = plans.submit(plan=back, by=people.rep, today=TODAY)
        assert (again.state, again.answer) == ("submitted", "")

    def test_four_eyes(self, account, people):
        plan = made(account, people.manager)
        with_action(plan, people.manager)
        plan = plans.submit(plan=plan, by=people.manager, today=TODAY)
        with pytest.raises(PermissionDenied):
            plans.approve(plan=plan, by=people.manager, today=TODAY)
        with pytest.raises(IntegrityError), transaction.atomic():
            Plan.objects.update(decided_by=people.manager)
        assert plans.approve(plan=plan, by=people.head, today=TODAY).state == "active"

    def test_one_of_a_purpose_at_a_time(self, account, people):
        plan = made(account, people.rep)
        with pytest.raises(ValidationError, match="under way"):
            made(account, people.rep)
        plans.cancel(plan=plan, by=people.rep, today=TODAY)
        made(account, people.rep)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
            ({"due_on": TODAY + YEAR + timedelta(days=1)}, "due_on"),
            ({"need": "nonsense"}, "need"),
        ],
        ids=["before", "after", "no such gap"],
    )
    def test_actions_within_the_plan(self, account, people, changes, field):
        with pytest.raises(ValidationError) as refusal:
            with_action(made(account, people.rep), people.rep, **changes)
        assert field in refusal.value.message_dict

    def test_no_action_for_who_does_not_see_the_account(self, account, people):
        with pytest.raises(ValidationError, match="does not see"):
            with_action(made(account, people.rep), people.rep, owner=people.other_rep)


def test_actions_go_with_the_account_and_its_new_owner_works_the_plan(account, people):
    plan = active(account, people)
    done = with_action(plan, people.rep, text="已做").action
    finish_action(action=done, by=people.rep, today=TODAY)
    accounts = Account.objects.filter(pk=account.pk)
    hand_over(accounts=accounts, to=people.kam, by=people.manager, on=TODAY)
    owners = dict(Action.objects.order_by("pk").values_list("done_on", "owner"))
    assert owners == {None: people.kam.pk, TODAY: people.rep.pk}
    plan = Plan.objects.get(pk=plan.pk)
    assert plan.worked_by(people.kam)
    assert not Plan.objects.visible_to(people.rep).exists()


def open_ones(plan):
    return list(Action.objects.open().filter(plan_action__plan=plan).order_by("pk"))


ACTS = {
    "submit": lambda plan, by: plans.submit(plan=plan, by=by, today=TODAY),
    "approve": lambda plan, by: plans.approve(plan=plan, by=by, today=TODAY),
    "send_back": lambda plan, by: plans.send_back(plan=plan, by=by, today=TODAY, reason="x"),
    "take_back": lambda plan, by: plans.take_back(plan=plan, by=by, today=TODAY),
    "close": lambda plan, by: plans.close(plan=plan, by=by, today=TODAY, lessons="x"),
    "cancel": lambda plan, by: plans.cancel(plan=plan, by=by, today=TODAY),
    "act": with_action,
    "reword": lambda plan, by: plans.change_plan(
        plan=plan, by=by, today=TODAY, why="换个说法", starts_on=plan.starts_on,
        ends_on=plan.ends_on,
    ),
    "put_off": lambda plan, by: work.replan(actions=open_ones(plan), by=by, today=TODAY, days=1),
    "drop": lambda plan, by: work.drop_action(action=open_ones(plan)[-1], by=by, today=TODAY),
    "begin": lambda _plan, _by: plans.begin_approved(today=BEGINS),  # the night, whoever looks on
}  # fmt: skip
WAYS = {
    ("draft", "submit"): "submitted",
    ("draft", "cancel"): "cancelled",
    ("submitted", "approve"): "active",
    ("submitted", "send_back"): "draft",
    ("submitted", "cancel"): "cancelled",
    ("submitted", "take_back"): "draft",
    **{
        (state, act): state
        for state in ("draft", "approved", "active")
        for act in ("act", "reword", "put_off", "drop")
    },
    ("approved", "begin"): "active",
    ("approved", "cancel"): "cancelled",
    ("active", "close"): "closed",
    ("active", "cancel"): "cancelled",
}
BEGINS = TODAY + timedelta(days=20)
WORKS, DECIDES = {"rep", "manager", "head"}, {"manager", "head"}


@pytest.mark.parametrize("start", [TODAY, BEGINS], ids=["begins today", "begins later"])
@pytest.mark.parametrize("seed", range(8))
def test_a_random_walk_reaches_no_forbidden_state_and_loses_nothing(account, people, seed, start):
    """Every role tries every act at random; the table above says what each does."""
    dice = random.Random(seed)
    plan, actions, added, submitter = made(account, people.rep, starts_on=start), 0, 0, ""
    roles = [str(role) for role in Role] + ["head", "other_rep"]
    for _step in range(90):
        who, act, before = dice.choice(roles), dice.choice(list(ACTS)), plan.state
        allowed = who in (DECIDES if act in ("approve", "send_back") else WORKS)
        expected = WAYS.get((before, act)) if allowed else None
        if act == "begin":  # the night asks nobody, and leaves alone what does not wait for a day
            expected = WAYS.get((before, act), before)
        if (before, act) == ("submitted", "approve") and expected and start > TODAY:
            expected = "approved"
        if act in ("submit", "put_off", "drop") and not actions:
            expected = None
        if act in ("approve", "send_back") and who == submitter:
            expected = None  # four eyes
        try:
            ACTS[act](plan, getattr(people, who))
            assert expected is not None, (before, act, who)
        except (ValidationError, PermissionDenied, IndexError):
            assert expected is None, (before, act, who)
        added += act == "act" and expected is not None
        actions += {"act": 1, "drop": -1}.get(act, 0) if expected else 0
        submitter = who if act == "submit" and expected else submitter
        plan.refresh_from_db()
        assert plan.state == (expected or before)
        assert plan.plan_actions.count() == actions
        assert Action.objects.count() == added
        assert (plan.state == "closed") == bool(plan.lessons)
    events = Plan.pgh_event_model.objects.filter(pgh_obj_id=plan.pk)
    assert events.filter(pgh_label="insert").count() == 1


class TestHandOver:
    """A plan goes with its account, as problems do."""

    def over(self, account, people, to):
        hand_over(accounts=Account.objects.filter(pk=account.pk), to=to, by=people.head, on=TODAY)
        return plans.follow_owners()

    def test_it_is_the_new_owners(self, account, people):
        plan = made(account, people.rep)
        assert plans.follow_owners() == 0
        assert self.over(account, people, people.kam) == 1
        plan.refresh_from_db()
        assert plan.owner == people.kam
        assert plans.follow_owners() == 0

    @pytest.mark.parametrize(
        "approved", [{}, {"state": "submitted", "decided_by": None, "sponsored_by": "manager"}],
        ids=["as a manager", "as the sponsor"],
    )  # fmt: skip
    def test_who_approved_it_does_not_get_it(self, account, people, approved):
        plan = active(account, people)
        if approved:
            said = approved | {"sponsored_by": people.manager}
            Plan.objects.filter(pk=plan.pk).update(**said)
        Account.objects.filter(pk=account.pk).update(owner=people.manager)
        assert plans.follow_owners() == 0
        plan.refresh_from_db()
        assert plan.owner == people.rep

    def test_who_is_of_the_team_keeps_it(self, account, people):
        account.members.add(people.rep)
        made(account, people.rep)
        assert self.over(account, people, people.kam) == 0

    def test_what_is_decided_meanwhile_is_told_to_who_has_to_mend_it(self, account, people):
        plan = made(account, people.rep)
        with_action(plan, people.rep)
        plans.submit(plan=plan, by=people.rep, today=TODAY)
        hand_over(
            accounts=Account.objects.filter(pk=account.pk), to=people.kam, by=people.head, on=TODAY
        )
        plans.send_back(plan=plan, by=people.manager, today=TODAY, reason="太宽")
        told = Notice.objects.filter(kind="plan_decided")
        assert [each.user for each in told] == [people.kam]

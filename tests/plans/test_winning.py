"""How well accounts are won: hit rate, time, cost, the part of new ones; stalled plans (§7.1)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from plans.models import Plan
from plans.services import milestones, plans
from plans.winning import courses, winning
from relationships.services.actions import finish_action
from tests import factories
from tests.plans.conftest import TODAY, YEAR
from tests.plans.test_development import active, draft

pytestmark = pytest.mark.django_db
THIRTY = timedelta(days=30)


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setattr("staff.clock.today", lambda: TODAY)
    with translation.override("en"):
        yield


def plan_of(people, name, purpose="new", order=None, closed=None, reached=False, days=100):
    """A plan that began `days` ago; `closed` says how many days ago it closed."""
    account = factories.account(name, people.rep)
    plan = factories.plan(account, people.rep, purpose=purpose)
    Plan.objects.filter(pk=plan.pk).update(
        starts_on=ago(days), submitted_on=ago(days), ends_on=TODAY + YEAR, first_order=order,
        state="active" if closed is None else "closed", reached=reached, lessons="x",
        closed_on=None if closed is None else TODAY - timedelta(days=closed),
    )  # fmt: skip
    return Plan.objects.select_related("account").get(pk=plan.pk)


def figures():
    found = list(Plan.objects.order_by("pk"))
    return winning(found, courses(found, TODAY))


def ago(days):
    return TODAY - timedelta(days=days)


class TestFigures:
    def test_nothing_is_divided_by_nothing(self, people):
        found = figures()
        assert (found.hit_rate, found.days, found.cost, found.target_new) == (None,) * 4

    def test_hit_rate_time_and_cost(self, people):
        won = plan_of(people, "甲", closed=10, reached=True)
        late = plan_of(people, "乙", closed=10, reached=True)
        lost = plan_of(people, "丙", closed=10)
        plan_of(people, "丁")
        factories.sale(won.account, ago(60), 500)
        factories.sale(won.account, ago(20), 500)
        factories.sale(late.account, ago(40), 500)
        factories.cost(won.account, ago(50), 300)
        factories.cost(lost.account, ago(50), 900)
        factories.cost(lost.account, ago(5), 7777)  # after it closed
        factories.cost(won.account, ago(101), 7777)  # before it began
        found = figures()
        assert (found.won, found.closed, found.days) == (2, 3, 50)
        assert (found.hit_rate, found.cost) == (Decimal(2) / 3, 600)

    @pytest.mark.parametrize(
        ("new", "existing", "part", "short"),
        [(10, 90, "0.10", False), (9, 91, "0.09", True), (0, 50, "0", True)],
        ids=["just enough", "too little", "none"],
    )
    def test_the_part_of_new_accounts_in_the_targets(self, people, new, existing, part, short):
        plan_of(people, "甲", order=new)
        plan_of(people, "乙", "existing", order=existing)
        plan_of(people, "丙", order=5000, closed=3)
        found = figures()
        assert (found.target_new, found.is_short_of_new) == (Decimal(part), short)

    def test_growth_is_what_came_above_as_many_days_before(self, people):
        new = plan_of(people, "甲")
        old = plan_of(people, "乙", "existing")
        shrunk = plan_of(people, "丙", "existing")
        factories.sale(new.account, ago(10), 300)
        factories.sale(old.account, ago(150), 400)
        factories.sale(old.account, ago(250), 5000)  # longer ago
        factories.sale(old.account, ago(50), 1300)
        factories.sale(shrunk.account, ago(120), 800)
        assert figures().grown_new == Decimal("0.25")

    def test_one_statement_for_all(self, people, django_assert_num_queries):
        found = [plan_of(people, f"客户{n}") for n in range(5)]
        with django_assert_num_queries(1):
            assert len(courses(found, TODAY)) == 5


class TestStalled:
    @pytest.mark.parametrize(
        ("days", "stalled"), [(29, False), (30, True)], ids=["29 days", "30 days"]
    )
    def test_without_progress_since_it_was_approved(self, people, days, stalled):
        active(factories.account("甲", people.rep), people)
        day = TODAY + timedelta(days=days)
        assert Plan.objects.stalled(day).exists() == stalled
        assert Plan.objects.for_list().get().is_stalled(day) == stalled

    @pytest.mark.parametrize("what", ["milestone", "action"])
    def test_a_milestone_or_an_action_is_progress(self, people, what):
        plan = active(factories.account("甲", people.rep), people)
        day = TODAY + timedelta(days=10)
        if what == "milestone":
            step = plan.milestones.order_by("place").first()
            milestones.reach(milestone=step, by=people.rep, today=day, evidence="见面")
        else:
            finish_action(action=plan.plan_actions.get().action, by=people.rep, today=day)
        assert Plan.objects.with_progress().get().progressed_on == day
        assert not Plan.objects.stalled(TODAY + THIRTY).exists()
        assert Plan.objects.stalled(day + THIRTY).exists()

    def test_a_draft_does_not_stall(self, people):
        draft(factories.account("甲", people.rep), people.rep)
        assert not Plan.objects.stalled(TODAY + YEAR).exists()

    def test_it_is_said_on_the_list_and_on_the_page(self, people, as_user, monkeypatch):
        plan = active(factories.account("甲", people.rep), people)
        monkeypatch.setattr("staff.clock.today", lambda: TODAY + THIRTY)
        manager = as_user(people.manager)
        for url in (reverse("plan_home"), reverse("development_list")):
            assert ">stalled<" in manager.get(url).content.decode()
        page = manager.get(reverse("plan_detail", args=[plan.pk])).content.decode()
        assert "Stalled: no milestone was reached" in page

    def test_drafts_count_nowhere_and_an_account_once_a_day(self, people):
        first = plan_of(people, "甲", purpose="new", order=100, closed=0, reached=True, days=50)
        factories.sale(first.account, ago(20), 1000)
        again = plan_of(people, "乙", purpose="existing", order=300, days=40)
        Plan.objects.filter(pk=again.pk).update(account=first.account)
        waiting = plan_of(people, "丙", purpose="new", order=9000, days=40)
        Plan.objects.filter(pk=waiting.pk).update(state="draft", submitted_on=None)
        found = figures()
        assert found.grown_new == 1  # of the plan that began first
        assert found.target_new == 0  # 0 of 300


class TestPage:
    def test_what_the_role_may_not_read_is_not_there(self, people, as_user):
        won = plan_of(people, "甲", order=321, closed=10, reached=True)
        factories.sale(won.account, ago(60), 432)
        factories.cost(won.account, ago(50), 765)
        url = reverse("development_list") + "?all=1"
        assert "¥765" in as_user(people.manager).get(url).content.decode()
        assert "¥765" not in as_user(people.rep).get(url).content.decode()

    def test_queries(self, people, as_user, django_assert_max_num_queries):
        for n in range(12):
            plan_of(people, f"客户{n}")
        rep = as_user(people.rep)
        rep.get(reverse("development_list"))
        with django_assert_max_num_queries(9):
            rep.get(reverse("development_list"))


class TestChange:
    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"starts_on": TODAY + timedelta(days=1)}, "starts_on"),
            ({"ends_on": TODAY + timedelta(days=20)}, "ends_on"),
            ({"ends_on": TODAY - timedelta(days=1)}, "ends_on"),
        ],
        ids=["has begun", "milestones later", "before the start"],
    )
    def test_refused_by_the_field(self, people, change, field):
        plan = active(factories.account("甲", people.rep), people)
        said = {"why": "y", "starts_on": plan.starts_on, "ends_on": plan.ends_on} | change
        with pytest.raises(ValidationError) as refused:
            plans.change_plan(plan=plan, by=people.rep, today=TODAY, **said)
        assert set(refused.value.message_dict) == {field}
        assert Plan.objects.get().revision == 1

    def test_another_reason_of_an_active_plan_is_a_revision(self, people, as_user):
        plan = active(factories.account("甲", people.rep), people)
        rep = as_user(people.rep)
        url = reverse("plan_edit", args=[plan.pk])
        later = plan.ends_on + timedelta(days=30)
        form = {"why": "换了总经理", "starts_on": f"{plan.starts_on}", "ends_on": f"{later}"}
        assert "换了总经理" not in rep.get(url).content.decode()
        assert rep.post(url, form).status_code == 302
        plan.refresh_from_db()
        assert (plan.why, plan.ends_on, plan.revision) == ("换了总经理", later, 2)
        assert plan.revisions.get().document["why"] == "规模大"

    def test_one_that_would_be_over_already_is_not_made(self, people, as_user):
        account = factories.account("甲", people.rep)
        form = {"why": "x", "starts_on": f"{ago(30)}", "ends_on": f"{ago(1)}"}
        url = reverse("plan_create", args=[account.pk]) + "?purpose=new"
        answer = as_user(people.rep).post(url, form)
        assert (answer.status_code, Plan.objects.exists()) == (422, False)
        assert "over already" in answer.content.decode()

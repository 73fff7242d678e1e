"""The four analyses of an operating plan: what the records say, sources, and when they are stale
(domain §7.7)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import Account, AccountProfile
from plans.analysis import analyses
from plans.measures import stand
from plans.models import Plan, PlanSection
from plans.position import position
from plans.services import content, plans
from tests import factories
from tests.plans.conftest import TODAY
from tests.plans.test_operating import draft, goal, submitted
from tiering.portfolio import STRONG

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setattr("staff.clock.today", lambda: TODAY)
    with translation.override("en"):
        yield


def known(plan, user):
    """By part, name and text of every line."""
    live = stand(plan.account, user, TODAY - timedelta(days=365))
    found = analyses(plan, user, TODAY, position(plan, user, TODAY, live))
    return {kind: {str(line.name): line.text for line in lines} for kind, lines in found.items()}


def test_customer_and_market_are_told_by_the_profile(account, people):
    Account.objects.filter(pk=account.pk).update(industry="重工")
    AccountProfile.objects.create(
        account=account, own_market="矿山", our_value="停机少", market_position="前三", scale="大"
    )
    factories.rating(account, "market_growth", 4)
    found = known(draft(Account.objects.get(pk=account.pk), people.rep), people.rep)
    assert found["customer"] == {
        "Its market and customers": "矿山",
        "Value of our product to its business": "停机少",
    }
    assert found["market"] == {
        "Industry": "重工",
        "Growth of its market": "4 / 5 · Good, evidence on file",
        "Market position": "前三",
    }


def test_the_competitor_is_told_by_the_factors_the_customer_rates(account, people):
    for factor, own, best in zip(STRONG, (8, 5, 6, 7, 7, 4), (6, 6, 6, 4, 8, 4), strict=True):
        factories.rating(account, f"own_{factor}", own)
        factories.rating(account, f"best_{factor}", best)
    found = known(draft(account, people.rep), people.rep)["competitor"]
    assert found["We are ahead in"] == "technical support 7:4, solution 8:6"
    assert found["The competitor is ahead in"] == "delivery and service 5:6, relation 7:8"


class TestOwnPerformance:
    def test_sales_of_two_years(self, account, people):
        factories.sale(account, date(2025, 6, 1), 20_000)
        found = known(draft(account, people.rep), people.rep)["own"]
        assert found["Net revenue of 12 months"] == "¥24.0k, the year before ¥20.0k (+20.0%)"

    def test_won_and_lost_with_reasons(self, account, people):
        for n, stage in enumerate(["won", "lost", "lead", "delivery"]):
            factories.project(account, f"项目{n}", "2026-05-05", stage=stage, value=1000,
                              reason="价格高" if stage == "lost" else "")  # fmt: skip
        factories.project(account, "前年", "2024-05-05", stage="lost", reason="交期")
        found = known(draft(account, people.rep), people.rep)["own"]
        decided = "2 won (¥2.0k), 1 lost: 67% of those decided"
        assert found["Projects decided in 12 months"] == decided
        assert found["Why lost"] == "价格高"

    def test_what_the_last_plan_attained(self, account, people):
        days = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31)}
        last = draft(account, people.rep, **days)
        goal(last, people.rep, baseline=Decimal(14_000), target=Decimal(34_000),
             due_on=days["ends_on"])  # fmt: skip
        plan = draft(account, people.rep)
        assert "Plan of 2025" not in known(plan, people.rep)["own"]  # it never began
        Plan.objects.filter(pk=last.pk).update(state="active")
        plans.close(plan=last, by=people.rep, today=TODAY, lessons="x")
        assert known(plan, people.rep)["own"]["Plan of 2025"] == "50% of its goals by weight"


def test_numbers_are_for_who_reads_business(account, people):
    AccountProfile.objects.create(account=account, own_market="矿山")
    found = known(draft(account, people.rep), people.service)
    assert set(found) == {"customer", "market"}


@pytest.mark.parametrize(("goals", "most"), [(1, 44), (9, 44)], ids=["one goal", "nine goals"])
def test_queries_do_not_grow(account, people, as_user, django_assert_max_num_queries, goals, most):
    plan = draft(account, people.rep)
    for n in range(goals):
        goal(plan, people.rep, target=Decimal(50_000 + n))
    client, page = as_user(people.rep), reverse("plan_detail", args=[plan.pk])
    client.get(page)
    with django_assert_max_num_queries(most):
        client.get(page)


class TestSources:
    def write(self, plan, by, kind="market", **changes):
        said = {"text": "增长 8%", "sources": "行业协会", "confidence": "high"} | changes
        return content.write_section(plan=plan, by=by, today=TODAY, kind=kind, **said)

    def test_who_wrote_it_from_what_is_kept_and_shown(self, account, people, as_user):
        plan = draft(account, people.rep)
        client, said = (
            as_user(people.rep),
            {"text": "增长 8%", "sources": "行业协会", "confidence": "high"},
        )
        client.post(reverse("plan_section", args=[plan.pk, "market"]), said)
        row = PlanSection.objects.get()
        assert (row.by, row.on, row.sources, row.confidence) == (
            people.rep, TODAY, "行业协会", "high",
        )  # fmt: skip
        page = client.get(reverse("plan_detail", args=[plan.pk])).content.decode()
        assert "Sources: 行业协会" in page
        assert "Confidence: High" in page
        assert "to be reviewed by 19 May 2027" in page

    @pytest.mark.parametrize(
        ("kind", "days", "is_stale"),
        [
            pytest.param("market", 180, False, id="on its day"),
            pytest.param("market", 181, True, id="a day later"),
            pytest.param("strategy", 999, False, id="no analysis"),
        ],
    )
    def test_stale_after_180_days(self, account, people, kind, days, is_stale):
        self.write(draft(account, people.rep), people.rep, kind)
        assert PlanSection.objects.get().is_stale(TODAY + timedelta(days=days)) is is_stale

    def test_a_mistake_loses_nothing(self, account, people, as_user):
        plan = draft(account, people.rep)
        said = {"text": "长文", "sources": "x" * 301, "confidence": "low"}
        page = as_user(people.rep).post(reverse("plan_section", args=[plan.pk, "market"]), said)
        assert page.status_code == 422
        html = page.content.decode()
        assert "长文</textarea>" in html
        assert "at most 300 characters" in html
        assert not PlanSection.objects.exists()

    def test_a_revision_keeps_them(self, account, people, as_user):
        plan = submitted(account, people)
        plan = plans.approve(plan=plan, by=people.manager, today=TODAY)
        self.write(plan, people.rep)
        self.write(plan, people.manager, sources="年报")
        page = as_user(people.rep).get(reverse("plan_revision", args=[plan.pk, 2]))
        assert "Sources: 行业协会" in page.content.decode()

"""Health, portfolio and potential in the position of a plan (domain §5.3, §6.5, §6.10, §7.3)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kam.lib.classes import PortfolioQuadrant
from plans import health
from plans.health import Aspect
from plans.measures import stand
from plans.models import Plan
from plans.position import position
from plans.services import content
from relationships.models import Relation
from tests import factories
from tests.plans.conftest import TODAY
from tests.plans.test_operating import draft
from tiering.portfolio import kinds_of

LEAST = Decimal("0.6")
PART = st.none() | st.decimals(0, 100, places=2)


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setattr("staff.clock.today", lambda: TODAY)
    with translation.override("en"):
        yield


class TestHealth:
    @pytest.mark.parametrize(
        ("recent", "baseline", "points"),
        [
            pytest.param(70, 400, 50, id="rho 0.7"),
            pytest.param(40, 400, 0, id="rho 0.4"),
            pytest.param(10, 400, 0, id="below the floor"),
            pytest.param(100, 400, 100, id="as before"),
            pytest.param(300, 400, 100, id="grows"),
            pytest.param(-50, 400, 0, id="returns only"),
            pytest.param(50, 0, None, id="no baseline"),
            pytest.param(50, -9, None, id="a baseline of returns"),
        ],
    )
    def test_trend(self, recent, baseline, points):
        assert health.trend(Decimal(recent), Decimal(baseline)) == points

    @pytest.mark.parametrize(
        ("stage", "imbalance", "points"),
        [(3, 0, 60), (3, 1, 60), (3, 2, 40), (3, -2, 40), (5, 0, 100), (0, 3, 0), (0, 0, 0)],
    )
    def test_relation(self, stage, imbalance, points):
        assert health.relation(stage, imbalance) == points

    @pytest.mark.parametrize(
        ("days", "points"), [(0, 100), (10, 80), (50, 0), (90, 0), (None, None)]
    )
    def test_payment(self, days, points):
        assert health.payment(None if days is None else Decimal(days)) == points

    def test_the_vector(self):
        """TV 6.10: 66.0, to watch."""
        parts = {
            Aspect.TREND: health.trend(Decimal(70), Decimal(400)),
            Aspect.RELATION: health.relation(3, 0),
            Aspect.ENGAGEMENT: health.engagement(0.8),
            Aspect.SERVICE: Decimal(80),
            Aspect.PAYMENT: health.payment(Decimal(10)),
        }
        found = health.health(parts, LEAST)
        assert (found.score, found.tone) == (Decimal("66.0"), "amber")

    @pytest.mark.parametrize(
        ("score", "tone"), [(70, "green"), (69, "amber"), (40, "amber"), (39, "red")]
    )
    def test_bands(self, score, tone):
        assert health.health(dict.fromkeys(Aspect, Decimal(score)), LEAST).tone == tone

    @pytest.mark.parametrize(
        ("known", "is_scored"),
        [
            pytest.param([Aspect.TREND, Aspect.RELATION, Aspect.PAYMENT], True, id="70 of 100"),
            pytest.param([Aspect.TREND, Aspect.ENGAGEMENT, Aspect.PAYMENT], True, id="60 of 100"),
            pytest.param([Aspect.TREND, Aspect.RELATION], False, id="55 of 100"),
            pytest.param([], False, id="nothing"),
        ],
    )
    def test_too_little_is_no_score(self, known, is_scored):
        parts = {aspect: Decimal(50) if aspect in known else None for aspect in Aspect}
        assert (health.health(parts, LEAST).score is not None) is is_scored

    @given(st.fixed_dictionaries(dict.fromkeys(Aspect, PART)))
    def test_a_mean_lies_between_its_parts(self, parts):
        score = health.health(parts, LEAST).score
        known = [points for points in parts.values() if points is not None]
        if score is not None:
            tenth = Decimal("0.05")
            assert min(known) - tenth <= score <= max(known) + tenth


@pytest.mark.django_db
class TestPosition:
    def of(self, plan, user):
        return position(plan, user, TODAY, stand(plan.account, user, TODAY - timedelta(days=365)))

    def test_health_is_read_from_the_records(self, account, people):
        """6,000 in each of January, March, June and September: baseline 18,000, recent 6,000."""
        Relation.objects.create(account=account, stage=3, personal=3, company=3,
                                since=TODAY, assessed_on=TODAY)  # fmt: skip
        factories.payment(account, TODAY, days_overdue=10)
        plan = draft(account, people.rep)
        found = self.of(plan, people.rep).health
        assert found.parts == {
            Aspect.TREND: 100,  # 6,000 by 18,000 / 4 is more than one
            Aspect.RELATION: 60,
            Aspect.ENGAGEMENT: 0,
            Aspect.SERVICE: None,
            Aspect.PAYMENT: 80,
        }
        assert found.score == Decimal("67.1")  # (3000 + 1500 + 0 + 1200) / 85

    def test_visits_count_against_the_standard(self, account, people):
        factories.visit(account, TODAY - timedelta(days=300), people.rep,
                        contacts=[factories.contact(account)])  # fmt: skip
        plan = draft(account, people.rep)
        points = self.of(plan, people.rep).health.parts[Aspect.ENGAGEMENT]
        assert round(points, 1) == Decimal("33.3")  # ordinary: every 90 days, 3 in 300 days

    def test_the_portfolio_and_where_it_should_lead(self, account, people, as_user):
        for group, value in (("attractiveness", 8), ("own", 5), ("best", 6)):
            for kind in kinds_of(group):
                factories.rating(account, kind, value)
        plan = draft(account, people.rep)
        assert self.of(plan, people.rep).quadrant == "Star"
        client = as_user(people.rep)
        client.post(reverse("plan_aim", args=[plan.pk]), {"aim": PortfolioQuadrant.STRATEGIC})
        page = client.get(reverse("plan_detail", args=[plan.pk])).content.decode()
        assert "Strategic in three years" in page
        assert "we 5.0, best competitor 6.0 of 10" in page
        wrong = client.post(reverse("plan_aim", args=[plan.pk]), {"aim": 9})
        assert wrong.status_code == 422
        content.set_aim(plan=plan, by=people.rep, today=TODAY, aim=None)
        assert Plan.objects.get().aim is None

    def test_who_reads_no_business_reads_no_numbers(self, account, people):
        plan = draft(account, people.rep)
        found = self.of(plan, people.service)
        assert (found.health, found.portfolio, found.potential) == (None, None, None)

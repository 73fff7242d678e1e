"""Ratings, costs and referrals in the scoring: what the night reads, and what the past knew."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Standing
from kam.lib.classes import AbcType, PyramidTier, SmallSubtype
from kam.lib.classes import TransactionPattern as Pattern
from tests import factories
from tiering.engine import Policy, score
from tiering.models import ClassChange, Score
from tiering.models.change import ChangeCause
from tiering.services.past import read_past
from tiering.services.runs import execute_run, request_run
from tiering.services.windows import Windows

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 30)


def rescore(as_of=DAY):
    return execute_run(run=request_run(as_of=as_of, by=None))


def scored(account):
    return Score.objects.current().get(account=account)


@pytest.fixture
def book(people):
    """Ten accounts of falling size that buy often."""
    accounts = [factories.account(f"客户{n}", owner=people.rep) for n in range(1, 11)]
    for n, account in enumerate(accounts, 1):
        for month in ("2026-01-10", "2026-03-10", "2026-05-10"):
            factories.sale(account, month, 11000 - 1000 * n, cost=5000 - 450 * n)
    return accounts


class TestRatings:
    def test_strategic_value_makes_a_plum(self, book):
        factories.rating(book[9], "strategic_value", 60, "2026-06-30")
        factories.rating(book[8], "strategic_value", 59, "2026-06-30")
        rescore()
        assert [scored(account).abc for account in (book[9], book[8])] == [
            AbcType.PLUM,
            AbcType.RIB,
        ]

    def test_the_newest_that_has_begun_counts(self, book):
        for day, value in (("2026-01-01", 90), ("2026-05-01", 40), ("2026-07-01", 80)):
            factories.rating(book[9], "strategic_value", value, day)
        rescore()
        assert scored(book[9]).strategic_value == 40

    def test_poor_credit_falls_at_once_on_any_night(self, book):
        rescore()
        factories.rating(book[0], "credit_score", 22, "2026-07-01")
        rescore(date(2026, 7, 2))
        standing = Standing.objects.get(account=book[0])
        assert (standing.pyramid, standing.subtype) == (PyramidTier.SMALL, SmallSubtype.POOR_CREDIT)
        change = ClassChange.objects.filter(account=book[0], system="pyramid").latest("pk")
        assert change.cause == ChangeCause.CREDIT

    def test_a_new_rating_is_new_input(self, book):
        first = rescore()
        factories.rating(book[9], "strategic_value", 60, "2026-06-30")
        again = rescore()
        assert again.state == "done"
        assert again.input_hash != first.input_hash

    def test_of_a_group_the_head_is_rated(self, book, people):
        member = factories.account("子公司", owner=people.rep, parent=book[9])
        factories.rating(member, "strategic_value", 90, "2026-06-01")
        rescore()
        assert scored(book[9]).strategic_value == -1


class TestCosts:
    def test_twelve_months_of_serving_add_up_over_the_group(self, book, people):
        member = factories.account("子公司", owner=people.rep, parent=book[0])
        factories.cost(book[0], "2025-07-01", "100.50")
        factories.cost(member, "2026-06-30", "9.50", kind="gifts")
        factories.cost(book[0], "2025-06-30", "1000")  # a year ago is out
        factories.cost(book[0], "2026-01-01", "5000", kind="development")  # spent to win it
        rescore()
        assert scored(book[0]).cost_to_serve == 11_000

    def test_contribution_ranks_by_profit_less_costs(self, book):
        factories.policy(pyramid__metric="contribution")
        factories.cost(book[0], "2026-06-01", "15000")
        rescore()
        gross = 3 * (10000 - 4550) * 100
        assert scored(book[0]).value == gross - 1_500_000
        assert scored(book[0]).rank > 1


class TestReferrals:
    @pytest.mark.parametrize(
        ("amounts", "pattern"),
        [
            pytest.param([], Pattern.REPEAT, id="nobody"),
            pytest.param(["30000", "20000"], Pattern.REFERRER, id="30k and 20k"),
            pytest.param(["150000", "20000"], Pattern.BIG_REFERRER, id="150k and 20k"),
            pytest.param([None], Pattern.REPEAT, id="one that has not bought"),
        ],
    )
    def test_domain_3_2(self, book, people, amounts, pattern):
        for amount in amounts:
            brought = factories.account(owner=people.rep)
            factories.referral(brought, "2026-01-01", by=book[0])
            if amount:
                factories.sale(brought, "2026-04-01", amount)
        rescore()
        assert scored(book[0]).pattern == pattern

    def test_within_a_group_nobody_refers(self, book, people):
        member = factories.account("子公司", owner=people.rep, parent=book[0])
        factories.sale(member, "2026-04-01", "100")
        factories.referral(member, "2026-01-01", by=book[0])
        rescore()
        assert scored(book[0]).referred_buyers == 0

    def test_credit_goes_to_the_direct_referrer_only(self, book, people):
        first, second = (factories.account(owner=people.rep) for _ in "ab")
        factories.sale(second, "2026-04-01", "100")
        factories.referral(first, "2026-01-01", by=book[0])
        factories.referral(second, "2026-02-01", by=first)
        rescore()
        assert scored(book[0]).referred_buyers == 0


class TestThePast:
    def tiers(self, as_of):
        past = read_past(windows=Windows.of(Policy()), zone=ZoneInfo("Asia/Shanghai"))
        population = past.population(as_of, Policy())
        return population, score(population, Policy())

    def test_a_rating_known_only_later_is_not_read(self, book):
        known = datetime(2026, 8, 1, tzinfo=UTC)
        factories.rating(book[0], "credit_score", 22, "2026-05-01", known_from=known)
        factories.cost(book[0], "2026-05-01", "100", known_from=known)
        population, scores = self.tiers(DAY)
        assert (population.credit_score[0], population.cost_to_serve[0]) == (-1, 0)
        assert scores.pyramid[0] == PyramidTier.TOP
        population, scores = self.tiers(date(2026, 8, 31))
        assert (population.credit_score[0], population.cost_to_serve[0]) == (22, 10_000)
        assert scores.pyramid[0] == PyramidTier.SMALL

    def test_it_reads_what_the_night_reads(self, book, people):
        known = datetime(2026, 1, 1, tzinfo=UTC)
        factories.rating(book[3], "strategic_value", 77, "2026-01-01", known_from=known)
        factories.cost(book[4], "2026-02-01", "12.34", known_from=known)
        brought = factories.account(owner=people.rep)
        factories.sale(brought, "2026-04-01", "150000")
        factories.referral(brought, "2026-01-01", by=book[5], known_from=known)
        rescore()
        population, scores = self.tiers(DAY)
        for row, account in enumerate(population.account_id):
            kept = Score.objects.current().get(account=account)
            for name in ("strategic_value", "cost_to_serve", "referred_buyers", "referred_big"):
                assert getattr(population, name)[row] == getattr(kept, name), name
            for name in ("pyramid", "pareto", "abc", "pattern", "loyalty"):
                assert getattr(scores, name)[row] == getattr(kept, name), name

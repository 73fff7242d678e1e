"""Key accounts from facts to the class that shows (domain §3.5, §3.6), and what is kept of them."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import Account, Standing
from kam.lib import numbers
from kam.lib.classes import KeyAccountClass as Class
from kam.lib.classes import Recognition
from tests import factories
from tiering.engine import Context, explain
from tiering.evidence import facts_of, place_of
from tiering.models import Assessment, ClassChange, Proposal, Run, Score, Track
from tiering.models.change import System
from tiering.services import proposals
from tiering.services.runs import execute_run, request_run

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def rescore(as_of=DAY):
    return execute_run(run=request_run(as_of=as_of, by=None))


def explained(account):
    score = Score.objects.current().select_related("run__policy").get(account=account)
    context = Context.model_validate(score.run.context)
    return explain(facts_of(score, context), place_of(score), context, score.run.policy.policy)


@pytest.fixture
def book(people):
    """Ten steady buyers of one industry, of falling size, with costs."""
    accounts = [
        factories.account(f"客户{n}", owner=people.rep, industry="纺织") for n in range(1, 11)
    ]
    for n, account in enumerate(accounts, 1):
        for day in ("2024-03-10", "2024-12-10", "2025-07-10", "2026-01-10", "2026-05-10"):
            factories.sale(account, day, 110_000 - 10_000 * n, cost=50_000 - 4_500 * n)
    return accounts


def judge(account, idea=5, acceptance=4, carried_out=9, day="2026-05-01"):
    """The facts of TV 3.6a, and three aspects rated 4."""
    kinds = {
        "idea_alignment": idea,
        "policy_acceptance": acceptance,
        "management_ability": 4,
        "network_breadth": 3,
        "peer_standing": 4,
        "peer_influence": 4,
        "image_influence": 4,
        "tech_absorption": 4,
        "market_strength": 4,
    }
    for kind, value in kinds.items():
        factories.rating(account, kind, value, day, evidence="看过")
    for n in range(10):
        factories.policy_check(account, day, carried_out=n < carried_out, item=f"条款{n}")


class TestComputed:
    @pytest.mark.parametrize(
        ("facts", "aligned", "expected"),
        [
            pytest.param({}, 9025, Class.CORE, id="TV 3.6a"),
            pytest.param(
                {"idea": 3, "acceptance": 3, "carried_out": 6}, 5350, Class.IMPORTANT, id="TV 3.6b"
            ),
            pytest.param(
                {"idea": 3, "acceptance": 5, "carried_out": 10}, 8000, Class.IMPORTANT, id="TV 3.6c"
            ),
        ],
    )
    def test_core_and_important(self, book, facts, aligned, expected):
        judge(book[2], **facts)
        rescore()
        row = Assessment.objects.get(account=book[2])
        # Third of ten by revenue is the 75th percentile.
        assert (row.performance, row.strength, row.alignment) == (7500, 7125, aligned)
        score = Score.objects.current().get(account=book[2])
        assert (score.recognition, score.key_class) == (Recognition.QUALIFIED, expected)

    def test_risen_by_ten_points_in_a_year_is_watched(self, book):
        judge(book[2], idea=3, acceptance=3, carried_out=6, day="2025-05-01")
        judge(book[2], idea=3, acceptance=5, carried_out=10)
        rescore()
        assert Assessment.objects.get(account=book[2]).watch

    def test_only_judged_accounts_have_a_row(self, book):
        judge(book[2])
        factories.wallet(book[4], "2026-01-01", "5000000")
        rescore()
        assert set(Assessment.objects.values_list("account", flat=True)) == {book[2].pk, book[4].pk}

    def test_without_judgement_too_little_is_known(self, book):
        rescore()
        score = Score.objects.current().get(account=book[0])
        assert (score.recognition, score.key_class) == (Recognition.INSUFFICIENT, 0)

    def test_a_contract_keeps_an_account_that_buys_nothing(self, book, people):
        quiet = factories.account("合同客户", owner=people.rep, status="active")
        factories.contract(quiet, "2026-01-01", "2026-01-01", "2028-12-31")
        rescore()
        score = Score.objects.current().get(account=quiet)
        assert (score.days_since_last, score.net_revenue, score.rfm) == (-1, 0, 0)
        assert Assessment.objects.get(account=quiet).contract_months == 36


class TestEffective:
    def test_the_first_class_is_proposed(self, book, people):
        judge(book[2])
        rescore()
        proposal = Proposal.objects.get(system="key_class")
        assert (proposal.old, proposal.new, proposal.account) == (0, Class.CORE, book[2])
        assert Standing.objects.get(account=book[2]).key_class == 0
        proposals.approve(proposal=proposal, today=DAY, by=people.manager)
        assert Standing.objects.get(account=book[2]).key_class == Class.CORE
        assert Track.objects.get(account=book[2]).key_class == Class.CORE

    def test_a_night_between_reviews_proposes_nothing(self, book):
        rescore()
        judge(book[2], day="2026-06-02")
        rescore(date(2026, 6, 3))
        assert not Proposal.objects.filter(system="key_class").exists()
        rescore(date(2026, 7, 1))
        assert Proposal.objects.filter(system="key_class").exists()

    def test_who_is_no_key_account_any_more_comes_under_review(self, book, people):
        factories.policy(hysteresis__dwell_days=0, hysteresis__proposal_expiry_days=400)
        judge(book[2])
        rescore()
        proposals.approve(
            proposal=Proposal.objects.get(system="key_class"), today=DAY, by=people.manager
        )
        factories.rating(book[2], "image_influence", 1, "2026-06-20")
        factories.rating(book[2], "tech_absorption", 1, "2026-06-20")
        for n in (7, 8, 9):
            rescore(date(2026, n, 1))
        assert Standing.objects.get(account=book[2]).key_class == Class.CORE
        down = Proposal.objects.open().get(system="key_class")
        assert (down.old, down.new) == (Class.CORE, Class.IMPORTANT)

    def test_members_carry_the_class_of_their_group(self, book, people):
        member = factories.account("子公司", owner=people.rep, parent=book[2])
        judge(book[2])
        rescore()
        proposals.approve(
            proposal=Proposal.objects.get(system="key_class"), today=DAY, by=people.manager
        )
        assert Standing.objects.get(account=member).key_class == Class.CORE
        assert ClassChange.objects.filter(system="key_class").count() == 2

    def test_the_inbox_tells_a_rise_by_the_class_it_is_about(self, book, people, as_user):
        judge(book[2])
        rescore()
        html = as_user(people.manager).get(reverse("proposal_list")).content.decode()
        assert "computed now: Core" in html
        assert "Key account class" in html
        row = as_user(people.manager).get(reverse("proposal_list")).context["rows"][0]
        assert (row.is_up, row.still_holds) == (True, True)
        key, score = row.key, Assessment.objects.current().get(account=book[2])
        assert (key.alignment, key.strength) == (score.alignment / 100, score.strength / 100)
        assert key.alignment >= key.alignment_line == 75
        assert key.strength >= key.strength_line == 60
        assert (key.factor_before, key.factor_after) == (0.4, 1.0)
        assert f"alignment {numbers.number(key.alignment, 1)} (core from 75)" in html
        assert "100% of the resources of a core account, now 40%" in html

    @pytest.mark.parametrize("system", System.values)
    def test_the_history_of_the_account_names_every_class(self, book, people, as_user, system):
        ClassChange.objects.create(account=book[2], system=system, as_of=DAY, old=0, new=1)
        url = reverse("account_history", args=[book[2].pk])
        line = as_user(people.manager).get(url).context["page"].object_list[0]
        nothing = "Not a key account" if system == "key_class" else "Not rated"
        assert (line.changes[0].before, line.kind) == (nothing, "class")
        assert line.changes[0].after != nothing


class TestKept:
    def test_what_is_stored_explains_what_was_computed(self, book):
        judge(book[2])
        factories.wallet(book[2], "2026-01-01", "900000")
        for kind in ("market_growth", "cooperation", "operating", "economic"):
            factories.rating(book[2], kind, 4, "2026-05-01", evidence="看过")
        factories.payment(book[2], "2026-05-01", due=100, on_time=97)
        factories.cost(book[2], "2024-01-01", "9000", kind="development")
        factories.cost(book[2], "2026-01-01", "4000")
        rescore()
        row, found = Assessment.objects.get(account=book[2]), explained(book[2])
        assert found.potential.score == (None if row.potential < 0 else row.potential)
        assert found.criteria.score == row.criteria > 0
        assert sum(part.points or 0 for part in found.criteria.parts) == row.criteria
        facts = {part.criterion: part.fact for part in found.criteria.parts}
        # First year: two purchases of 80,000 with a cost of 36,500.
        assert facts["DEV_COST"] == round(100 * 9000 / 87_000, 2)
        assert facts["INTEGRITY"] == 97.0
        assert found.wallet_share == round(10_000 * 240_000 / 900_000)

    def test_lifetime_value_takes_what_a_layer_kept(self, book):
        rescore(date(2025, 5, 20))
        rescore()
        run = Run.objects.main().done().latest("as_of")
        assert run.context["cohorts"] == [[1, 1], [1, 1], [3, 3], [5, 5]]
        worth = explained(book[0]).worth
        # (1 + 10 x 0.95) / (1 + 10) of the first layer, as domain §5.2 says.
        assert worth.retention == 9545
        assert worth.clv == Score.objects.current().get(account=book[0]).clv

    def test_a_stated_retention_wins(self, book):
        factories.rating(book[0], "retention", 60, "2026-05-01")
        rescore()
        worth = explained(book[0]).worth
        assert (worth.retention, worth.is_stated) == (6000, True)


def test_every_account_of_the_book_has_an_explanation_that_agrees(book):
    judge(book[2])
    rescore()
    for account in Account.objects.order_by("pk"):
        score, found = Score.objects.current().get(account=account), explained(account)
        for system in ("pyramid", "pareto", "abc", "segment", "recognition", "key_class"):
            assert getattr(found, system).code == getattr(score, system), system

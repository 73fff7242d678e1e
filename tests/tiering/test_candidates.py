"""Candidates judged from their facts: domain §3.7, with the vectors of §5.2 and §6.11."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from kam.lib.classes import GateState, SelectionDecision
from tests import factories
from tiering.candidates import judge
from tiering.engine.criteria import Criterion, selection_points
from tiering.engine.selection import Unmet
from tiering.models import Assumption, Decision, PolicyVersion, Strategy
from tiering.services.candidates import read_candidates, read_house
from tiering.services.selection import assume, decide

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 30)
PASS, FAIL, OPEN = GateState.PASS, GateState.FAIL, 0
SELECTED, RESERVE, REJECTED = SelectionDecision


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def candidate(owner=None, name="候选客户", **fields):
    return factories.account(name, owner=owner, **{"status": "prospect", **fields})


def facts_of(account, **but):
    """Everything known: 63.20 points by the default policy with the amounts of `assumed`."""
    ratings = {"operating": 4, "economic": 3, "service_zone": 2, "interaction": 4} | but
    for kind, value in ratings.items():
        factories.rating(account, kind, value)
    factories.payment(account, "2026-05-01", due=10, on_time=9)
    factories.wallet(account, "2026-05-01", 3_000_000)
    return account


def assumed(account, **said):
    """TV 5.2c: 300,000 less 60,000 a year of a MAJOR account, 200,000 still to be spent."""
    amounts = {"year_profit": 300_000, "year_cost": 60_000, "remaining_cost": 200_000}
    fields = {"tier": 2, "source": "询价", **amounts, **said}
    return Assumption.objects.create(account=account, **fields)


def judged(*accounts, **changes):
    policy = PolicyVersion.objects.published().policy
    owners = {account.pk: account.owner_id or 0 for account in accounts}
    return judge(read_candidates(owners=owners, as_of=TODAY), read_house(policy), policy)


def scores_of(account):
    found = judged(account)
    return {criterion.value: int(column[0]) for criterion, column in found.scores.items()}


class TestCriteria:
    def test_all_eight_and_their_total(self, people):
        account = facts_of(candidate(people.rep))
        assumed(account)
        assert scores_of(account) == {
            "INTEGRITY": 7000,
            "OPERATING": 7500,
            "ECONOMIC": 5000,
            "LOCATION": 8000,
            "MAX_DEMAND": 7000,
            "DEV_COST": 3000,
            "INTERACTION": 7500,
            "KEEP_COST": 3000,
        }
        found = judged(account)
        assert (found.total.score[0], found.total.coverage[0]) == (6020, 10_000)

    def test_points_add_up_to_the_score(self, people):
        account = facts_of(candidate(people.rep))
        factories.rating(account, "interaction", 2, "2026-06-01")
        found = judged(account)
        scores = {criterion: int(found.scores[criterion][0]) for criterion in Criterion}
        parts = selection_points(scores, PolicyVersion.objects.published().policy)
        assert parts[Criterion.DEV_COST] is None
        assert sum(part or 0 for part in parts.values()) == found.total.score[0]

    def test_of_nothing_nothing_is_known(self, people):
        account = candidate(people.rep)
        assert set(scores_of(account).values()) == {-1}
        found = judged(account)
        assert (found.total.score[0], found.total.coverage[0]) == (-1, 0)
        assert found.selection.decision[0] == 0

    def test_the_newest_current_fact_up_to_today_counts(self, people):
        account = candidate(people.rep)
        factories.rating(account, "operating", 2, "2026-01-01")
        factories.rating(account, "operating", 5, "2026-06-30")
        factories.rating(account, "operating", 1, "2026-07-01")
        gone = factories.rating(account, "operating", 3, "2026-06-30")
        type(gone).objects.filter(pk=gone.pk).update(known_to=gone.known_from)
        factories.payment(account, "2026-01-01", due=10, on_time=1)
        factories.payment(account, "2026-06-01", due=10, on_time=10)
        assert scores_of(account)["OPERATING"] == 10_000
        assert scores_of(account)["INTEGRITY"] == 10_000

    @pytest.mark.parametrize(
        ("estimates", "points"),
        [
            ([("", 3_000_000), ("泵", 900_000)], 7000),
            ([("阀", 1_500_000), ("泵", 900_000)], 7000),
            ([("阀", 1_500_000)], 5500),
            ([("", 0), ("泵", 900_000)], 0),
        ],
        ids=["the whole wins", "categories add up", "one category", "a whole of nothing wins too"],
    )
    def test_the_wallet(self, people, estimates, points):
        account = candidate(people.rep)
        for category, amount in estimates:
            factories.wallet(account, "2026-05-01", amount, category)
        assert scores_of(account)["MAX_DEMAND"] == points

    def test_what_was_spent_counts_for_the_development_cost_only(self, people):
        account = facts_of(candidate(people.rep))
        assumed(account, remaining_cost=20_000)
        assert scores_of(account)["DEV_COST"] == 10_000
        before = judged(account).value.worth.amount[0]
        factories.cost(account, "2025-01-01", 280_000, "development")
        factories.cost(account, "2026-05-01", 999_999, "visits")
        assert scores_of(account)["DEV_COST"] == 0
        assert judged(account).value.worth.amount[0] == before

    def test_many_are_judged_at_once_as_each_alone(self, people, django_assert_num_queries):
        accounts = [facts_of(candidate(people.rep, f"候选{n}"), operating=n) for n in (1, 3, 5)]
        assumed(accounts[1])
        policy = PolicyVersion.objects.published().policy
        owners = {account.pk: people.rep.pk for account in accounts}
        with django_assert_num_queries(6):
            facts = read_candidates(owners=owners, as_of=TODAY)
        with django_assert_num_queries(6):
            house = read_house(policy)
        together = judge(facts, house, policy)
        alone = [judged(account).total.score[0] for account in accounts]
        assert together.total.score.tolist() == alone

    def test_an_empty_list(self):
        assert len(judged()) == 0


class TestDecisions:
    def ready(self, people, **said):
        account = facts_of(candidate(people.rep))
        assumed(account, budget_is_there=True, **said)
        return account

    @pytest.mark.parametrize(
        ("said", "decision", "failed", "unknown"),
        [
            ({}, SELECTED, 0, 0),
            ({"remaining_cost": 700_000}, RESERVE, Unmet.LIFETIME_VALUE, 0),
            ({"year_profit": 250_000, "remaining_cost": 600_000}, RESERVE, Unmet(1), 0),
            ({"budget_is_there": False}, RESERVE, Unmet.RESOURCES, 0),
            ({"budget_is_there": None}, 0, 0, Unmet.RESOURCES),
        ],
    )
    def test_by_the_rules(self, people, said, decision, failed, unknown):
        account = facts_of(candidate(people.rep))
        assumed(account, **{"budget_is_there": True, **said})
        found = judged(account).selection
        assert (found.decision[0], found.failed[0], found.unknown[0]) == (decision, failed, unknown)

    @pytest.mark.parametrize(
        ("before", "decision", "after"),
        [
            ("prospect", SELECTED, "candidate"),
            ("candidate", SELECTED, "candidate"),
            ("prospect", RESERVE, "prospect"),
            ("candidate", RESERVE, "candidate"),
            ("candidate", REJECTED, "prospect"),
        ],
    )
    def test_status_follows(self, people, before, decision, after):
        account = candidate(people.rep, status=before)
        decide(account=account, decision=decision, reason="看过", today=TODAY, by=people.manager)
        account.refresh_from_db()
        assert account.status == after

    def test_it_is_kept_with_what_the_rules_said(self, people):
        account = self.ready(people, remaining_cost=700_000)
        made = decide(
            account=account, decision=REJECTED, reason="太贵", today=TODAY, by=people.manager
        )
        kept = Decision.objects.get(pk=made.pk)
        assert (kept.computed, kept.score, kept.coverage) == (RESERVE, 5720, 10_000)
        assert (kept.failed, kept.unknown, kept.tier) == (Unmet.LIFETIME_VALUE, 0, 2)
        assert (kept.reason, kept.by, kept.as_of) == ("太贵", people.manager, TODAY)

    def test_a_reason_is_needed(self, people):
        with pytest.raises(ValidationError, match="Say why"):
            decide(
                account=candidate(people.rep),
                decision=SELECTED,
                reason=" ",
                today=TODAY,
                by=people.manager,
            )

    @pytest.mark.parametrize("role", ["rep", "kam", "sponsor", "admin", "auditor"])
    def test_only_managers_decide(self, people, role):
        with pytest.raises(PermissionDenied):
            decide(
                account=candidate(people.rep),
                decision=SELECTED,
                reason="好",
                today=TODAY,
                by=getattr(people, role),
            )

    def test_not_over_accounts_out_of_sight(self, people):
        account = candidate(people.other_rep)
        with pytest.raises(PermissionDenied):
            decide(account=account, decision=SELECTED, reason="好", today=TODAY, by=people.manager)

    def test_nor_over_a_customer(self, people):
        account = candidate(people.rep, status="active")
        with pytest.raises(ValidationError, match="no candidate any more"):
            decide(account=account, decision=SELECTED, reason="好", today=TODAY, by=people.manager)


class TestAssumptions:
    def test_what_is_not_said_stays(self, people):
        account = candidate(people.rep)
        first = assume(account=account, by=people.manager, year_profit=Decimal(9), source="电话")
        second = assume(account=account, by=people.rep, tier=1)
        assert (second.year_profit, second.source, second.tier) == (Decimal(9), "电话", 1)
        assert Assumption.objects.get(pk=first.pk).tier == 3
        assert assume(account=account, by=people.rep, tier=1) == second

    @pytest.mark.parametrize(
        ("role", "said"),
        [
            ("rep", {"year_profit": 1, "source": "x"}),
            ("rep", {"budget_is_there": True}),
            ("sponsor", {"tier": 1}),
            ("admin", {"tier": 1}),
        ],
    )
    def test_who_may_not(self, people, role, said):
        account = candidate(people.rep, sponsor=people.sponsor)
        with pytest.raises(PermissionDenied):
            assume(account=account, by=getattr(people, role), **said)

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"year_profit": Decimal(5)}, "source"),
            ({"remaining_cost": Decimal(-1), "source": "x"}, "remaining_cost"),
            ({"tier": 9}, "tier"),
        ],
    )
    def test_refused(self, people, said, field):
        with pytest.raises(ValidationError) as refused:
            assume(account=candidate(people.rep), by=people.manager, **said)
        assert set(refused.value.error_dict) == {field}

    def test_a_feint_asks_for_an_ethics_note(self, people):
        account, feint = candidate(people.rep), Strategy.objects.get(name="声东击西策略")
        with pytest.raises(ValidationError) as refused:
            assume(account=account, by=people.rep, strategy=feint)
        assert set(refused.value.error_dict) == {"ethics_note"}
        made = assume(account=account, by=people.rep, strategy=feint, ethics_note="只说真话")
        assert made.strategy == feint

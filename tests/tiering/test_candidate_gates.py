"""The three gates of candidates (domain §3.7.2), with the vectors of §5.2 and §6.11."""

import pytest
from django.utils import translation

from kam.lib.classes import GateState, KeyAccountClass, SelectionDecision
from staff.models import User
from tests import factories
from tests.tiering.test_candidates import TODAY, assumed, candidate, judged
from tiering.models import Decision, PolicyVersion, Score
from tiering.services.runs import execute_run, request_run
from tiering.services.selection import decide

pytestmark = pytest.mark.django_db
PASS, FAIL, OPEN = GateState.PASS, GateState.FAIL, 0
SELECTED = SelectionDecision.SELECTED
CORE, IMPORTANT, NONE = KeyAccountClass


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


class TestLifetimeValue:
    def test_tv_5_2c(self, people):
        account = candidate(people.rep)
        assumed(account)
        found = judged(account).value
        assert (found.worth.amount[0], found.gate[0]) == (484_020_34, PASS)

    @pytest.mark.parametrize(
        ("said", "gate"),
        [
            ({"remaining_cost": 684_020}, PASS),
            ({"remaining_cost": 684_021}, FAIL),
            ({"remaining_cost": None}, OPEN),
            ({"year_profit": None}, OPEN),
            ({"year_cost": None}, OPEN),
            ({"year_cost": 300_001, "remaining_cost": None}, FAIL),
        ],
        ids=[
            "just worth it",
            "just not",
            "what remains is unknown",
            "profit unknown",
            "cost unknown",
            "fails whatever remains",
        ],
    )
    def test_gate(self, people, said, gate):
        account = candidate(people.rep)
        assumed(account, **said)
        assert judged(account).value.gate[0] == gate

    def test_without_an_assumption_it_is_unknown(self, people):
        assert judged(candidate(people.rep)).value.gate[0] == OPEN

    @pytest.mark.parametrize(
        ("cost", "remaining", "gate"),
        [(40, None, PASS), (40, 1_000_000, FAIL), (140, None, FAIL)],
        ids=["earns", "not what is still to be spent", "costs"],
    )
    def test_who_has_bought_is_worth_what_the_run_says(self, people, cost, remaining, gate):
        account = factories.account("回头客户", owner=people.rep)
        for day in ("2025-08-10", "2025-12-10", "2026-05-10"):
            factories.sale(account, day, 100_000, cost=1000 * cost)
        run = execute_run(run=request_run(as_of=TODAY, by=None))
        type(account).objects.filter(pk=account.pk).update(status="candidate")
        assumed(account, year_profit=None, remaining_cost=remaining)
        found = judged(account).value
        clv = Score.objects.get(run=run, account=account).clv
        assert (found.worth.amount[0], found.gate[0]) == (clv - 100 * (remaining or 0), gate)


@pytest.fixture
def busy(people):
    """TV 6.11a: 2 TOP, 8 MAJOR, 12 ORDINARY, 30 SMALL of one rep: 762 hours."""
    for tier, number in ((1, 2), (2, 8), (3, 12), (4, 30)):
        for _ in range(number):
            factories.account(owner=people.rep, standing={"pyramid": tier})
    return people.rep


class TestTime:
    def test_tv_6_11a(self, busy):
        account, second = candidate(busy), candidate(busy, "第二家")
        assumed(account, tier=1)
        assumed(second, tier=1)
        load = judged(account).load
        assert (load.own[0], load.used[0], load.gate[0]) == (864_000_000, 9818, PASS)
        Decision.objects.create(
            account=second, decision=SELECTED, reason="好", score=-1, coverage=0, tier=1,
            policy=PolicyVersion.objects.published(), as_of=TODAY, by=busy,
        )  # fmt: skip
        assert judged(account).load.gate[0] == PASS  # not courted yet
        type(second).objects.filter(pk=second.pk).update(status="candidate")
        load = judged(account).load
        assert (load.own[0], load.used[0], load.gate[0]) == (966_000_000, 10_977, FAIL)

    def test_a_selected_candidate_is_counted_once(self, people):
        account = candidate(people.rep)
        assumed(account, tier=2)
        factories.policy(hours__capacity_per_rep=48)
        decide(account=account, decision=SELECTED, reason="好", today=TODAY, by=people.manager)
        load = judged(account).load
        assert (load.own[0], load.used[0], load.gate[0]) == (48_000_000, 10_000, PASS)
        assert load.house[0] == 48_000_000

    def test_an_ordinary_customer_is_assumed_and_nobody_has_no_time(self, people):
        mine, nobodys = candidate(people.rep), candidate(name="无主")
        load = judged(mine, nobodys).load
        assert load.own.tolist() == [12_000_000, -1]
        assert load.gate.tolist() == [PASS, OPEN]

    @pytest.mark.parametrize(
        ("standing", "hours"),
        [
            ({"pyramid": 3, "key_class": CORE}, 102),
            ({"pyramid": 1, "key_class": CORE}, 102),
            ({"pyramid": 4, "key_class": IMPORTANT}, 48),
            ({"pyramid": 1, "key_class": IMPORTANT}, 102),
            ({"pyramid": 3, "key_class": NONE}, 12),
        ],
        ids=["core", "core and top", "important", "important and top", "under review"],
    )
    def test_core_is_cared_for_like_top_and_important_like_major(self, people, standing, hours):
        factories.account(owner=people.rep, standing=standing)
        assert judged(candidate(people.rep)).load.own[0] == (hours + 12) * 1_000_000

    def test_hours_are_settings(self, people):
        factories.policy(hours__visit=4.5)
        assert judged(candidate(people.rep)).load.own[0] == 18_000_000


class TestMeans:
    def gate(self, account, **said):
        assumed(account, **said)
        found = judged(account).means
        parts = (found.hours[0], found.budget[0], found.key_accounts[0])
        return found.gate[0], parts

    @pytest.mark.parametrize(
        ("said", "gate", "budget"), [(None, OPEN, OPEN), (True, PASS, PASS), (False, FAIL, FAIL)]
    )
    def test_the_budget_is_a_managers_word(self, people, said, gate, budget):
        found = self.gate(candidate(people.rep), budget_is_there=said)
        assert found == (gate, (PASS, budget, PASS))

    def test_the_company_needs_more_hours_than_it_has(self, people):
        User.objects.filter(role__in=["rep", "kam"]).update(is_active=False)
        found = self.gate(candidate(people.rep), budget_is_there=True)
        assert found == (FAIL, (FAIL, PASS, PASS))

    @pytest.mark.parametrize(
        ("tier", "state"), [(2, FAIL), (1, FAIL), (3, PASS)], ids=["major", "top", "no key account"]
    )
    def test_no_room_for_another_key_account(self, people, tier, state):
        factories.policy(key_account__alarm_count=2, key_account__warn_count=1)
        for pyramid in (1, 2, 3):
            factories.account(owner=people.rep, standing={"pyramid": pyramid})
        assert self.gate(candidate(people.rep), tier=tier)[1][2] == state

    def test_core_and_important_are_the_key_accounts_once_there_are_any(self, people):
        factories.policy(key_account__alarm_count=2, key_account__warn_count=1)
        for pyramid in (1, 2, 2):
            factories.account(owner=people.rep, standing={"pyramid": pyramid})
        factories.account(owner=people.rep, standing={"pyramid": 3, "key_class": CORE})
        gone = {"pyramid": 1, "key_class": CORE}
        factories.account(owner=people.rep, standing=gone, status="exited")
        assert self.gate(candidate(people.rep), tier=2)[1][2] == PASS
        factories.account(owner=people.rep, standing={"pyramid": 3, "key_class": IMPORTANT})
        assert self.gate(candidate(people.rep, "另一家"), tier=2)[1][2] == FAIL

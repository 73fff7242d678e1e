"""Back-tests: the past on what was known then, and what became of the accounts called key."""

from datetime import UTC, date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Account, LedgerEntry
from kam.lib.copy import read_columns
from tests import factories
from tiering.engine import Policy, score
from tiering.engine.outcome import outcome, verdict
from tiering.engine.past import months_later
from tiering.models import BackTest, PolicyVersion
from tiering.services.backtests import (
    KEY,
    backtest,
    execute_backtest,
    month_ends,
    request_backtest,
)
from tiering.services.measures import measure_aside
from tiering.services.past import read_past
from tiering.services.population import EPOCH
from tiering.services.runs import execute_run, request_run
from tiering.services.trials import record_trial
from tiering.services.windows import Windows

ZONE = ZoneInfo("Asia/Shanghai")
WINDOWS = Windows.of(Policy())
DAY = date(2026, 6, 30)
MEASURES = {
    "account_id": "i8", "net_revenue": "i8", "revenue_with_cost": "i8", "cost_of_goods": "i8",
    "occasions": "i4", "window_occasions": "i4", "first_occasion": "i4",
    "last_occasion": "i4", "median_interval": "f8", "tenure_from": "i4",
    "has_recent_sale": "i2",
}  # fmt: skip
SQL = """
SELECT account_id, net_revenue, revenue_with_cost, cost_of_goods, occasions::int4,
  window_occasions::int4, coalesce(first_occasion - date '2000-01-01', -1),
  coalesce(last_occasion - date '2000-01-01', -1), coalesce(median_interval, 'nan'::float8),
  coalesce(tenure_from - date '2000-01-01', -1), has_recent_sale::int::int2
FROM {table} ORDER BY account_id
"""


def past():
    return read_past(windows=WINDOWS, zone=ZONE)


def in_sql(as_of):
    return read_columns(SQL.format(table=measure_aside(as_of=as_of, windows=WINDOWS)), MEASURES)


def assert_same(as_of):
    """The columns agree with the statement of the night, account by account."""
    read = past()
    found, wanted = read.measured(as_of), in_sql(as_of)
    rows = np.flatnonzero(found.known)
    assert list(read.accounts[rows]) == list(wanted["account_id"])
    for name in list(MEASURES)[1:]:
        ours = getattr(found, name)[rows]
        assert np.array_equal(ours, wanted[name], equal_nan=True) or list(ours) == list(
            wanted[name]
        ), name


entries = st.lists(
    st.tuples(
        st.integers(0, 3),  # account
        st.integers(-30, 900),  # days before the as-of day
        st.integers(-300, 900),  # amount
        st.sampled_from(["sale", "return"]),
        st.booleans(),  # cost known
        st.integers(-1, 12),  # the entry it returns
    ),
    max_size=25,
)


class TestAgainstSql(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(entries=entries, back=st.integers(0, 400))
    def test_the_past_agrees_with_the_statement_of_the_night(self, entries, back):
        accounts = [factories.account() for _ in range(3)]
        accounts.append(factories.account(parent=accounts[0]))
        for n, (place, days, amount, kind, costed, returned) in enumerate(entries):
            names = {"returns": f"R{returned}"} if kind == "return" and returned >= 0 else {}
            factories.sale(
                accounts[place],
                DAY - timedelta(days=days),
                amount,
                kind=kind,
                reference=f"R{n}",
                cost=amount // 2 if costed else None,
                known_from=datetime(2020, 1, 1, tzinfo=UTC),
                **names,
            )
        assert_same(DAY - timedelta(days=back))


def test_months_later_is_the_calendar_of_the_database():
    days = [date(2024, 1, 31), date(2024, 2, 29), date(2023, 8, 31), date(1999, 12, 31)]
    numbers = np.array([(day - EPOCH).days for day in days])
    later = [EPOCH + timedelta(days=int(n)) for n in months_later(numbers, 12)]
    assert later == [date(2025, 1, 31), date(2025, 2, 28), date(2024, 8, 31), date(2000, 12, 31)]


@pytest.mark.django_db
class TestKnowledge:
    @pytest.fixture
    def account(self, people):
        account = factories.account(owner=people.rep)
        factories.sale(account, "2026-03-01", "100")
        return account

    def revenue(self, as_of):
        return past().measured(as_of).net_revenue.tolist()

    def test_a_fact_known_only_later_is_not_read(self, account):
        factories.sale(account, "2026-04-01", "900", known_from=datetime(2026, 8, 1, tzinfo=UTC))
        assert self.revenue(DAY) == [10_000]
        assert self.revenue(date(2026, 8, 31)) == [100_000]

    def test_it_changes_no_class_of_the_past(self, account, people):
        rivals = [factories.account(owner=people.rep) for _ in range(4)]
        for n, rival in enumerate(rivals, 1):
            factories.sale(rival, "2026-02-01", 1000 * n)
        before = score(past().population(DAY, Policy()), Policy())
        factories.sale(account, "2026-04-01", "99999", known_from=datetime(2026, 8, 1, tzinfo=UTC))
        after = score(past().population(DAY, Policy()), Policy())
        assert list(after.pyramid) == list(before.pyramid)
        assert list(
            score(past().population(date(2026, 8, 31), Policy()), Policy()).pyramid
        ) != list(before.pyramid)

    def test_a_row_closed_since_still_counts_then(self, account):
        LedgerEntry.objects.update(known_to=datetime(2026, 8, 1, tzinfo=UTC))
        assert self.revenue(DAY) == [10_000]
        assert self.revenue(date(2026, 8, 31)) == [0]

    def test_known_at_the_end_of_the_day_in_the_companys_zone(self, account):
        late = datetime(2026, 6, 30, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
        factories.sale(account, "2026-06-01", "1", known_from=late)
        factories.sale(account, "2026-06-01", "10", known_from=late + timedelta(minutes=2))
        assert self.revenue(DAY) == [10_100]

    def test_who_has_left_since_was_there_then(self, account):
        assert len(past().population(DAY, Policy())) == 1
        Account.objects.filter(pk=account.pk).update(status="exited")
        assert len(past().population(DAY, Policy())) == 1
        assert len(past().population(date(2036, 6, 30), Policy())) == 0


def flags(text):
    return np.array([mark == "x" for mark in text])


LATER = [10, 8, 1, 1, 1, 1, 1, 1, 1, 1]
OTHERS = [0, 9, 30, 20, 1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("called", "before", "after", "grew", "shrank", "lost", "became", "right"),
    [
        pytest.param("xx........", [9] * 10, LATER, 1, 1, 0, 2, 2, id="both right"),
        pytest.param("xx........", [9] * 10, OTHERS, 0, 0, 1, 2, 0, id="none right"),
        pytest.param("x.", [0, 0], [0, 0], 0, 0, 1, 0, 0, id="nobody buys"),
        pytest.param(".....", [1] * 5, [5] * 5, 0, 0, 0, 5, 0, id="ties count"),
    ],
)
def test_verdict(called, before, after, grew, shrank, lost, became, right):
    before, after = np.array(before), np.array(after)
    found = verdict(flags(called), outcome(before, after), before, after)
    assert (found.called, found.grew, found.shrank) == (called.count("x"), grew, shrank)
    assert (found.lost, found.became, found.right) == (lost, became, right)


def test_precision_and_recall_of_nobody_are_unknown():
    nothing = np.array([0, 0])
    found = verdict(flags(".."), outcome(nothing, nothing), nothing, nothing)
    assert (found.precision, found.recall) == (None, None)


@pytest.mark.parametrize(
    ("before", "days"),
    [
        (date(2026, 3, 1), [date(2026, 1, 31), date(2026, 2, 28)]),
        (date(2026, 3, 31), [date(2026, 1, 31), date(2026, 2, 28)]),
        (date(2024, 3, 15), [date(2024, 1, 31), date(2024, 2, 29)]),
    ],
)
def test_month_ends_are_over(before, days):
    assert month_ends(before=before, count=2) == days


@pytest.fixture
def book(people):
    """Two years of monthly sales; the second account overtakes the first in the last half year."""
    accounts = [factories.account(f"客户{n}", owner=people.rep) for n in range(1, 6)]
    for month in range(24):
        day = date(2024 + month // 12, month % 12 + 1, 10)
        for n, account in enumerate(accounts, 1):
            factories.sale(account, day, 5000 if n == 2 and month >= 18 else 1000 // n)
    return accounts


TODAY = date(2026, 1, 1)


@pytest.mark.django_db
class TestBackTest:
    def test_it_walks_month_ends_and_counts_classes(self, book):
        found = backtest(Policy(), months=12, today=TODAY, report=lambda percent: None)
        assert (found["days"][0], found["days"][-1]) == ("2024-12-31", "2025-11-30")
        assert found["population"] == [5] * 12
        assert [sum(row) for row in zip(*found["counts"]["pyramid"].values())] == [5] * 12
        assert found["flips"]["pyramid"]["changes"] > 0
        assert found["flows"]["pyramid"]

    def test_verdicts_wait_until_their_time_is_over(self, book):
        found = backtest(Policy(), months=12, today=TODAY, report=lambda percent: None)
        assert {row["day"] for row in found["verdicts"] if row["months"] == 6} == {
            "2024-12-31", "2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31",
        }  # fmt: skip
        assert [row["day"] for row in found["verdicts"] if row["months"] == 12] == []

    def test_each_system_is_judged_by_those_it_called_key(self, book):
        """Sales every month: the pattern calls all five key, the pyramid one, class A two. Nobody
        is rated by eight criteria, so of those there is no verdict."""
        found = backtest(Policy(), months=12, today=TODAY, report=lambda percent: None)
        last = {row["system"]: row for row in found["verdicts"] if row["day"] == "2025-05-31"}
        assert last.keys() == found["counts"].keys() - {"band"}
        called = {system: (row["called"], row["right"]) for system, row in last.items()}
        assert called["pattern"] == (5, 1)
        assert called["key_class"] == (0, 0)
        for system in last:
            codes = KEY[system]
            place = found["days"].index("2025-05-31")
            counts = found["counts"][system]
            assert called[system][0] == sum(counts[str(int(code))][place] for code in codes)

    def test_the_same_book_by_the_same_policy_is_the_same_result(self, book):
        one, two = (
            backtest(Policy(), months=6, today=TODAY, report=lambda percent: None) for _ in "ab"
        )
        assert one == two

    def test_its_last_month_end_is_what_a_run_of_that_day_computes(self, book):
        found = backtest(Policy(), months=3, today=TODAY, report=lambda percent: None)
        run = execute_run(run=request_run(as_of=date(2025, 11, 30), by=None))
        tiers = [run.scores.filter(pyramid=code).count() for code in (1, 2, 3, 4)]
        assert tiers == [row[-1] for row in found["counts"]["pyramid"].values()]

    def test_it_runs_once_and_keeps_its_document(self, book, people):
        test = request_backtest(
            version=PolicyVersion.objects.published(), months=12, by=people.admin
        )
        done = execute_backtest(test=test, today=TODAY)
        assert (done.state, done.progress, done.holds) == ("done", 100, True)
        finished = done.finished_at
        assert execute_backtest(test=test, today=TODAY).finished_at == finished

    def test_a_failure_is_written_down(self, people, monkeypatch):
        from tiering.services import backtests

        def fail(**_kwargs):
            raise RuntimeError("no ledger")

        monkeypatch.setattr(backtests, "read_past", fail)
        test = request_backtest(version=PolicyVersion.objects.published(), months=12, by=None)
        with pytest.raises(RuntimeError):
            execute_backtest(test=test, today=TODAY)
        test.refresh_from_db()
        assert (test.state, test.error) == ("failed", "RuntimeError: no ledger")


@pytest.mark.django_db
class TestPage:
    def test_start_watch_and_read_two_beside_each_other(self, book, people, as_user):
        client = as_user(people.admin)
        client.post("/tiering/policies/1/draft/")
        for number in (1, 2):
            client.post(f"/tiering/policies/{number}/backtest/start/", {"months": "12"})
            polled = client.get(
                f"/tiering/policies/{number}/backtest/?poll=1", headers={"HX-Request": "true"}
            )
            assert "Testing past month-ends" in unescape(polled.content.decode())
            execute_backtest(test=BackTest.objects.get(version__number=number), today=TODAY)
        said = unescape(client.get("/tiering/policies/2/backtest/?with=1").content.decode())
        assert "v1: what came after" in said
        assert "v2: what came after" in said

    def test_it_opens_at_the_system_that_moves(self, book, people, as_user):
        client = as_user(people.admin)
        client.post("/tiering/policies/1/draft/")
        draft = PolicyVersion.objects.get(number=2)
        url = f"/tiering/policies/{draft.number}/backtest/"
        assert client.get(url).context["system"] == "pyramid"
        run = execute_run(run=request_run(as_of=date(2025, 11, 30), by=None))
        record_trial(version=draft, run=run, moves={"pyramid": 1, "band": 3}, by=people.admin)
        assert client.get(url).context["system"] == "band"
        assert client.get(f"{url}?system=abc").context["system"] == "abc"

    def test_before_the_first_it_says_what_it_is(self, people, as_user):
        said = unescape(as_user(people.kam).get("/tiering/policies/1/backtest/").content.decode())
        assert "Not tested yet" in said
        assert "backtest/start" not in said

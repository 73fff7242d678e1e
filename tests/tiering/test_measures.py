"""Measures from the ledger (domain §3.1): SQL against the obvious, incremental against full."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Account, LedgerEntry
from tests import factories
from tests.tiering import oracle
from tiering.models import Measure
from tiering.services.measures import measure_aside, measure_working
from tiering.services.windows import Windows, months_before

pytestmark = pytest.mark.django_db

WINDOWS = Windows(ttm_months=12, activity_months=24, tenure_gap_months=12, by_group=True)
AS_OF = date(2026, 10, 31)
FIELDS = [f.name for f in Measure._meta.fields if f.name != "account"]


def stored(table="tiering_measure"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT account_id, {', '.join(FIELDS)} FROM {table} ORDER BY account_id")
        return {row[0]: dict(zip(FIELDS, row[1:])) for row in cursor.fetchall()}


def expected(as_of):
    groups = {}
    for pk, top in Account.objects.order_by("pk").values_list("pk", "top_id"):
        groups.setdefault(top, []).append(pk)
    found = {top: oracle.measures(members, as_of) for top, members in groups.items()}
    return {top: measures for top, measures in found.items() if measures}


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        pytest.param("2025-10-31", False, id="twelve-months-ago-is-out"),
        pytest.param("2025-11-01", True, id="the-day-after-is-in"),
        pytest.param("2026-10-31", True, id="as-of-itself-is-in"),
        pytest.param("2026-11-01", False, id="the-future-is-out"),
    ],
)
def test_sales_window_edges(day, counts):
    account = factories.account()
    factories.sale(account, "2024-01-05", "7")
    factories.sale(account, day, "100.25")
    measure_working(as_of=AS_OF, windows=WINDOWS)
    assert stored()[account.pk]["net_revenue"] == (10025 if counts else 0)


@pytest.mark.parametrize(
    ("as_of", "months", "start"),
    [
        pytest.param("2026-10-31", 12, "2025-10-31", id="month-end"),
        pytest.param("2024-02-29", 12, "2023-02-28", id="leap-day"),
        pytest.param("2026-03-31", 1, "2026-02-28", id="shorter-month"),
        pytest.param("2026-01-15", 24, "2024-01-15", id="over-new-year"),
    ],
)
def test_calendar_months(as_of, months, start):
    assert months_before(date.fromisoformat(as_of), months) == date.fromisoformat(start)


@pytest.mark.parametrize(
    ("returned", "returned_on", "occasions"),
    [
        pytest.param(None, None, 2, id="kept"),
        pytest.param("-100", "2026-09-01", 1, id="returned-in-full"),
        pytest.param("-99.99", "2026-09-01", 2, id="returned-in-part"),
        pytest.param("-100", "2026-11-01", 2, id="returned-after-the-as-of-date"),
    ],
)
def test_a_sale_returned_in_full_is_no_occasion(returned, returned_on, occasions):
    account = factories.account()
    factories.sale(account, "2026-03-01", "50")
    factories.sale(account, "2026-08-01", "100", reference="S1")
    if returned:
        factories.sale(account, returned_on, returned, kind="return", returns="S1")
    measure_working(as_of=AS_OF, windows=WINDOWS)
    row = stored()[account.pk]
    assert row["occasions"] == occasions
    assert row["has_recent_sale"]


def test_a_group_is_measured_at_its_top_account():
    top = factories.account("集团")
    member = factories.account("子公司", parent=top)
    factories.sale(top, "2026-05-01", "10")
    factories.sale(member, "2026-06-01", "5")
    measure_working(as_of=AS_OF, windows=WINDOWS)
    assert {pk: row["net_revenue"] for pk, row in stored().items()} == {top.pk: 1500}


def test_leaving_a_group_moves_the_sums_of_both():
    top = factories.account("集团")
    member = factories.account("子公司", parent=top)
    factories.sale(member, "2026-06-01", "5")
    measure_working(as_of=AS_OF, windows=WINDOWS)
    Account.objects.filter(pk=member.pk).update(parent=None, top=member.pk)
    measure_working(as_of=AS_OF, windows=WINDOWS)
    assert {pk: row["net_revenue"] for pk, row in stored().items()} == {member.pk: 500}


def test_only_touched_accounts_are_measured_again():
    quiet, busy = factories.account(), factories.account()
    for account in (quiet, busy):
        factories.sale(account, "2026-05-05", "10")
    assert measure_working(as_of=AS_OF, windows=WINDOWS) == 2
    factories.sale(busy, "2026-10-30", "1")
    assert measure_working(as_of=AS_OF + timedelta(days=1), windows=WINDOWS) == 1


def test_time_alone_moves_an_account():
    account = factories.account()
    factories.sale(account, "2025-11-01", "10")
    measure_working(as_of=AS_OF, windows=WINDOWS)
    assert stored()[account.pk]["net_revenue"] == 1000
    assert measure_working(as_of=date(2026, 11, 1), windows=WINDOWS) == 1
    assert stored()[account.pk]["net_revenue"] == 0


def test_an_account_with_future_entries_only_is_not_measured_yet():
    account = factories.account()
    factories.sale(account, "2026-11-02", "10")
    measure_working(as_of=date(2026, 11, 1), windows=WINDOWS)
    assert stored() == {}
    measure_working(as_of=date(2026, 11, 2), windows=WINDOWS)
    assert stored()[account.pk]["net_revenue"] == 1000


ENTRY = st.tuples(
    st.integers(0, 4),  # account
    st.dates(date(2023, 1, 1), date(2026, 12, 31)),
    st.sampled_from(["sale", "sale", "sale", "return", "rebate"]),
    st.integers(-50_000, 100_000),
    st.booleans(),  # cost known
    st.integers(0, 3),  # a return may name one of the first references
)


class TestLaws(TestCase):
    """Whatever is booked, corrected and removed, in whatever order the nights come."""

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        first=st.lists(ENTRY, max_size=25),
        later=st.lists(ENTRY, max_size=8),
        closed=st.sets(st.integers(0, 24), max_size=5),
        nights=st.lists(st.integers(0, 70), min_size=1, max_size=3),
    )
    def test_incremental_is_full_is_obvious(self, first, later, closed, nights):
        accounts = [factories.account() for _ in range(5)]
        accounts[1].parent = accounts[0]
        accounts[1].top = accounts[0]
        accounts[1].save()
        day = date(2026, 9, 1)
        self.book(accounts, first)
        measure_working(as_of=day, windows=WINDOWS)
        for step in nights:
            day += timedelta(days=step)
            self.book(accounts, later)
            ids = list(LedgerEntry.objects.current().order_by("pk").values_list("pk", flat=True))
            gone = [pk for place, pk in enumerate(ids) if place in closed]
            LedgerEntry.objects.filter(pk__in=gone).update(known_to="2027-01-01T00:00Z")
            measure_working(as_of=day, windows=WINDOWS)
            incremental = stored()
            assert incremental == stored(measure_aside(as_of=day, windows=WINDOWS))
            assert incremental == expected(day)

    def book(self, accounts, entries):
        """Sales are referred to as S0, S1, … so that a return may name one of the first."""
        for place, (index, day, kind, cents, costed, named) in enumerate(entries):
            amount = Decimal(cents) / 100
            reference = f"S{LedgerEntry.objects.count()}" if kind == "sale" else None
            factories.sale(
                accounts[index],
                day,
                amount if kind == "sale" else -abs(amount),
                kind=kind,
                cost=amount / 2 if costed else None,
                reference=reference,
                returns=f"S{named + place % 4}" if kind == "return" else "",
            )

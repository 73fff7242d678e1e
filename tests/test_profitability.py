"""The whale curve as a page: TV 6.8 from a ledger, rights, and what it says without profits."""

from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kam.dashboards.whale import whale_of
from tests import factories
from tiering.services.runs import execute_run, request_run

pytestmark = pytest.mark.django_db
AS_OF, URL = date(2026, 6, 30), "/tiering/profitability/"
CONTRIBUTIONS = (500, 300, 200, 100, 50, 0, -30, -70, -150, -200)


@pytest.fixture
def book(people):
    """TV 6.8: revenue 1,000 each, the contribution after goods and 10 for a visit."""
    for n, left in enumerate(CONTRIBUTIONS):
        account = factories.account(f"客户{n}", owner=people.other_rep if n == 0 else people.rep)
        factories.sale(account, "2026-05-05", 1000, cost=990 - left)
        factories.cost(account, "2026-05-06", 10)
    return execute_run(run=request_run(as_of=AS_OF, by=None))


def test_tv_6_8(book, people):
    curve = whale_of(people.head, book)
    assert (curve.accounts, curve.total) == (10, 700_00)
    assert (curve.whale.peak_share, curve.whale.peak_position) == (16_429, 5)
    assert (curve.whale.erosion, curve.whale.losers, curve.whale.lost) == (6429, 4, -450_00)
    shares = [round(100 * value, 2) for value in curve.chart["values"]]
    assert shares == [
        71.43, 114.29, 142.86, 157.14, 164.29, 164.29, 160.0, 150.0, 128.57, 100.0,
    ]  # fmt: skip
    assert [(step.accounts, step.share) for step in curve.steps][2:5] == [
        (2, 1.1429), (4, 1.5714), (6, 1.6429),
    ]  # fmt: skip


def test_only_what_the_reader_sees(book, people):
    kam = factories.user("kam", people.east)
    assert whale_of(kam, book).accounts == 0
    assert whale_of(people.manager, book).accounts == 9


def test_a_total_that_is_no_profit_has_no_shares(book, people):
    for account in factories.Account.objects.filter(owner=people.rep):
        factories.sale(account, "2026-05-07", 1, cost=200)
    run = execute_run(run=request_run(as_of=AS_OF, by=None))
    curve = whale_of(people.head, run)
    assert curve.peak_share is None
    assert curve.chart["format"] == "money"
    assert curve.chart["values"][-1] == curve.total / 100


def test_a_ranking_by_revenue_knows_no_contribution(people, as_user):
    factories.policy(pyramid__metric="net_revenue")
    factories.sale(factories.account("甲", owner=people.rep), "2026-05-05", 1000, cost=10)
    execute_run(run=request_run(as_of=AS_OF, by=None))
    assert "Contributions are not known" in as_user(people.head).get(URL).content.decode()


def test_the_page(book, people, as_user):
    client = as_user(people.head)
    said = unescape(client.get(URL).content.decode())
    for words in ("164.3%", "64.3%", "of the best 5 accounts", "it peaks after 5 accounts"):
        assert words in said
    listed = client.get("/accounts/?list=loss")
    assert listed.context["page"].paginator.count == 4


def test_before_the_first_run(people, as_user):
    assert "No scoring run yet" in as_user(people.head).get(URL).content.decode()


def test_numbers_of_queries(book, people, as_user):
    client = as_user(people.manager)
    client.get(URL)
    with CaptureQueriesContext(connection) as queries:
        client.get(URL)
    assert len(queries) <= 10

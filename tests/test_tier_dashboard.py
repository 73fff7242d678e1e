"""The tier dashboard: figures, links with equal counts, and what each role may read."""

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Account
from kam.dashboards.tier_sums import sums_of_scope
from kam.lib.numbers import from_minor, money
from tests import factories
from tiering.models import CurrentRun, Score
from tiering.services.runs import execute_run, request_run

AS_OF = date(2026, 6, 30)
COUNTED = re.compile(r'<a class="k-n" href="([^"]+)">([\d,]+)</a>')


def book(people, *, costs=True, size=24):
    """A skewed book over three owners: steep amounts, one loss, one group, one quiet account."""
    owners = [people.rep, people.other_rep, people.kam]
    for i in range(size):
        account = factories.account(f"客户{i:03}", owner=owners[i % 3])
        for month in range(1, 1 + (4 if i % 4 else 1)):
            amount = Decimal(1_000_000) / (i + 1) ** 2 + i
            cost = amount * Decimal("0.7") if costs else None
            factories.sale(account, date(2026, month, 5 + i % 20), amount, cost=cost)
    loser = factories.account("亏损客户", owner=people.rep)
    factories.sale(loser, "2026-03-03", 5000, cost=9000 if costs else None)
    head = factories.account("集团", owner=people.rep)
    member = factories.account("子公司", owner=people.rep, parent=head)
    factories.sale(member, "2026-02-02", 7000, cost=100 if costs else None)
    factories.account("安静客户", owner=people.rep)
    factories.account("潜在客户", owner=people.rep, status="prospect")


def scored(people, **options):
    book(people, **options)
    return execute_run(run=request_run(as_of=AS_OF, by=None))


def page(client, query=""):
    response = client.get(f"/tiering/{query}")
    assert response.status_code == 200
    return response


def text(response):
    return unescape(response.content.decode())


def test_before_the_first_run_it_says_so_and_offers_one(as_user, people):
    assert 'href="/tiering/runs/new/"' in text(page(as_user(people.manager)))
    said = text(page(as_user(people.rep)))
    assert "No scoring run yet" in said
    assert "/tiering/runs/new/" not in said


@pytest.mark.parametrize("role", ["admin", "auditor", "head", "manager", "rep", "kam"])
def test_every_number_opens_a_list_of_as_many_accounts(as_user, people, role):
    scored(people)
    client = as_user(getattr(people, role))
    links = COUNTED.findall(text(page(client)))
    assert len(links) >= 15
    for url, shown in links:
        listed = client.get(url).context["page"].paginator.count
        assert listed == int(shown.replace(",", "")), url


def test_layers_and_those_not_rated_yet_add_up_to_all(as_user, people):
    new = factories.account("新客户", owner=people.rep)
    factories.sale(new, "2026-06-20", 40_000, cost=10_000)
    scored(people)
    board = page(as_user(people.admin)).context["board"]
    rows = [*board.pyramid, board.unrated]
    assert (board.unrated.accounts, board.unrated.amount) == (1, 30_000_00)
    assert sum(row.accounts for row in rows) == board.sums.ranked
    assert sum(row.amount for row in rows) == board.value
    assert sum(row.share for row in rows) == pytest.approx(1)
    assert "Not rated yet" in text(page(as_user(people.admin)))


def test_a_unit_narrows_figures_and_lists_alike(as_user, people):
    scored(people)
    client = as_user(people.admin)
    response = page(client, f"?unit={people.west.pk}")
    assert response.context["board"].sums.accounts == 8
    for url, shown in COUNTED.findall(text(response)):
        assert f"unit={people.west.pk}" in url
        assert client.get(url).context["page"].paginator.count == int(shown), url


@pytest.mark.parametrize(
    ("role", "accounts"),
    [("admin", 26), ("sponsor", 26), ("head", 26), ("manager", 18), ("rep", 10)],
)
def test_the_scope_is_the_readers_book(as_user, people, role, accounts):
    scored(people)
    board = page(as_user(getattr(people, role))).context["board"]
    assert board.sums.accounts == accounts
    assert sum(row.accounts for row in board.pyramid) == accounts


def test_whole_company_and_summed_rows_agree(as_user, people):
    """The run's own sums and those of the rows are the same figures."""
    scored(people)
    whole = page(as_user(people.admin)).context["board"]
    run = CurrentRun.get()
    summed = sums_of_scope(
        run, run.policy.policy, people.admin, None, is_current=True, by_value=True
    )
    assert whole.is_whole
    assert whole.sums == summed


def test_a_manager_whose_unit_holds_every_account_sees_the_company(as_user, people):
    scored(people)
    board = page(as_user(people.head)).context["board"]
    assert board.is_whole
    assert [row.deviation for row in board.pyramid] == [0, 0, 0, 0]
    assert not page(as_user(people.manager)).context["board"].is_whole


def test_only_the_whole_company_has_levels_of_concentration(as_user, people):
    scored(people)
    assert all(gauge.level for gauge in page(as_user(people.head)).context["board"].gauges)
    response = page(as_user(people.manager))
    assert {gauge.level for gauge in response.context["board"].gauges} == {""}
    assert "The thresholds are meant for the whole company" in text(response)


@pytest.mark.parametrize("role", ["admin", "manager"])
def test_estimated_accounts_open_as_many(as_user, people, role):
    scored(people)
    factories.sale(Account.objects.get(name="客户020"), "2026-05-09", 900)
    unknown = factories.account("无成本", owner=people.rep)
    factories.sale(unknown, "2026-05-09", 900)
    execute_run(run=request_run(as_of=date(2026, 7, 5), by=None))
    client = as_user(getattr(people, role))
    board = page(client).context["board"]
    assert board.sums.estimated == 2
    assert client.get(board.estimated_url).context["page"].paginator.count == 2
    assert as_user(people.rep).get(board.estimated_url).context["page"].paginator.count == 0


def test_the_company_is_summed_once_until_a_class_changes(as_user, people):
    scored(people)
    client = as_user(people.admin)
    client.get("/tiering/runs/")  # the frame remembers what it says of the night
    with CaptureQueriesContext(connection) as first:
        page(client)
    with CaptureQueriesContext(connection) as again:
        page(client)
    assert len(first) - len(again) == 2  # the sums, and what referred accounts bring


def test_the_quota_is_compared_for_the_whole_company_only(as_user, people):
    scored(people)
    rows = page(as_user(people.admin)).context["board"].pyramid
    # 26 ranked: cuts 1, 5, 13; the loser is small whatever its rank.
    assert [row.accounts for row in rows] == [1, 4, 8, 13]
    assert [row.deviation for row in rows] == [0, 0, 0, 0]
    assert [round(row.quota, 2) for row in rows] == [0.01, 0.19, 0.30, 0.50]
    assert page(as_user(people.rep)).context["board"].pyramid[0].deviation is None


def margin_amounts():
    """Every value of the metric and cost in the book, as a page would print it."""
    for score in Score.objects.current():
        if score.revenue_with_cost:
            for minor in (score.value, score.cost_of_goods):
                yield money(from_minor(minor))


def test_a_rep_never_reads_cost_or_margin(as_user, people):
    scored(people)
    sales = {money(from_minor(score.net_revenue)) for score in Score.objects.current()}
    response = page(as_user(people.rep))
    said = text(response)
    assert "Cost figures are not shown to your role." in said
    assert response.context["board"].lists.loss.count is None
    for amount in set(margin_amounts()) - sales:
        assert not re.search(rf"(?<![\d.,]){re.escape(amount)}(?![\d.])", said), amount
    assert "gross profit</" not in said.replace("ranked by gross profit</", "")


def test_a_service_colleague_reads_no_amounts(as_user, people):
    scored(people)
    account = Account.objects.get(name="客户000")
    account.members.add(people.service)
    said = text(page(as_user(people.service)))
    assert "¥" not in said
    assert "Net revenue" not in said


def test_losses_are_named_where_costs_are_known(as_user, people):
    scored(people)
    loss = page(as_user(people.manager)).context["board"].lists.loss
    assert loss.count == 1
    assert [line.account.name for line in loss.lines] == ["亏损客户"]
    assert [line.amount for line in loss.lines] == [-400_000]


def test_without_costs_it_ranks_by_net_revenue_and_says_so(as_user, people):
    scored(people, costs=False)
    response = page(as_user(people.admin))
    assert "No cost data: accounts are ranked by net revenue." in text(response)
    assert "No cost of goods and no cost to serve are recorded yet." in text(response)
    assert response.context["board"].lists.loss.count is None


def test_a_metric_that_does_not_separate_is_said(as_user, people):
    for _ in range(4):
        factories.sale(factories.account(owner=people.rep), "2026-05-05", 1000)
    execute_run(run=request_run(as_of=AS_OF, by=None))
    assert "The metric does not separate" in text(page(as_user(people.admin)))


def test_an_older_run_is_said_and_links_nothing(as_user, people):
    first = scored(people)
    factories.sale(Account.objects.get(name="客户001"), "2026-07-01", 10**7, cost=1)
    execute_run(run=request_run(as_of=date(2026, 7, 5), by=None))
    response = page(as_user(people.admin), f"?run={first.pk}")
    assert f"You look at the older run #{first.pk}" in text(response)
    assert COUNTED.findall(text(response)) == []


def test_runs_are_for_those_who_see_runs(as_user, people):
    run = scored(people)
    assert as_user(people.rep).get(f"/tiering/?run={run.pk}").status_code == 403
    assert as_user(people.admin).get("/tiering/?run=999").status_code == 404
    assert as_user(people.admin).get("/tiering/?run=x").status_code == 404


def test_a_foreign_unit_is_not_found(as_user, people):
    scored(people)
    assert as_user(people.manager).get(f"/tiering/?unit={people.west.pk}").status_code == 404
    assert as_user(people.rep).get(f"/tiering/?unit={people.east.pk}").status_code == 404


def test_a_scope_without_ranked_accounts_says_so(as_user, people):
    scored(people)
    newcomer = factories.user("rep", people.west)
    assert "No ranked accounts here" in text(page(as_user(newcomer)))


@pytest.mark.parametrize(("role", "most"), [("admin", 8), ("manager", 11), ("rep", 8)])
def test_queries_are_few_and_do_not_grow(as_user, people, role, most):
    scored(people, size=12)
    client = as_user(getattr(people, role))
    page(client)  # what the frame says of the night is remembered for a while
    with CaptureQueriesContext(connection) as few:
        page(client)
    book(people, size=30)
    execute_run(run=request_run(as_of=date(2026, 7, 1), by=None))
    page(client)
    with CaptureQueriesContext(connection) as many:
        page(client)
    assert len(few) == len(many)
    assert len(many) <= most, [query["sql"][:90] for query in many]


def test_who_costs_us_money_is_judged_after_the_cost_to_serve(as_user, people):
    scored(people)
    board = page(as_user(people.head)).context["board"]
    best = board.lists.keep.lines[0].account
    before = board.lists.loss.count
    factories.cost(best, "2026-06-01", "99999999")
    execute_run(run=request_run(as_of=AS_OF, by=None))
    board = page(as_user(people.head)).context["board"]
    assert board.lists.loss.count == before + 1
    assert board.lists.loss.lines[0].account == best
    listed = as_user(people.head).get(board.lists.loss.url).context["page"].paginator.count
    assert listed == before + 1

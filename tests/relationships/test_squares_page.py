"""The page of the 25 squares: counts agree with lists, filters narrow, nothing leaks."""

from contextlib import closing
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.models import Account
from relationships.models import StageCell
from relationships.services import relations
from tests import factories
from tiering.services.runs import execute_run, request_run

AS_OF = date(2026, 10, 31)
# Account, owner, personal and company level; the amount is 100,000 times the number.
PLACES = [
    (1, "rep", 3, 3),
    (2, "rep", 3, 3),
    (3, "rep", 5, 3),
    (4, "rep", 2, 4),
    (5, "other_rep", 3, 3),
]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def book(people):
    accounts = {}
    for n, owner, p, c in PLACES:
        who = getattr(people, owner)
        accounts[n] = account = factories.account(f"方格客户{n}", who)
        boss = factories.contact(account, decision_role="economic", influence=5)
        factories.level(account, p, f"2026-0{n}-03", boss)
        factories.level(account, c, f"2026-0{n}-04")
        factories.sale(account, "2026-05-05", 100_000 * n)
    accounts[6] = factories.account("未评估客户", people.rep)
    accounts[7] = factories.account("离开的客户", people.rep, status="exited")
    relations.rebuild(today=AS_OF)
    execute_run(run=request_run(as_of=AS_OF, by=None))
    return SimpleNamespace(accounts=accounts, **vars(people))


def seen(client, **query):
    return client.get(reverse("squares"), query)


def counts(response):
    cells = response.context["book"].grid.cells
    return {(cell.personal, cell.company): cell.count for cell in cells if cell.count}


def listed(response):
    return [row["account"].name for row in response.context["rows"]]


@pytest.mark.parametrize(
    ("who", "found", "off"),
    [
        ("rep", {(3, 3): 2, (5, 3): 1, (2, 4): 1}, 1),
        ("other_rep", {(3, 3): 1}, 0),
        ("manager", {(3, 3): 2, (5, 3): 1, (2, 4): 1}, 1),
        ("head", {(3, 3): 3, (5, 3): 1, (2, 4): 1}, 1),
        ("sponsor", {(3, 3): 3, (5, 3): 1, (2, 4): 1}, 1),
        ("service", {}, 0),
    ],
)
def test_everybody_counts_the_own_book(book, as_user, who, found, off):
    response = seen(as_user(getattr(book, who)))
    assert counts(response) == found
    assert response.context["book"].off_grid()[0] == off


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"p": 3, "c": 3}, ["方格客户5", "方格客户2", "方格客户1"]),
        ({"p": 1, "c": 1}, []),
        ({"stage": 2}, ["方格客户3"]),
        ({"zone": 4}, ["方格客户4"]),
        ({"zone": 1}, ["未评估客户"]),
        ({"risk": 1}, ["方格客户3"]),
        ({"p": "x", "c": 3}, []),
    ],
    ids=["square", "empty square", "stage", "zone", "off the grid", "risk", "nonsense"],
)
def test_what_is_chosen_is_listed_and_the_counts_agree(book, as_user, query, names):
    response = seen(as_user(book.head), **query)
    assert listed(response) == names
    if response.context["choice"]:
        assert response.context["count"] == len(names)


@pytest.mark.parametrize(
    "query", [{"p": 3, "c": 3}, {"stage": 2}, {"risk": 1}, {"p": 3, "c": 3, "owner": "rep"}]
)
def test_the_account_list_shows_the_same(book, as_user, query):
    query = {k: getattr(book, v).pk if k == "owner" else v for k, v in query.items()}
    client = as_user(book.head)
    response = seen(client, **query)
    there = client.get(response.context["list_url"])
    names = [row.account.name for row in there.context["rows"]]
    assert sorted(names) == sorted(listed(response))
    assert len(names) == response.context["count"] > 0


@pytest.mark.parametrize("query", [{"stage": 1}, {"square": 33}], ids=["stage", "square"])
def test_who_sees_no_squares_finds_nobody_by_them(book, as_user, query):
    found = {
        who: as_user(getattr(book, who)).get(reverse("account_list"), query).context["page"]
        for who in ("rep", "admin")
    }
    assert {who: len(page.object_list) for who, page in found.items()} == {"rep": 2, "admin": 0}


def test_amounts_add_up_for_those_who_may_see_them(book, as_user):
    response = seen(as_user(book.head), p=3, c=3)
    shown = response.context["book"]
    assert response.context["amount"] == 800_000_00
    assert shown.all[1] == 1_500_000_00
    assert sum(line.count for line in shown.legend()) == shown.all[0] == 6
    assert sum(line.amount for line in shown.legend()) == shown.all[1]
    assert "Revenue" in response.content.decode()
    book.accounts[1].members.add(book.service)
    body = seen(as_user(book.service), p=3, c=3).content.decode()
    assert "方格客户1" in body
    assert "Revenue" not in body


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"owner": "other_rep"}, {(3, 3): 1}),
        ({"unit": "west"}, {(3, 3): 1}),
        ({"unit": "east"}, {(3, 3): 2, (5, 3): 1, (2, 4): 1}),
        ({"cls": "core"}, {}),
    ],
    ids=["owner", "unit", "other unit", "class"],
)
def test_conditions_narrow(book, as_user, query, found):
    query = {k: getattr(book, v).pk if hasattr(book, v) else v for k, v in query.items()}
    assert counts(seen(as_user(book.head), **query)) == found


def test_a_day_that_is_none_is_said_by_the_field(book, as_user):
    response = seen(as_user(book.head), since="2026-99-01")
    assert response.status_code == 200
    assert "Enter a valid date." in response.content.decode()


def test_change_since_a_day(book, as_user):
    boss = book.accounts[1].contacts.get()
    factories.level(book.accounts[1], 4, "2026-09-01", boss)
    relations.rebuild(today=AS_OF)
    cells = seen(as_user(book.head), since="2026-08-31").context["book"].grid.cells
    moved = {(cell.personal, cell.company): cell.change for cell in cells if cell.change}
    assert moved == {(3, 3): -1, (4, 3): 1}


def test_an_account_first_assessed_after_the_day_was_nowhere(book, as_user):
    cells = seen(as_user(book.head), since="2026-04-30").context["book"].grid.cells
    moved = {(cell.personal, cell.company): cell.change for cell in cells if cell.change}
    assert moved == {(3, 3): 1}  # no. 5, on 3 and 4 May


def sums_read(client):
    with CaptureQueriesContext(connection) as captured:
        seen(client)
    return len([query for query in captured if "GROUP BY" in query["sql"]])


def test_while_somebody_writes_nothing_is_kept(book, as_user):
    client = as_user(book.head)
    beside = connection.copy()
    with closing(beside), beside.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT pg_current_xact_id()")
        assert [sums_read(client), sums_read(client)] == [1, 1]


def test_sums_of_the_company_are_read_once(book, as_user):
    client = as_user(book.head)
    assert [sums_read(client), sums_read(client)] == [1, 0]
    assert counts(seen(client, owner=book.rep.pk))[3, 3] == 2  # narrowed: of its own


@pytest.mark.parametrize("what", ["level", "status", "a new one", "run"])
def test_kept_sums_follow_every_change(book, as_user, what):
    client = as_user(book.head)
    assert counts(seen(client))[3, 3] == 3
    one = book.accounts[1]
    if what == "level":
        factories.level(one, 5, "2026-10-30")
        relations.refresh(accounts=[one.pk], today=AS_OF)
        assert counts(seen(client))[3, 5] == 1
    elif what == "status":
        Account.objects.filter(pk=one.pk).update(status="exited")
        assert counts(seen(client))[3, 3] == 2
    elif what == "a new one":
        new = factories.account("新客户", book.rep)
        assert seen(client).context["book"].off_grid()[0] == 2
        Account.objects.filter(pk=new.pk).delete()
        assert seen(client).context["book"].off_grid()[0] == 1
    else:
        factories.sale(one, "2026-10-31", 50_000)
        execute_run(run=request_run(as_of=date(2026, 11, 1), by=None))
        assert seen(client, p=3, c=3).context["amount"] == 850_000_00


def test_the_path_of_an_account(book, as_user):
    mine, foreign = book.accounts[1].pk, book.accounts[5].pk
    response = seen(as_user(book.rep), account=mine)
    assert [(s.place.personal, s.place.company) for s in response.context["path"]] == [
        (3, 0),
        (3, 3),
    ]
    assert [point.number for point in response.context["drawing"].points] == [2]
    for asked in (foreign, "x", 10**20):
        response = seen(as_user(book.rep), account=asked)
        assert response.context["account"] is None
        assert "方格客户5" not in response.content.decode()


def test_accounts_with_a_stage_of_before_are_told(book, as_user):
    StageCell.objects.filter(personal=5, company=3).update(stage=3)
    response = seen(as_user(book.head))
    assert response.context["book"].old_stages == 1
    assert "1 account keeps the stage" in " ".join(response.content.decode().split())


def test_htmx_gets_the_part(book, as_user):
    response = as_user(book.head).get(reverse("squares"), {"p": 3, "c": 3}, HTTP_HX_REQUEST="true")
    body = response.content.decode()
    assert "<html" not in body
    assert "方格客户5" in body


@pytest.mark.parametrize(("who", "most"), [("rep", 18), ("head", 22)])
def test_queries_do_not_grow(book, as_user, who, most, django_assert_max_num_queries):
    client, query = as_user(getattr(book, who)), {"p": 3, "c": 3, "since": "2026-08-31"}
    query["account"] = book.accounts[1].pk
    seen(client, **query)
    with django_assert_max_num_queries(most):
        seen(client, **query)

"""Class flow since a day: numbers against a book made by hand, links, rights, queries."""

import re
from collections import Counter
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Standing
from tests import factories
from tiering.flow import Flows
from tiering.models import ClassChange
from tiering.models.change import ChangeCause, System
from tiering.services.runs import execute_run, request_run

pytestmark = pytest.mark.django_db

AS_OF, SINCE = date(2026, 6, 30), date(2026, 3, 31)
URL = "/tiering/flow/"
C = ChangeCause
COUNTED = re.compile(r'<a class="k-n" href="([^"]+)">([\d,]+)</a>')
FIGURE = re.compile(
    r'<a class="k-figure" href="([^"]+)">.*?k-figure-value">([\d,]+)<', re.DOTALL
)  # fmt: skip

# Name, owner, revenue, classes of the pyramid by day with their cause; the last one is in effect.
BOOK = [
    ("升", "rep", 900, [("2026-01-31", 2, C.FIRST), ("2026-05-01", 1, C.APPROVED)]),
    ("降", "rep", 800, [("2026-03-31", 2, C.FIRST), ("2026-04-01", 3, C.REVIEW)]),
    ("信用", "rep", 700, [("2026-01-31", 2, C.FIRST), ("2026-05-02", 4, C.CREDIT)]),
    ("两步", "other_rep", 600, [("2026-01-31", 3, C.FIRST), ("2026-04-01", 2, C.REVIEW),
                            ("2026-06-01", 1, C.PINNED)]),
    ("来回", "rep", 500, [("2026-01-31", 3, C.FIRST), ("2026-04-01", 2, C.PINNED),
                        ("2026-06-01", 3, C.PIN_ENDED)]),
    ("新", "rep", 400, [("2026-04-01", 3, C.FIRST)]),
    ("走", "rep", 0, [("2026-01-31", 4, C.FIRST), ("2026-05-01", 0, C.LEFT)]),
    ("不变", "rep", 300, [("2026-01-31", 3, C.FIRST)]),
    ("当天", "rep", 200, [("2026-01-31", 3, C.FIRST), ("2026-03-31", 2, C.REVIEW)]),
]  # fmt: skip


@pytest.fixture
def book(people):
    accounts = {}
    for name, owner, revenue, _steps in BOOK:
        accounts[name] = factories.account(name, owner=getattr(people, owner))
        if revenue:
            factories.sale(accounts[name], "2026-02-01", revenue, cost=1)
    run = execute_run(run=request_run(as_of=AS_OF, by=None))
    ClassChange.objects.all().delete()
    Standing.objects.all().delete()
    for name, _owner, _revenue, steps in BOOK:
        old = 0
        for day, new, cause in steps:
            ClassChange.objects.create(
                account=accounts[name], system="pyramid", as_of=day, old=old, new=new, cause=cause
            )
            old = new
        Standing.objects.create(account=accounts[name], pyramid=old)
    member = factories.account("子公司", owner=people.rep, parent=accounts["升"])
    Standing.objects.create(account=member, pyramid=1, by_group=True)
    ClassChange.objects.create(account=member, system="pyramid", as_of="2026-05-01", old=2, new=1)
    return run


def flows(user, run, since=SINCE, system=System.PYRAMID):
    return Flows(user=user, system=system, since=since, run=run)


def table(found):
    return [(f.before, f.after, f.accounts, f.revenue, f.way) for f in found.flows]


class TestNumbers:
    def test_since_the_end_of_a_day(self, book, people):
        found = flows(people.head, book)
        assert table(found) == [
            (2, 1, 1, 900_00, 1),
            (2, 3, 1, 800_00, -1),
            (2, 4, 1, 700_00, -1),
            (3, 1, 1, 600_00, 1),
            (4, 0, 1, 0, 0),
            (0, 3, 1, 400_00, 0),
        ]
        assert (found.moved, found.up, found.down, found.new, found.gone) == (6, 2, 2, 1, 1)
        assert found.unchanged == 3  # back where it was, never moved, moved on the day itself

    def test_what_led_to_the_class_of_now(self, book, people):
        causes = {cause.code: cause.accounts for cause in flows(people.head, book).causes}
        assert causes == {C.APPROVED: 1, C.REVIEW: 1, C.CREDIT: 1, C.PINNED: 1, C.FIRST: 1,
                          C.LEFT: 1}  # fmt: skip

    def test_from_the_beginning_everybody_is_new(self, book, people):
        found = flows(people.head, book, date(2025, 12, 31))
        assert {flow.before for flow in found.flows} == {0}
        assert (found.moved, found.unchanged) == (8, 0)

    def test_at_the_day_of_the_run_nobody_has_moved(self, book, people):
        assert flows(people.head, book, AS_OF).flows == []
        assert flows(people.head, book, system=System.ABC).flows == []

    def test_only_what_the_reader_sees(self, book, people):
        assert [flow[:3] for flow in table(flows(people.other_rep, book))] == [(3, 1, 1)]
        assert flows(people.rep, book).moved == 5
        assert flows(people.other_rep, book).unchanged == 0

    @pytest.mark.parametrize(
        ("asked", "names"),
        [
            ({}, "升 降 信用 两步 新 走"),
            ({"before": 2}, "升 降 信用"),
            ({"before": 2, "after": 4}, "信用"),
            ({"after": 0}, "走"),
            ({"way": 1}, "升 两步"),
            ({"way": -1}, "降 信用"),
            ({"cause": C.PINNED}, "两步"),
            ({"cause": C.PIN_ENDED}, ""),
        ],
    )
    def test_who_they_are(self, book, people, asked, names):
        from accounts.models import Account

        found = flows(people.head, book)
        ids = found.rows["account_id"][found.narrowed(**asked)].tolist()
        named = Account.objects.in_bulk(ids)
        assert [named[pk].name for pk in ids] == names.split()


class TestPages:
    @pytest.mark.parametrize("role", ["head", "manager", "rep", "admin", "auditor", "sponsor"])
    def test_every_number_opens_as_many_accounts(self, book, people, as_user, role):
        client = as_user(getattr(people, role))
        said = unescape(client.get(URL, {"since": str(SINCE)}).content.decode())
        links = COUNTED.findall(said) + FIGURE.findall(said)
        assert len(links) >= 10
        for url, shown in links:
            assert client.get(url).context["page"].paginator.count == int(shown), url

    def test_three_months_before_the_run_unless_chosen(self, book, people, as_user):
        client = as_user(people.head)
        for asked, since in (
            ("", date(2026, 3, 30)),
            ("2026-05-01", date(2026, 5, 1)),
            ("2030-01-01", AS_OF),
            ("nonsense", date(2026, 3, 30)),
            ("0001-01-01", date(2026, 3, 30)),
        ):
            assert client.get(URL, {"since": asked}).context["since"] == since

    def test_the_chart_has_the_flows_of_the_table(self, book, people, as_user):
        page = as_user(people.head).get(URL, {"since": str(SINCE)})
        chart = page.context["chart"]
        assert Counter(link["value"] for link in chart["links"]) == {1: 6}
        names = {node["name"] for node in chart["nodes"]}
        assert names == {"b2", "b3", "b4", "b0", "a1", "a3", "a4", "a0"}
        assert "6 accounts are in another class: 2 moved up, 2 down." in page.content.decode()
        assert "3 accounts kept their class" in page.content.decode()

    def test_the_list_says_when_and_why(self, book, people, as_user):
        page = as_user(people.head).get(f"{URL}accounts/", {"since": str(SINCE), "cause": C.CREDIT})
        row = page.context["rows"][0]
        assert (row["account"].name, row["day"], row["revenue"]) == (
            "信用", date(2026, 5, 2), 700_00,
        )  # fmt: skip
        assert page.context["said"] == "Poor credit"

    def test_service_colleagues_read_no_amounts(self, book, people, as_user):
        mine = Standing.objects.get(account__name="升").account
        mine.members.add(people.service)
        client = as_user(people.service)
        for url in (URL, f"{URL}accounts/"):
            said = client.get(url, {"since": str(SINCE)}).content.decode()
            assert "revenue" not in said
            assert "900" not in said

    @pytest.mark.parametrize(
        ("since", "says"), [("2025-12-31", True), ("2026-01-31", False)], ids=["before", "from"]
    )
    def test_a_day_before_classes_were_kept(self, book, people, as_user, since, says):
        response = as_user(people.head).get(URL, {"since": since})
        assert response.context["begins"] == (date(2026, 1, 31) if says else None)
        assert ("Classes are kept since 31 Jan 2026" in response.content.decode()) is says

    def test_nonsense_in_the_address(self, book, people, as_user):
        query = {"system": "x", "before": "x", "after": "99", "way": "x", "cause": "77"}
        client = as_user(people.head)
        assert client.get(URL, query).context["system"] == "pyramid"
        assert client.get(f"{URL}accounts/", query).status_code == 200

    def test_before_the_first_run(self, people, as_user):
        for url in (URL, f"{URL}accounts/"):
            assert "No scoring run yet" in as_user(people.rep).get(url).content.decode()

    @pytest.mark.parametrize(("url", "most"), [(URL, 12), (f"{URL}accounts/", 14)])
    def test_numbers_of_queries(self, book, people, as_user, url, most):
        client = as_user(people.manager)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url, {"since": str(SINCE)})
        assert len(queries) <= most

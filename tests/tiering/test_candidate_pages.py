"""The list of candidates, its file, the page of one, and the list of strategies."""

import csv
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import ExportLog
from kam.lib.classes import SelectionDecision
from staff import clock
from tests import factories
from tests.tiering.test_candidates import assumed, candidate, facts_of
from tiering.models import Assumption, Decision, Strategy
from tiering.services.selection import decide

pytestmark = pytest.mark.django_db
URL = "/tiering/selection/"


def text(response):
    return unescape(response.content.decode())


def listed(client, query=""):
    response = client.get(URL + query)
    assert response.status_code == 200
    return [row.account.name for row in response.context["rows"]]


@pytest.fixture
def book(people):
    """One good and complete, one fair, one poor, one unknown, of two reps; and a customer."""
    good = facts_of(candidate(people.rep, "甲好"))
    assumed(good, budget_is_there=True)
    fair = facts_of(candidate(people.rep, "乙中", status="candidate"), operating=2, economic=2)
    assumed(fair)
    poor = facts_of(candidate(people.other_rep, "丙差"), operating=1, economic=1, interaction=1)
    assumed(poor)
    unknown = candidate(people.rep, "丁未知")
    factories.account("老客户", owner=people.rep)
    return {"good": good, "fair": fair, "poor": poor, "unknown": unknown}


class TestList:
    def test_who_is_on_it_best_first(self, book, people, as_user):
        assert listed(as_user(people.head)) == ["甲好", "乙中", "丙差", "丁未知"]
        assert listed(as_user(people.manager)) == ["甲好", "乙中", "丁未知"]
        assert listed(as_user(people.other_rep)) == ["丙差"]

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("?sort=score", "丙差 乙中 甲好 丁未知"),
            ("?sort=name", "丙差 丁未知 甲好 乙中"),
            ("?sort=-coverage", "丙差 甲好 乙中 丁未知"),
            ("?sort=owner", "丙差 丁未知 甲好 乙中"),
            ("?sort=-owner", "丁未知 甲好 乙中 丙差"),
            ("?sort=nonsense", "甲好 乙中 丙差 丁未知"),
            ("?result=1", "甲好"),
            ("?result=2", "乙中"),
            ("?result=3", "丙差"),
            ("?result=0", "丁未知"),
            ("?result=9", ""),
            ("?status=candidate", "乙中"),
            ("?q=jiahao", "甲好"),
        ],
    )
    def test_orders_and_filters(self, book, people, as_user, query, names):
        people.other_rep.name, people.rep.name = "A", "B"
        people.other_rep.save()
        people.rep.save()
        assert listed(as_user(people.head), query) == names.split()

    def test_strategy_is_that_of_the_newest_assumption(self, book, people, as_user):
        fishing, mushroom = Strategy.objects.for_list()[:2]
        factories.assumption(book["good"], strategy=fishing)
        factories.assumption(book["good"], strategy=mushroom)
        client = as_user(people.head)
        assert listed(client, f"?strategy={fishing.pk}") == []
        assert listed(client, f"?strategy={mushroom.pk}") == ["甲好"]

    def test_tabs_count_each_result(self, book, people, as_user):
        tabs = as_user(people.head).get(f"{URL}?result=2").context["tabs"]
        assert [(value, count, active) for value, _label, count, active in tabs] == [
            ("", 4, False),
            ("1", 1, False),
            ("2", 1, True),
            ("3", 1, False),
            ("0", 1, False),
        ]

    def test_what_it_says(self, book, people, as_user):
        said = text(as_user(people.head).get(URL))
        assert "too little known" in said
        assert "60.2" in said

    def test_reps_do_not_see_the_gate_of_lifetime_value(self, book, people, as_user):
        for person, value in ((people.rep, None), (people.manager, 1)):
            rows = as_user(person).get(URL).context["rows"]
            assert rows[0].value_gate == value

    def test_numbers_of_queries_do_not_grow(self, book, people, as_user):
        client = as_user(people.head)
        client.get(URL)
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                client.get(URL)
            counts.append(len(queries))
            for n in range(12):
                assumed(facts_of(candidate(people.rep, f"更多{n}")))
        assert counts[0] == counts[1] <= 26

    def test_nothing_to_show(self, people, as_user):
        assert "No candidates" in text(as_user(people.rep).get(URL))
        assert "meets these conditions" in text(as_user(people.rep).get(f"{URL}?q=x"))


class TestExport:
    def rows(self, client, query=""):
        response = client.post(f"{URL}export/", {"query": query})
        return list(csv.reader(StringIO(response.content.decode().lstrip("\ufeff"))))

    def test_the_same_rows_and_who_took_them(self, book, people, as_user):
        head, *rows = self.rows(as_user(people.manager), "sort=name")
        assert [row[1] for row in rows] == ["丁未知", "甲好", "乙中"]
        found = dict(zip(head, rows[1]))
        assert found["Score"] == "60.20"
        assert (found["Result"], found["Development cost"]) == ("Selected", "30.00")
        log = ExportLog.objects.get()
        assert (log.user, log.what, log.query, log.rows) == (
            people.manager,
            "candidates",
            "sort=name",
            3,
        )

    def test_without_costs_for_reps(self, book, people, as_user):
        head, row, *_rest = self.rows(as_user(people.rep))
        assert "Integrity" in head
        assert not {"Development cost", "Cost of keeping stable"} & set(head)
        assert dict(zip(head, row))["Lifetime value"] == ""


class TestPage:
    def page(self, client, account):
        response = client.get(f"{URL}{account.pk}/")
        assert response.status_code == 200
        return response

    def test_points_add_up_to_the_score(self, book, people, as_user):
        found = self.page(as_user(people.manager), book["good"]).context["found"]
        assert (found.score, found.coverage) == (6020, 10_000)
        assert sum(row.points for row in found.rows) == found.score

    def test_the_unknown_is_spread(self, book, people, as_user):
        account = facts_of(candidate(people.rep, "戊缺"))
        found = self.page(as_user(people.manager), account).context["found"]
        assert (found.coverage, found.spread) == (8000, 20)
        assert sum(row.share for row in found.rows if row.share) == 10_000
        assert sum(row.points for row in found.rows if row.points) == found.score
        said = text(self.page(as_user(people.manager), account))
        assert "Nothing is known about 20 of 100 weights" in said

    def test_facts_bands_and_links(self, book, people, as_user):
        said = text(self.page(as_user(people.manager), book["good"]))
        for words in (
            "9 of 10 invoices paid on time",
            "from 90% to below 95%",
            "¥3.0m a year on things like ours",
            "from ¥2.0m to below ¥5.0m",
            "of ¥300.0k gross profit in the first year = 66.7%",
            "¥484,020.34",
            "Same province",
        ):
            assert words in said
        assert f"/accounts/{book['good'].pk}/facts/rating/?kind=operating" in said

    def test_a_rep_reads_neither_costs_nor_weights(self, book, people, as_user):
        client = as_user(people.rep)
        page = self.page(client, book["good"])
        found = page.context["found"]
        assert [row.code for row in found.rows if row.hidden] == ["DEV_COST", "KEEP_COST"]
        said = text(page)
        for words in ("484,020", "300.0k", "66.7", "Points", "询价"):
            assert words not in said
        assert "9 of 10 invoices paid on time" in said
        fields = page.context["assumption_form"].fields
        assert list(fields) == ["tier", "strategy", "ethics_note"]
        assert page.context["decision_form"] is None

    def test_others_and_customers(self, book, people, as_user):
        client = as_user(people.rep)
        assert client.get(f"{URL}{book['poor'].pk}/").status_code == 404
        book["good"].status = "active"
        book["good"].save()
        page = self.page(client, book["good"])
        assert "no candidate any more" in text(page)
        assert page.context["assumption_form"] is None

    def test_a_manager_assumes_and_decides(self, book, people, as_user):
        client, account = as_user(people.manager), book["unknown"]
        sent = {
            "tier": "2", "strategy": "", "ethics_note": "", "year_profit": "1000", "year_cost": "",
            "remaining_cost": "", "source": "电话", "budget_is_there": "1",
        }  # fmt: skip
        assert client.post(f"{URL}{account.pk}/assume/", sent).status_code == 302
        made = Assumption.objects.get(account=account)
        assert (made.tier, made.year_profit, made.year_cost) == (2, 1000, None)
        assert (made.budget_is_there, made.by) == (True, people.manager)
        sent = {"decision": "2", "reason": "先等一等"}
        assert client.post(f"{URL}{account.pk}/decide/", sent).status_code == 302
        said = text(self.page(client, account))
        assert "先等一等" in said
        assert listed(client, "?result=0") == ["丁未知"]

    @pytest.mark.parametrize(
        ("act", "sent", "says"),
        [
            ("assume", {"tier": "3", "year_profit": "5", "source": ""}, "Say where the figures"),
            ("assume", {"tier": "7"}, "Select a valid choice"),
            ("decide", {"decision": "1", "reason": ""}, "This field is required"),
            ("decide", {"decision": "8", "reason": "x"}, "Select a valid choice"),
        ],
    )
    def test_bad_input_is_told_by_the_field(self, book, people, as_user, act, sent, says):
        response = as_user(people.manager).post(f"{URL}{book['unknown'].pk}/{act}/", sent)
        assert response.status_code == 422
        assert says in text(response)
        assert not Decision.objects.exists()

    def test_history_keeps_what_the_rules_said_then(self, book, people, as_user):
        day = clock.today() - timedelta(days=3)
        decide(
            account=book["good"],
            decision=SelectionDecision.RESERVE,
            reason="等产能",
            today=day,
            by=people.manager,
        )
        Assumption.objects.filter(account=book["good"]).delete()
        said = text(self.page(as_user(people.manager), book["good"]))
        assert "score 60.20" in said
        assert "by the rules: Selected" in said

    def test_numbers_of_queries(self, book, people, as_user):
        client = as_user(people.manager)
        self.page(client, book["good"])
        with CaptureQueriesContext(connection) as queries:
            self.page(client, book["good"])
        assert len(queries) <= 28

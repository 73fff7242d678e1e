"""Ideal customers as a page (domain §3.7.4): value against time by hand, readers, links."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kam.lib.classes import IdealQuadrant
from tests import factories
from tiering.engine.workload import UNIT
from tiering.ideal import customers_of
from tiering.models import Score
from tiering.services.runs import execute_run, request_run

pytestmark = pytest.mark.django_db
AS_OF, URL = date(2026, 6, 30), "/tiering/ideal/"
IDEAL, STAR, EASY, DRAIN = IdealQuadrant
# Profit of each purchase, and visits: names by what they turn out to be.
CUSTOMERS = {"理想": (9000, 0), "明星": (8000, 6), "省心": (300, 0), "拖累": (200, 5)}


@pytest.fixture
def book(people):
    found = {}
    for name, (profit, visits) in CUSTOMERS.items():
        owner = people.other_rep if name == "明星" else people.rep
        found[name] = account = factories.account(name, owner=owner)
        for day in ("2025-08-10", "2025-12-10", "2026-05-10"):
            factories.sale(account, day, 10_000, cost=10_000 - profit)
        for _n in range(visits):
            factories.visit(account, "2026-05-05", owner)
    execute_run(run=request_run(as_of=AS_OF, by=None))
    return found


@pytest.fixture
def run(book):
    return Score.objects.current().select_related("run__policy").first().run


def places(user, run, book):
    found, names = customers_of(user, run), {row.pk: name for name, row in book.items()}
    return {names[pk]: row for row, pk in enumerate(found.account.tolist())}, found


class TestPlaces:
    def test_four_customers_four_kinds(self, book, run, people):
        rows, found = places(people.head, run, book)
        kinds = {name: found.ideal.quadrant[row] for name, row in rows.items()}
        assert kinds == {"理想": IDEAL, "明星": STAR, "省心": EASY, "拖累": DRAIN}
        # 0.6 x 87.5 + 0.4 x (100 - 25): two used no hour, and share the middle of their ranks.
        assert found.ideal.index[rows["理想"]] == 8250
        assert found.hours[rows["明星"]] == 18 * UNIT
        assert [found.account[row] for row in found.placed()][0] == book["理想"].pk

    def test_reviews_remote_contacts_and_members_count_by_the_hours_of_the_policy(self, people):
        head = factories.account("集团", owner=people.rep)
        member = factories.account("成员", owner=people.rep, parent=head)
        factories.sale(head, "2026-05-10", 500)
        factories.visit(member, "2026-05-05", people.rep, scenario="review")
        factories.visit(head, "2026-05-05", people.rep, kind="remote")
        factories.visit(head, "2026-05-05", people.rep, status="planned")
        factories.visit(head, "2025-06-30", people.rep)
        factories.visit(head, "2026-07-01", people.rep)
        run = execute_run(run=request_run(as_of=AS_OF, by=None))
        rows, found = places(people.head, run, {"集团": head})
        assert found.hours[rows["集团"]] == 6_500_000

    def test_places_are_among_all_but_only_own_ones_show(self, book, run, people):
        rows, found = places(people.manager, run, book)
        assert set(rows) == {"理想", "省心", "拖累"}
        assert found.ideal.index[rows["理想"]] == 8250

    def test_without_a_known_value_an_account_has_no_place(self, people, book):
        new = factories.account("新客户", owner=people.rep)
        factories.sale(new, "2026-05-10", 500, cost=1)
        run = execute_run(run=request_run(as_of=AS_OF, by=None))
        score = Score.objects.get(run=run, account=new)
        rows, found = places(people.head, run, {**book, "新客户": new})
        assert (score.clv_known, found.ideal.quadrant[rows["新客户"]], found.unknown) == (0, 0, 1)
        assert len(found.placed()) == 4


class TestPage:
    def test_numbers_lead_to_the_accounts(self, book, people, as_user):
        client = as_user(people.head)
        response = client.get(URL)
        assert [field.accounts for field in response.context["fields"]] == [1, 1, 1, 1]
        assert '"?quadrant=4"' in response.content.decode()
        listed = client.get(f"{URL}?quadrant={DRAIN:d}").context["rows"]
        assert [place.account.name for place in listed] == ["拖累"]
        assert len(client.get(f"{URL}?quadrant=9").context["rows"]) == 4

    def test_the_drawing(self, book, people, as_user):
        chart = as_user(people.head).get(URL).context["chart"]
        points = {point["name"]: point["value"] for point in chart["points"]}
        assert points == {
            "理想": [25.0, 87.5], "明星": [87.5, 62.5], "省心": [25.0, 37.5], "拖累": [62.5, 12.5],
        }  # fmt: skip
        assert chart["cut"] == 50

    def test_sponsors_open_only_what_they_sponsor(self, book, people, as_user):
        chart = as_user(people.sponsor).get(URL).context["chart"]
        assert {point["url"] for point in chart["points"]} == {""}

    def test_before_the_first_run(self, people, as_user):
        assert "No scoring run yet" in as_user(people.head).get(URL).content.decode()

    def test_without_any_known_value(self, people, as_user):
        factories.sale(factories.account("甲", owner=people.rep), "2026-05-10", 500)
        execute_run(run=request_run(as_of=AS_OF, by=None))
        assert "No lifetime value is known" in as_user(people.head).get(URL).content.decode()

    def test_numbers_of_queries(self, book, people, as_user):
        client = as_user(people.manager)
        client.get(URL)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        assert len(queries) <= 14

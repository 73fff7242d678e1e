"""The portfolio matrix from ratings: positions by hand, stale ratings, rights, links, queries."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kam.lib.classes import PortfolioQuadrant
from staff import clock
from tests import factories
from tiering.models import PolicyVersion
from tiering.portfolio import ATTRACTIVE, STRONG, kinds_of, portfolio_of, weights_of
from tiering.portfolio_page import SIDE, drawing_of, groups_of, places_of
from tiering.services.runs import execute_run, request_run

pytestmark = pytest.mark.django_db
STRATEGIC, STAR, STATUS, STREAMLINE = PortfolioQuadrant
URL = "/tiering/portfolio/"


def rate(account, attractive, own, best, day="2026-05-01"):
    """The same value for every factor of a group; None leaves the group out."""
    for group, value, factors in (
        ("attractiveness", attractive, ATTRACTIVE),
        ("own", own, STRONG),
        ("best", best, STRONG),
    ):
        for factor in factors if value is not None else ():
            factories.rating(account, f"{group}_{factor}", value, day)


@pytest.fixture
def book(people):
    """An account in each position, one alone, one half rated; a key account nobody rated."""
    cases = {
        "战略": (people.rep, 6, 6, 5),
        "明星": (people.rep, 6, 5, 6),
        "维持": (people.rep, 4, 6, 5),
        "精简": (people.other_rep, 4, 5, 6),
        "无对手": (people.rep, 5, 1, 0),
        "一半": (people.rep, 6, None, None),
    }
    accounts = {}
    for n, (name, (owner, *scores)) in enumerate(cases.items()):
        accounts[name] = factories.account(name, owner=owner)
        rate(accounts[name], *scores)
        factories.sale(accounts[name], "2026-05-05", 10_000 - 1000 * n)
    execute_run(run=request_run(as_of=clock.today().replace(day=1), by=None))
    accounts["未评"] = factories.account("未评", owner=people.rep, standing={"pyramid": 1})
    factories.account("普通", owner=people.rep, standing={"pyramid": 3})
    return accounts


def found(user, **options):
    from tiering.models import CurrentRun

    policy = PolicyVersion.objects.published().policy
    return portfolio_of(
        user=user, run=CurrentRun.get(), policy=policy, as_of=clock.today(), **options
    )


def named(portfolio, rows):
    return {place.account.name: place for place in places_of(portfolio, rows)}


class TestPositions:
    def test_the_four_positions(self, book, people):
        portfolio = found(people.head)
        places = named(portfolio, portfolio.placed())
        assert {name: place.quadrant for name, place in places.items()} == {
            "战略": STRATEGIC,
            "明星": STAR,
            "维持": STATUS,
            "精简": STREAMLINE,
            "无对手": STRATEGIC,
        }
        assert (places["战略"].strength, places["明星"].strength) == (120, 83)
        assert places["无对手"].alone

    def test_who_is_missing_and_what(self, book, people):
        portfolio = found(people.head)
        places = named(portfolio, portfolio.missing())
        assert set(places) == {"一半", "未评"}
        row = portfolio.account.tolist().index(book["一半"].pk)
        assert {group: len(kinds) for group, kinds in portfolio.absent(row).items()} == {
            "own": 6,
            "best": 6,
        }

    def test_only_what_the_reader_sees(self, book, people):
        portfolio = found(people.other_rep)
        assert list(named(portfolio, portfolio.placed())) == ["精简"]
        assert portfolio.missing() == []

    def test_ratings_older_than_the_horizon_do_not_count(self, people):
        account = factories.account("旧", owner=people.rep)
        stale = clock.today() - timedelta(days=3 * 366)
        rate(account, 6, 6, 5, stale.isoformat())
        assert len(found(people.rep)) == 0
        rate(account, 6, 6, 5, (clock.today() - timedelta(days=3 * 365 - 2)).isoformat())
        assert len(found(people.rep).placed()) == 1

    def test_points_are_weights_times_scores(self, people):
        account = factories.account("甲", owner=people.rep)
        for factor, value in zip(ATTRACTIVE, (10, 8, 7, 6, 5, 3)):
            factories.rating(account, f"attractiveness_{factor}", value)
        policy = PolicyVersion.objects.published().policy
        group = groups_of(found(people.rep), 0, policy)[0]
        assert [factor.points for factor in group.factors] == [250, 200, 140, 90, 50, 15]
        assert group.score == 745 == sum(factor.points for factor in group.factors)
        assert weights_of("attractiveness", policy) == [25, 25, 20, 15, 10, 5]
        assert [kind.value for kind in kinds_of("best")] == [f"best_{each}" for each in STRONG]


class TestDrawing:
    def drawn(self, user, to_right=False):
        portfolio = found(user)
        policy = PolicyVersion.objects.published().policy
        places = places_of(portfolio, portfolio.placed())
        return drawing_of(portfolio, places, policy, to_right=to_right)

    def test_every_bubble_lies_in_its_field(self, book, people):
        for to_right in (False, True):
            drawing = self.drawn(people.head, to_right)
            fields = {field.code: field for field in drawing.fields}
            assert len(drawing.bubbles) == 5
            for bubble in drawing.bubbles:
                field = fields[bubble.place.quadrant]
                assert field.x <= bubble.x <= field.x + field.width
                assert field.y <= bubble.y <= field.y + field.height

    def test_strong_ones_are_on_the_left_unless_toggled(self, book, people):
        for to_right in (False, True):
            drawing = self.drawn(people.head, to_right)
            x = {bubble.place.account.name: bubble.x for bubble in drawing.bubbles}
            assert (x["战略"] > SIDE / 2) == to_right
            assert (x["明星"] < SIDE / 2) == to_right

    def test_the_area_is_the_revenue(self, book, people):
        bubbles = self.drawn(people.head).bubbles
        largest = bubbles[0]
        assert largest.place.account.name == "战略"
        for bubble in bubbles:
            share = bubble.place.revenue / largest.place.revenue
            assert (bubble.radius / largest.radius) ** 2 == pytest.approx(share, abs=0.01)


class TestPages:
    def test_each_position_opens_its_accounts(self, book, people, as_user):
        client = as_user(people.head)
        page = client.get(URL)
        for field in page.context["drawing"].fields:
            listed = client.get(URL, {"quadrant": field.code})
            assert listed.context["page"].paginator.count == field.accounts
            assert all(place.quadrant == field.code for place in listed.context["rows"])
        assert client.get(URL, {"quadrant": "9"}).context["page"].paginator.count == 5

    def test_what_it_says(self, book, people, as_user):
        factories.wallet(book["战略"], "2026-05-01", 90_000)
        said = unescape(as_user(people.head).get(URL).content.decode())
        for words in ("no competitor", "1.20", "¥90.0k", "6 ratings missing", "未评"):
            assert words in said

    def test_one_account_explained(self, book, people, as_user):
        client = as_user(people.rep)
        page = client.get(f"{URL}{book['战略'].pk}/")
        assert page.context["place"].quadrant == STRATEGIC
        assert "kind=own_price" in page.content.decode()
        half = unescape(client.get(f"{URL}{book['一半'].pk}/").content.decode())
        assert "Without a position: ratings are missing" in half
        assert client.get(f"{URL}{book['精简'].pk}/").status_code == 404

    def test_nothing_rated(self, people, as_user):
        said = as_user(people.rep).get(URL).content.decode()
        assert "No account is rated for the matrix" in said

    @pytest.mark.parametrize("more", [0, 8])
    def test_numbers_of_queries(self, book, people, as_user, more):
        for n in range(more):
            rate(factories.account(f"更多{n}", owner=people.rep), 6, 6, 5)
        client = as_user(people.manager)
        client.get(URL)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        assert len(queries) <= 20

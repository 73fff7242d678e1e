"""Effort against value (domain §6.12): sums and their rows, who is over-served, who reads what."""

from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from django.db.models import Sum
from django.urls import reverse

from accounts.models import Account, Cost
from plans.added import added_to
from plans.allocation_page import Per, split_of
from plans.effort import book_of
from plans.effort_page import by_class, by_owner, by_unit, places_of, totals_of
from relationships.models import CoverageStandard, Visit
from relationships.models.rhythm import Rhythm
from tests import factories
from tests.plans.conftest import AS_OF
from tiering.engine.workload import UNIT
from tiering.models import PolicyVersion
from tiering.services.runs import execute_run, request_run

pytestmark = pytest.mark.django_db
URL = "/plans/effort/"
TABLE = "/plans/effort/accounts/"
NEEDY = "常客"


@pytest.fixture
def run(people):
    """A hundred visits and a hundred parts of value over ten accounts: 常客 has 12 and 1."""
    factories.policy(hysteresis__immediate=True)
    visits = [12, 5, 10, 10, 10, 10, 10, 11, 11, 11]
    worth = [1, 19, 10, 10, 10, 10, 10, 10, 10, 10]
    for n, (seen, parts) in enumerate(zip(visits, worth, strict=True)):
        owner = people.other_rep if n == 9 else people.rep
        account = factories.account(NEEDY if n == 0 else f"客户{n}", owner)
        factories.sale(account, date(2026, 6, 1), 1000 * parts, cost=500 * parts)
        for day in range(seen):
            factories.visit(account, date(2026, 5, 1 + day), owner)
    return execute_run(run=request_run(as_of=AS_OF, by=None))


def needy():
    return Account.objects.get(name=NEEDY)


def placed(book, rows):
    return places_of(book, rows, {pk: Account.objects.get(pk=pk) for pk in book.account.tolist()})


def text(response):
    return " ".join(unescape(response.content.decode()).split())


class TestShares:
    def test_much_time_for_little_value_tops_the_list(self, run, people):
        book = book_of(people.head, run)
        first = placed(book, book.over_served())[0]
        assert (first.account.name, first.effort, first.value, first.gap) == (NEEDY, 12, 1, 11)
        assert [each.account.name for each in placed(book, book.under_served())] == ["客户1"]

    def test_far_apart_begins_at_one_and_a_half_times(self, run, people):
        for day in (21, 22, 23, 24):
            factories.visit(Account.objects.get(name="客户2"), date(2026, 5, day), people.rep)
        book = book_of(people.head, run)
        assert [each.account.name for each in placed(book, book.over_served())] == [NEEDY]

    def test_visits_take_the_hours_of_the_policy(self, run, people):
        account = needy()
        factories.visit(account, "2026-10-01", people.rep, kind="remote")
        factories.visit(account, "2026-10-02", people.sponsor, scenario="review")
        factories.visit(account, "2026-10-03", people.rep, scenario="executive")
        factories.visit(account, "2026-10-04", people.rep, status="planned", note="")
        factories.visit(account, "2025-10-31", people.rep)
        factories.visit(account, "2026-11-01", people.rep)
        book = book_of(people.head, run)
        row = book.account.tolist().index(account.pk)
        assert book.hours[row] / UNIT == 12 * 3 + 0.5 + 6 + 3
        assert book.executive[row] / UNIT == 6 + 3
        assert book.visits[row] == 15

    def test_a_group_is_one_row_and_what_is_not_ranked_stands_aside(self, run, people):
        member = factories.account("子公司", people.rep, parent=needy())
        prospect = factories.account("新客户", people.rep, status="prospect")
        for account in (member, prospect):
            factories.visit(account, "2026-10-01", people.rep)
        book = book_of(people.head, run)
        row = book.account.tolist().index(needy().pk)
        assert (book.hours[row] / UNIT, totals_of(book)["hours_elsewhere"]) == (39, 3)


class TestSums:
    def test_time_and_money_are_those_of_the_rows_behind(self, run, people):
        factories.cost(needy(), "2026-03-01", 300)
        factories.cost(needy(), "2026-03-02", "20.55", kind="development")
        factories.cost(needy(), "2025-03-02", 9000)
        factories.plan(needy(), people.rep, state="active", days=12, money=5000)
        factories.plan(needy(), people.rep, purpose="retain", days=40, money=1)
        factories.action(Visit.objects.first(), "2026-10-01", done_on="2026-10-02")
        factories.action(Visit.objects.first(), "2026-10-01")
        book = book_of(people.head, run)
        found = totals_of(book)
        window = {"date__gt": book.start, "date__lte": book.end}
        assert found["visits"] == Visit.objects.filter(status="completed", **window).count() == 100
        assert found["hours"] == 3 * found["visits"]
        spent = Cost.objects.current().filter(**window).aggregate(sum=Sum("amount_base"))["sum"]
        assert found["cost"] == 100 * spent == 32_055
        assert (found["days"], found["money"], found["actions"]) == (12, 500_000, 1)

    @pytest.mark.parametrize("parts", [by_owner, by_unit, by_class])
    def test_parts_add_up_to_the_whole(self, run, people, parts):
        factories.cost(needy(), "2026-03-01", 300)
        book = book_of(people.head, run)
        found = parts(book)
        assert sum(part.accounts for part in found) == len(book) == 10
        assert sum(part.hours for part in found) == totals_of(book)["hours"]
        assert sum(part.cost for part in found) == 30_000
        assert sum(part.value for part in found) == pytest.approx(100)

    def test_an_owner_and_a_unit_are_read_beside_their_value(self, run, people):
        book = book_of(people.head, run)
        assert {(p.name, p.accounts, p.hours, round(p.value)) for p in by_owner(book)} == {
            (people.rep.name, 9, 267, 90),
            (people.other_rep.name, 1, 33, 10),
        }
        assert [part.name for part in by_unit(book)] == ["华东区", "西南区"]

    def test_a_number_opens_the_visits_behind_it(self, run, people, as_user):
        member = factories.account("子公司", people.rep, parent=needy())
        factories.visit(member, "2026-10-01", people.rep, kind="remote")
        factories.visit(needy(), "2026-11-01", people.rep)
        book = book_of(people.head, run)
        place = placed(book, book.over_served())[0]
        page = as_user(people.head).get(place.url)
        assert page.context["page"].paginator.count == place.visits == 13
        asked = parse_qs(urlsplit(place.url).query)
        assert (asked["after"], asked["before"]) == (["2025-11-01"], ["2026-10-31"])
        assert f'name="top" value="{needy().pk}"' in page.content.decode()

    def test_what_is_out_of_sight_is_counted_beside_the_rows(self, run, people, as_user):
        """Who opens the head of a group reads its sums; members elsewhere stay closed."""
        member = factories.account("西部子公司", people.other_rep, parent=needy())
        factories.visit(member, "2026-10-01", people.other_rep)
        factories.cost(member, "2026-06-01", 300)
        factories.cost(needy(), "2026-06-02", 500)
        manager = as_user(people.manager)
        place = next(each for each in manager.get(TABLE).context["places"] if each.visits == 13)
        page = manager.get(place.url)
        assert len(page.context["page"]) == 12
        assert "1 more visit of this group is at a member that you can't open." in text(page)
        assert "西部子公司" not in text(page)
        assert "more visit" not in text(as_user(people.head).get(place.url))
        costs = reverse("fact_list", args=[needy().pk, "cost"]) + "?group"
        assert len(as_user(people.manager).get(costs).context["page"]) == 1
        assert len(as_user(people.head).get(costs).context["page"]) == 2

    def test_without_groups_it_opens_those_of_the_account_alone(self, run, people, as_user):
        factories.policy(money__rollup_to_group=False)
        member = factories.account("子公司", people.rep, parent=needy())
        factories.visit(member, "2026-10-01", people.rep)
        book = book_of(people.head, execute_run(run=request_run(as_of=AS_OF, by=None)))
        place = placed(book, book.over_served())[0]
        page = as_user(people.head).get(place.url)
        assert page.context["page"].paginator.count == place.visits == 12


class TestSplit:
    def test_units_go_by_priority_and_stand_beside_what_was_spent(self, run, people):
        book = book_of(people.head, run)
        found = split_of(book, 100, Per.VISITS, CoverageStandard.objects.efforts())
        assert sum(share.given for share in found.shares) + found.others_given == 100
        shares = {share.account.name: share for share in found.shares}
        assert shares[NEEDY].given < shares["客户1"].given
        assert shares[NEEDY].spent == 1
        assert found.spent == pytest.approx(100 / 12)
        assert found.shares[0].priority >= found.shares[-1].priority

    @pytest.mark.parametrize(("per", "least"), [(Per.HOURS, 8), (Per.VISITS, 2)])
    def test_nobody_gets_less_than_the_standard_asks_for(self, run, people, per, least):
        Rhythm.objects.update(tier=4)
        Rhythm.objects.filter(pk=needy().pk).update(tier=1)
        book = book_of(people.head, run)
        found = split_of(book, 10, per, CoverageStandard.objects.efforts())
        shares = {share.account.name: share for share in found.shares}
        assert (shares[NEEDY].least, shares[NEEDY].given >= least) == (least, True)
        assert (found.least, found.is_short) == (least, False)
        assert split_of(book, 1, per, CoverageStandard.objects.efforts()).is_short

    def test_priority_counts_what_is_known(self, run, people):
        factories.rating(needy(), "strategic_value", 100)
        book = book_of(people.head, execute_run(run=request_run(as_of=date(2026, 11, 1), by=None)))
        row = book.account.tolist().index(needy().pk)
        value, importance = book.standing[row] / 100, book.importance[row] / 100
        assert (value, importance) == (5, 100)
        potential = book.potential[row]
        parts = [(value, 0.40), (importance, 0.25)] + (
            [(potential / 100, 0.35)] if potential >= 0 else []
        )
        mean = np.average([part for part, _ in parts], weights=[weight for _, weight in parts])
        assert book.priorities[row] == pytest.approx(100 * mean, abs=0.51)


class TestAdded:
    def test_person_days_use_the_owners_time_up(self, run, people):
        policy = PolicyVersion.objects.published().policy
        factories.plan(needy(), people.rep, state="active", days=10)
        before = added_to(needy(), 1, policy).before
        full = int((880 - before.own) // 8)
        fits, too_much = added_to(needy(), full, policy), added_to(needy(), full + 1, policy)
        assert (fits.planned, fits.before.owner_gate, fits.after.owner_gate) == (10, 1, 1)
        assert fits.after.own - fits.before.own == 8 * full
        assert (too_much.after.owner_gate, too_much.after.used > 100) == (2, True)

    def test_the_company_fails_with_its_hours_and_never_passes_without_a_word(self, run, people):
        policy = PolicyVersion.objects.published().policy
        found = added_to(needy(), 10_000, policy)
        assert (found.before.house_gate, found.after.house_gate) == (0, 2)

    def test_nobody_s_time_is_not_known(self, run):
        Account.objects.filter(name=NEEDY).update(owner=None)
        found = added_to(needy(), 5, PolicyVersion.objects.published().policy)
        assert (found.before.used, found.after.owner_gate) == (None, 0)


class TestReaders:
    @pytest.mark.parametrize(("who", "answer"), [("service", 403), ("admin", 403), ("rep", 200)])
    def test_sales_visits_and_plans_have_to_be_seen(self, run, people, as_user, who, answer):
        assert as_user(getattr(people, who)).get(URL).status_code == answer

    def test_everybody_reads_the_accounts_they_open(self, run, people):
        sizes = {who: len(book_of(getattr(people, who), run)) for who in ("head", "manager", "rep")}
        assert sizes == {"head": 10, "manager": 9, "rep": 9}
        assert len(book_of(people.sponsor, run)) == 0
        assert len(book_of(people.auditor, run)) == 10

    def test_costs_and_margins_are_for_those_who_may_see_them(self, run, people, as_user):
        factories.cost(needy(), "2026-03-01", 300)
        page = text(as_user(people.rep).get(URL))
        assert "Costs" not in page
        assert "Value: net revenue" in page
        assert totals_of(book_of(people.rep, run))["cost"] == 0
        page = text(as_user(people.manager).get(URL))
        assert "Costs recorded" in page
        assert "Value: gross profit" in page


class TestPage:
    def test_it_says_its_rule_and_lists_both_sides(self, run, people, as_user):
        page = as_user(people.head).get(URL)
        said = text(page)
        assert "at least 1.5 times the share of value" in said
        assert [place.account.name for place in page.context["over"]] == [NEEDY]
        assert reverse("account_detail", args=[needy().pk]) in said
        chart = page.context["chart"]
        assert (chart["top"], chart["least"], chart["apart"]) == (20, 0.01, 1.5)
        assert {point["name"]: (*point["value"], point["code"]) for point in chart["points"]} == {
            NEEDY: (1, 12, "over"),
            "客户1": (19, 5, "under"),
            **{f"客户{n}": (10, 10 + (n > 6), "") for n in range(2, 10)},
        }

    def test_both_questions_are_answered_by_their_addresses(self, run, people, as_user):
        client = as_user(people.head)
        page = client.get(URL, {"units": 40, "per": "visits"})
        assert page.context["split"].budget == 40
        page = client.get(URL, {"account": NEEDY, "days": 5})
        assert page.context["added"].account == needy()
        assert people.rep.name in text(page)

    @pytest.mark.parametrize(
        ("asked", "says"),
        [
            ({"units": "0"}, "greater than or equal to 1"),
            ({"units": "x", "per": "hours"}, "Enter a whole number"),
            ({"units": "5", "per": "weeks"}, "weeks is not one of the available choices"),
            ({"account": "没有", "days": "5"}, "no account with this number or name"),
            ({"account": NEEDY, "days": ""}, "required"),
        ],
    )
    def test_mistakes_are_said_by_the_field(self, run, people, as_user, asked, says):
        page = as_user(people.head).get(URL, asked)
        assert says in text(page)
        assert page.context["split"] is page.context["added"] is None

    def test_an_account_out_of_sight_is_not_tried(self, run, people, as_user):
        page = as_user(people.rep).get(URL, {"account": "客户9", "days": "5"})
        assert "no account with this number or name" in text(page)

    def test_before_the_first_run(self, people, as_user):
        assert "No scoring run yet" in text(as_user(people.head).get(URL))

    def test_without_an_account_of_ones_own(self, run, people, as_user):
        assert "No account you read is ranked" in text(as_user(people.sponsor).get(URL))

    def test_queries(self, run, people, as_user, django_assert_max_num_queries):
        client = as_user(people.head)
        client.get(URL)
        with django_assert_max_num_queries(15):
            client.get(URL)
        with django_assert_max_num_queries(27):
            client.get(URL, {"units": 40, "per": "hours", "account": NEEDY, "days": 5})


class TestTable:
    @pytest.mark.parametrize(
        ("asked", "names"),
        [
            ("", ["客户1", NEEDY, *(f"客户{n}" for n in (7, 8, 9, 2, 3, 4, 5, 6))]),
            ("?side=over", [NEEDY]),
            ("?side=under", ["客户1"]),
            ("?side=both", ["客户1", NEEDY, *(f"客户{n}" for n in (7, 8, 9, 2, 3, 4, 5, 6))]),
        ],
        ids=["all", "over", "under", "no such side"],
    )
    def test_the_widest_gap_is_first_whichever_way(self, run, people, as_user, asked, names):
        page = as_user(people.head).get(TABLE + asked)
        assert [place.account.name for place in page.context["places"]] == names
        assert [side.count for side in page.context["sides"]] == [10, 1, 1]

    def test_its_numbers_are_those_of_the_page(self, run, people, as_user):
        client = as_user(people.head)
        before, table = client.get(URL), client.get(TABLE)
        places = {place.account: place for place in table.context["places"]}
        for place in before.context["over"] + before.context["under"]:
            assert places[place.account] == place
        assert sum(place.hours for place in places.values()) == before.context["totals"]["hours"]
        for said in ("+11.00", "12.00%", "−14.00", "19.00%"):
            assert said in text(before)
            assert said in text(table)

    def test_every_account_is_on_one_of_its_pages(self, run, people, as_user, monkeypatch):
        monkeypatch.setattr("plans.views.effort.PER_PAGE", 4)
        client = as_user(people.head)
        pages = [client.get(TABLE, {"page": number}).context["places"] for number in (1, 2, 3)]
        assert [len(places) for places in pages] == [4, 4, 2]
        found = {place.account.pk for places in pages for place in places}
        assert found == set(book_of(people.head, run).account.tolist())

    def test_a_page_alone_for_htmx(self, run, people, as_user):
        part = as_user(people.head).get(TABLE, headers={"HX-Request": "true"})
        assert "<html" not in part.content.decode()
        assert NEEDY in text(part)

    def test_the_lists_and_the_drawing_lead_to_it(self, run, people, as_user, monkeypatch):
        monkeypatch.setattr("plans.views.effort.LISTED", 0)
        page = text(as_user(people.head).get(URL))
        assert f'<a class="k-link" href="{TABLE}">Table of all 10 accounts</a>' in page
        for side in ("over", "under"):
            assert f'<a class="k-link" href="{TABLE}?side={side}">All 1<' in page

    def test_it_shows_the_accounts_the_reader_opens(self, run, people, as_user):
        places = as_user(people.rep).get(TABLE).context["places"]
        assert len(places) == 9
        assert "客户9" not in {place.account.name for place in places}

    def test_it_says_what_is_missing(self, people, as_user):
        assert "No scoring run yet" in text(as_user(people.head).get(TABLE))

    def test_a_side_with_nobody_on_it(self, run, people, as_user):
        Visit.objects.filter(account=needy()).delete()
        page = text(as_user(people.head).get(TABLE, {"side": "over"}))
        assert "No account gets far more time than it is worth." in page

    def test_queries(self, run, people, as_user, django_assert_max_num_queries):
        client = as_user(people.head)
        client.get(TABLE)
        with django_assert_max_num_queries(13):
            client.get(TABLE)

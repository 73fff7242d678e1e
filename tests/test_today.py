"""The first page: what is due, by role."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import ImportBatch, Standing
from kam.dashboards.decisions import Decisions, decisions_of
from relationships.services import coverage, levels
from relationships.services.levels import Finding
from staff import clock
from tests import factories
from tests.relationships.conftest import night_has_run
from tiering.models import PolicyVersion, Proposal
from tiering.services.policies import add_version
from tiering.services.runs import request_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


def seen(account, day, by):
    factories.visit(account, day, by, [factories.contact(account)])
    coverage.refresh(accounts=[account.pk])
    return account


@pytest.fixture
def book(people, today):
    """One account of the rep per status."""

    def account(name, tier, days):
        row = factories.account(name, owner=people.rep, standing={"pyramid": tier, "since": today})
        return seen(row, today - timedelta(days=days), people.rep)

    return {
        "lapsed": account("澜江重工集团", 1, 23),
        "overdue": account("启明轨道装备", 2, 38),
        "due": account("云岭新能源", 1, 11),
        "ok": account("松涛电气", 3, 5),
    }


def test_a_reps_day(people, book, today, as_user):
    planned = factories.visit(book["due"], today, people.rep, status="planned", note="")
    page = as_user(people.rep).get("/").context["today"]
    counters = page.counters
    assert (counters.late, counters.lapsed, counters.due, counters.care) == (2, 1, 1, 4)
    assert [row.account for row in page.late] == [book["lapsed"], book["overdue"]]
    assert [row.account for row in page.soon] == [book["due"]]
    assert (page.planned, counters.planned) == ([planned], 1)
    assert page.reps == []


def test_planned_are_those_of_the_next_seven_days(people, book, today, as_user):
    for days in (-2, 0, 6, 7):
        factories.visit(
            book["due"], today + timedelta(days=days), people.rep, status="planned", note=""
        )
    page = as_user(people.rep).get("/").context["today"]
    assert [(visit.date - today).days for visit in page.planned] == [-2, 0, 6]
    assert page.counters.planned == 3


def test_a_class_carried_by_the_group_is_marked(people, book, as_user):
    client = as_user(people.rep)
    addresses = ("/", "/due/", "/visits/log/")
    assert not any("by group" in client.get(url).content.decode() for url in addresses)
    Standing.objects.update(by_group=True)
    assert all("by group" in client.get(url).content.decode() for url in addresses)


def test_counters_agree_with_the_lists_behind_them(people, book, as_user):
    client = as_user(people.rep)
    counters = client.get("/").context["today"].counters

    def behind(query):
        return client.get(f"/due/?{query}").context["page"].paginator.count

    assert behind("status=lapsed&status=overdue") == counters.late
    assert behind("status=due") == counters.due
    assert behind("") == counters.care


def test_the_page_takes_one_to_the_form(people, book, as_user):
    body = as_user(people.rep).get("/").content.decode()
    assert f"/visits/log/?account={book['lapsed'].pk}" in body
    assert "9 d" in body


def test_nothing_overdue_shows_the_next_three(people, today, as_user):
    for days in (1, 2, 3, 4):
        row = factories.account(owner=people.rep, standing={"pyramid": 1, "since": today})
        seen(row, today - timedelta(days=days), people.rep)
    response = as_user(people.rep).get("/")
    assert "No overdue visits today" in response.content.decode()
    assert [row.due.days_left for row in response.context["today"].next] == [10, 11, 12]


def test_an_empty_book_says_what_to_do(people, as_user):
    assert "No account has a visit rhythm yet" in as_user(people.rep).get("/").content.decode()


def test_another_reps_book_is_not_shown(people, book, as_user):
    assert as_user(people.other_rep).get("/").context["today"].counters.care == 0


def test_a_manager_sees_who_is_behind(people, book, as_user):
    rows = as_user(people.manager).get("/").context["today"].reps
    assert [(row.owner, row.lapsed, row.overdue, row.due, row.care) for row in rows] == [
        (people.rep, 1, 1, 1, 4)
    ]
    assert round(rows[0].utilisation * 880) == 2 * 102 + 48 + 12


def test_administrators_and_auditors_see_how_the_house_runs(people, book, as_user):
    batch = ImportBatch.objects.create(
        kind="ledger", state="checked", source="erp", file_name="orders.csv", sha256="x"
    )
    response = as_user(people.admin).get("/")
    assert response.context["today"].imports == [batch]
    body = response.content.decode()
    assert "orders.csv" in body
    assert "No scoring run yet" in body
    assert "澜江" not in body
    assert "orders.csv" not in as_user(people.auditor).get("/").content.decode()


@pytest.mark.parametrize(
    ("role", "says", "buttons"),
    [
        ("admin", "Import the sales ledger", ["import_list", "run_start"]),
        ("auditor", "once the sales ledger is imported", ["run_list"]),
    ],
)
def test_a_house_without_a_run_offers_what_the_role_may_do(people, as_user, role, says, buttons):
    client = as_user(getattr(people, role))
    body = client.get("/").content.decode()
    empty = body[body.index("No scoring run yet") :]
    empty = empty[: empty.index("</section>")]
    assert says in empty
    assert re.findall(r'<a [^>]*href="([^"]+)"', empty) == [reverse(name) for name in buttons]
    assert [client.get(reverse(name)).status_code for name in buttons] == [200] * len(buttons)


def proposal(account, state="open"):
    run = request_run(as_of=date(2026, 10, 31), by=None)
    return Proposal.objects.create(
        account=account, run=run, system="pyramid", old=2, new=1, computed=1, state=state,
        raised_on="2026-10-01",
    )  # fmt: skip


@pytest.fixture
def waiting(people):
    """One proposal per unit and a decided one; of every policy a submitted and a returned one."""
    east, west = (factories.account(owner=each) for each in (people.rep, people.other_rep))
    proposal(east)
    proposal(west)
    proposal(factories.account(owner=people.rep), state="approved")
    base = PolicyVersion.objects.published()
    for author in (people.admin, people.head, people.manager):
        add_version(base.policy, status="submitted", base=base, author=author)
        add_version(base.policy, status="draft", base=base, author=author, answer="too wide")
        add_version(base.policy, status="draft", base=base, author=author)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("manager", Decisions(1, (), (9,))),
        ("head", Decisions(2, (2, 8), (6,))),
        ("admin", Decisions(0, (), (3,))),
        ("rep", Decisions()),
        ("kam", Decisions()),
        ("sponsor", Decisions()),
        ("auditor", Decisions()),
    ],
)
def test_what_waits_for_a_decision_is_told_to_those_who_decide(
    people, waiting, as_user, who, expected
):
    response = as_user(getattr(people, who)).get("/")
    assert response.context["decisions"] == expected


def test_today_and_the_navigation_lead_to_what_waits(people, waiting, as_user):
    html = as_user(people.head).get("/").content.decode()
    card = html[html.index('id="decisions"') :]
    card = card[: card.index("</section>")]
    assert re.findall(r'<a [^>]*href="([^"]+)"', card) == [
        reverse("proposal_list"),
        reverse("policy_detail", args=[2]),
        reverse("policy_detail", args=[8]),
        reverse("policy_edit", args=[6]),
    ]
    side = html[html.index('class="k-side"') : html.index("</nav>")]
    assert re.findall(r"(\d+) wait", side) == ["5"]  # all below the entry that is closed
    opened = as_user(people.head).get(reverse("proposal_list")).content.decode()
    side = opened[opened.index('class="k-side"') : opened.index("</nav>")]
    assert re.findall(r"(\d+) wait", side) == ["2", "3"]


@pytest.fixture
def asked(people):
    """Two gifts and a company level wait in the east, a gift of the manager's own too."""
    east = factories.account("澜江重工集团", owner=people.rep)
    li = factories.contact(east)
    for n, giver in enumerate((people.rep, people.kam, people.manager)):
        factories.gift(li, giver, f"书 {n}", status="waiting")
    finding = Finding(level=3, on=clock.today(), ask=True)
    levels.assess_company(account=east, finding=finding, by=people.rep, now=clock.now())
    return east


@pytest.mark.parametrize(
    ("who", "gifts", "accounts"),
    [("manager", 2, 1), ("head", 3, 1), ("rep", 0, 0), ("admin", 0, 0)],
)
def test_gifts_and_levels_that_wait(people, asked, as_user, who, gifts, accounts):
    client = as_user(getattr(people, who))
    response = client.get("/")
    decisions, html = response.context["decisions"], response.content.decode()
    assert (decisions.gifts, decisions.levels) == (gifts, accounts)
    url = reverse("account_list") + "?unconfirmed=true"
    assert (url in html) is bool(accounts)
    if accounts:
        assert [row.account for row in client.get(url).context["rows"]] == [asked]


def test_nothing_to_decide_shows_nothing(people, as_user):
    html = as_user(people.head).get("/").content.decode()
    assert 'id="decisions"' not in html
    assert "k-waiting" not in html


@pytest.mark.parametrize("who", ["rep", "kam", "auditor", "manager", "admin"])
def test_decisions_and_unread_notices_are_one_query(
    people, waiting, who, django_assert_num_queries
):
    person = getattr(people, who)
    factories.notice(person)
    factories.notice(person, read_at=timezone.now())
    with django_assert_num_queries(1):
        assert decisions_of(person).unread == 1


def test_a_part_swapped_by_htmx_does_not_ask_for_decisions(people, waiting, as_user):
    client = as_user(people.manager)
    with CaptureQueriesContext(connection) as whole:
        client.get(reverse("proposal_list"))
    with CaptureQueriesContext(connection) as part:
        client.get(reverse("proposal_list"), headers={"HX-Request": "true"})
    asked = [[q for q in each if "'submitted'" in q["sql"]] for each in (whole, part)]
    assert [len(each) for each in asked] == [1, 0]


@pytest.mark.parametrize("who", ["rep", "kam", "manager", "head", "sponsor", "service", "admin"])
def test_queries_do_not_grow_with_rows(
    people, book, today, waiting, as_user, who, django_assert_max_num_queries
):
    night_has_run(today)
    client = as_user(getattr(people, who))
    most = 17 if who in ("manager", "head") else 15  # vacancies are for managers
    with django_assert_max_num_queries(most):
        client.get("/")
    for n in range(12):
        row = factories.account(owner=people.rep, standing={"pyramid": 1, "since": today})
        seen(row, today - timedelta(days=10 + n), people.rep)
        factories.visit(row, today, people.rep, row.contacts.all(), status="planned")
    with django_assert_max_num_queries(most):
        client.get("/")


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 3, 31), date(2026, 1, 1)),
        (date(2026, 11, 20), date(2026, 10, 1)),
        (date(2026, 12, 31), date(2026, 10, 1)),
    ],
)
def test_the_first_day_of_a_quarter(day, first):
    from relationships.rules import quarter

    assert quarter(day) == first

"""The pages of visits: what they take, refuse and show, and to whom."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Contact
from relationships.models import CoverageStandard, StandardChange, Visit
from relationships.services.standard_changes import confirm
from tests import factories
from tests.relationships.conftest import night_has_run, seen

pytestmark = pytest.mark.django_db
LOG = "/visits/log/"


def sent(case, today, **fields):
    data = {
        "account": case.account.pk, "contacts": [case.wang.pk], "scenario": "negotiation",
        "note": "谈了价格", "date": today.isoformat(), "kind": "visit", "client_key": str(uuid4()),
        "action": "save",
    }  # fmt: skip
    return {name: value for name, value in (data | fields).items() if value is not None}


def test_the_form_offers_people_days_and_other_accounts(case, today, as_user):
    other = factories.account("启明轨道装备", owner=case.rep, standing={"pyramid": 2})
    seen(other, today - timedelta(days=38), case.rep, [factories.contact(other)])
    body = as_user(case.rep).get(LOG, {"account": case.account.pk}).content.decode()
    assert "Lanjiang Heavy Industries" in body
    assert "Wang Liqun" in body
    assert "9 days overdue" in body
    assert 'data-kam-day="2026-12-04"' in body  # the tier's own interval
    assert f"?account={other.pk}" in body


def test_a_saved_visit_shows_the_next_due_date(case, today, as_user):
    client = as_user(case.rep)
    response = client.post(LOG, sent(case, today, next_step="带报价", next_step_on="2026-11-27"))
    visit = Visit.objects.latest("pk")
    assert response.url == reverse("visit_saved", args=[visit.pk])
    assert (visit.owner, visit.status, visit.scenario) == (case.rep, "completed", "negotiation")
    body = client.get(response.url).content.decode()
    assert "Next visit due by Fri 4 Dec" in body
    assert "Very late" in body
    assert "On track" in body


def test_the_same_form_sent_twice_is_one_visit(case, today, as_user):
    client, data = as_user(case.rep), sent(case, today)
    first, again = (client.post(LOG, data) for _ in range(2))
    assert first.url == again.url
    assert Visit.objects.count() == 2
    assert "already been saved" in client.get(again.url).content.decode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param({"note": "  "}, "Write what came of it.", id="blank-note"),
        pytest.param({"contacts": None}, "Choose whom you met.", id="nobody"),
        pytest.param({"date": "2026-11-21"}, "can&#x27;t lie in the future", id="tomorrow"),
        pytest.param({"date": "29 Feb 2011"}, "Enter a valid date.", id="no-date"),
        pytest.param({"contacts": ["x"]}, "Choose people of this account.", id="no-id"),
        pytest.param({"person_title": "CTO"}, "Enter the person", id="a-position-without-a-name"),
        pytest.param({"scenario": ""}, "This field is required.", id="no-scenario"),
    ],
)
def test_a_refusal_stands_by_the_field_and_saves_nothing(case, today, as_user, fields, message):
    response = as_user(case.rep).post(LOG, sent(case, today, **fields))
    assert response.status_code == 200
    assert message in response.content.decode()
    assert Visit.objects.count() == 1


def test_without_a_note_it_can_be_planned_for_the_day_of_the_next_step(case, today, as_user):
    data = sent(case, today, note="", contacts=None, next_step_on="2026-11-27", action="plan")
    response = as_user(case.rep).post(LOG, data)
    visit = Visit.objects.latest("pk")
    assert response.url == reverse("visit_saved", args=[visit.pk])
    assert (visit.status, visit.date.isoformat()) == ("planned", "2026-11-27")
    assert visit.next_step_on is None


def test_people_of_another_account_are_refused(case, today, as_user):
    stranger = factories.contact(factories.account(owner=case.rep))
    response = as_user(case.rep).post(LOG, sent(case, today, contacts=[stranger.pk]))
    assert "Choose people of this account." in response.content.decode()
    assert Visit.objects.count() == 1


def test_a_new_person_comes_with_the_visit(case, today, as_user):
    data = sent(case, today, contacts=None, person_name="何敬之", person_title="副总经理")
    as_user(case.rep).post(LOG, data)
    person = Contact.objects.latest("pk")
    assert (person.name, person.account) == ("何敬之", case.account)
    assert list(Visit.objects.latest("pk").contacts.all()) == [person]


def test_completing_a_planned_visit_starts_from_what_was_planned(case, today, as_user):
    visit = factories.visit(
        case.account, today - timedelta(days=1), case.rep, [case.zhao], note="", status="planned"
    )
    client, url = as_user(case.rep), reverse("visit_edit", args=[visit.pk])
    form = client.get(url, {"complete": 1}).context["form"]
    assert (form["date"].value(), form["contacts"].value()) == (today, [case.zhao.pk])
    client.post(url, sent(case, today, contacts=[case.zhao.pk]))
    visit.refresh_from_db()
    assert (visit.status, visit.date) == ("completed", today)


def test_a_cancelled_visit_is_marked_and_can_no_longer_be_changed(case, today, as_user):
    visit, client = Visit.objects.get(), as_user(case.rep)
    client.post(reverse("visit_cancel", args=[visit.pk]))
    tab = client.get(reverse("account_visits", args=[case.account.pk])).content.decode()
    assert "Cancelled" in tab
    assert client.get(reverse("visit_edit", args=[visit.pk])).status_code == 302


PAGES = ["visit_log", "visit_edit", "visit_saved", "account_visits"]


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("rep", (200, 200, 200, 200)),
        ("manager", (200, 200, 200, 200)),
        ("head", (200, 200, 200, 200)),
        ("other_rep", (404, 404, 404, 404)),
        ("kam", (404, 404, 404, 404)),
        ("service", (404, 404, 404, 404)),
        ("sponsor", (404, 404, 404, 404)),
        ("admin", (403, 403, 403, 403)),
        ("auditor", (403, 403, 200, 200)),
    ],
)
def test_who_may_open_what(case, today, as_user, who, codes):
    visit, client = Visit.objects.get(), as_user(getattr(case, who))
    urls = [
        f"{LOG}?account={case.account.pk}", reverse("visit_edit", args=[visit.pk]),
        reverse("visit_saved", args=[visit.pk]), reverse("account_visits", args=[case.account.pk]),
    ]  # fmt: skip
    assert tuple(client.get(url).status_code for url in urls) == codes


def test_a_colleague_of_the_team_logs_but_does_not_change_others_visits(case, today, as_user):
    case.account.members.add(case.service)
    client, visit = as_user(case.service), Visit.objects.get()
    assert client.get(reverse("visit_edit", args=[visit.pk])).status_code == 403
    assert client.post(reverse("visit_cancel", args=[visit.pk])).status_code == 403
    client.post(LOG, sent(case, today))
    assert Visit.objects.latest("pk").owner == case.service


def test_an_account_of_somebody_else_takes_no_visit(case, today, as_user):
    assert as_user(case.other_rep).post(LOG, sent(case, today)).status_code == 404
    assert as_user(case.rep).get(LOG, {"account": "x"}).status_code == 404
    assert Visit.objects.count() == 1


def test_the_picker_finds_by_initials_only_what_one_may_open(case, today, as_user):
    pick = reverse("visit_pick")
    assert "Lanjiang" in as_user(case.rep).get(pick, {"q": "ljzg"}).content.decode()
    assert (
        "No account of yours" in as_user(case.other_rep).get(pick, {"q": "ljzg"}).content.decode()
    )
    assert "Lanjiang" in as_user(case.rep).get(LOG).content.decode()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, {"today", "planned", "old"}),
        ({"status": "planned"}, {"planned"}),
        ({"scenario": "review"}, {"old"}),
        ({"after": "2026-11-20"}, {"today", "planned"}),
        ({"before": "2026-11-19"}, {"old"}),
        ({"q": "cw"}, {"today"}),
        ({"mine": "1"}, {"planned", "old"}),
        ({"status": "nonsense"}, {"today", "planned", "old"}),
    ],
)
def test_filters_of_the_visit_list(people, today, as_user, query, shown):
    mine, unit = (factories.account(name, owner=people.manager) for name in ("海晏", "苍梧"))
    rows = {
        "today": factories.visit(unit, today, people.rep),
        "planned": factories.visit(
            mine, today + timedelta(days=3), people.manager, status="planned"
        ),
        "old": factories.visit(mine, today - timedelta(days=90), people.manager, scenario="review"),
    }
    page = as_user(people.manager).get("/visits/", query).context["page"]
    assert {name for name, row in rows.items() if row in page.object_list} == shown


@pytest.mark.parametrize(
    ("sort", "order"),
    [("date", [1, 0]), ("-date", [0, 1]), ("account", [0, 1]), ("-account", [1, 0]), ("?", [1, 0])],
)
def test_sorting_the_visit_list(people, today, as_user, sort, order):
    first, second = (factories.account(name, owner=people.rep) for name in ("阿尔法", "中天"))
    rows = [
        factories.visit(first, today, people.rep),
        factories.visit(second, today - timedelta(days=1), people.rep),
    ]
    page = as_user(people.rep).get("/visits/", {"sort": sort}).context["page"]
    assert list(page.object_list) == [rows[i] for i in order]


def test_filters_of_the_due_list_agree_with_its_counts(case, today, as_user):
    fine = factories.account(owner=case.rep, standing={"pyramid": 3, "since": today})
    client = as_user(case.rep)
    context = client.get("/due/").context
    assert (context["counts"]["lapsed"], context["counts"]["ok"]) == (1, 1)

    def found(**query):
        return [row.account for row in client.get("/due/", query).context["page"].object_list]

    assert found() == [case.account, fine]
    assert found(status="lapsed") == found(tier="1") == found(q="ljzg") == [case.account]
    assert found(status=["ok", "due"]) == [fine]
    assert found(status="overdue") == []


@pytest.mark.parametrize("page", ["/visits/", "/due/"])
def test_query_counts_of_the_lists_do_not_grow(
    case, today, as_user, page, django_assert_max_num_queries
):
    night_has_run(timezone.localdate())
    client = as_user(case.manager)
    with django_assert_max_num_queries(11) as one:
        client.get(page)
    for _ in range(12):
        account = factories.account(owner=case.rep, standing={"pyramid": 1})
        seen(account, today - timedelta(days=30), case.rep, [factories.contact(account)])
    with django_assert_max_num_queries(11) as many:
        client.get(page)
    assert len(many) <= len(one)


def test_query_counts_of_the_form_do_not_grow(case, today, as_user, django_assert_max_num_queries):
    night_has_run(timezone.localdate())
    client, url = as_user(case.rep), f"{LOG}?account={case.account.pk}"
    for _ in range(10):
        account = factories.account(owner=case.rep, standing={"pyramid": 1})
        seen(account, today - timedelta(days=30), case.rep, [factories.contact(account)])
        factories.contact(case.account)
    with django_assert_max_num_queries(16):
        client.get(url)


def test_standards_are_edited_by_the_administrator_alone(case, as_user):
    url = reverse("standard_edit")
    assert as_user(case.manager).get(url).status_code == 403
    client = as_user(case.admin)
    assert "carries a copy" in client.get(url).content.decode()
    data = {"form-TOTAL_FORMS": 4, "form-INITIAL_FORMS": 4}
    for n, days in enumerate((10, 30, 90, 180)):
        data |= {f"form-{n}-tier": n + 1, f"form-{n}-visit_days": days}
    data |= {"care-core_tier": 1, "care-important_tier": 2}
    assert client.post(url, data | {"form-0-visit_days": 0}).status_code == 200
    assert CoverageStandard.objects.get(tier=1).visit_days == 14
    assert client.post(url, data).status_code == 302
    assert CoverageStandard.objects.get(tier=1).visit_days == 14
    confirm(change=StandardChange.objects.get(), by=case.head, now=timezone.now())
    assert CoverageStandard.objects.get(tier=1).visit_days == 10
    assert CoverageStandard.pgh_event_model.objects.filter(tier=1).count() == 1


@pytest.mark.parametrize(
    ("ahead", "offered"), [(0, True), (-7, True), (-8, False), (1, False)], ids=str
)
def test_a_visit_planned_for_now_is_offered_to_report(case, today, as_user, ahead, offered):
    day = today + timedelta(days=ahead)
    plan = factories.visit(case.account, day, case.rep, status="planned", note="")
    page = as_user(case.rep).get(f"{LOG}?account={case.account.pk}").content.decode()
    assert (reverse("visit_edit", args=[plan.pk]) + "?complete" in page) is offered

"""The frame of every page: navigation by role, doors, what went wrong, the night's notice."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kam.lib.logs import request_id
from kam.navigation import navigation
from kam.views.errors import failed
from staff.models import Company
from staff.permissions import Role
from tests import factories
from tiering.services.nights import NightState
from tiering.services.publish import NIGHT_NOTICE


def names(links):
    return {link.name for link in links}


@pytest.mark.parametrize(
    ("role", "hidden"),
    [
        (Role.REP, {"runs", "policies"}),
        (Role.KAM, {"runs"}),
        (Role.MANAGER, set()),
        (Role.SPONSOR, {"imports"}),
        (Role.SERVICE, {"imports", "runs", "policies"}),
        (Role.ADMIN, {"contacts", "relationships"}),
        (Role.AUDITOR, {"imports"}),
    ],
)
@pytest.mark.django_db
def test_each_role_sees_what_it_may_open(role, hidden):
    links = navigation(factories.user(role))
    shown = names(links) | {name for link in links for name in names(link.children)}
    every = {
        "today",
        "accounts",
        "contacts",
        "imports",
        "relationships",
        "plans",
        "tiering",
        "dashboard",
        "runs",
        "policies",
        "reports",
        "settings",
    }
    assert every - shown == hidden


@pytest.mark.django_db
def test_navigation_marks_where_we_are(as_user, people):
    html = as_user(people.manager).get(reverse("report_home")).content.decode()
    assert f'<a class="k-nav" href="{reverse("report_home")}" aria-current="page">' in html
    assert html.count("<main") == 1


@pytest.mark.parametrize(("who", "offered"), [("rep", True), ("auditor", False)])
def test_a_visit_is_offered_to_those_who_may_log_one(as_user, people, who, offered):
    html = as_user(getattr(people, who)).get(reverse("plan_home")).content.decode()
    assert ("k-tabbar-log" in html) == offered


@pytest.mark.parametrize("name", ["plan_home", "report_home"])
def test_pages_to_come_say_where_to_go_meanwhile(as_user, people, name):
    html = as_user(people.rep).get(reverse(name)).content.decode()
    assert f'href="{reverse("due_list")}"' in html


def test_reports_list_only_what_the_role_may_open(as_user, people):
    assert (
        reverse("run_list") in as_user(people.manager).get(reverse("report_home")).content.decode()
    )
    assert (
        reverse("run_list") not in as_user(people.rep).get(reverse("report_home")).content.decode()
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "account_login",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_inactive",
    ],
)
def test_doors_open_without_login_and_carry_no_navigation(client, address):
    response = client.get(reverse(address), headers={"accept-language": "en"})
    assert response.status_code == 200
    assert "k-door-card" in response.content.decode()
    assert "k-side" not in response.content.decode()


@pytest.mark.django_db
def test_a_wrong_password_is_said_once_and_nothing_is_lost(client):
    factories.user(email="lin@example.com")
    data = {"login": "lin@example.com", "password": "wrong"}
    html = client.post(reverse("account_login"), data).content.decode()
    assert html.count('role="alert"') == 1
    assert 'value="lin@example.com"' in html


def test_an_unknown_address_is_a_page_of_ours(as_user, people):
    response = as_user(people.rep).get("/no/such/page/")
    assert response.status_code == 404
    assert "This page does not exist" in response.content.decode()


def test_a_fault_is_told_with_its_number_in_the_reader_s_language(rf, db):
    token = request_id.set("abc123")
    try:
        html = failed(rf.get("/")).content.decode()
    finally:
        request_id.reset(token)
    assert "abc123" in html


@pytest.mark.django_db
def test_a_fault_of_the_database_is_told_to_those_logged_in(rf, people):
    request = rf.get("/")
    request.user = people.rep
    request.company = Company.current()
    with CaptureQueriesContext(connection) as asked:
        page = failed(request)
    assert page.status_code == 500
    assert 'class="k-error-code">500<' in page.content.decode()
    assert not asked.captured_queries


@pytest.mark.django_db
def test_the_gallery_is_for_builders(client, as_user, people):
    assert client.get(reverse("gallery")).status_code == 404
    people.admin.is_staff = True
    people.admin.save()
    assert as_user(people.admin).get(reverse("gallery")).status_code == 200
    assert as_user(people.rep).get(reverse("gallery")).status_code == 404


@pytest.mark.django_db
def test_the_gallery_is_open_to_developers(client):
    with override_settings(DEBUG=True):
        assert client.get(reverse("gallery") + "?page=3").status_code == 200


@pytest.mark.parametrize(
    ("state", "as_of", "text"),
    [
        (NightState.FINE, date(2026, 10, 31), None),
        (NightState.NONE, None, None),
        (
            NightState.EMPTY,
            date(2026, 10, 31),
            "nobody was ranked: no account bought lately. Classes shown are those of 31 Oct 2026.",
        ),
        (
            NightState.FAILED,
            date(2026, 10, 31),
            "scoring failed. Classes shown are those of 31 Oct 2026.",
        ),
        (
            NightState.LATE,
            date(2026, 10, 31),
            "scoring is late. Classes shown are those of 31 Oct 2026.",
        ),
        (NightState.FAILED, None, "scoring failed."),
    ],
    ids=lambda value: str(value),
)
def test_a_night_that_went_wrong_is_told_on_every_page(as_user, people, state, as_of, text):
    cache.set(NIGHT_NOTICE, (state.value, as_of), 60)
    html = as_user(people.rep).get(reverse("plan_home")).content.decode()
    assert ("k-notice-warning" in html) == (text is not None)
    assert text is None or text in html


def test_lists_and_their_tables_are_kept_apart_by_caches(as_user, people):
    assert "HX-Request" in as_user(people.rep).get(reverse("plan_home"))["Vary"]


def test_amounts_are_in_the_company_s_currency(as_user, people, settings):
    from staff.models import Company

    Company.objects.update(base_currency="USD")
    settings.DEBUG = True
    html = as_user(people.rep).get(reverse("gallery")).content.decode()
    assert "$742.6m" in html


@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/plans/7/submit/", "/plans/7/"),
        ("/plans/goals/7/remove/", "/plans/"),
        ("/actions/7/done/", "/actions/"),
        ("/settings/language/", "/settings/"),
    ],
)
def test_who_opens_the_address_of_a_form_gets_the_page_above(people, as_user, address, above):
    client = as_user(people.manager)
    answer = client.get(address, headers={"accept": "text/html,*/*"})
    assert (answer.status_code, answer.headers.get("Location")) == (302, above)
    assert client.get(address, headers={"accept": "application/json"}).status_code == 405

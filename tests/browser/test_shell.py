"""The frame and the components in a real browser: readable, reachable, in both themes."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from relationships.services import coverage
from tests import factories
from tests.browser.conftest import DESK, PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("first_rows"),
]

LONG_AGO = date(2025, 11, 18)
LOOKS = [
    pytest.param(size, language, theme, id=f"{size[0]}-{language}-{theme}")
    for size in (DESK, PHONE)
    for language in ("zh-hans", "en")
    for theme in ("light", "dark")
]


@pytest.fixture
def builder(people):
    people.admin.is_staff = True
    people.admin.save()
    return people.admin


def sideways(page):
    """Pixels by which the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.mark.parametrize(("size", "language", "theme"), LOOKS)
def test_components_are_accessible_and_fit(open_page, violations, builder, size, language, theme):
    page = open_page(builder, size, language, theme)
    page.goto(reverse("gallery"))
    assert page.locator("html").get_attribute("data-bs-theme") == theme
    assert page.locator(".k-chart canvas").count() == 3
    assert violations(page) == []
    assert sideways(page) <= 0


@pytest.mark.parametrize(("size", "language", "theme"), LOOKS[::3])
def test_doors_are_accessible_and_fit(open_page, violations, size, language, theme):
    page = open_page(None, size, language, theme)
    doors = ("login", "reset_password", "reset_password_done", "reset_password_from_key_done")
    for name in (f"account_{door}" for door in doors):
        page.goto(reverse(name))
        assert violations(page) == []
        assert sideways(page) <= 0


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_an_unknown_address_is_accessible(open_page, violations, people, size):
    page = open_page(people.rep, size)
    page.goto("/no/such/page/")
    assert violations(page) == []
    assert sideways(page) <= 0
    page.problems.clear()  # the browser itself notes the 404


def test_everything_on_the_bottom_bar_is_large_enough_for_a_thumb(open_page, people):
    page = open_page(people.rep, PHONE)
    page.goto(reverse("plan_home"))
    expect(page.locator(".k-side")).to_be_hidden()
    page.locator(".k-more summary").click()
    targets = page.locator(
        ".k-tabbar a, .k-tabbar summary, .k-more button, .k-top a, .k-top summary"
    )
    boxes = [box.bounding_box() for box in targets.all() if box.is_visible()]
    assert len(boxes) > 10
    assert [b for b in boxes if b["height"] < 44 or b["width"] < 44] == []


def test_menus_close_on_escape_and_on_a_click_elsewhere(open_page, people):
    page = open_page(people.rep)
    page.goto(reverse("plan_home"))
    logout = page.locator(".k-menu-body button")
    page.locator("summary.k-user").click()
    expect(logout).to_be_visible()
    page.keyboard.press("Escape")
    expect(logout).to_be_hidden()
    expect(page.locator("summary.k-user")).to_be_focused()
    page.locator("summary.k-user").click()
    page.locator("h1").click()
    expect(logout).to_be_hidden()


def test_slash_goes_to_the_search_but_not_while_typing(open_page, people):
    page = open_page(people.rep)
    page.goto(reverse("plan_home"))
    page.keyboard.press("/")
    search = page.locator("#k-search")
    expect(search).to_be_focused()
    page.keyboard.type("a/b")
    expect(search).to_have_value("a/b")


def test_the_first_tab_stop_skips_the_navigation(open_page, people):
    page = open_page(people.rep)
    page.goto(reverse("plan_home"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_chosen_theme_stays_and_charts_follow(open_page, builder):
    page = open_page(builder, theme="light")
    page.goto(reverse("gallery"))
    drawn = "document.querySelector('.k-chart canvas').toDataURL()"
    before = page.evaluate(drawn)
    toggle = page.locator(".k-top [data-kam-theme]")
    toggle.click()  # light, though the device says so too
    toggle.click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.wait_for_function(f"{drawn} !== {before!r}")
    page.reload()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_one_click_changes_the_language_and_stays_on_the_page(open_page, people):
    page = open_page(people.rep, language="en")
    page.goto(reverse("plan_home") + "?x=1")
    page.locator(".k-top .k-language button").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    assert page.url.endswith(reverse("plan_home") + "?x=1")


def test_a_message_can_be_closed(open_page, builder):
    page = open_page(builder)
    page.goto(reverse("gallery"))
    notes = page.locator("#messages .k-notice")
    expect(notes).to_have_count(2)
    notes.first.locator("button").click()
    expect(notes).to_have_count(1)


def test_a_failed_request_keeps_the_list_and_can_be_asked_again(open_page, people):
    for name in ("启明轨道", "澜江重工"):
        factories.account(name, owner=people.rep)
    page = open_page(people.rep)
    page.goto(reverse("account_list"))
    broken = "**/accounts/?*"
    page.route(broken, lambda route: route.abort())
    page.locator("main input[type=search]").fill("启明")
    toast = page.locator("[data-kam-toasts]")
    expect(toast.locator(".k-retry")).to_be_visible()
    expect(page.locator("#list")).to_contain_text("澜江重工")
    page.unroute(broken)
    toast.locator(".k-retry").click()
    expect(page.locator("#list")).not_to_contain_text("澜江重工")
    expect(page.locator("#list")).to_contain_text("启明轨道")
    page.problems.clear()  # the browser itself notes the failed request


def test_back_from_an_account_shows_the_whole_list_page(open_page, people):
    for name in ("启明轨道", "澜江重工"):
        factories.account(name, owner=people.rep)
    page = open_page(people.rep)
    page.goto(reverse("account_list"))
    page.locator("main input[type=search]").fill("启明")
    expect(page.locator("#list")).not_to_contain_text("澜江重工")
    page.goto(reverse("plan_home"))
    page.go_back()
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("#list")).to_contain_text("启明轨道")


def test_the_filters_of_visits_are_folded_on_a_phone_until_used(open_page, violations, people):
    page = open_page(people.manager, PHONE, "en")
    page.goto(reverse("visit_list"))
    status = page.locator("select[name=status]")
    expect(status).to_be_hidden()
    assert violations(page) == []
    page.locator("label", has_text="Filters").click()
    expect(status).to_be_visible()
    assert status.bounding_box()["y"] > page.locator("#id_q").bounding_box()["y"]
    page.goto(reverse("visit_list") + "?status=planned")
    expect(status).to_be_visible()


@pytest.fixture
def late_visit(people):
    account = factories.account("澜江重工", people.rep, standing={"pyramid": 1, "since": LONG_AGO})
    met = [factories.contact(account, name_en=name) for name in ("Zhang Zimo", "Li Siqi")]
    factories.visit(account, LONG_AGO, people.rep, met)
    coverage.refresh(accounts=[account.pk])


def test_nothing_is_cut_of_who_was_met_last_and_by_whom(open_page, people, late_visit):
    page = open_page(people.manager, language="en")
    page.goto(reverse("today"))
    last = page.locator(".v-last")
    expect(last).to_contain_text("Zhang Zimo")
    expect(last).to_contain_text(people.rep.name.replace(" ", "\xa0"))
    cut = "spans => spans.filter(s => s.scrollWidth > s.clientWidth).map(s => s.innerText)"
    assert page.locator(".v-last > span, .v-last-by > span").evaluate_all(cut) == []


def test_the_states_of_due_visits_stand_two_by_two_on_a_phone(open_page, people, late_visit):
    page = open_page(people.rep, PHONE, "en")
    page.goto(reverse("due_list"))
    chips = page.locator(".k-chip")
    tops = [chip.bounding_box()["y"] for chip in chips.all()]
    assert [tops.count(top) for top in tops] == [2, 2, 2, 2]

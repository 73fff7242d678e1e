"""A phone with bad reception: what is written is kept and sent once, whatever happens."""

import re
from datetime import timedelta
from itertools import count

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from relationships.models import Visit
from relationships.services import coverage
from tests import factories
from tests.browser.conftest import PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("first_rows"),
]
NOTES = ("谈妥三年框架", "设备二期招标", "价格再让两点")
IS_KEPT = """async (address) => {
  while (!(await caches.match(address))) await new Promise((done) => setTimeout(done, 100));
}"""
PAGES = "caches.has('kam-pages')"


@pytest.fixture
def due(people):
    """Three accounts of rep's that are late, each with the person met last."""
    today, made = timezone.localdate(), []
    for name in ("澜江重工", "启明轨道", "海晏医疗"):
        account = factories.account(name, people.rep, standing={"pyramid": 1})
        person = factories.contact(account, f"{name[0]}经理")
        factories.visit(account, today - timedelta(days=40), people.rep, [person], note="例行")
        coverage.refresh(accounts=[account.pk])
        made.append(account)
    return made


@pytest.fixture
def phone(open_page, people, due):
    """Rep's Today on a phone, with all its accounts fetched ahead."""
    page = open_page(people.rep, PHONE, offline=True)
    page.goto(reverse("today"))
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    page.evaluate(IS_KEPT, f"/accounts/{due[-1].pk}/")  # the last one fetched
    yield page
    page.context.close()  # a page that is still offline may note one more at any moment
    # Lost connections are what these tests are about; the browser notes each.
    lost = ("ERR_INTERNET_DISCONNECTED", "Failed to load resource")
    page.problems[:] = [text for text in page.problems if not any(word in text for word in lost)]


def written(page, account, note):
    """From Today to the press of Save: two taps and a sentence, for people and scenario stand."""
    page.goto(reverse("today"))
    page.locator(f"a.v-icon[href$='?account={account.pk}']").tap()
    page.locator("[name=note]").fill(note)
    page.get_by_role("button", name="保存", exact=True).tap()


def new_visits():
    return Visit.objects.filter(note__in=NOTES).order_by("made_at")


def test_two_taps_and_a_sentence(phone, due, people):
    written(phone, due[0], NOTES[0])
    phone.wait_for_url("**/saved/")
    visit = new_visits().get()
    assert (visit.account, visit.owner, visit.status) == (due[0], people.rep, "completed")
    assert [person.name for person in visit.contacts.all()] == ["澜经理"]


def test_where_nobody_stands_prefilled_it_is_three_taps_too(phone, due, people):
    """The icon, the person, Save: the sentence is asked for when the person is chosen."""
    account = factories.account("新识客户", people.rep, standing={"pyramid": 1})
    for name in ("甲经理", "乙经理"):
        factories.contact(account, name)
    phone.goto(reverse("visit_log") + f"?account={account.pk}")
    phone.get_by_text("甲经理").first.tap()
    phone.keyboard.type(NOTES[0])
    phone.get_by_role("button", name="保存", exact=True).tap()
    phone.wait_for_url("**/saved/")
    assert [person.name for person in new_visits().get().contacts.all()] == ["甲经理"]


def write_three_without_connection(page, due):
    """Three visits, each saved on the device; returns when each was written."""
    page.context.set_offline(True)
    moments = []
    for account, note in zip(due, NOTES, strict=True):
        moments.append(timezone.now())
        written(page, account, note)
        expect(page.locator("[data-kam-done-title]")).to_have_text("已存在本机")
    expect(page.locator("[data-kam-rows] > li")).to_have_count(3)
    assert not new_visits().exists()
    return moments


def assert_three_rows_with_their_times(moments, due):
    rows = list(new_visits())
    assert [(row.account, row.note) for row in rows] == list(zip(due, NOTES, strict=True))
    for row, moment in zip(rows, moments, strict=True):
        assert timedelta(0) <= row.made_at - moment < timedelta(seconds=15)
        assert row.date == timezone.localdate(moment)


def sent(page):
    page.goto(reverse("outbox"))
    expect(page.locator("[data-kam-rows] > li[data-state=sent]")).to_have_count(3, timeout=60_000)


def test_three_visits_without_connection_are_stored_once(phone, due):
    moments = write_three_without_connection(phone, due)
    context = phone.context
    phone.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(reverse("today"))
    page.reload()
    page.reload()
    sent(page)
    assert_three_rows_with_their_times(moments, due)


def test_two_visits_at_one_account_are_two(phone, due):
    """What the outbox has is no draft any more: the next visit does not take its place."""
    phone.context.set_offline(True)
    for note in NOTES[:2]:
        phone.goto(reverse("today"))
        written(phone, due[0], note)
        expect(phone.locator("[data-kam-done-title]")).to_have_text("已存在本机")
    expect(phone.locator("[data-kam-rows] > li")).to_have_count(2)
    phone.context.set_offline(False)
    phone.reload()
    expect(phone.locator("[data-kam-rows] > li[data-state=sent]")).to_have_count(2, timeout=60_000)
    assert [visit.note for visit in new_visits()] == list(NOTES[:2])


@pytest.mark.parametrize(
    "failing", ["**/outbox/visit/", re.compile(r"/outbox/(who|visit)/$")], ids=["sending", "both"]
)
def test_a_server_that_fails_every_other_time_stores_each_once(phone, due, failing):
    """Half of the answers get lost: before the server sees the visit, or after it has stored it."""
    moments = write_three_without_connection(phone, due)
    context, turn = phone.context, count()

    def fail(route):
        nth = next(turn)
        if nth % 4 == 0:
            route.fulfill(status=503, body="down")
        elif nth % 4 == 2:
            route.fetch()
            route.fulfill(status=500, body="lost")
        else:
            route.continue_()

    phone.close()
    context.route(failing, fail)
    context.set_offline(False)
    page = context.new_page()
    page.goto(reverse("today"))
    page.reload()
    page.reload()
    sent(page)
    assert next(turn) > 4
    assert_three_rows_with_their_times(moments, due)


def test_today_and_cards_are_readable_without_connection(phone, due):
    phone.context.set_offline(True)
    phone.goto(reverse("today"))
    expect(phone.locator("main")).to_contain_text("澜江重工")
    expect(phone.locator("[data-kam-offline]")).to_contain_text("离线")
    phone.goto(reverse("account_visits", args=[due[0].pk]))  # not fetched ahead: the card is shown
    expect(phone.locator("h1")).to_contain_text("澜江重工")
    phone.goto(reverse("report_home"))
    expect(phone.locator("h1")).to_have_text("没有网络")


def test_an_expired_session_asks_to_log_in_and_keeps_the_outbox(phone, due, people):
    phone.context.set_offline(True)
    written(phone, due[0], NOTES[0])
    expect(phone.locator("[data-kam-rows] > li")).to_have_count(1)
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    row = phone.locator("[data-kam-rows] > li")
    expect(row).to_have_attribute("data-state", "login")
    row.get_by_role("link", name="登录").tap()
    phone.locator("[name=login]").fill(people.rep.email)
    phone.locator("[name=password]").fill("correct horse battery")
    phone.locator("form:has([name=password]) button[type=submit]").tap()
    phone.wait_for_url("**/outbox/")
    expect(row).to_have_attribute("data-state", "sent")
    assert new_visits().get().owner == people.rep


def test_a_session_that_ends_while_writing_says_the_visit_is_kept(phone, due, people):
    phone.goto(reverse("today"))
    phone.locator(f"a.v-icon[href$='?account={due[0].pk}']").tap()
    phone.locator("[name=note]").fill(NOTES[0])
    phone.context.clear_cookies()
    phone.get_by_role("button", name="保存", exact=True).tap()
    phone.wait_for_url("**/auth/login/**")
    expect(phone.locator("main")).to_contain_text("保存在本机")
    phone.locator("[name=login]").fill(people.rep.email)
    phone.locator("[name=password]").fill("correct horse battery")
    phone.locator("form:has([name=password]) button[type=submit]").tap()
    expect(phone.locator("[data-kam-done][data-state=sent]")).to_contain_text("澜江重工")
    assert new_visits().get().owner == people.rep


def test_a_missing_sentence_is_led_to(phone, due):
    phone.goto(reverse("today"))
    phone.locator(f"a.v-icon[href$='?account={due[0].pk}']").tap()
    phone.get_by_role("button", name="保存", exact=True).tap()
    expect(phone.locator("[name=note]")).to_be_focused()
    expect(phone.locator("[name=note]")).to_be_in_viewport()


def test_what_the_server_refuses_comes_back_to_be_changed(phone, due, people):
    phone.context.set_offline(True)
    written(phone, due[0], NOTES[0])
    expect(phone.locator("[data-kam-rows] > li")).to_have_count(1)
    due[0].contacts.update(account=due[1])  # the person changed employer meanwhile
    phone.context.set_offline(False)
    row = phone.locator("[data-kam-rows] > li")
    expect(row).to_have_attribute("data-state", "returned")
    expect(row).to_contain_text(NOTES[0])
    expect(row).to_contain_text("请选择该客户的联系人")
    done = phone.locator("[data-kam-done]")
    expect(done).to_contain_text("请选择该客户的联系人")
    expect(done.locator("[data-kam-done-due]")).to_be_hidden()
    expect(done.locator("use[href$='#check']")).to_be_hidden()
    factories.contact(due[0], "新经理")
    row.get_by_role("link", name="编辑").tap()
    expect(phone.locator("[name=note]")).to_have_value(NOTES[0])
    phone.locator("label", has_text="新经理").tap()
    phone.get_by_role("button", name="保存", exact=True).tap()
    phone.wait_for_url("**/saved/")
    assert new_visits().get().account == due[0]


def test_logout_leaves_no_page_and_nobody_sends_for_another(phone, due, people):
    phone.context.set_offline(True)
    written(phone, due[0], NOTES[0])
    expect(phone.locator("[data-kam-rows] > li")).to_have_count(1)
    assert phone.evaluate(PAGES)
    phone.context.route("**/outbox/visit/", lambda route: route.fulfill(status=503))
    phone.context.set_offline(False)
    phone.goto(reverse("account_logout"))
    phone.locator("main button[type=submit]").tap()
    phone.wait_for_url("**/auth/login/**")
    assert not phone.evaluate(PAGES)
    phone.context.unroute("**/outbox/visit/")
    phone.locator("[name=login]").fill(people.other_rep.email)
    phone.locator("[name=password]").fill("correct horse battery")
    phone.locator("form:has([name=password]) button[type=submit]").tap()
    expect(phone.locator(".k-tabbar")).to_be_visible()
    phone.goto(reverse("outbox"))
    expect(phone.locator("[data-kam-others]")).to_contain_text("1")
    expect(phone.locator("body")).not_to_contain_text(NOTES[0])
    assert not new_visits().exists()
    phone.context.set_offline(True)
    phone.goto(reverse("account_detail", args=[due[0].pk]))
    expect(phone.locator("body")).not_to_contain_text("澜江重工")

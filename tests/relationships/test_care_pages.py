"""The pages of care: what they show, how bad input is answered, how many queries they take."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models.export import ExportLog
from relationships.models import CareDate, CareLimits, CareTask, Gift, Greeting
from tests import factories

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """The clock of the company, and of Today, stands still."""
    monkeypatch.setattr("staff.clock.today", lambda: TODAY)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)


@pytest.fixture
def li(people):
    account = factories.account("海晏医疗", people.rep, name_en="Haiyan")
    return factories.contact(account, "李明", name_en="Li Ming")


def body_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def count_of(client, url, counted):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        body_of(client.get(url))
    counted.append(len(queries))


PAGES = ("today", "care_list", "gift_list")


@pytest.mark.parametrize("who", ["rep", "manager"])
def test_queries_do_not_grow_with_rows(people, li, as_user, who):
    client, counts = as_user(getattr(people, who)), []
    urls = [*map(reverse, PAGES), reverse("contact_care", args=[li.pk])]
    urls += [reverse("account_detail", args=[li.account_id])]
    client.get("/")  # the first page of a visit asks more
    for start in (0, 10):
        for n in range(start, start + 3):
            person = factories.contact(factories.account(owner=people.rep))
            for contact in (person, li):
                factories.care_date(contact, day=21 + n % 5)
                factories.care_task(contact, people.rep)
                factories.greeting(contact, people.rep, f"2026-01-{n + 1:02}")
                factories.gift(contact, people.rep, f"茶 {n}", 10)
                factories.gift(contact, people.rep, f"酒 {n}", 300, status="waiting")
        found = []
        for url in urls:
            count_of(client, url, found)
        counts.append(found)
    assert counts[0] == counts[1]


class TestToday:
    def test_the_next_seven_days_with_what_was_given(self, people, li, as_user):
        factories.care_date(li, 10, 15, calendar="lunar")
        factories.care_date(factories.contact(li.account, "陈素梅"), 11, 28)
        factories.care_task(li, people.rep, "2026-11-19")
        factories.gift(li, people.rep, "明前茶", 100, day="2026-03-01")
        factories.gift(li, people.rep, "书籍", 60, day="2025-03-01")
        body = body_of(as_user(people.rep).get("/"))
        assert "Li Ming · Haiyan" in body
        assert "Lunar 10-15" in body
        assert "got: 明前茶, 书籍" in body
        assert "gifts this year ¥100.00" in body
        assert "in 3 days" in body
        assert "Call and ask how things are" in body
        assert "陈素梅" not in body

    def test_an_empty_week(self, people, as_user):
        assert "No birthday in the next 7 days" in body_of(as_user(people.rep).get("/"))


class TestDates:
    def url(self, li):
        return reverse("care_date_create", args=[li.pk])

    def test_us_03_a_lunar_birthday_shows_its_solar_date(self, people, li, as_user):
        sent = {"kind": "birthday", "calendar": "lunar", "month": "10", "day": "15"}
        page = as_user(people.rep).post(self.url(li), sent, follow=True)
        assert "the next time is 23 Nov 2026" in body_of(page)

    def test_bad_input_is_said_by_the_field(self, people, li, as_user):
        sent = {"kind": "birthday", "calendar": "solar", "month": "2", "day": "30"}
        page = as_user(people.rep).post(self.url(li), sent)
        body = body_of(page, 422)
        assert "This month has no such day." in body
        assert page.context["form"].errors.keys() == {"day"}
        assert not CareDate.objects.exists()

    def test_corrected_and_removed(self, people, li, as_user):
        row, client = factories.care_date(li), as_user(people.rep)
        sent = {"kind": "birthday", "calendar": "solar", "month": "12", "day": "1"}
        assert client.post(reverse("care_date_edit", args=[row.pk]), sent).status_code == 302
        row.refresh_from_db()
        assert row.next_on == date(2026, 12, 1)
        assert client.post(reverse("care_date_remove", args=[row.pk])).status_code == 302
        assert not CareDate.objects.exists()

    def test_a_refused_correction_changes_nothing(self, people, li, as_user):
        row, client = factories.care_date(li), as_user(people.rep)
        sent = {"kind": "family", "calendar": "solar", "month": "12", "day": "1"}
        body_of(client.post(reverse("care_date_edit", args=[row.pk]), sent), 422)
        row.refresh_from_db()
        assert (row.kind, row.month) == ("birthday", 11)

    def test_a_day_of_the_account(self, people, li, as_user):
        sent = {"kind": "founding", "calendar": "solar", "month": "12", "day": "1"}
        url = reverse("account_day_create", args=[li.account_id])
        page = as_user(people.rep).post(url, sent, follow=True)
        assert "Founding day of the customer" in body_of(page)


class TestCourtesies:
    def test_promised_and_done(self, people, li, as_user):
        client = as_user(people.rep)
        sent = {"deed": "card", "due_on": "2026-11-22"}
        assert client.post(reverse("care_task_create", args=[li.pk]), sent).status_code == 302
        task = CareTask.objects.get()
        assert "Write a card or letter" in body_of(client.get(reverse("care_list")))
        done = client.post(reverse("care_task_done", args=[task.pk]), {"back": "care"})
        assert done.url == reverse("care_list")
        task.refresh_from_db()
        assert (task.done_on, task.done_by) == (TODAY, people.rep)

    @pytest.mark.parametrize(
        ("last", "status"),
        [("2026-11-07", 422), ("2026-11-06", 302)],
        ids=["13-days-ago", "14-days-ago"],
    )
    def test_one_greeting_in_14_days(self, people, li, as_user, last, status):
        factories.greeting(li, people.rep, last)
        sent = {"occasion": "other", "sent_on": "2026-11-20", "text": "您好"}
        page = as_user(people.rep).post(reverse("greeting_create", args=[li.pk]), sent)
        assert page.status_code == status
        assert Greeting.objects.count() == 1 + (status == 302)

    def test_a_greeting_noted_later_keeps_the_distance_to_the_next_one(self, people, li, as_user):
        factories.greeting(li, people.rep, "2026-11-18")
        sent = {"occasion": "other", "sent_on": "2026-11-10"}
        page = as_user(people.rep).post(reverse("greeting_create", args=[li.pk]), sent)
        assert page.context["form"].errors.keys() == {"sent_on"}

    @pytest.mark.parametrize(
        ("text", "day", "field"),
        [("节日优惠", "2026-11-20", "text"), ("您好", "2026-11-21", "sent_on")],
        ids=["an-offer", "still-to-come"],
    )
    def test_what_is_no_greeting(self, people, li, as_user, text, day, field):
        sent = {"occasion": "other", "sent_on": day, "text": text}
        page = as_user(people.rep).post(reverse("greeting_create", args=[li.pk]), sent)
        assert page.context["form"].errors.keys() == {field}

    def test_the_templates_hold_the_rule_in_both_languages(self, li):
        from django.utils import translation

        from relationships.care_rules import offer_in
        from relationships.greetings import TEMPLATES, suggested

        for language in ("en", "zh-hans"):
            with translation.override(language):
                texts = [suggested(each, TODAY, li)["text"] for each in TEMPLATES]
                assert [offer_in(text) for text in texts] == [""] * len(texts)
        assert len(set(texts)) == len(TEMPLATES)

    def test_who_was_greeted_lately_is_not_proposed(self, people, li, as_user, monkeypatch):
        monkeypatch.setattr("staff.clock.today", lambda: date(2026, 12, 20))
        client = as_user(people.rep)
        assert "Not greeted lately" in body_of(client.get(reverse("care_list")))
        factories.greeting(li, people.rep, "2026-12-10")
        assert "Not greeted lately" not in body_of(client.get(reverse("care_list")))


class TestGifts:
    def ask(self, client, li, **fields):
        sent = {"item": "Tea set", "value": "100", "occasion": "visit", "planned_on": "2026-11-20"}
        return client.post(reverse("gift_request", args=[li.pk]), sent | fields)

    def test_asked_approved_and_handed_over(self, people, li, as_user):
        assert self.ask(as_user(people.rep), li, value="260").status_code == 302
        gift = Gift.objects.get()
        manager = as_user(people.manager)
        assert "Gifts waiting for your decision" in body_of(manager.get(reverse("care_list")))
        manager.post(reverse("gift_approve", args=[gift.pk]))
        url = reverse("gift_deliver", args=[gift.pk])
        assert as_user(people.rep).post(url, {"delivered_on": "2026-11-20"}).status_code == 302
        gift.refresh_from_db()
        assert (gift.status, gift.approver) == ("delivered", people.manager)

    def test_blocks_stand_by_their_fields(self, people, li, as_user):
        factories.gift(li, people.rep, "Tea set")
        page = self.ask(as_user(people.rep), li, item="tea  set", value="501")
        body_of(page, 422)
        assert page.context["form"].errors.keys() == {"item", "value"}
        assert Gift.objects.count() == 1

    def test_a_warning_is_passed_by_asking_again(self, people, li, as_user):
        factories.gift(factories.contact(li.account), people.rep, "Tea set", day="2026-01-05")
        client = as_user(people.rep)
        page = self.ask(client, li)
        assert "Somebody else at this account" in body_of(page, 422)
        assert 'name="warned" value="1"' in page.content.decode()
        assert self.ask(client, li, warned="1").status_code == 302

    def test_a_refusal_needs_its_reason(self, people, li, as_user):
        gift = factories.gift(li, people.rep, value=300, status="waiting")
        client, url = as_user(people.manager), reverse("gift_refuse", args=[gift.pk])
        body_of(client.post(url, {"reason": ""}), 422)
        client.post(url, {"reason": "Tender is open"})
        assert "Tender is open" in body_of(client.get(reverse("gift_detail", args=[gift.pk])))

    def test_one_s_own_is_decided_by_another(self, people, li, as_user):
        gift = factories.gift(li, people.manager, value=300, status="waiting")
        client = as_user(people.manager)
        page = body_of(client.get(reverse("gift_detail", args=[gift.pk])))
        assert "another manager does" in page
        assert reverse("gift_approve", args=[gift.pk]) not in page
        assert client.post(reverse("gift_approve", args=[gift.pk])).status_code == 403

    @pytest.fixture
    def year(self, people, li):
        factories.gift(li, people.rep, "茶", "100.50", day="2026-01-05")
        factories.gift(li, people.rep, "酒", 300, day="2026-02-05", status="waiting")
        factories.gift(
            li, people.rep, "笔", 50, day="2026-03-05", status="refused", approver=people.manager
        )
        factories.gift(li, people.rep, "书", 80, day="2025-12-31")
        foreign = factories.contact(factories.account(owner=people.other_rep))
        factories.gift(foreign, people.other_rep, "伞", 70, day="2026-01-05")

    def test_the_report_of_a_year(self, people, year, as_user):
        totals = as_user(people.rep).get(reverse("gift_list"), {"year": 2026}).context["totals"]
        assert (totals.people, totals.gifts, str(totals.worth), str(totals.handed)) == (
            1, 2, "400.50", "100.50",
        )  # fmt: skip
        head = as_user(people.head).get(reverse("gift_list"), {"year": "2026"}).context["totals"]
        assert (head.people, head.gifts) == (2, 3)
        before = as_user(people.rep).get(reverse("gift_list"), {"year": "2025"}).context["totals"]
        assert (before.gifts, str(before.worth)) == (1, "80.00")

    @pytest.mark.parametrize("year", ["x", "", "99999999999999999999", "-1"])
    def test_a_year_that_is_none_is_this_one(self, people, as_user, year):
        page = as_user(people.rep).get(reverse("gift_list"), {"year": year})
        assert page.context["year"] == 2026

    def test_the_export_is_logged(self, people, year, as_user):
        response = as_user(people.rep).post(reverse("gift_export"), {"year": "2026"})
        lines = response.content.decode("utf-8-sig").splitlines()
        assert lines == [
            "Receiver,Account,Gifts,Value,Handed over",
            "Li Ming,Haiyan,2,400.50,100.50",
        ]
        log = ExportLog.objects.get()
        assert (log.user, log.what, log.query, log.rows) == (people.rep, "gifts", "year=2026", 1)


LIMITS = {
    "approval_over": "100", "block_over": "300", "year_cap": "800", "repeat_months": "12",
    "greeting_gap_days": "30", "lead_days": "10",
}  # fmt: skip


class TestLimits:
    def test_changed_by_the_administrator(self, people, as_user):
        page = as_user(people.admin).post(reverse("care_limits_edit"), LIMITS)
        assert page.status_code == 302
        limits = CareLimits.current()
        assert (limits.approval_over, limits.greeting_gap_days, limits.lead_days) == (100, 30, 10)

    def test_an_amount_below_the_other_is_refused(self, people, as_user):
        sent = LIMITS | {"block_over": "50"}
        page = as_user(people.admin).post(reverse("care_limits_edit"), sent)
        assert "be below the one that needs approval" in body_of(page, 422)
        assert CareLimits.current().block_over == 500

    def test_the_defaults_are_those_of_the_domain(self, db):
        limits, policy = CareLimits.current(), _policy().care
        assert (limits.greeting_gap_days, limits.lead_days, limits.repeat_months) == (
            policy.greeting_gap_days, policy.birthday_lead_days, policy.gift_repeat_months_account,
        )  # fmt: skip
        assert (limits.approval_over, limits.block_over, limits.year_cap) == (
            policy.gift_approval_over, policy.gift_block_over, policy.gift_year_cap,
        )  # fmt: skip
        assert limits.government_gifts is policy.government_gifts is False


def _policy():
    from tiering.models import PolicyVersion

    return PolicyVersion.objects.published().policy

"""Notices by mail: as each person chose, in their language, each once."""

from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected
from zoneinfo import ZoneInfo

import pytest
from django.core.mail.backends.locmem import EmailBackend

from staff.models import Notice, NoticeMail, User
from staff.services import notice_mails
from staff.services.notice_mails import mail_due
from tests import factories

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text):
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=SHANGHAI)


def told(user, when, **fields):
    notice = factories.notice(user, **fields)
    Notice.objects.filter(pk=notice.pk).update(created_at=at(when))
    return notice


def wants(user, choice):
    User.objects.filter(pk=user.pk).update(notice_mail=choice)


@pytest.mark.parametrize(
    ("choice", "created", "now", "mailed"),
    [
        pytest.param(NoticeMail.OFF, "20 10:00", "21 09:00", False, id="off"),
        pytest.param(NoticeMail.AT_ONCE, "20 10:00", "20 10:01", True, id="at-once"),
        pytest.param(NoticeMail.DAILY, "20 07:59", "20 07:59", False, id="daily-not-yet"),
        pytest.param(NoticeMail.DAILY, "20 07:59", "20 08:00", True, id="daily-at-eight"),
        pytest.param(NoticeMail.DAILY, "20 08:01", "20 23:59", False, id="daily-tomorrow"),
        pytest.param(NoticeMail.DAILY, "20 08:01", "21 08:00", True, id="daily-next-day"),
        pytest.param(NoticeMail.DAILY, "20 08:01", "23 11:00", True, id="after-a-dead-weekend"),
        pytest.param(NoticeMail.AT_ONCE, "12 08:01", "20 08:00", False, id="too-old"),
    ],
)
def test_when_a_mail_goes_out(people, mailoutbox, choice, created, now, mailed):
    wants(people.rep, choice)
    told(people.rep, created)
    assert mail_due(now=at(now)) == len(mailoutbox) == (1 if mailed else 0)


def test_each_is_mailed_once_however_often_beat_ticks(people, mailoutbox):
    wants(people.rep, NoticeMail.AT_ONCE)
    told(people.rep, "20 10:00")
    told(people.rep, "20 10:00")
    for minute in range(3):
        mail_due(now=at(f"20 10:0{minute}"))
    told(people.rep, "20 10:05")
    mail_due(now=at("20 10:06"))
    assert [message.body.count("华茂精工") for message in mailoutbox] == [2, 1]


def test_what_was_read_needs_no_mail_and_who_left_gets_none(people, mailoutbox):
    told(people.rep, "20 10:00", read_at=at("20 11:00"))
    told(people.kam, "20 10:00")
    User.objects.filter(pk=people.kam.pk).update(is_active=False)
    assert (mail_due(now=at("21 09:00")), mailoutbox) == (0, [])


def test_in_the_reader_s_language_with_the_way_to_act(people, mailoutbox, settings):
    settings.SITE_URL = "https://kam.example.com/"
    User.objects.filter(pk=people.kam.pk).update(language="zh-hans")
    told(people.rep, "20 10:00", url="/accounts/17/")
    for _ in range(2):
        told(people.kam, "20 10:00", url="/accounts/17/")
    mail_due(now=at("21 09:00"))
    english, chinese = sorted(mailoutbox, key=lambda message: message.to != [people.rep.email])
    assert english.subject == "Levels to assess again"
    assert "https://kam.example.com/accounts/17/" in english.body
    assert "https://kam.example.com/settings/profile/" in english.body
    assert (chinese.to, "2 条提醒" in chinese.subject) == ([people.kam.email], True)
    assert "请重新评估" in chinese.body


class Dies(EmailBackend):
    """A mail server that hangs up before it takes anything."""

    def send_messages(self, messages):
        raise SMTPServerDisconnected("gone")


def test_a_mail_that_was_not_sent_is_sent_by_the_next_tick(people, mailoutbox, settings):
    told(people.rep, "20 10:00")
    whole, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Dies"
    assert mail_due(now=at("21 08:00")) == 0
    assert not Notice.objects.exclude(mailed_at=None).exists()
    settings.EMAIL_BACKEND = whole
    assert mail_due(now=at("21 08:01")) == len(mailoutbox) == 1


def test_a_worker_that_dies_after_sending_can_only_repeat_the_same_message(
    people, mailoutbox, monkeypatch
):
    told(people.rep, "20 10:00")

    class Killed(BaseException):
        pass

    def send_and_die(user, rows):
        message(user, rows).send()
        raise Killed

    message = notice_mails._message
    monkeypatch.setattr(notice_mails, "_message", send_and_die)
    with pytest.raises(Killed):
        mail_due(now=at("21 08:00"))
    monkeypatch.undo()
    mail_due(now=at("21 08:01"))
    first, again = (each.extra_headers["Message-ID"] for each in mailoutbox)
    assert first == again


def test_one_bad_address_does_not_hold_up_the_others(people, mailoutbox, settings):
    for person in (people.rep, people.kam):
        told(person, "20 10:00")
    settings.EMAIL_BACKEND = f"{__name__}.DiesForRep"
    assert mail_due(now=at("21 08:00")) == 1
    assert [message.to for message in mailoutbox] == [[people.kam.email]]


class DiesForRep(EmailBackend):
    def send_messages(self, messages):
        if messages[0].to == ["rep@example.com"]:
            raise SMTPServerDisconnected("gone")
        return super().send_messages(messages)


def test_a_long_mail_names_the_rest_by_number(people, mailoutbox, monkeypatch):
    monkeypatch.setattr(notice_mails, "MOST", 2)
    for _ in range(3):
        told(people.rep, "20 10:00")
    mail_due(now=at("21 08:00"))
    assert mailoutbox[0].body.count("华茂精工") == 2
    assert "1 more notice waits" in mailoutbox[0].body


def test_the_choice_is_made_on_the_profile_page(people, as_user):
    client = as_user(people.rep)
    page = client.get("/settings/profile/").context["form"]
    data = {name: page[name].value() or "" for name in page.fields}
    client.post("/settings/profile/", data | {"notice_mail": "at_once"})
    people.rep.refresh_from_db()
    assert people.rep.notice_mail == NoticeMail.AT_ONCE
    response = client.post("/settings/profile/", data | {"notice_mail": "hourly"})
    assert response.context["form"].errors["notice_mail"]


def test_the_digest_hour_is_the_company_s(people):
    assert notice_mails.last_digest(at("20 07:00")) == at("19 08:00")
    assert notice_mails.last_digest(at("20 08:00")) - at("19 08:00") == timedelta(days=1)

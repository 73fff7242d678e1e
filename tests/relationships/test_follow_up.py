"""What hangs on a visit: needs, next steps, files, earlier wordings (US-01, domain §7.9)."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from accounts.models import Account
from relationships import rules
from relationships.file_types import mime_of
from relationships.models import Action, NeedItem, ScenarioStandard, Visit
from relationships.services import actions, visits
from staff.models.notice import Notice
from tests import factories
from tests.relationships.test_pages import LOG, sent

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def log(case, today, **fields):
    said = {"contacts": [case.wang], "date": today, "note": "谈了价格"} | fields
    return visits.log_visit(account=case.account, by=case.rep, today=today, **said)


def correct(visit, case, today, **fields):
    said = {"contacts": [case.wang], "date": visit.date, "note": visit.note} | fields
    return visits.update_visit(visit=visit, by=case.rep, today=today, **said)


def needs(visit):
    return list(visit.need_items.order_by("pk").values_list("text", "status"))


def test_each_line_of_needs_is_captured(case, today):
    visit = log(case, today, needs="伺服方案\n\n 备件清单 \n伺服方案")
    assert needs(visit) == [("伺服方案", "captured"), ("备件清单", "captured")]
    item = NeedItem.objects.first()
    assert (item.account, item.captured_on, item.by) == (case.account, today, case.rep)


def test_needs_follow_a_correction_but_not_once_they_are_worked_on(case, today):
    visit = log(case, today, needs="伺服方案\n备件清单\n培训")
    visit.need_items.filter(text="培训").update(status="clarified")
    correct(visit, case, today, needs="伺服方案\n备件清单 2027")
    assert needs(visit) == [
        ("伺服方案", "captured"), ("备件清单 2027", "captured"), ("培训", "clarified"),
    ]  # fmt: skip
    correct(visit, case, today, needs="伺服方案")
    assert needs(visit)[1] == ("备件清单 2027", "declined")


def test_a_dated_next_step_becomes_an_action_and_follows_corrections(case, today):
    day = today + timedelta(days=7)
    visit = log(case, today, next_step="带报价", next_step_on=day)
    action = Action.objects.get()
    assert (action.text, action.due_on, action.owner) == ("带报价", day, case.rep)
    correct(visit, case, today, next_step="带样品", next_step_on=day)
    action.refresh_from_db()
    assert action.text == "带样品"
    correct(visit, case, today, next_step="", next_step_on=None)
    action.refresh_from_db()
    assert action.dropped_on == today
    assert not Action.objects.open().exists()


def test_a_done_step_is_not_made_again_by_a_correction(case, today):
    visit = log(case, today, next_step="带报价", next_step_on=today)
    actions.finish_action(action=Action.objects.get(), by=case.rep, today=today, note="已签")
    correct(visit, case, today, note="补充", next_step="带报价", next_step_on=today)
    assert Action.objects.get().done_note == "已签"


def test_without_a_next_step_there_is_no_action(case, today):
    log(case, today)
    assert not Action.objects.exists()


def test_a_next_step_without_a_day_is_due_in_a_week(case, today):
    visit = log(case, today, next_step="寄样品")
    action = Action.objects.get()
    assert action.due_on == visit.next_step_on == rules.usual_step_day(today)
    assert 7 <= (action.due_on - today).days <= 9
    assert action.due_on.isoweekday() <= 5


def test_cancelling_drops_what_hung_on_the_visit(case, today):
    visit = log(case, today, needs="培训", next_step="带报价", next_step_on=today)
    visits.cancel_visit(visit=visit, by=case.rep, today=today)
    assert needs(visit) == [("培训", "declined")]
    assert Action.objects.get().dropped_on == today


def test_a_due_step_is_told_once_and_again_when_it_is_moved(case, today):
    visit = log(case, today, next_step="带报价", next_step_on=today)
    assert [actions.tell_due(today=today) for _ in range(2)] == [1, 0]
    correct(visit, case, today, next_step="带报价", next_step_on=today + timedelta(days=2))
    assert actions.tell_due(today=today) == 0
    assert actions.tell_due(today=today + timedelta(days=2)) == 1
    assert set(Notice.objects.values_list("user", flat=True)) == {case.rep.pk}


def test_one_tap_on_today_does_it(case, today, as_user):
    log(case, today, next_step="带报价", next_step_on=today)
    client, action = as_user(case.rep), Action.objects.get()
    assert "带报价" in client.get("/").content.decode()
    row = client.post(reverse("action_done", args=[action.pk]), headers={"HX-Request": "true"})
    assert "What came of it" in row.content.decode()
    client.post(reverse("action_done", args=[action.pk]), {"note": "已签"})
    action.refresh_from_db()
    assert (action.done_on, action.done_note) == (today, "已签")
    client.post(reverse("action_reopen", args=[action.pk]))
    action.refresh_from_db()
    assert action.is_open


def office(part):
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr(part, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        pytest.param(PNG, "image/png", id="png"),
        pytest.param(b"\xff\xd8\xff\xe0", "image/jpeg", id="jpeg"),
        pytest.param(b"RIFF0000WEBPVP8 ", "image/webp", id="webp"),
        pytest.param(b"\0\0\0\x18ftypheic", "image/heic", id="heic"),
        pytest.param(b"%PDF-1.7", "application/pdf", id="pdf"),
        pytest.param(
            office("word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            id="docx",
        ),
        pytest.param(office("evil.exe"), None, id="any-zip"),
        pytest.param(b"PK\x03\x04 broken", None, id="broken-zip"),
        pytest.param(b"<html><script>", None, id="html"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'>", None, id="svg"),
        pytest.param(b"MZ\x90", None, id="program"),
        pytest.param(b"", None, id="empty"),
    ],
)
def test_the_content_tells_the_type(content, mime):
    assert mime_of(BytesIO(content)) == mime


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        pytest.param("a.txt", "会议纪要\n".encode(), "text/plain", id="utf-8"),
        pytest.param("A.CSV", "\ufeff型号,数量\r\n".encode(), "text/csv", id="utf-8 with mark"),
        pytest.param("a.csv", "型号,数量\r\n".encode("gb18030"), "text/csv", id="chinese"),
        pytest.param("a.txt", "型号\t数量".encode("utf-16"), "text/plain", id="unicode of excel"),
        pytest.param("a.csv", b"%PDF-1.7", "application/pdf", id="pdf called csv"),
        pytest.param("a.txt", " \n<html>".encode("utf-16"), None, id="html called txt"),
        pytest.param("a.csv", b"\xef\xbb\xbf<svg>", None, id="svg called csv"),
        pytest.param("a.txt", b"#!/bin/sh\n", None, id="script called txt"),
        pytest.param("a.bat", b"del *.*", None, id="text called bat"),
        pytest.param("a.txt", b"MZ\x90\x00\x03", None, id="program called txt"),
        pytest.param("a.txt", b"a\xff", None, id="no encoding"),
        pytest.param("a.txt", b"", None, id="empty"),
    ],
)
def test_a_text_is_taken_by_its_name_too(name, content, mime):
    file = SimpleUploadedFile(name, content)
    assert mime_of(file) == mime
    assert file.read() == content


def test_a_photo_is_kept_and_only_downloaded_by_who_sees_the_visit(case, today, as_user):
    client = as_user(case.rep)
    client.post(LOG, sent(case, today, uploads=SimpleUploadedFile("../现场.png", PNG)))
    kept = Visit.objects.latest("pk").attachments.get()
    assert (kept.name, kept.mime, "现场" in kept.file.name) == ("现场.png", "image/png", False)
    answer = client.get(reverse("attachment", args=[kept.pk]))
    assert b"".join(answer) == PNG
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert as_user(case.other_rep).get(reverse("attachment", args=[kept.pk])).status_code == 404


def test_a_refused_file_keeps_nothing(case, today, as_user):
    evil = SimpleUploadedFile("photo.png", b"<html>", content_type="image/png")
    body = as_user(case.rep).post(LOG, sent(case, today, uploads=evil)).content.decode()
    assert "only pictures, PDF, office documents and plain text" in body
    assert Visit.objects.count() == 1


def test_ticks_pulse_direction_and_colleagues_are_kept(case, today, as_user):
    item = ScenarioStandard.objects.get(code="technical").items_zh[0]
    data = sent(
        case, today, scenario="technical", checked=[item], satisfaction="4", direction_changed="on",
        colleagues=[case.manager.pk], kind="call",
    )  # fmt: skip
    client = as_user(case.rep)
    client.post(LOG, data)
    visit = Visit.objects.latest("pk")
    assert (visit.checked, visit.satisfaction, visit.direction_changed) == ([item], 4, True)
    assert (list(visit.colleagues.all()), visit.is_remote) == ([case.manager], True)
    body = client.get(reverse("visit_detail", args=[visit.pk])).content.decode()
    assert "Questions collected beforehand" in body
    assert "Changes its business direction" in body


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("first_rows")
def test_earlier_wordings_stay_readable(case, today, as_user):
    item = ScenarioStandard.objects.get(code="technical").items_zh[0]
    visit = log(
        case, today, note="价格让 2%", scenario="technical", kind="call", satisfaction=2,
        checked=[item], direction_changed=True,
    )  # fmt: skip
    correct(visit, case, today, note="价格让 3%", contacts=[case.zhao])
    page = as_user(case.rep).get(reverse("visit_detail", args=[visit.pk]))
    first = page.context["versions"][0]
    assert (first.said.note, first.people) == ("价格让 2%", ["Wang Liqun"])
    said = page.content.decode().partition("What it said before")[2]
    for kept in ("价格让 2%", "Phone call", "Technical exchange", "Questions collected beforehand"):
        assert kept in said
    assert (first.said.satisfaction, first.said.direction_changed) == (2, True)


def test_a_new_visit_starts_from_the_last_one(case, today, as_user):
    log(case, today, scenario="technical", contacts=[case.zhao], kind="call")
    client = as_user(case.rep)
    form = client.get(LOG, {"account": case.account.pk}).context["form"]
    assert (form["scenario"].value(), form["kind"].value()) == ("technical", "call")
    assert form["contacts"].value() == [case.zhao.pk]
    first = Visit.objects.earliest("pk")
    form = client.get(LOG, {"account": case.account.pk, "again": first.pk}).context["form"]
    assert form["contacts"].value() == [case.wang.pk]


class TestOutbox:
    """What a device sends: stored once, with its time, only for who wrote it."""

    def send(self, client, case, today, **fields):
        more = {"user": case.rep.pk, "made_at": "2026-11-20T01:30:00.000Z"} | fields
        return client.post(reverse("outbox_send"), sent(case, today, **more))

    def test_twice_sent_is_once_stored(self, case, today, as_user):
        client, key = as_user(case.rep), str(uuid4())
        codes = [self.send(client, case, today, client_key=key).status_code for _ in range(2)]
        assert codes == [201, 200]
        visit = Visit.objects.get(client_key=key)
        assert visit.made_at.isoformat() == "2026-11-20T01:30:00+00:00"

    def test_the_same_key_with_other_words_is_a_conflict(self, case, today, as_user):
        client, key = as_user(case.rep), str(uuid4())
        self.send(client, case, today, client_key=key)
        answer = self.send(client, case, today, client_key=key, note="别的内容")
        assert answer.status_code == 409
        assert "already saved" in answer.json()["why"][0]
        assert Visit.objects.get(client_key=key).note == "谈了价格"

    def test_a_visit_to_an_account_merged_meanwhile_is_its_successor_s(self, case, today, as_user):
        first, second = factories.account("重复客户"), factories.account("再重复客户")
        Account.everyone.filter(pk=first.pk).update(merged_into=second)
        Account.everyone.filter(pk=second.pk).update(merged_into=case.account)
        key = str(uuid4())
        answer = self.send(as_user(case.rep), case, today, client_key=key, account=first.pk)
        assert answer.status_code == 201
        assert Visit.objects.get(client_key=key).account == case.account

    @pytest.mark.parametrize(
        ("fields", "status"),
        [
            pytest.param({"user": "0"}, 409, id="of-somebody-else"),
            pytest.param({"account": "0"}, 404, id="account-out-of-reach"),
            pytest.param({"note": ""}, 422, id="nothing-said"),
            pytest.param({"client_key": ""}, 422, id="no-key"),
            pytest.param({"date": "2999-01-01"}, 422, id="in-the-future"),
        ],
    )
    def test_refusals_say_why_and_store_nothing(self, case, today, as_user, fields, status):
        answer = self.send(as_user(case.rep), case, today, **fields)
        assert (answer.status_code, bool(answer.json()["why"])) == (status, True)
        assert Visit.objects.count() == 1


def test_scenarios_are_those_of_the_domain():
    codes = ScenarioStandard.objects.values_list("code", flat=True)
    assert {"routine", "technical", "negotiation", "review", "executive", "after_sales"} < set(
        codes
    )
    named = ScenarioStandard.objects.exclude(code__in=["negotiation", "review", "after_sales"])
    assert named.count() == 13
    assert set(named.filter(is_addition=False).values_list("code", flat=True)) == {
        "event", "reception",
    }  # fmt: skip


def test_the_checklist_needs_both_languages(case, as_user):
    client, url = as_user(case.admin), reverse("scenario_edit", args=["care"])
    data = {"name_zh": "关怀", "name_en": "Care", "items_zh": "甲\n乙", "items_en": "a",
            "order": 5, "is_active": "on"}  # fmt: skip
    assert "as many lines" in client.post(url, data).content.decode()
    assert client.post(url, data | {"items_en": "a\nb"}).status_code == 302
    assert ScenarioStandard.objects.get(code="care").items == [("甲", "a"), ("乙", "b")]

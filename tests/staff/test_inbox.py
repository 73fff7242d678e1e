"""The inbox: unread first, read when opened, only one's own; the bell counts along."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from staff.models import Notice, NoticeKind
from staff.models.notice import ICONS
from staff.services.notices import forget_old, mark_all_read
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_unread_ones_come_first_then_the_newest(people, as_user):
    old, read, new = (factories.notice(people.rep) for _ in range(3))
    Notice.objects.filter(pk=read.pk).update(read_at=timezone.now())
    page = as_user(people.rep).get("/notices/").context["page"]
    assert list(page) == [new, old, read]


@pytest.mark.parametrize(
    ("kind", "params", "english", "chinese"),
    [
        pytest.param(
            NoticeKind.STAGE_FELL,
            {"account": {"en": "Huamao", "zh-hans": "华茂精工"}, "before": "3", "after": "2"},
            "Huamao fell from Middle stage to Early stage.",
            "华茂精工 由中期退至初期。",
            id="stages-by-code-names-by-language",
        ),
        pytest.param(
            NoticeKind.CARE_DUE,
            {
                "account": "华茂精工",
                "contact": "李明",
                "occasion": "birthday",
                "date": "2027-02-21",
            },
            "李明 of 华茂精工: birthday on 21 Feb 2027.",
            "华茂精工 的 李明：2027-02-21 生日。",
            id="days",
        ),
        pytest.param(
            NoticeKind.CONTACT_LEFT,
            {"contact": "李明", "account": "Huamao Co., Ltd."},
            "李明 has left Huamao Co., Ltd.",
            "李明 已离开 Huamao Co., Ltd.。",
            id="one-full-stop-is-enough",
        ),
        pytest.param(
            NoticeKind.CONTACT_LEFT,
            {"account": "100% 精工"},
            "— has left 100% 精工.",
            "— 已离开 100% 精工。",
            id="a-missing-word-is-a-dash",
        ),
    ],
)
def test_the_text_is_made_when_it_is_read(people, kind, params, english, chinese):
    notice = factories.notice(people.rep, kind=kind, params=params)
    assert notice.text == english
    with translation.override("zh-hans"):
        assert notice.text == chinese


def test_every_kind_has_an_icon():
    assert set(ICONS) == set(NoticeKind)


def test_opening_leads_to_where_to_act_and_marks_read(people, as_user):
    notice = factories.notice(people.rep, url="/due/?status=due")
    response = as_user(people.rep).post(f"/notices/{notice.pk}/open/")
    assert (response.status_code, response.url) == (302, "/due/?status=due")
    notice.refresh_from_db()
    assert notice.read_at
    assert as_user(people.rep).get("/notices/").context["decisions"].unread == 0


def test_one_or_all_are_marked_read_and_the_bell_follows(people, as_user):
    client = as_user(people.rep)
    first, *_more = (factories.notice(people.rep) for _ in range(3))
    factories.notice(people.other_rep)
    assert "3 unread notices" in client.get("/").content.decode()
    swapped = client.post(f"/notices/{first.pk}/read/", headers={"HX-Request": "true"})
    assert "2 unread notices" in swapped.content.decode()
    assert client.post("/notices/read/").status_code == 302
    assert "unread notice" not in client.get("/").content.decode()
    assert Notice.objects.unread().count() == 1


def test_read_once_keeps_its_time(people):
    earlier = timezone.now() - timedelta(days=3)
    notice = factories.notice(people.rep, read_at=earlier)
    assert mark_all_read(user=people.rep, now=timezone.now()) == 0
    notice.refresh_from_db()
    assert notice.read_at == earlier


def test_a_text_can_not_carry_markup(people, as_user):
    factories.notice(people.rep, account="<b>华茂</b>")
    assert "&lt;b&gt;华茂" in as_user(people.rep).get("/notices/").content.decode()


def test_an_empty_inbox_says_what_will_stand_there(people, as_user):
    assert "Nothing to tell you" in as_user(people.rep).get("/notices/").content.decode()


def test_queries_do_not_grow(people, as_user, django_assert_max_num_queries):
    client = as_user(people.manager)
    for _ in range(30):
        factories.notice(people.manager)
    with django_assert_max_num_queries(8):
        client.get("/notices/")


@pytest.mark.parametrize(
    ("read_days_ago", "stays"),
    [pytest.param(181, False, id="old"), pytest.param(179, True, id="not-so-old"),
     pytest.param(None, True, id="unread")],
)  # fmt: skip
def test_what_was_read_long_ago_goes(people, read_days_ago, stays):
    now = timezone.now()
    read_at = now - timedelta(days=read_days_ago) if read_days_ago else None
    factories.notice(people.rep, read_at=read_at)
    Notice.objects.update(created_at=now - timedelta(days=400))
    assert forget_old(now=now) == (0 if stays else 1)
    assert Notice.objects.exists() is stays

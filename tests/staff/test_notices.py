"""What people are told: each thing once, in their own inbox."""

import pytest
from django.utils import timezone

from staff.models import Notice, NoticeKind
from staff.models.notice import TEXTS
from staff.services.notices import mark_read, tell
from tests import factories

pytestmark = pytest.mark.django_db

SLIPPED = {
    "kind": NoticeKind.STAGE_FELL,
    "key": "17:2026-11-27",
    "url": "/accounts/17/",
    "params": {"account": "华茂精工", "before": "3", "after": "2"},
}


def test_a_thing_is_told_once_however_often_it_is_said():
    users = [factories.user(), factories.user()]
    assert tell(users=users, **SLIPPED) == 2
    assert tell(users=[*users, factories.user()], **SLIPPED) == 1
    assert Notice.objects.visible_to(users[0]).unread().count() == 1


def test_who_left_is_told_nothing():
    assert tell(users=[factories.user(is_active=False)], **SLIPPED) == 0


def test_nobody_reads_or_marks_those_of_others():
    mine, other = factories.user(), factories.user()
    tell(users=[mine, other], **SLIPPED)
    ids = Notice.objects.order_by("pk").values_list("pk", flat=True)
    assert mark_read(user=mine, notices=ids, now=timezone.now()) == 1
    assert Notice.objects.visible_to(other).unread().exists()


def test_every_kind_has_a_text():
    assert set(TEXTS) == set(NoticeKind)

"""Who is told of a policy that waits, and of what became of it."""

from collections.abc import Mapping
from typing import Any

from django.db.models.functions import Now
from django.urls import reverse

from kam.lib.history import events_of
from staff.models import User
from staff.models.notice import Notice, NoticeKind
from staff.notice_words import both
from staff.services.notices import tell
from tiering.models import PolicyVersion


def ask_to_decide(version: PolicyVersion, deciders: list[User], by: User) -> None:
    """Whoever may approve it and wrote nothing of it."""
    others = [user for user in deciders if not version.was_written_by(user)]
    params = {"by": both(by), "version": str(version.number)}
    _tell(version, others, NoticeKind.POLICY_WAITS, params)


def tell_outcome(version: PolicyVersion, outcome: str, by: User) -> None:
    """The author; who was asked to decide need not read it any more."""
    ask_no_more(version)
    if version.author and version.author != by:
        params = {"version": str(version.number), "outcome": outcome}
        _tell(version, [version.author], NoticeKind.POLICY_DECIDED, params)


def ask_no_more(version: PolicyVersion) -> None:
    asked = Notice.objects.filter(kind=NoticeKind.POLICY_WAITS, url=_url(version)).unread()
    asked.update(read_at=Now())


def _tell(
    version: PolicyVersion, users: list[User], kind: NoticeKind, params: Mapping[str, Any]
) -> None:
    times = events_of(PolicyVersion).objects.filter(pgh_obj_id=version.pk).count()
    tell(users=users, kind=kind, key=f"{version.pk}:{times}", url=_url(version), params=params)


def _url(version: PolicyVersion) -> str:
    return reverse("policy_detail", args=[version.number])
